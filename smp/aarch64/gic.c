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
	PRIORITY_IPI = 0xA0,
	PRIORITY_NMI = 0x40, /* a smaller one is more urgent; else a masked IPI would hide an NMI */
	PRIORITIES = 0x01010101,
	SGI_MASK = 0xFFFF,
	NMI_SGIS = (1u << IPI_KINDS) - (1u << IPI_MASKABLE_KINDS),
	NMI_SGIS_FIRST = 8, /* they have a word of priorities for themselves */
	NMI_SGIS_END = 12,
	TYPER_LINES = 0x1F,
	FRAME_BYTES = 0x10000, /* the distributor's of a GICv3, and each frame of a redistributor */
	V2_BYTES = 0x1000,
	PPI_VIRTUAL = 27, /* Arm BSA (DEN 0094C) 3.8.1, for where no table tells */
	PPI_EL2 = 26,
	PFR0_GIC_SHIFT = 24,
	V2_INTID = 0x3FF, /* the sender's number stands above it */
	STORM = 1000,
};
_Static_assert((int)IPI_MASKABLE_KINDS == NMI_SGIS_FIRST && (int)IPI_KINDS <= NMI_SGIS_END,
	       "NMIs share no word of priorities with others");

struct gic_state gic;

static const struct rule rule_none = {"gic.none", SEVERITY_ERROR, "APIC", "5.2.12.15",
				      "without a known interrupt controller a core hears no other: "
				      "none but the first is started"};
static const struct rule rule_eight = {
	"gic.v2.cores", SEVERITY_WARNING, "APIC", "5.2.12.15",
	"a GICv2 has interfaces for 8 cores: those past the eighth can hear nothing, and stay off"};
static const struct rule rule_regions = {
	"gic.regions", SEVERITY_WARNING, "APIC", "5.2.12.17",
	"cores whose redistributors lie in a region that is left out are not started"};
static const struct rule rule_no_nmi = {
	"gic.nmi", SEVERITY_NOTE, "", "",
	"a core that masks its interrupts cannot be asked where it is, or be stopped"};

/* ---- before the door ---- */

static bool has_system_registers(void)
{
	return id_field(sysreg_read(ID_AA64PFR0_EL1), PFR0_GIC_SHIFT) != 0;
}

static void region_add(struct gic_machine *to, struct gic_region region, struct findings *findings)
{
	if (to->region_count == GIC_REGIONS_MAX)
		rule_broken(findings, &rule_regions, 0,
			    "redistributors at 0x%llx are left out: %u regions are kept",
			    (unsigned long long)region.address, (unsigned int)GIC_REGIONS_MAX);
	else
		to->regions[to->region_count++] = region;
}

/* A core's own. Those that follow each other at one distance become one region. */
static void redistributor_add(struct gic_machine *to, uint64_t address, struct findings *findings)
{
	struct gic_region *last = to->region_count ? &to->regions[to->region_count - 1] : NULL;
	uint64_t gap = last ? address - last->address : 0;

	if (last && !last->stride && (gap == 2 * FRAME_BYTES || gap == 4 * FRAME_BYTES)) {
		last->stride = (uint32_t)gap;
		last->size = 2 * gap;
	} else if (last && last->stride && gap == last->size) {
		last->size += last->stride;
	} else {
		region_add(to, (struct gic_region){address, 2 * FRAME_BYTES, 0, false}, findings);
	}
}

static void survey_redistributors(struct machine *machine, const struct madt *madt,
				  struct findings *findings)
{
	struct gic_machine *to = &machine->arch.gic;
	const struct madt_gic *told = &madt->gic;

	for (unsigned int i = 0; i < told->redistributor_count; i++)
		region_add(to,
			   (struct gic_region){told->redistributors[i].address,
					       told->redistributors[i].length,
					       (uint32_t)told->stride, true},
			   findings);
	for (size_t i = 0; i < madt->cpu_count && !told->redistributor_count; i++)
		if (madt->cpus[i].redistributor)
			redistributor_add(to, madt->cpus[i].redistributor, findings);
	for (unsigned int i = 0; i < to->region_count; i++)
		arch_map(machine, to->regions[i].address, to->regions[i].size, MAP_DEVICE);
}

/* Every core sees its own interface at the same address. */
static void survey_interface(struct machine *machine, const struct madt *madt,
			     struct findings *findings)
{
	struct gic_machine *to = &machine->arch.gic;

