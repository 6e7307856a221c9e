/* SPDX-License-Identifier: BSD-2-Clause */
/* What both versions of the controller share: the choice, the distributor, and what arrives. */
#include "gic.h"
#include "acpi.h"
#include "arch_io.h"
#include "arch_percpu.h"
#include "cpu.h"
#include "ipi.h"
#include "tick.h"

enum {
	SGI_MASK = 0xFFFF,
	NMI_SGIS_FIRST = 8, /* they have a word of priorities for themselves */
	NMI_SGIS_END = 12,
	TYPER_LINES = 0x1F,
	V2_BYTES = 0x1000,
	PFR0_GIC_SHIFT = 24,
	V2_INTID = 0x3FF, /* the sender's number stands above it */
	STORM = 1000,
};
#define NMI_SGIS ((1u << IPI_KINDS) - (1u << IPI_MASKABLE_KINDS))
#define PRIORITY_NMIS                                                                              \
	0x40404040u /* the smaller is more urgent: else IPIs that are masked hide NMIs */
#define PRIORITY_IPIS 0xA0A0A0A0u
_Static_assert((int)IPI_MASKABLE_KINDS == NMI_SGIS_FIRST && (int)IPI_KINDS <= NMI_SGIS_END,
	       "NMIs share no word of priorities with others");

struct gic_state gic;

static const struct rule rule_no_nmi = {
	"gic.nmi", SEVERITY_NOTE, "", "",
	"a core that masks its interrupts cannot be asked where it is, or be stopped"};

void gic_survey(struct machine *machine, const struct arch_facts *facts, struct findings *findings)
{
	struct gic_machine *to = &machine->arch.gic;

	gic_plan(to, facts->madt, facts->gtdt,
		 id_field(sysreg_read(ID_AA64PFR0_EL1), PFR0_GIC_SHIFT) != 0,
		 machine->possible_count, findings);
	for (unsigned int i = 0; i < to->region_count; i++)
		arch_map(machine, to->regions[i].address, to->regions[i].size, MAP_DEVICE);
	if (to->version == 2)
		arch_map(machine, to->cpu_interface, V2_BYTES, MAP_DEVICE);
	if (!to->version)
		return;
	arch_map(machine, to->distributor, to->version == 2 ? V2_BYTES : GICV3_FRAME_BYTES,
		 MAP_DEVICE);
	to->has_fiq = to->version == 2 ? gic_v2_has_groups(to->distributor)
				       : gic_v3_has_groups(to->distributor);
	if (!to->has_fiq)
		rule_broken(findings, &rule_no_nmi, 0,
			    "Group 0 of the GIC belongs to the secure side: no interrupt is left "
			    "that cannot be masked");
}

/* ---- registers ---- */

void gic_bit_write(enum gicd reg, unsigned int intid)
{
	uint64_t registers = intid < INTID_PPIS_END ? gic_core_of(arch_this_percpu())->registers
						    : gic.distributor;

	arch_mmio_write32(registers + reg + intid / 32 * 4, 1u << intid % 32);
}

static void quiet(uint64_t registers)
{
	arch_mmio_write32(registers + GICD_ICENABLER, UINT32_MAX);
	arch_mmio_write32(registers + GICD_ICPENDR, UINT32_MAX);
	arch_mmio_write32(registers + GICD_ICACTIVER, UINT32_MAX);
	arch_mmio_write32(registers + GICD_IGROUPR, UINT32_MAX);
}

void gic_quiet_shared(void)
{
	uint32_t last = arch_mmio_read32(gic.distributor + GICD_TYPER) & TYPER_LINES;

	for (uint32_t word = 1; word <= last; word++)
		quiet(gic.distributor + word * sizeof(uint32_t));
}

void gic_quiet_own(void)
{
	uint64_t registers = gic_core_of(arch_this_percpu())->registers;

	quiet(registers);
	for (unsigned int i = 0; i < INTID_PPIS_END; i += sizeof(uint32_t))
		arch_mmio_write32(registers + GICD_IPRIORITYR + i,
				  i == NMI_SGIS_FIRST ? PRIORITY_NMIS : PRIORITY_IPIS);
	if (gic.has_fiq)
		arch_mmio_write32(registers + GICD_IGROUPR, ~NMI_SGIS);
	arch_mmio_write32(registers + GICD_ISENABLER, SGI_MASK);
}

