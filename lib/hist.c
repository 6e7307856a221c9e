/* SPDX-License-Identifier: BSD-2-Clause */
#include "hist.h"
#include "mem.h"

void hist_clear(struct hist *hist)
{
	memset(hist, 0, sizeof(*hist));
}

/* How often a value must be halved until it is below HIST_EXACT. */
static unsigned int halvings(uint64_t value)
{
	return value < HIST_EXACT ? 0 : 63 - HIST_STEP_BITS - (unsigned int)__builtin_clzll(value);
}

/* Each halving has HIST_STEPS buckets: the values below HIST_STEPS only come without one. */
size_t hist_bucket(uint64_t value)
{
	unsigned int shift = halvings(value);

	return (size_t)shift * HIST_STEPS + (size_t)(value >> shift);
}

static unsigned int shift_of(size_t bucket)
{
	return bucket < HIST_EXACT ? 0 : (unsigned int)(bucket / HIST_STEPS - 1);
}

uint64_t hist_bucket_low(size_t bucket)
{
	unsigned int shift = shift_of(bucket);

	return (uint64_t)(bucket - (size_t)shift * HIST_STEPS) << shift;
}

uint64_t hist_bucket_high(size_t bucket)
{
	return hist_bucket_low(bucket) + ((1ull << shift_of(bucket)) - 1);
}

void hist_add(struct hist *hist, uint64_t value, ticks when)
{
	if (hist->n == 0 || value < hist->min)
		hist->min = value;
	if (hist->n == 0 || value > hist->max) {
		hist->max = value;
		hist->max_at = when;
	}
	hist->n++;
	hist->counts[hist_bucket(value)]++;
}

static uint64_t at_most(uint64_t value, uint64_t limit)
{
	return value < limit ? value : limit;
}

static uint64_t value_at(const void *store, uint64_t rank)
{
	const struct hist *hist = store;
	uint64_t seen = 0;

	if (rank == 0)
		return hist->min;
	for (size_t i = hist_bucket(hist->min); i < HIST_BUCKETS; i++) {
		seen += hist->counts[i];
		if (seen > rank)
			return at_most(hist_bucket_high(i), hist->max);
	}
	return hist->max;
}

void hist_stats(const struct hist *hist, struct stats *ret_stats)
{
	stats_by_rank(hist->n, value_at, hist, ret_stats);
}
