/* SPDX-License-Identifier: BSD-2-Clause */
/* The copies of the firmware's tables that are broken, ACPI 6.5, 5.2.5 to 5.2.12. */
#ifndef HOSTILE_TABLES_H
#define HOSTILE_TABLES_H

#include "hostile.h"

struct rsdp { /* 5.2.5.3 */
	char signature[8];
	uint8_t checksum;
	char oem_id[6];
	uint8_t revision;
	uint32_t rsdt, length;
	uint64_t xsdt;
	uint8_t extended_checksum, reserved[3];
} __attribute__((packed));
_Static_assert(sizeof(struct rsdp) == 36, "RSDP, ACPI 6.5, table 5.3");

struct table { /* 5.2.6 */
	char signature[4];
	uint32_t length;
	uint8_t revision, checksum;
	char oem_id[6], oem_table_id[8];
	uint32_t oem_revision, creator_id, creator_revision;
} __attribute__((packed));
_Static_assert(sizeof(struct table) == 36, "header, ACPI 6.5, table 5.4");

struct tables {
	struct rsdp *rsdp;
	struct table *xsdt, *rsdt, *madt, *fadt;
};
extern struct tables tables;

/* Copies them all, with room to grow; all stay NULL on a machine of ACPI 1.0. */
void tables_copy(void);

/* Makes the checksums right. */
void tables_sum(void);

/* In the place of the firmware's own. */
void tables_install(void);

/* An entry of the system table; NULL when there is none. */
EFI_CONFIGURATION_TABLE *configuration_find(EFI_GUID guid);

/* A byte that makes the sum of all of them 0. */
uint8_t sum_complement(const void *bytes, size_t size);

/* One more entry at the MADT's end. */
void madt_append(const void *entry, size_t size);

/* The entry of this type that so many others of it come before; NULL when there is none. */
void *madt_find(uint8_t type, unsigned int number);

uint64_t *xsdt_entries(void);
size_t xsdt_count(void);

#endif
