/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of smp/aarch64/. */
#ifndef MUSTER_ARM_CORE_H
#define MUSTER_ARM_CORE_H

#include "arch.h"
#include "arch_percpu.h"
#include "gic.h"
#include "../../trampoline/aarch64/trampoline.h"

/* ---- core.c ---- */

/* Where the trampoline ends: on the core's own stack, TPIDR_EL1 set, exceptions masked. The second
   if the way in was closed. */
_Noreturn void core_entry(struct boot_slot *slot);
_Noreturn void core_turned_away(struct boot_slot *slot);

/* Cleans a range to the point of coherency: what reads it with its MMU off sees it. */
void core_clean(uintptr_t address, size_t size);

/* ---- survey.c ---- */

/* What the tables said of the cores, until arch_prepare(). */
struct madt;
const struct madt *survey_madt(void);

/* ---- wake.c ---- */

void wake_prepare(const struct machine *machine);
struct strangers *wake_strangers(void);
void wake_mark_c(struct boot_slot *slot, ticks stamp);

/* For a core that parks, exceptions masked: it switches itself off, or waits for its next start
   where it cannot. Returns on the boot core. */
void wake_park(void);

/* ---- psci.c ---- */

/* Of the machine, before the door: which calls there are. */
struct psci;
void psci_survey(struct machine *machine, const struct psci *psci);
void psci_open(const struct psci_calls *calls);

enum psci_result { /* Arm DEN 0022F 5.2.2 */
		   PSCI_SUCCESS = 0,
		   PSCI_NOT_SUPPORTED = -1,
		   PSCI_DENIED = -3,
		   PSCI_ALREADY_ON = -4,
		   PSCI_ON_PENDING = -5,
		   PSCI_INVALID_ADDRESS = -9,
};
enum psci_affinity { PSCI_ON, PSCI_OFF, PSCI_ON_UNDERWAY };

int psci_cpu_on(uint64_t id, uint64_t entry, uint64_t context);
void psci_cpu_off(void);
int psci_affinity_info(uint64_t id); /* enum psci_affinity, or a result */
void psci_system_off(void);
void psci_system_reset(void);

/* "the firmware refused CPU_ON: DENIED". */
const char *psci_refusal(int result);

/* ---- entry.S ---- */

extern const uint8_t entry_vectors[];

/* As entry.S stores it. */
struct trap_frame {
	uint64_t x[31], sp;
	uint64_t pc, pstate;
	uint64_t esr, far;
};
_Static_assert(sizeof(struct trap_frame) == FRAME_SIZE &&
		       offsetof(struct trap_frame, sp) == FRAME_SP &&
		       offsetof(struct trap_frame, pc) == FRAME_PC &&
		       offsetof(struct trap_frame, esr) == FRAME_ESR,
	       "shared with assembly");

#endif
