/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Generic Interrupt Controller: GICv2 (Arm IHI 0048B) by registers in memory, GICv3 and v4
 * (IHI 0069H) by system registers. One SGI per kind of interrupt: its number is the enum ipi_kind.
 * The kinds that cannot be masked are of Group 0, which arrives as FIQ, while DAIF.I masks the
 * others.
 */
#ifndef MUSTER_ARM_GIC_H
#define MUSTER_ARM_GIC_H

#include "gic_machine.h"
#include "status.h"

struct arch_facts;
struct findings;
struct machine;
struct percpu;

/* Where the per-core layout keeps it. */
struct gic_core *gic_core_of(const struct percpu *core);

/* ---- before the door, from arch_survey() ---- */

/* Chooses the version, fills machine->arch.gic, and maps (arch_map()) the distributor, the CPU
   interface and every region of redistributors. What this machine cannot do becomes findings. */
void gic_survey(struct machine *machine, const struct arch_facts *facts, struct findings *findings);

/* ---- behind it ---- */

/* On the boot core, on our own tables, interrupts and FIQs masked, before gic_core_open(): quiets
   all that devices have pending or active, opens the distributor, finds each core's
   redistributor. */
void gic_open(const struct machine *machine);

/* On each core, the boot core among them, interrupts and FIQs masked: from now on its SGIs arrive
   once DAIF lets them. STATUS_TIMEOUT: its redistributor did not wake; STATUS_NOT_FOUND: it has
   none. The core that gets either hears nothing, and parks. */
enum status gic_core_open(void);

/* Of a possible core, after gic_open(): false where no interrupt can be sent to it, so that it must
   not be started (a ninth core of a GICv2; one without a redistributor). */
bool gic_reaches(cpu_index cpu);

/* On the calling core: from now on it hears nothing that is maskable. FIQs still come. */
void gic_silence(void);

/* Interrupts that cannot be masked are possible. */
bool gic_has_fiq(void);

/* From the vectors, all masked. An IRQ is served. A FIQ is acknowledged: true if it was an NMI of
   ours or anybody's, which the caller hands to nmi_handle(); false: it was spurious. */
void gic_take(void);
bool gic_take_fiq(void);

/* For faults on purpose, on the calling core: an SGI that nobody serves, an NMI that nobody asked
   for, an interrupt that does not go away. */
void gic_fault_vector(void);
void gic_fault_nmi(void);
void gic_fault_storm(void);

/* ---- gic_v2.c and gic_v3.c, for gic.c, ipi.c and timer.c ---- */

/* Numbers of interrupts: IHI 0069H 2.2.1; IHI 0048B 2.2.1. */
enum intid {
	INTID_SGIS = 16,
	INTID_UNUSED = 15, /* an SGI that no kind has */
	INTID_PPIS_END = 32,
	INTID_SPIS_END = 1020,
	INTID_NONE = 1023,
	INTID_MASK = 0xFFFFFF,
};

#endif
