/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of Arm's interrupt controllers, types 0xB, 0xC and 0xE, of which the size was checked. */
#ifndef MUSTER_ACPI_MADT_GIC_H
#define MUSTER_ACPI_MADT_GIC_H

#include "acpi.h"

/* What a GIC CPU interface has more than other cores. Of the MPIDR that is there as its id the
   affinity bits stay. */
void madt_gicc_read(struct span entry, struct madt_cpu *cpu);

/* Of several distributors the first holds. */
void madt_gicd_read(struct madt *madt, struct span entry);

/* False: there is no room for another region. */
bool madt_gicr_read(struct madt *madt, struct span entry);

#endif
