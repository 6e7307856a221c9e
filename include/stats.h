/* SPDX-License-Identifier: BSD-2-Clause */
/* Integer statistics of a set of samples. */
#ifndef MUSTER_STATS_H
#define MUSTER_STATS_H

#include "types.h"

struct stats {
	uint64_t n;
	uint64_t min, p50, p90, p99, p99_9, max;
};

/*
 * Sorts the n samples in place and takes the percentiles by nearest rank: p is the smallest sample
 * such that at least p % of all are not larger (so p50 of {1, 2} is 1, and p99_9 of fewer than 1000
 * samples is the maximum). n = 0 gives all zeros.
 */
void stats_compute(uint64_t *samples, size_t n, struct stats *ret_stats);

#endif
