/* SPDX-License-Identifier: BSD-2-Clause */
/* A rule that many entries of a table may break: it is told once, with a count and the first. */
#ifndef MUSTER_ACPI_TALLY_H
#define MUSTER_ACPI_TALLY_H

#include "finding.h"

struct tally {
	unsigned int count;
	uint32_t first; /* offset of the first that broke it */
	uint32_t value; /* that was seen there */
};

/* What stands before the value, and what would be right. */
struct tally_words {
	const char *what, *wanted;
};

/* Does nothing when good. */
void tally_expect(struct tally *tally, bool good, uint32_t offset, uint32_t value);

/* A finding for each rule that was broken; three arrays of the same length. */
void tallies_tell(const struct tally *tallies, const struct tally_words *words,
		  const struct rule *rules, size_t count, struct findings *findings);

#endif
