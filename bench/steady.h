/* SPDX-License-Identifier: BSD-2-Clause */
/* Do the figures hold: from the first half of the samples to all, and from pass to pass? */
#ifndef MUSTER_STEADY_H
#define MUSTER_STEADY_H

#include "run.h"

enum { STEADY_STATS_MAX = 512, STEADY_TEXT_SIZE = 384, STEADY_LABEL_SIZE = 80 };

/* What was found of some stats, and of the worst of them. */
struct steady_count {
	unsigned int looked, bad;
	uint64_t permille;
	char label[STEADY_LABEL_SIZE];
};

/* One stat in all passes; its strings lie in text. */
struct steady_stat {
	struct record_stat stat;
	unsigned int passes; /* that had it */
	char text[STEADY_TEXT_SIZE];
};

struct steady {
	struct steady_stat *stats; /* none with a single pass */
	uint64_t *medians;	   /* of each, so many as there are passes */
	unsigned int count, lost;  /* lost: found no room */
	struct steady_count drift, spread;
};

/* Bytes of arena. */
size_t steady_memory_size(const struct options *options);
void steady_open(struct steady *steady, const struct options *options, struct arena *arena);

/* A stat of this pass, without the parameter that says which. */
void steady_add(struct run *run, const struct record_stat *stat);

/* Of one measurement the figures of the first half, and those of all. */
void steady_compare(struct run *run, const char *name, const struct stats *half,
		    const struct stats *all);

/* After the last pass: how far passes differ, and what to think of it. */
void steady_report(struct run *run);

#endif
