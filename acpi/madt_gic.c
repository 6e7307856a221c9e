/* SPDX-License-Identifier: BSD-2-Clause */
#include "madt_gic.h"
#include "madt_layout.h"
#include "mpidr_hash.h"

/* What an entry of ACPI 5.0 is too short for reads as 0. */
void madt_gicc_read(struct span entry, struct madt_cpu *cpu)
{
	cpu->id.value &= MPIDR_AFFINITY;
	cpu->interface_number = span_get32(entry, GICC_INTERFACE);
	cpu->gic_interface = span_get64(entry, GICC_BASE);
	cpu->redistributor = span_get64(entry, GICC_GICR);
	cpu->parking_version = span_get32(entry, GICC_PARKING_VERSION);
	cpu->start_address = span_get64(entry, GICC_PARKED);
	cpu->power_class = span_get8(entry, GICC_POWER_CLASS);
}

void madt_gicd_read(struct madt *madt, struct span entry)
{
	struct madt_gic *gic = &madt->gic;

	if (gic->present)
		return;
	gic->present = true;
	gic->version = span_get8(entry, GICD_VERSION);
	gic->distributor = span_get64(entry, GICD_BASE);
}

bool madt_gicr_read(struct madt *madt, struct span entry)
{
	struct madt_gic *gic = &madt->gic;

	if (gic->redistributor_count == MADT_REDISTRIBUTORS_MAX)
		return false;
	gic->redistributors[gic->redistributor_count].address = span_get64(entry, GICR_BASE);
	gic->redistributors[gic->redistributor_count++].length = span_get32(entry, GICR_LENGTH);
	return true;
}
