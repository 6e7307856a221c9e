/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv3 and v4, Arm IHI 0069H: a redistributor for each core, and its interface in system
   registers. */
#include "arch_io.h"
#include "arch_percpu.h"
#include "gic.h"
#include "machine.h"
#include "wait.h"

enum gicr { /* 12.10; the frame of the SGIs is the second of 64 KiB, 12.11 */
	    GICR_CTLR = 0x0000,
	    GICR_TYPER = 0x0008,
	    GICR_WAKER = 0x0014,
	    GICR_SGI_FRAME = 0x10000,
	    GICR_BYTES = 0x20000,
	    GICR_BYTES_V4 = 0x40000,
};
enum {
	GICR_CTLR_RWP = 1u << 3,
	GICR_TYPER_VLPIS = 1u << 1,
	GICR_TYPER_LAST = 1u << 4,
	WAKER_SLEEP = 1u << 1,
	WAKER_CHILDREN_ASLEEP = 1u << 2,
	GICD_CTLR_ARE = 1u << 4, /* 12.9.4 */
	GICD_CTLR_DS = 1u << 6,
	GICD_CTLR_RWP = 1u << 31,
	GICD_TYPER_RSS = 1u << 26,
	SRE_ENABLE = 1u << 0 | 1u << 3, /* 12.2.23; bit 3 at EL2: EL1 may, too */
	CTLR_PRIORITY_SHIFT = 8,	/* 12.2.6 */
	CTLR_RSS = 1u << 18,
	TARGETS_PER_RANGE = 16,
	PMR_ALL = 0xFF,
	SETTLE_US = 100000,
};

/* ---- whom it reaches ---- */

/* The fields of ICC_SGI1R_EL1, 12.2.20. */
static uint64_t sgi_target(hw_id id)
{
	uint64_t aff0 = id.value & 0xFF, aff1 = id.value >> 8 & 0xFF, aff2 = id.value >> 16 & 0xFF,
		 aff3 = id.value >> 32 & 0xFF;

	return 1ull << aff0 % TARGETS_PER_RANGE | aff1 << 16 | aff2 << 32 |
	       aff0 / TARGETS_PER_RANGE << 44 | aff3 << 48;
}

/* Ids past 15 in their lowest level want range selectors in both ends. */
static bool has_ranges(uint64_t distributor)
{
	return arch_mmio_read32(distributor + GICD_TYPER) & GICD_TYPER_RSS &&
	       sysreg_read(ICC_CTLR_EL1) & CTLR_RSS;
}

static cpu_index cpu_of(const struct machine *machine, hw_id id, cpu_index hint)
{
	if (hint < machine->possible_count && hw_id_equal(machine->cpus[hint].id, id))
		return hint;
	for (cpu_index cpu = 0; cpu < machine->possible_count; cpu++)
		if (hw_id_equal(machine->cpus[cpu].id, id))
			return cpu;
	return CPU_NONE;
}

static hw_id frame_id(uint64_t frame)
{
	uint64_t affinity = arch_mmio_read32(frame + GICR_TYPER + sizeof(uint32_t));

	return (hw_id){(affinity & 0xFFFFFF) | affinity >> 24 << 32};
}

/* The redistributors of one region, one after the other (12.10.35). They mostly stand in the order
   of the cores, so the one behind the last is looked at first. */
static cpu_index walk(const struct machine *machine, const struct gic_region *region, bool ranges,
		      cpu_index next)
{
	uint64_t frame = region->address, end = frame + region->size;

	while (end - frame >= GICR_BYTES) { /* ends: each step is forward, and the last is short */
		uint32_t type = arch_mmio_read32(frame + GICR_TYPER);
		uint64_t step = region->stride		  ? region->stride
				: type & GICR_TYPER_VLPIS ? GICR_BYTES_V4
							  : GICR_BYTES;
		hw_id id = frame_id(frame);
		cpu_index cpu = cpu_of(machine, id, next);

		if (cpu != CPU_NONE && (ranges || (id.value & 0xFF) < TARGETS_PER_RANGE))
			*gic_core_of(arch_percpu(cpu)) =
				(struct gic_core){.target = sgi_target(id), .redistributor = frame};
		next = cpu == CPU_NONE ? next : cpu + 1;
		if ((region->ends_by_mark && type & GICR_TYPER_LAST) || end - frame < step)
			break;
		frame += step;
	}
	return next;
}

/* ---- opening ---- */

