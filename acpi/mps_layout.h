/* SPDX-License-Identifier: BSD-2-Clause */
/* How the structures of the MPS lie in memory, for its reader and its lint. */
#ifndef MUSTER_ACPI_MPS_LAYOUT_H
#define MUSTER_ACPI_MPS_LAYOUT_H

#include "mps.h"

/* 4.1, table 4-1: the MP Floating Pointer Structure. */
enum mps_pointer_field {
	MPS_POINTER_TABLE = 4,
	MPS_POINTER_LENGTH = 8, /* in units of 16 bytes */
	MPS_POINTER_REVISION = 9,
	MPS_POINTER_CHECKSUM = 10,
	MPS_POINTER_FEATURE1 = 11, /* 0, or the number of a default configuration */
	MPS_POINTER_FEATURE2 = 12,
	MPS_POINTER_FEATURE3 = 13, /* and 4 and 5: reserved */
};

enum { MPS_CONFIGURATION_LAST = 7 }; /* 5, table 5-1 */

enum mps_feature2 { MPS_FEATURE2_RESERVED = 0x3f, MPS_FEATURE2_IMCR = 0x80 };

/* 4.2, table 4-2: the header of the MP Configuration Table. */
enum mps_table_field {
	MPS_TABLE_LENGTH = 4, /* of header and base entries */
	MPS_TABLE_REVISION = 6,
	MPS_TABLE_CHECKSUM = 7,
	MPS_TABLE_OEM = 8,
	MPS_TABLE_PRODUCT = 16,
	MPS_TABLE_COUNT = 34,
	MPS_TABLE_LAPIC = 36,
	MPS_TABLE_EXTENDED_LENGTH = 40,
	MPS_TABLE_EXTENDED_CHECKSUM = 42,
	MPS_TABLE_HEADER_SIZE = 44,
};

/* 4.3, table 4-3; 4.4, table 4-13. */
enum mps_entry_type {
	MPS_CPU = 0,
	MPS_BUS = 1,
	MPS_IOAPIC = 2,
	MPS_INTERRUPT = 3,
	MPS_LOCAL_INTERRUPT = 4,
	MPS_BASE_TYPES,
	MPS_ADDRESS_SPACE = 128,
	MPS_HIERARCHY = 129,
	MPS_COMPATIBILITY = 130,
};

/* 4.3.1 */
enum { MPS_CPU_ENABLED = 1, MPS_CPU_BOOT = 2 };
/* 4.3.3 */
enum { MPS_IOAPIC_USABLE = 1 };
/* 4.3.4, table 4-10 */
enum { MPS_INT_VECTORED = 0, MPS_INT_NMI = 1, MPS_INT_LAST = 3 };
/* 4.3.4, 4.3.5: as destination, all; as a core's id, none. */
enum { MPS_ID_ALL = 0xff };

struct mps_entry {
	uint8_t type;
	uint32_t offset; /* in the table */
	struct span bytes;
};

/* The base entry at *offset, which moves behind it. False at the end, and where there is an unknown
   type, whose length nobody knows, or an overrun. */
bool mps_entry_next(struct span base, size_t *offset, struct mps_entry *ret_entry);

/* Says why a walk of so many entries stopped before the end, or that the header counts others. */
void mps_explain_end(struct span base, size_t offset, unsigned int walked,
		     struct findings *findings);

/* Whether a reader may follow the pointer, and walk the table: STATUS_INVALID and a finding, or
   STATUS_UNSUPPORTED for a default configuration that there is not. */
enum status mps_pointer_check(struct span pointer, struct findings *findings);
enum status mps_table_check(struct span table, struct findings *findings);

/* mps_read_spans() of a table whose pointer is not there: revision, default configuration and IMCR
   stay unknown. */
enum status mps_read_table(struct span table, struct mps *ret_mps, struct madt *ret_madt,
			   struct findings *findings);

/* The header and base entries of a table that has been checked. */
struct span mps_table_base(struct span table);

/* The part of the lint that is about the extended table; buses by id, as the base table lists
   them. */
void lint_mps_extended(struct span table, const bool buses[UINT8_MAX + 1],
		       struct findings *findings);

#endif
