/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields that one row of a table can judge: some bits must be 0, and the number must lie in a
   range. */
#ifndef MUSTER_ACPI_LINT_FIELDS_H
#define MUSTER_ACPI_LINT_FIELDS_H

#include "finding.h"
#include "fmt.h"
#include "span.h"

struct lint_field {
	uint8_t offset, bytes; /* at most 8 of them */
	uint8_t rule;	       /* in the table of its file's rules */
	uint64_t zero_bits;
	uint64_t least, most;
	const char *name;
};

/* The three in the middle of a row. */
#define FIELD_BITS(mask)	 (mask), 0, UINT64_MAX
#define FIELD_ZERO		 FIELD_BITS(UINT64_MAX)
#define FIELD_BETWEEN(low, high) 0, (low), (high)
#define FIELD_SET		 FIELD_BETWEEN(1, UINT64_MAX)

/* False where the field is not there, or is as it should be. */
bool lint_field_odd(const struct lint_field *field, struct span bytes, uint64_t *ret_value);

/* "0 in bits 0xfe", "1 to 3", "at least 1". */
void lint_field_wanted(const struct lint_field *field, struct fmt *text);

/* Each field of a table that is odd. */
void lint_fields(struct span table, const struct lint_field *fields, size_t count,
		 const struct rule *rules, struct findings *findings);

#endif
