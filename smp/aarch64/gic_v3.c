/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv3 and v4, Arm IHI 0069H: a redistributor for each core, and its interface in system
   registers. */
#include "arch_io.h"
#include "arch_percpu.h"
#include "gic_aarch64.h"
#include "mpidr_hash.h"
#include "wait.h"

enum { SETTLE_US = 100000 };

/* False: it took too long. */
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

/* The other registers exist behind the ISB. */
static bool interface_enable(void)
{
	if (sysreg_read(CurrentEL) >> EL_SHIFT == EL2) {
		sysreg_write(ICC_SRE_EL2, sysreg_read(ICC_SRE_EL2) | ICC_SRE_ON | ICC_SRE_EL1_TOO);
		isb();
	}
	sysreg_write(ICC_SRE_EL1, sysreg_read(ICC_SRE_EL1) | ICC_SRE_ON);
	isb();
	return sysreg_read(ICC_SRE_EL1) & ICC_SRE_ON;
}

/* Ids past 15 in their lowest level want range selectors at both ends. */
static void find_redistributors(bool ranges)
{
	for (unsigned int i = 0; i < gic.is->region_count; i++) {
		const struct gic_region *region = &gic.is->regions[i];
		uint64_t at = region->address;

		while (at) { /* gic_region_next() ends it */
			hw_id id = gic_affinity_id(arch_mmio_read32(at + GICR_TYPER + 4));
			cpu_index cpu = mpidr_hash_find(gic.is->ids, id);
			bool reached = ranges || (id.value & 0xFF) < GICV3_TARGETS;

			if (cpu != CPU_NONE)
				*gic_core_of(arch_percpu(cpu)) = (struct gic_core){
					.target = reached ? gic_sgi_target(id) : 0,
					.registers = at + GICV3_FRAME_BYTES};
			at = gic_region_next(region, at, arch_mmio_read32(at + GICR_TYPER));
		}
	}
}

void gic_v3_open(void)
{
	uint64_t control = gic.is->distributor + GICD_CTLR;
	uint32_t fiq = gic.is->has_fiq ? GICD_CTLR_GROUP0 : 0;
	bool ranges = interface_enable() &&
		      arch_mmio_read32(gic.is->distributor + GICD_TYPER) & GICD_TYPER_RSS &&
		      sysreg_read(ICC_CTLR_EL1) & ICC_CTLR_RSS;

	gic.target_bits = SGI1R_TARGETS;
	arch_mmio_write32(control, GICD_CTLR_ARE);
	settle(control, GICD_CTLR_RWP);
	gic_quiet_shared();
	arch_mmio_write32(control, GICD_CTLR_ARE | GICD_CTLR_GROUP1 | fiq);
	settle(control, GICD_CTLR_RWP);
	find_redistributors(ranges);
}

/* Active priorities of the firmware's would keep ours away; how many of the registers there are
   follows from the priority bits. Group 0's come first (12.2.1, 12.2.2). */
#define ACTIVE_CLEAR(group, bits)                                                                  \
	do {                                                                                       \
		sysreg_write(ICC_AP##group##R0_EL1, 0);                                            \
		if ((bits) > 5)                                                                    \
			sysreg_write(ICC_AP##group##R1_EL1, 0);                                    \
		if ((bits) > 6) {                                                                  \
			sysreg_write(ICC_AP##group##R2_EL1, 0);                                    \
			sysreg_write(ICC_AP##group##R3_EL1, 0);                                    \
		}                                                                                  \
	} while (0)

static void interface_open(void)
{
	unsigned int bits = (sysreg_read(ICC_CTLR_EL1) >> ICC_CTLR_PRIORITY_SHIFT & 7) + 1;

	sysreg_write(ICC_PMR_EL1, GIC_PRIORITY_ALL);
	sysreg_write(ICC_CTLR_EL1, 0); /* EOImode: one write ends an interrupt */
	if (gic.is->has_fiq) {
		ACTIVE_CLEAR(0, bits);
		sysreg_write(ICC_BPR0_EL1, 0);
		sysreg_write(ICC_IGRPEN0_EL1, 1);
	}
	ACTIVE_CLEAR(1, bits);
	sysreg_write(ICC_BPR1_EL1, 0);
	sysreg_write(ICC_IGRPEN1_EL1, 1);
	isb(); /* takes effect (Arm ARM D13.1.2) */
}

/* Until it is woken a redistributor hands nothing on (4.8.2). What is disabled may change its group
   and priority, and LPIs are the firmware's. */
enum status gic_v3_core_open(void)
{
	uint64_t registers = gic_core_of(arch_this_percpu())->registers;
	uint64_t own = registers - GICV3_FRAME_BYTES, waker = own + GICR_WAKER;

	if (!registers || !interface_enable())
		return STATUS_NOT_FOUND;
	arch_mmio_write32(waker, arch_mmio_read32(waker) & ~(uint32_t)GICR_WAKER_SLEEP);
	if (!settle(waker, GICR_WAKER_CHILDREN_ASLEEP))
		return STATUS_TIMEOUT;
	arch_mmio_write32(own + GICR_CTLR, 0);
	arch_mmio_write32(registers + GICD_ICENABLER, UINT32_MAX);
	settle(own + GICR_CTLR, GICR_CTLR_RWP);
	gic_quiet_own();
	interface_open();
	return STATUS_OK;
}
