/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lint: what the firmware's tables claim, held against the specifications and against each
 * other. Pure, and the same code in muster.efi and in muster-lint on the host: bytes in, findings
 * out. docs/lint.md lists the rules.
 */
#ifndef MUSTER_LINT_H
#define MUSTER_LINT_H

#include "finding.h"
#include "span.h"

/* The rules of one part, for the catalogue. */
struct rule_set {
	const char *name; /* "madt" */
	const struct rule *rules;
	size_t count;
};

/* The i-th set; NULL past the last. */
const struct rule_set *lint_rules(size_t number);

/* NULL when there is none of that id. */
const struct rule *lint_rule(const char *id);

enum { LINT_TABLES_MAX = 256 };

/* All tables of one machine, header included, in the order of its root table; of a signature there
   may be several, and signatures that Muster does not know may be among them. The span is what is
   there, whatever the table's Length says. */
struct lint_tables {
	struct span items[LINT_TABLES_MAX];
	unsigned int count;
};

/* Judges every table by itself, then against the others. Not reentrant: it has one large list. */
void lint_run(const struct lint_tables *tables, struct findings *findings);

/* What the tables alone do not say: whether a MADT lists the first threads of all cores in front of
   the second ones. core_shift: bits of an APIC id that number the threads of a core, below 64. */
void lint_core_order(struct span madt, unsigned int core_shift, struct findings *findings);

#endif
