/* SPDX-License-Identifier: BSD-2-Clause */
/* The merged list of a MADT's cores: each id once. */
#ifndef MUSTER_ACPI_MADT_CPUS_H
#define MUSTER_ACPI_MADT_CPUS_H

#include "acpi.h"
#include "madt_layout.h"
#include "once.h"

enum { MADT_CPU_SLOTS = 2 * CPUS_MAX, MADT_CPU_REASONS = 4 };

/* Ids with no meaning of their own: 5.2.12.2 and 5.2.12.12. */
enum { LAPIC_ID_NONE = 0xff };
#define X2APIC_ID_NONE 0xffffffffu

static inline enum madt_cores madt_cores_of(uint8_t type)
{
	return type == MADT_GICC ? MADT_CORES_GIC : MADT_CORES_APIC;
}

struct madt_cpus {
	struct madt *madt;
	struct findings *findings;
	size_t capacity;
	bool lapics_valid;		/* the table holds enabled type 0 entries: 5.2.12.12 */
	unsigned int overflow;		/* entries that found the list full */
	unsigned int placeholder_count; /* entries dropped that were not enabled */
	uint32_t placeholder_first;	/* the first of them */
	struct once dropped[MADT_CPU_REASONS]; /* enabled entries, by rule */
	uint16_t slots[MADT_CPU_SLOTS]; /* by hash of the id: place in the list plus 1, 0 = free */
};

void madt_cpus_open(struct madt_cpus *cpus, struct madt *madt, bool lapics_valid,
		    struct findings *findings);

/* Takes in the next entry of the table, or drops it. */
void madt_cpus_add(struct madt_cpus *cpus, const struct madt_cpu *entry);

/* Says what is said once for all entries; STATUS_NO_MEMORY when some did not fit. */
enum status madt_cpus_close(struct madt_cpus *cpus);

#endif
