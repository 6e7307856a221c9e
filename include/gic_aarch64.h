/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Generic Interrupt Controller: GICv2 by registers in memory, GICv3 and v4 by system registers.
 * One SGI per kind of interrupt: its number is the enum ipi_kind. The kinds that cannot be masked
 * are of Group 0, which arrives as FIQ, while DAIF.I masks the others.
 */
#ifndef MUSTER_GIC_AARCH64_H
#define MUSTER_GIC_AARCH64_H

#include "gic_machine.h"
#include "gic_regs.h"
#include "status.h"

struct arch_facts;
struct machine;

enum {
	INTID_END = 14,	   /* an SGI that is there for its end alone, which is timed */
	INTID_UNUSED = 15, /* one that no kind has */
};

/* efi/aarch64/gic.c, from arch_survey(): fills machine->arch.gic, and maps its registers. What this
   machine cannot do becomes findings. */
void gic_survey(struct machine *machine, const struct arch_facts *facts, struct findings *findings);

/* On the boot core, on our own tables, all masked: quiets all that devices have pending or active,
   opens the distributor, finds each core's redistributor. */
void gic_open(const struct machine *machine);

/* Then on each core, all masked: from now on its SGIs arrive once DAIF lets them. STATUS_TIMEOUT:
   its redistributor did not wake; STATUS_NOT_FOUND: it has none. Then it hears nothing. */
enum status gic_core_open(void);

/* Of a possible core: false where no interrupt can be sent to it, so that it must not be started (a
   ninth core of a GICv2; one without a redistributor). */
bool gic_reaches(cpu_index cpu);

/* From the vectors. A FIQ is acknowledged; true: the caller hands it to nmi_handle(). */
void gic_take(void);
bool gic_take_fiq(void);

/* ---- between gic.c, gic_v3.c, ipi.c and timer.c ---- */

extern struct gic_state {
	const struct gic_machine *is;
	bool v3;	      /* else v2, or none */
	uint64_t target_bits; /* of gic_core.target; where the rest is the same, one command does */
} gic;

/* Writes 1 for one interrupt, of the calling core's own or of all. */
void gic_bit_write(enum gicd reg, unsigned int intid);

/* Disables, clears and deactivates all that are not a core's own; and those of the calling core,
   whose SGIs are ready then. */
void gic_quiet_shared(void);
void gic_quiet_own(void);

/* gic_v3.c */
void gic_v3_open(void);
enum status gic_v3_core_open(void);

/* ---- timer.c ---- */

void timer_open(void); /* on each core: the firmware's ends */

/* Every so often; if not served, it stays due, and is a storm. STATUS_OK. */
enum status timer_start(uint32_t period_us, bool serve);

/* An interrupt that may be the timer's: quiets it until the next one is due, and says if it was. */
bool timer_take(unsigned int intid);

/* ---- ipi.c ---- */

/* To the calling core: as FIQ if the number is that of an NMI. */
void ipi_send_self(unsigned int intid);

#endif
