/* SPDX-License-Identifier: BSD-2-Clause */
/* Before the door: which interrupt controller there is, and whether Group 0 of it is ours. Its
   distributor is in use by the firmware, so it can be read. */
#include "acpi.h"
#include "arch_io.h"
#include "core_aarch64.h"

enum { V2_BYTES = 0x1000, PFR0_SHIFT_GIC = 24 };

/* With two security states Group 0 is not ours; with one, some have no groups, and ignore the write
   (IHI 0048B 4.3.4). */
static bool v2_has_groups(uint64_t distributor)
{
	uint64_t groups = distributor + GICD_IGROUPR;
	uint32_t before = arch_mmio_read32(groups);
	bool has;

	if (arch_mmio_read32(distributor + GICD_TYPER) & GICD_TYPER_SECURITY)
		return false;
	arch_mmio_write32(groups, before ^ 1u << INTID_UNUSED);
	has = arch_mmio_read32(groups) != before;
	arch_mmio_write32(groups, before);
	return has;
}

/* Where the secure side has Group 0, it moves priorities out of its way: the least one that can be
   written then falls off the end, and reads as 0 (IHI 0069H 4.8.6).
 */
static bool v3_has_groups(uint64_t distributor)
{
	irq_flags flags;
	uint64_t before, after;
	unsigned int bits;

	if (!(arch_mmio_read32(distributor + GICD_CTLR) & GICD_CTLR_DS) ||
	    !(sysreg_read(ICC_SRE_EL1) & ICC_SRE_ON))
		return false;
	bits = (sysreg_read(ICC_CTLR_EL1) >> ICC_CTLR_PRIORITY_SHIFT & 7) + 1;
	flags = arch_irq_save();
	before = sysreg_read(ICC_PMR_EL1);
	sysreg_write(ICC_PMR_EL1, 1u << (8 - bits));
	after = sysreg_read(ICC_PMR_EL1);
	sysreg_write(ICC_PMR_EL1, before);
	arch_irq_restore(flags);
	return after != 0;
}

void gic_survey(struct machine *machine, const struct arch_facts *facts, struct findings *findings)
{
	struct gic_machine *to = &machine->arch.gic;
	bool has_registers = id_field(sysreg_read(ID_AA64PFR0_EL1), PFR0_SHIFT_GIC) != 0;

	gic_plan(to, facts->madt, facts->gtdt, has_registers, machine->possible_count, findings);
	for (unsigned int i = 0; i < to->region_count; i++)
		map_add(&machine->maps, to->regions[i].address, to->regions[i].size, MAP_DEVICE);
	if (to->version == 2)
		map_add(&machine->maps, to->cpu_interface, V2_BYTES, MAP_DEVICE);
	if (to->version)
		map_add(&machine->maps, to->distributor,
			to->version == 2 ? V2_BYTES : GICV3_FRAME_BYTES, MAP_DEVICE);
	gic_plan_fiq(to,
		     to->version == 3	? v3_has_groups(to->distributor)
		     : to->version == 2 ? v2_has_groups(to->distributor)
					: false,
		     findings);
}
