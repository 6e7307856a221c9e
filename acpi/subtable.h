/* SPDX-License-Identifier: BSD-2-Clause */
/* The structures that MADT, SRAT and PPTT are made of: a type, a length, and the rest. */
#ifndef MUSTER_ACPI_SUBTABLE_H
#define MUSTER_ACPI_SUBTABLE_H

#include "finding.h"
#include "span.h"

struct subtable {
	uint8_t type;
	uint32_t offset;   /* in the table */
	struct span bytes; /* header included, as long as its Length says */
};

enum { SUBTABLE_HEADER_SIZE = 2 };

/*
 * The structure at *offset, which moves behind it. False at the end and where no structure can be:
 * less than a header left, a length below the header's (the walk would never end), an overrun.
 */
bool subtable_next(struct span table, size_t *offset, struct subtable *ret_subtable);

/* Why a walk ended at this offset. */
enum subtable_end {
	SUBTABLE_END_CLEAN,  /* the table ends here */
	SUBTABLE_END_HEADER, /* less than a header is left */
	SUBTABLE_END_LENGTH, /* below the header's */
	SUBTABLE_END_OVERRUN,
};

enum subtable_end subtable_end_at(struct span table, size_t offset);

/* Three rows of a file's rules, from this number on, for a walk that ended before the table does.
 */
#define SUBTABLE_RULES(first, name, signature, section)                                            \
	[(first)] = {name ".entry.header", SEVERITY_WARNING, signature, section,                   \
		     "an OS that reads the header first reads behind the table's end"},            \
	[(first) +                                                                                 \
		1] = {name ".entry.length", SEVERITY_ERROR, signature, section,                    \
		      "the structures behind it are lost, and an OS that adds up lengths hangs"},  \
	[(first) + 2] = {name ".entry.overrun", SEVERITY_ERROR, signature, section,                \
			 "the structure is lost, or an OS reads behind the table's end"}

enum { SUBTABLE_RULE_COUNT = 3 };

/* Says why a walk ended at this offset, if the table does not; rules: SUBTABLE_RULES()' first. */
void subtable_explain_end(struct span table, size_t offset, const struct rule *rules,
			  struct findings *findings);

#endif