/* 0xFFFFFFFF while it is slow to take what was written (RWP); in any case it goes on. */
static bool settle(uint64_t address, uint32_t busy)
{
	struct deadline deadline = deadline_in_us(SETTLE_US);

	while (arch_mmio_read32(address) & busy) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

/* With the highest priority but one that can be written the register reads 0 where the secure side
   has Group 0: it moves what it is given out of the way, and that falls off the end (4.8.6). */
static bool owns_group0(void)
{
	irq_flags flags = arch_irq_save();
	uint64_t before = sysreg_read(ICC_PMR_EL1);
	unsigned int bits = (sysreg_read(ICC_CTLR_EL1) >> CTLR_PRIORITY_SHIFT & 7) + 1;
	bool owns;

	sysreg_write(ICC_PMR_EL1, 1u << (8 - bits));
	owns = sysreg_read(ICC_PMR_EL1) != 0;
	sysreg_write(ICC_PMR_EL1, before);
	arch_irq_restore(flags);
	return owns;
}

bool gic_v3_has_groups(uint64_t distributor)
{
	return arch_mmio_read32(distributor + GICD_CTLR) & GICD_CTLR_DS &&
	       sysreg_read(ICC_SRE_EL1) & 1 && owns_group0();
}

static bool interface_enable(void)
{
	if (sysreg_read(CurrentEL) >> EL_SHIFT == EL2) {
		sysreg_write(ICC_SRE_EL2, sysreg_read(ICC_SRE_EL2) | SRE_ENABLE);
		isb();
	}
	sysreg_write(ICC_SRE_EL1, sysreg_read(ICC_SRE_EL1) | 1);
	isb(); /* the others exist from here on (IHI 0069H 12.2.23) */
	return sysreg_read(ICC_SRE_EL1) & 1;
}

void gic_v3_open(const struct machine *machine)
{
	const struct gic_machine *told = &machine->arch.gic;
	uint64_t control = gic.distributor + GICD_CTLR;
	bool ranges = interface_enable() && has_ranges(gic.distributor);
	cpu_index next = 0;

	gic.target_bits = (1u << TARGETS_PER_RANGE) - 1;
	arch_mmio_write32(control, GICD_CTLR_ARE);
	settle(control, GICD_CTLR_RWP);
	gic_quiet(gic.distributor, INTID_PPIS_END, gic_spis_end());
	settle(control, GICD_CTLR_RWP);
	arch_mmio_write32(control,
			  GICD_CTLR_ARE | GICD_CTLR_GROUP1 | (gic.has_fiq ? GICD_CTLR_GROUP0 : 0));
	settle(control, GICD_CTLR_RWP);
	for (unsigned int i = 0; i < told->region_count; i++)
		next = walk(machine, &told->regions[i], ranges, next);
}

/* 4.8.2, 12.10.36: until it is woken it hands nothing on. */
static bool redistributor_wake(uint64_t redistributor)
{
	uint64_t waker = redistributor + GICR_WAKER;

	arch_mmio_write32(waker, arch_mmio_read32(waker) & ~(uint32_t)WAKER_SLEEP);
	return settle(waker, WAKER_CHILDREN_ASLEEP);
}

/* Active priorities of the firmware's would keep ours away; how many of the registers there are
   follows from the number of priority bits (12.2.2). */
static void interface_clear(void)
{
	unsigned int bits = (sysreg_read(ICC_CTLR_EL1) >> CTLR_PRIORITY_SHIFT & 7) + 1;

	sysreg_write(ICC_AP1R0_EL1, 0);
	if (bits > 5)
		sysreg_write(ICC_AP1R1_EL1, 0);
	if (bits > 6) {
		sysreg_write(ICC_AP1R2_EL1, 0);
		sysreg_write(ICC_AP1R3_EL1, 0);
	}
	if (gic.has_fiq)
		sysreg_write(ICC_AP0R0_EL1, 0);
}

enum status gic_v3_core_open(void)
{
	uint64_t redistributor = gic_core_of(arch_this_percpu())->redistributor;

	if (!redistributor)
		return STATUS_NOT_FOUND;
	if (!redistributor_wake(redistributor))
		return STATUS_TIMEOUT;
	if (!interface_enable())
		return STATUS_UNSUPPORTED;
	sysreg_write(ICC_IGRPEN1_EL1, 0);
	gic_local_open(redistributor + GICR_SGI_FRAME);
	settle(redistributor + GICR_CTLR, GICR_CTLR_RWP);
	interface_clear();
	sysreg_write(ICC_PMR_EL1, PMR_ALL);
	sysreg_write(ICC_BPR1_EL1, 0);
	sysreg_write(ICC_CTLR_EL1, 0); /* one write ends an interrupt: EOImode 0 */
	sysreg_write(ICC_IGRPEN1_EL1, 1);
	if (gic.has_fiq) {
		sysreg_write(ICC_BPR0_EL1, 0);
		sysreg_write(ICC_IGRPEN0_EL1, 1);
	}
	isb(); /* system registers take effect (Arm DDI 0487J D13.1.2) */
	return STATUS_OK;
}

void gic_v3_silence(void)
{
	sysreg_write(ICC_IGRPEN1_EL1, 0);
	isb();
}

uint64_t gic_v3_registers(void)
{
	return gic_core_of(arch_this_percpu())->redistributor + GICR_SGI_FRAME;
}
