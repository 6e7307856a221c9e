/* SPDX-License-Identifier: BSD-2-Clause */
/* What smp/aarch64/, trampoline/aarch64/ and efi/aarch64/ have of each other. */
#ifndef MUSTER_CORE_AARCH64_H
#define MUSTER_CORE_AARCH64_H

#include "arch.h"
#include "arch_percpu.h"
#include "boot_slot_aarch64.h"
#include "gic_aarch64.h"
#include "trap_aarch64.h"

/* Where the trampoline ends: on the core's own stack, TPIDR_EL1 set, exceptions masked; in
   arch_park() if the way in was closed. */
_Noreturn void core_entry(struct boot_slot *slot);

/* Cleans a range to the point of coherency: what reads it with its MMU off sees it. */
void core_clean(uintptr_t address, size_t size);

/* efi/aarch64/survey.c: what the tables said of the cores, until arch_prepare(). */
struct madt;
const struct madt *survey_madt(void);

/* trampoline.S. The first two are never called: x0 = the core's boot slot, or nothing is known. */
extern const uint8_t trampoline_psci[], trampoline_by_id[], trampoline_end[];

/* The boot core's way: from the firmware's tables and exception level to ours, and on to main. */
_Noreturn void trampoline_door(const void *machine, uint64_t stack, uint64_t percpu);

/* On our tables, from a parked core's own stack: in again by the slot's claim. */
_Noreturn void trampoline_resume(struct boot_slot *slot);

/* wake.c; set by arch_prepare() */
extern const struct psci_calls *core_psci;
void wake_prepare(const struct machine *machine);

/* For a core that parks, exceptions masked: it switches itself off, or waits for its next start
   where it cannot. Returns on the boot core. */
void wake_park(void);

/* entry.S: the conduits (DEN 0028 2.6). */
int64_t psci_hvc(uint64_t function, uint64_t a, uint64_t b, uint64_t c);
int64_t psci_smc(uint64_t function, uint64_t a, uint64_t b, uint64_t c);

/* entry.S: calls a service of the firmware's on a stack; ends in RUNTIME_FAULT at the fix-up. Which
   stack it returns on; 0: none is being called. */
uint64_t runtime_enter(const uint64_t arguments[RUNTIME_ARGUMENTS], uint64_t service,
		       uint64_t stack);
extern const uint8_t runtime_fixup[];
extern uint64_t runtime_return;

/* fault.c, from the vectors, everything masked. */
void irq_entry(struct trap_frame *frame);
void fiq_entry(struct trap_frame *frame);
void fault_entry(struct trap_frame *frame);
_Noreturn void stray_entry(struct trap_frame *frame);

#endif
