/* SPDX-License-Identifier: BSD-2-Clause */
#include "gic_machine.h"
#include "acpi.h"
#include "gic_regs.h"

enum {
	PPI_VIRTUAL = 27, /* Arm BSA (DEN 0094C) 3.8.1, for where no table tells */
	PPI_EL2 = 26,
	BYTES_V3 = 2 * GICV3_FRAME_BYTES,
	BYTES_V4 = 4 * GICV3_FRAME_BYTES,
};

enum { RULE_NONE, RULE_EIGHT, RULE_REGIONS, RULE_NO_NMI };

static const struct rule rules[] = {
	[RULE_NONE] = {"gic.none", SEVERITY_ERROR, "APIC", "5.2.12.15",
		       "without an interrupt controller that is understood no core can be told "
		       "anything, so only the first one runs"},
	[RULE_EIGHT] = {"gic.v2.cores", SEVERITY_WARNING, "APIC", "5.2.12.15",
			"cores past the eighth can be sent no interrupt, so they stay off"},
	[RULE_REGIONS] = {"gic.regions", SEVERITY_WARNING, "APIC", "5.2.12.17",
			  "cores whose redistributors are left out can hear nothing, so they stay "
			  "off"},
	[RULE_NO_NMI] = {"gic.nmi", SEVERITY_NOTE, "", "",
			 "a core that masks its interrupts cannot be asked where it is, or be "
			 "stopped"},
};
const struct rule_set gic_plan_rule_set = {"gic", rules, ARRAY_SIZE(rules)};

/* ---- redistributors ---- */

static void region_add(struct gic_machine *gic, struct gic_region region, unsigned int *lost)
{
	if (gic->region_count < GIC_REGIONS_MAX)
		gic->regions[gic->region_count++] = region;
	else
		++*lost;
}

static void redistributor_add(struct gic_machine *gic, uint64_t address, unsigned int *lost)
{
	struct gic_region *last = gic->region_count ? &gic->regions[gic->region_count - 1] : NULL;
	uint64_t gap = last ? address - last->address : 0;

	if (last && !last->stride && (gap == BYTES_V3 || gap == BYTES_V4)) {
		last->stride = (uint32_t)gap;
		last->size = 2 * gap;
	} else if (last && last->stride && gap == last->size) {
		last->size += last->stride;
	} else {
		region_add(gic, (struct gic_region){address, BYTES_V3, 0, false}, lost);
	}
}

static void plan_regions(struct gic_machine *gic, const struct madt *madt,
			 struct findings *findings)
{
	const struct madt_gic *told = &madt->gic;
	unsigned int lost = 0;

	for (unsigned int i = 0; i < told->redistributor_count; i++)
		region_add(gic,
			   (struct gic_region){told->redistributors[i].address,
					       told->redistributors[i].length,
					       (uint32_t)told->stride, true},
			   &lost);
	for (size_t i = 0; i < madt->cpu_count && !told->redistributor_count; i++)
		if (madt->cpus[i].redistributor)
			redistributor_add(gic, madt->cpus[i].redistributor, &lost);
	if (lost)
		rule_broken(findings, &rules[RULE_REGIONS], 0,
			    "%u regions of redistributors are left out: %u are kept", lost,
			    (unsigned int)GIC_REGIONS_MAX);
}

uint64_t gic_region_next(const struct gic_region *region, uint64_t redistributor, uint32_t type)
{
	uint64_t left = region->size - (redistributor - region->address);
	uint64_t step = region->stride		  ? region->stride
			: type & GICR_TYPER_VLPIS ? BYTES_V4
						  : BYTES_V3;

	if ((region->ends_by_mark && type & GICR_TYPER_LAST) || left < step ||
	    left - step < BYTES_V3)
		return 0;
	return redistributor + step;
}

/* ---- ids ---- */

hw_id gic_affinity_id(uint32_t affinity)
{
	return (hw_id){(affinity & 0xFFFFFF) | (uint64_t)(affinity >> 24) << 32};
}

uint64_t gic_sgi_target(hw_id id)
{
	uint64_t aff0 = id.value & 0xFF, aff1 = id.value >> 8 & 0xFF, aff2 = id.value >> 16 & 0xFF,
		 aff3 = id.value >> 32 & 0xFF;

	return 1ull << aff0 % GICV3_TARGETS | aff1 << 16 | aff2 << 32 | aff0 / GICV3_TARGETS << 44 |
	       aff3 << 48;
}

uint64_t gic_v2_target(uint32_t interface_number)
{
	return interface_number < GICV2_CORES ? 1ull << (SGIR_TARGET_SHIFT + interface_number) : 0;
}

/* ---- the choice ---- */

/* Every core sees its own interface at the same address. */
static void plan_interface(struct gic_machine *gic, const struct madt *madt, unsigned int possible,
			   struct findings *findings)
{
	for (size_t i = 0; i < madt->cpu_count && !gic->cpu_interface; i++)
		gic->cpu_interface = madt->cpus[i].gic_interface;
	if (gic->cpu_interface && possible > GICV2_CORES)
		rule_broken(findings, &rules[RULE_EIGHT], 0,
			    "%u cores are possible, but a GICv2 has interfaces for %u", possible,
			    (unsigned int)GICV2_CORES);
}

void gic_plan(struct gic_machine *ret_gic, const struct madt *madt, const struct gtdt *gtdt,
	      bool has_system_registers, unsigned int possible_count, struct findings *findings)
{
	unsigned int told = madt->gic.version;

	*ret_gic = (struct gic_machine){
		.distributor = madt->gic.distributor,
		.timer_el1 = gtdt->virtual_el1 ? gtdt->virtual_el1 : PPI_VIRTUAL,
		.timer_el2 = gtdt->el2 ? gtdt->el2 : PPI_EL2,
	};
	if (madt->gic.present && told != 1 && told != 2 && has_system_registers)
		plan_regions(ret_gic, madt, findings);
	if (madt->gic.present && !ret_gic->region_count)
		plan_interface(ret_gic, madt, possible_count, findings);
	ret_gic->version = ret_gic->region_count ? 3 : ret_gic->cpu_interface ? 2 : 0;
	if (!ret_gic->version)
		rule_broken(findings, &rules[RULE_NONE], 0,
			    "%s distributor is listed, version %u, and processors have %s system "
			    "registers for it: no way to their interrupts is known",
			    madt->gic.present ? "a GIC" : "no GIC", told,
			    has_system_registers ? "the" : "no");
}

void gic_plan_fiq(struct gic_machine *gic, bool has_groups, struct findings *findings)
{
	gic->has_fiq = has_groups;
	if (!has_groups)
		rule_broken(findings, &rules[RULE_NO_NMI], 0,
			    "Group 0 of the GIC belongs to the secure side, or is missing: no "
			    "interrupt is left that cannot be masked");
}

const char *gic_version_name(unsigned int version)
{
	return version == 3 ? "gicv3" : version == 2 ? "gicv2" : "none";
}
