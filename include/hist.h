/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A histogram that loses no sample: values below HIST_EXACT are counted one by one, larger ones in
 * HIST_STEPS equal buckets for each doubling, so a value read back is at most 0.1 % too high. It
 * takes the same time and memory however many samples there are.
 */
#ifndef MUSTER_HIST_H
#define MUSTER_HIST_H

#include "stats.h"
#include "types.h"

enum {
	HIST_STEP_BITS = 10,
	HIST_STEPS = 1 << HIST_STEP_BITS,
	HIST_EXACT = 2 * HIST_STEPS,
	HIST_BUCKETS = (64 - HIST_STEP_BITS + 1) * HIST_STEPS,
	HIST_COARSE_BITS = 7,
};

/* No bucket can run over; what comes after so many is not taken. */
#define HIST_MOST UINT32_MAX

/* All zero is empty. */
struct hist {
	uint64_t n, min, max;
	ticks max_at; /* when the first of the largest was taken */
	uint32_t counts[HIST_BUCKETS];
};

void hist_clear(struct hist *hist);

/* when: by the clock of the core that takes the samples. */
void hist_add(struct hist *hist, uint64_t value, ticks when);

/* A bucket's number, and the values that it holds, both ends included. */
size_t hist_bucket(uint64_t value);
uint64_t hist_bucket_low(size_t bucket);
uint64_t hist_bucket_high(size_t bucket);

/* Some neighbours in one: HIST_COARSE_BITS in place of HIST_STEP_BITS, so a value read back is less
   than 0.8 % too high. */
struct hist_coarse {
	uint64_t high; /* the highest value that it holds, no more than the maximum */
	uint64_t count;
};

/* The next that holds samples, from *position on, which begins at 0; false past the last. */
bool hist_next(const struct hist *hist, size_t *position, struct hist_coarse *ret_coarse);

/* The percentiles, as stats_compute() would give them: of a bucket its highest value, but no more
   than the maximum; minimum and maximum are exact. */
void hist_stats(const struct hist *hist, struct stats *ret_stats);

#endif
