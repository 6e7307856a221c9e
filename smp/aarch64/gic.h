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

/* From the vectors, all masked. An IRQ is served. A FIQ is acknowledged: true if it was an NMI of
   ours or anybody's, which the caller hands to nmi_handle(); false: it was spurious. */
void gic_take(void);
bool gic_take_fiq(void);

/* For faults on purpose, on the calling core: an SGI that nobody serves, an NMI that nobody asked
   for, an interrupt that does not go away. */
void gic_fault_vector(void);
void gic_fault_nmi(void);
void gic_fault_storm(void);

/* ---- between gic.c, gic_v2.c, gic_v3.c, ipi.c and timer.c ---- */

/* Numbers of interrupts: IHI 0069H 2.2.1, IHI 0048B 2.2.1. */
enum intid {
	INTID_UNUSED = 15, /* an SGI that no kind has */
	INTID_SGIS_END = 16,
	INTID_PPIS_END = 32,
	INTID_SPIS_END = 1020,
	INTID_SPECIAL_END = 1024, /* from SPIS_END on: none is pending, or not for who asked */
};

/* Registers of the distributor, a bit, a byte or a field for each interrupt. Those of the first 32
   lie at the same offsets in a GICv3's redistributors: IHI 0069H 12.9, 12.11. */
enum gicd {
	GICD_CTLR = 0x000,
	GICD_TYPER = 0x004,
	GICD_IGROUPR = 0x080,
	GICD_ISENABLER = 0x100,
	GICD_ICENABLER = 0x180,
	GICD_ICPENDR = 0x280,
	GICD_ICACTIVER = 0x380,
	GICD_IPRIORITYR = 0x400,
	GICD_ITARGETSR = 0x800, /* GICv2 */
	GICD_SGIR = 0xF00,	/* GICv2 */
	GICD_CPENDSGIR = 0xF10, /* GICv2 */
};
enum gicd_ctlr {
	GICD_CTLR_GROUP0 = 1u << 0, /* of a GICv2 that we see in part: of the only group */
	GICD_CTLR_GROUP1 = 1u << 1,
};

extern struct gic_state {
	bool v2, v3, has_fiq;
	uint64_t distributor, cpu_interface;
	uint64_t target_bits; /* of gic_core.target: the same for the rest, and one command does */
} gic;

/* For one interrupt, of the calling core's own or of all. */
void gic_bit_write(enum gicd reg, unsigned int intid);

/* Disables, clears and deactivates all that are not a core's own; and those of the calling core,
   whose SGIs are ready then. */
void gic_quiet_shared(void);
void gic_quiet_own(void);

/* By version. _ack gives what _end takes; the number is in its low bits. */
bool gic_v2_has_groups(uint64_t distributor);
void gic_v2_open(void);
enum status gic_v2_core_open(void);
void gic_v2_silence(void);
uint32_t gic_v2_ack(void);
void gic_v2_end(uint32_t ack);
bool gic_v3_has_groups(uint64_t distributor);
void gic_v3_open(const struct machine *machine);
enum status gic_v3_core_open(void);
void gic_v3_silence(void);

void timer_choose(const struct gic_machine *machine);
void timer_quiet(void); /* on each core: the firmware's end */

/* An interrupt that may be the timer's: quiets it until the next one is due, and says if it was. */
bool timer_take(unsigned int intid);

/* One SGI to the calling core: as FIQ if its number is that of an NMI. */
void ipi_send_self(unsigned int intid);

#endif
