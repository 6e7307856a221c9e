/* SPDX-License-Identifier: BSD-2-Clause */
/* Integer statistics of a set of samples. */
#ifndef MUSTER_STATS_H
#define MUSTER_STATS_H

#include "types.h"

struct stats {
	uint64_t n;
	uint64_t min, p50, p90, p99, p99_9, p99_99, max;
	/* Between these two lies the median of what was sampled from, with a confidence of 95 %;
	   both 0 with fewer than STATS_INTERVAL_LEAST samples. */
	uint64_t p50_low, p50_high;
};

enum { STATS_INTERVAL_LEAST = 6 };

/*
 * Sorts the n samples in place and takes the percentiles by nearest rank: p is the smallest sample
 * such that at least p % of all are not larger (so p50 of {1, 2} is 1, and p99_9 of fewer than 1000
 * samples is the maximum). n = 0 gives all zeros.
 */
void stats_compute(uint64_t *samples, size_t n, struct stats *ret_stats);

/* The same of samples in any order-keeping store: at() gives the sample of a rank, 0 the smallest.
 */
void stats_by_rank(uint64_t n, uint64_t (*at)(const void *store, uint64_t rank), const void *store,
		   struct stats *ret_stats);

/* A part of the whole in tenths of a percent, rounded to the nearest; what is more than that can
   hold, or is of nothing, is UINT64_MAX. 0 of 0 is 0. */
uint64_t stats_permille(uint64_t part, uint64_t whole);

/*
 * Ranks, from 0, of a 95 % interval for the median, whatever the distribution: the middle -+
 * 0.98 sqrt(n), the normal approximation to the sign test (Conover, Practical Nonparametric
 * Statistics, 3.2). It supposes that samples do not depend on one another. n is at least 1.
 */
void stats_interval_ranks(uint64_t n, uint64_t *ret_low, uint64_t *ret_high);

#endif
