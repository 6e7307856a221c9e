/* SPDX-License-Identifier: BSD-2-Clause */
/* One entry of type 0x10, 5.2.12.19. */
#ifndef MUSTER_ACPI_MADT_WAKEUP_H
#define MUSTER_ACPI_MADT_WAKEUP_H

#include "acpi.h"

/* Judges an entry of 16 bytes or more, and takes it into the MADT, whose revision is given. */
void madt_wakeup_read(struct madt *madt, uint8_t revision, struct span entry, uint32_t offset,
		      struct findings *findings);

#endif
