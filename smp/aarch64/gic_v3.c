/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv3 and v4, Arm IHI 0069H: a redistributor for each core, and its interface in system
   registers. */
#include "arch_io.h"
#include "arch_percpu.h"
#include "gic.h"
#include "machine.h"
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

static unsigned int priority_bits(void)
{
	return (sysreg_read(ICC_CTLR_EL1) >> ICC_CTLR_PRIORITY_SHIFT & 7) + 1;
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

/* Redistributors mostly stand in the order of the cores: next is looked at first. */
static cpu_index cpu_of(const struct machine *machine, hw_id id, cpu_index next)
{
	if (next < machine->possible_count && hw_id_equal(machine->cpus[next].id, id))
		return next;
	for (cpu_index cpu = 0; cpu < machine->possible_count; cpu++)
		if (hw_id_equal(machine->cpus[cpu].id, id))
			return cpu;
	return CPU_NONE;
}

/* Ids past 15 in their lowest level want range selectors at both ends. */
static void find_redistributors(const struct machine *machine, bool ranges)
{
	const struct gic_machine *told = &machine->arch.gic;
	cpu_index next = 0;

	for (unsigned int i = 0; i < told->region_count; i++) {
		uint64_t at = told->regions[i].address;

		while (at) { /* gic_region_next() ends it */
			uint32_t type = arch_mmio_read32(at + GICR_TYPER);
			hw_id id = gic_affinity_id(arch_mmio_read32(at + GICR_TYPER + 4));
			cpu_index cpu = cpu_of(machine, id, next);

			if (cpu != CPU_NONE) {
				bool reached = ranges || (id.value & 0xFF) < GICV3_TARGETS;

				*gic_core_of(arch_percpu(cpu)) = (struct gic_core){
					.target = reached ? gic_sgi_target(id) : 0,
					.registers = at + GICV3_FRAME_BYTES};
				next = cpu + 1;
			}
			at = gic_region_next(&told->regions[i], at, type);
		}
	}
}

void gic_v3_open(const struct machine *machine)
{
	uint64_t control = gic.is->distributor + GICD_CTLR;
	bool ranges = interface_enable() &&
		      arch_mmio_read32(gic.is->distributor + GICD_TYPER) & GICD_TYPER_RSS &&
		      sysreg_read(ICC_CTLR_EL1) & ICC_CTLR_RSS;

	gic.target_bits = (1u << GICV3_TARGETS) - 1;
	arch_mmio_write32(control, GICD_CTLR_ARE);
	settle(control, GICD_CTLR_RWP);
	gic_quiet_shared();
	arch_mmio_write32(control, GICD_CTLR_ARE | GICD_CTLR_GROUP1 |
					   (gic.is->has_fiq ? GICD_CTLR_GROUP0 : 0));
	settle(control, GICD_CTLR_RWP);
	find_redistributors(machine, ranges);
}

/* Active priorities of the firmware's would keep ours away; how many of the registers there are
   follows from the priority bits (12.2.2). */
static void interface_clear(void)
{
	sysreg_write(ICC_AP1R0_EL1, 0);
	if (priority_bits() > 5)
		sysreg_write(ICC_AP1R1_EL1, 0);
	if (priority_bits() > 6) {
		sysreg_write(ICC_AP1R2_EL1, 0);
		sysreg_write(ICC_AP1R3_EL1, 0);
	}
	if (gic.is->has_fiq)
		sysreg_write(ICC_AP0R0_EL1, 0);
}

/* Until it is woken a redistributor hands nothing on (4.8.2). EOImode 0: one write ends an
   interrupt. */
enum status gic_v3_core_open(void)
{
	uint64_t registers = gic_core_of(arch_this_percpu())->registers;
	uint64_t own = registers - GICV3_FRAME_BYTES, waker = own + GICR_WAKER;

	if (!registers || !interface_enable())
		return STATUS_NOT_FOUND;
	arch_mmio_write32(waker, arch_mmio_read32(waker) & ~(uint32_t)GICR_WAKER_SLEEP);
	if (!settle(waker, GICR_WAKER_CHILDREN_ASLEEP))
		return STATUS_TIMEOUT;
	gic_quiet_own();
	settle(own + GICR_CTLR, GICR_CTLR_RWP);
	interface_clear();
	sysreg_write(ICC_PMR_EL1, GIC_PRIORITY_ALL);
	sysreg_write(ICC_CTLR_EL1, 0);
	sysreg_write(ICC_IGRPEN1_EL1, 1);
	if (gic.is->has_fiq)
		sysreg_write(ICC_IGRPEN0_EL1, 1);
	isb(); /* takes effect (Arm ARM D13.1.2) */
	return STATUS_OK;
}

void gic_v3_silence(void)
{
	sysreg_write(ICC_IGRPEN1_EL1, 0);
	isb(); /* as above: what comes from here on stays pending */
}
