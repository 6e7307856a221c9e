/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the driver of the lint and what judges the way to the tables. */
#ifndef MUSTER_ACPI_LINT_TABLES_H
#define MUSTER_ACPI_LINT_TABLES_H

#include "lint.h"
#include "table.h"

enum { LINT_KINDS = 12 };

/* One run. */
struct lint {
	const struct lint_tables *tables;
	struct span chosen[LINT_KINDS]; /* what lint_find() finds, by kind of table */
	const struct lint_cpus *cpus;	/* of the MADT; NULL where there is none */
	struct findings *findings;
};

/* The first table of a signature whose checksum is right, or the first; empty where there is none,
   and of signatures that the lint does not know. */
struct span lint_find(const struct lint *lint, const char *signature);

/* The sum of all bytes of a table, of an RSDT and of an XSDT, each by its own rule. */
void lint_checksum(const struct lint *lint, struct span table, const char *name);

/* An RSDT or an XSDT, whose header has been judged. */
void lint_root(const struct lint *lint, struct span table);

/* The RSDP. */
void lint_pointers(const struct lint *lint);

#endif
