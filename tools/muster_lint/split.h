/* SPDX-License-Identifier: BSD-2-Clause */
/* Which tables a run of bytes holds, by their own Lengths. Pure: it ends on any bytes. */
#ifndef MUSTER_LINT_SPLIT_H
#define MUSTER_LINT_SPLIT_H

#include "lint.h"

extern const struct rule_set split_rule_set;

/* A table can begin here: ACPI's, an RSDP, an MP floating pointer, an MP table. */
bool split_is_table(struct span bytes);

/* What the table says that it has; more, or less, may be there. Only where split_is_table(). */
size_t split_length(struct span table);

/*
 * Adds one table, or several one behind the other, to a list. Each is cut to its Length; the last
 * may have less. Bytes that are no table are a finding, be they all or behind one.
 */
void split_add(struct lint_tables *tables, struct span bytes, struct findings *findings);

#endif