	for (size_t i = 0; i < madt->cpu_count && !to->cpu_interface; i++)
		to->cpu_interface = madt->cpus[i].gic_interface;
	if (!to->cpu_interface)
		return;
	arch_map(machine, to->cpu_interface, V2_BYTES, MAP_DEVICE);
	if (machine->possible_count > GICV2_CORES)
		rule_broken(findings, &rule_eight, 0,
			    "%u cores are possible, but a GICv2 has interfaces for %u: no other "
			    "can be sent an interrupt",
			    machine->possible_count, (unsigned int)GICV2_CORES);
}

/* Tables before ACPI 6.0 tell no version: who has redistributors is not a GICv2. */
static void choose_version(struct machine *machine, const struct madt *madt,
			   struct findings *findings)
{
	struct gic_machine *to = &machine->arch.gic;
	unsigned int told = madt->gic.version;

	if (madt->gic.present && told != 1 && told != 2 && has_system_registers())
		survey_redistributors(machine, madt, findings);
	if (madt->gic.present && !to->region_count)
		survey_interface(machine, madt, findings);
	to->version = to->region_count ? 3 : to->cpu_interface ? 2 : 0;
	if (to->version)
		return;
	rule_broken(findings, &rule_none, 0,
		    madt->gic.present ? "GIC version %u, %s system registers, but neither "
					"redistributors nor a CPU interface"
				      : "no GIC distributor is listed (version %u, %s registers)",
		    told, has_system_registers() ? "with" : "without");
}

void gic_survey(struct machine *machine, const struct arch_facts *facts, struct findings *findings)
{
	struct gic_machine *to = &machine->arch.gic;
	const struct gtdt *gtdt = facts->gtdt;

	to->timer_el1 = gtdt->virtual_el1 ? gtdt->virtual_el1 : PPI_VIRTUAL;
	to->timer_el2 = gtdt->el2 ? gtdt->el2 : PPI_EL2;
	to->distributor = facts->madt->gic.distributor;
	choose_version(machine, facts->madt, findings);
	if (!to->version)
		return;
	arch_map(machine, to->distributor, to->version == 2 ? V2_BYTES : FRAME_BYTES, MAP_DEVICE);
	to->has_fiq = to->version == 2 ? gic_v2_has_groups(to->distributor)
				       : gic_v3_has_groups(to->distributor);
	if (!to->has_fiq)
		rule_broken(findings, &rule_no_nmi, 0,
			    "Group 0 of the GIC belongs to the secure side: no interrupt is left "
			    "that cannot be masked");
}

/* ---- registers ---- */

static uint64_t own_registers(void)
{
	return gic.v3 ? gic_v3_registers() : gic.distributor;
}

static void bit_write(unsigned int intid, enum gicd reg)
{
	uint64_t registers = intid < INTID_PPIS_END ? own_registers() : gic.distributor;

	arch_mmio_write32(registers + reg + intid / 32 * 4, 1u << intid % 32);
}

void gic_enable(unsigned int intid)
{
	bit_write(intid, GICD_ISENABLER);
}

void gic_disable(unsigned int intid)
{
	bit_write(intid, GICD_ICENABLER);
}

unsigned int gic_spis_end(void)
{
	unsigned int lines = arch_mmio_read32(gic.distributor + GICD_TYPER) & TYPER_LINES;

	return 32 * (lines + 1);
}

void gic_quiet(uint64_t registers, unsigned int first, unsigned int end)
{
	for (unsigned int i = first / 8; i < end / 8; i += sizeof(uint32_t)) {
		arch_mmio_write32(registers + GICD_ICENABLER + i, UINT32_MAX);
		arch_mmio_write32(registers + GICD_ICPENDR + i, UINT32_MAX);
		arch_mmio_write32(registers + GICD_ICACTIVER + i, UINT32_MAX);
		arch_mmio_write32(registers + GICD_IGROUPR + i, UINT32_MAX);
	}
}

void gic_local_open(uint64_t registers)
{
	gic_quiet(registers, 0, INTID_PPIS_END);
	for (unsigned int i = 0; i < INTID_PPIS_END; i += sizeof(uint32_t))
		arch_mmio_write32(registers + GICD_IPRIORITYR + i,
				  PRIORITIES * (i == NMI_SGIS_FIRST ? PRIORITY_NMI : PRIORITY_IPI));
	if (gic.has_fiq)
		arch_mmio_write32(registers + GICD_IGROUPR, ~(uint32_t)NMI_SGIS);
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
		gic_disable(intid);
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
	if (1u << intid & NMI_SGIS && intid < INTID_SGIS_END) {
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
