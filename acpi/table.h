/* SPDX-License-Identifier: BSD-2-Clause */
/* What all ACPI tables share: the header, and the register address format. */
#ifndef MUSTER_ACPI_TABLE_H
#define MUSTER_ACPI_TABLE_H

#include "acpi.h"
#include "lint.h"

/* 5.2.6, table 5.4: the System Description Table Header. */
enum {
	TABLE_SIGNATURE = 0,
	TABLE_LENGTH = 4,
	TABLE_REVISION = 8,
	TABLE_CHECKSUM = 9,
	TABLE_HEADER_SIZE = 36,
};

/* 5.2.3.2, table 5.1: the Generic Address Structure. */
enum gas_space { GAS_MEMORY = 0, GAS_PORT = 1, GAS_PCI = 2 };

struct gas {
	uint8_t space, width, bit_offset, access_size;
	uint64_t address;
};

enum { GAS_SIZE = 12 };

/* The rules that hold for every table: the first rows of its parser's rules. */
enum {
	RULE_TRUNCATED, /* shorter than its fixed part */
	RULE_SIGNATURE,
	RULE_LENGTH, /* Length claims more than there is */
	RULE_SLACK,  /* and less */
	TABLE_RULE_COUNT,
};

#define TABLE_RULES(name, signature, section, refused)                                             \
	[RULE_TRUNCATED] = {name ".truncated", SEVERITY_ERROR, signature, section, refused},       \
	[RULE_SIGNATURE] = {name ".signature", SEVERITY_ERROR, signature, section, refused},       \
	[RULE_LENGTH] = {name ".length", SEVERITY_ERROR, signature, section,                       \
			 "an OS that trusts Length reads what lies behind the table as its "       \
			 "entries"},                                                               \
	[RULE_SLACK] = {name ".slack", SEVERITY_NOTE, signature, section, ""}

/* What a parser asks of its table before it looks inside. */
struct table_kind {
	const char *signature;
	uint32_t minimum;	  /* bytes */
	const struct rule *rules; /* TABLE_RULES() and more */
};

/*
 * Cuts bytes to the Length of the table's header, or leaves them where it claims more than there
 * are. STATUS_TRUNCATED: less than the minimum; STATUS_INVALID: another signature.
 */
enum status table_open(struct span bytes, const struct table_kind *kind, struct span *ret_table,
		       struct findings *findings);

/* The same without a word, for those who only read: table_check() says what table_open() would
   return, table_cut() what it would hand out. */
enum status table_check(struct span bytes, const char *signature, uint32_t minimum);
struct span table_cut(struct span bytes);

/* Zeros where the structure does not lie inside the table. */
struct gas table_gas(struct span table, size_t offset);

#endif
