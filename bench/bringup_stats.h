/* SPDX-License-Identifier: BSD-2-Clause */
/* What bring-ups took: a sample for each core, and the stats that come of them. */
#ifndef MUSTER_BRINGUP_STATS_H
#define MUSTER_BRINGUP_STATS_H

#include "run.h"

/* On the boot core's clock, on both, then on the core's own, each of these from where the one
   before ends. */
enum bringup_stage {
	STAGE_OF_START,	 /* its reset to its start */
	STAGE_OF_SEEN,	 /* its start to its being seen online */
	STAGE_OF_ENTRY,	 /* its start to its first instruction, where its offset is known */
	STAGE_OF_PAGING, /* its first instruction to our page tables */
	STAGE_OF_C,
	STAGE_OF_ONLINE,
	BRINGUP_STAGES,
};

struct bringup_sample {
	enum bringup_mode mode;
	ticks when;		      /* seen online */
	ticks core;		      /* first reset to seen online */
	ticks stages[BRINGUP_STAGES]; /* TICKS_NONE where a mark is missing */
};
#define TICKS_NONE UINT64_MAX

/* In run->scratch, so as long as nobody else takes it. */
struct bringup_samples {
	struct bringup_sample *items;
	unsigned int capacity, count;
	ticks bound; /* of STAGE_OF_ENTRY: each may be off by so much */
};

/* A sample for each core that came; those that find no room are left out. */
void bringup_samples_add(const struct run *run, struct bringup_samples *samples,
			 const struct bringup *bringup, enum bringup_mode mode);

/* The stats of one mode, each if it is wanted; of: "first", "repeats". */
void bringup_emit_total(struct run *run, const struct hist *hist, const char *of,
			enum bringup_mode mode);
void bringup_emit_cores(struct run *run, const struct bringup_samples *samples, const char *of,
			enum bringup_mode mode);

/* Of the bring-up that the run began with. */
void bringup_emit_first(struct run *run);

#endif
