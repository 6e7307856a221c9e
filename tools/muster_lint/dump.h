/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the text that acpidump writes: of each table a line "APIC @ 0x..." and then its bytes, 16 a
 * line, as "    0010: 4D 55 ...  MU...". Logs may put words before each line (a time, a test's
 * name); other lines are skipped, and lines may end as on any system. Pure: it ends on any text.
 */
#ifndef MUSTER_LINT_DUMP_H
#define MUSTER_LINT_DUMP_H

#include "lint.h"

extern const struct rule_set dump_rule_set;

/* True for what can be text at all: no table of any machine is. */
bool dump_is_text(struct span file);

/*
 * Adds every table of a text to a list, with the bytes in the caller's memory: half as many as the
 * text has are always enough. A table whose lines do not follow each other ends where they stop to,
 * with a finding; what does not fit in the list is told as well.
 */
void dump_read(struct span text, uint8_t *bytes, struct lint_tables *tables,
	       struct findings *findings);

#endif
