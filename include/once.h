/* SPDX-License-Identifier: BSD-2-Clause */
/* What is said of many structures is said of the first, and the others are counted. */
#ifndef MUSTER_ONCE_H
#define MUSTER_ONCE_H

#include "finding.h"

/* One for each rule of a file; zero at first. */
struct once {
	uint32_t count; /* how often the rule is broken */
	size_t place;	/* of the finding about the first time */
};

/* True for the first time that a rule is broken: then the finding is to be added at once. */
bool once_first(struct once *once, const struct findings *findings);

/* Writes behind each of those findings how many more there are. */
void once_close(const struct once *onces, size_t count, struct findings *findings);

#endif