/* ---- behind the door ---- */

void gic_open(const struct machine *machine)
{
	const struct gic_machine *from = &machine->arch.gic;

	gic = (struct gic_state){.v2 = from->version == 2,
				 .v3 = from->version == 3,
				 .has_fiq = from->has_fiq,
				 .distributor = from->distributor,
				 .cpu_interface = from->cpu_interface};
	timer_choose(from);
	if (gic.v2)
		gic_v2_open();
	if (gic.v3)
		gic_v3_open(machine);
}

enum status gic_core_open(void)
{
	timer_quiet();
	return gic.v3 ? gic_v3_core_open() : gic.v2 ? gic_v2_core_open() : STATUS_NOT_FOUND;
}

bool gic_reaches(cpu_index cpu)
{
	return gic.v3 ? gic_core_of(arch_percpu(cpu))->target != 0 : gic.v2 && cpu < GICV2_CORES;
}

void gic_silence(void)
{
	if (gic.v3)
		gic_v3_silence();
	else if (gic.v2)
		gic_v2_silence();
}

const char *arch_apic_mode(void)
{
	return gic.v3 ? "gicv3" : gic.v2 ? "gicv2" : "none";
}

/* ---- what arrives ---- */

/* IHI 0069H 12.1.6: behind the DSB the acknowledgement has reached the redistributor, so what is
   read from here on is not older than what came with the interrupt. */
static inline uint32_t acknowledge(void)
{
	uint32_t ack = gic.v3 ? (uint32_t)sysreg_read(ICC_IAR1_EL1) : gic_v2_ack();

	dsb(sy);
	return ack;
}

/* The ISB: ended before the handler may open interrupts again. */
static inline void end(uint32_t ack)
{
	if (gic.v3) {
		sysreg_write(ICC_EOIR1_EL1, ack);
		isb();
	} else {
		gic_v2_end(ack);
	}
}

/* A source that fires without end, and that nobody serves, is shut off. */
static void take_unexpected(struct percpu *self, unsigned int intid)
{
	cpu_note_unexpected(intid);
	counter_add(&self->unexpected, 1);
	if (counter_read(&self->unexpected) > STORM)
		gic_bit_write(GICD_ICENABLER, intid);
}

static __attribute__((noinline)) void take_other(unsigned int intid, uint32_t ack)
{
	struct percpu *self = arch_this_percpu();
	bool is_tick;

	if (intid >= INTID_SPIS_END && intid < INTID_SPECIAL_END) {
		counter_add(&self->spurious, 1);
		return;
	}
	is_tick = timer_take(intid); /* before the end, or its level is signalled once more */
	end(ack);
	if (intid < INTID_SGIS_END && 1u << intid & NMI_SGIS) {
		ipi_send_self(intid); /* acknowledged with the wrong register: as FIQ, please */
		return;
	}
	self->in_interrupt++;
	if (is_tick)
		tick_local();
	else
		take_unexpected(self, intid);
	self->in_interrupt--;
}

void gic_take(void)
{
	uint32_t ack = acknowledge();
	unsigned int intid = gic.v3 ? ack : ack & V2_INTID;

	if (intid >= IPI_MASKABLE_KINDS) {
		take_other(intid, ack);
		return;
	}
	end(ack); /* first, as the handler may park the core */
	ipi_handle((enum ipi_kind)intid);
}

bool gic_take_fiq(void)
{
	uint32_t ack = gic.v3 ? (uint32_t)sysreg_read(ICC_IAR0_EL1) : gic_v2_ack();
	unsigned int intid = gic.v3 ? ack : ack & V2_INTID;

	dsb(sy);
	if (intid >= INTID_SPIS_END && intid < INTID_SPECIAL_END)
		return false;
	if (gic.v3)
		sysreg_write(ICC_EOIR0_EL1, ack);
	else
		gic_v2_end(ack);
	isb();
	return true;
}

/* ---- faults on purpose ---- */

void gic_fault_vector(void)
{
	ipi_send_self(INTID_UNUSED);
}

void gic_fault_nmi(void)
{
	if (gic.has_fiq)
		ipi_send_self(IPI_NMI_PING);
}
