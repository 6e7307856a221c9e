/* SPDX-License-Identifier: BSD-2-Clause */
#include "hist.h"
#include "mem.h"

void hist_clear(struct hist *hist)
{
	memset(hist, 0, sizeof(*hist));
}

/* How often a value must be halved until it is below 2^(bits + 1). */
static unsigned int halvings(uint64_t value, unsigned int bits)
{
	return value >> bits < 2 ? 0 : 63 - bits - (unsigned int)__builtin_clzll(value);
}

/* Each halving has HIST_STEPS buckets: the values below HIST_STEPS only come without one. */
size_t hist_bucket(uint64_t value)
{
	unsigned int shift = halvings(value, HIST_STEP_BITS);

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
	if (hist->n == HIST_MOST)
		return;
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

/* The bucket behind the last of those that are one with this one. */
static size_t coarse_end(size_t bucket)
{
	unsigned int shift = halvings(hist_bucket_low(bucket), HIST_COARSE_BITS);
	uint64_t next = ((hist_bucket_low(bucket) >> shift) + 1) << shift;

	return next ? hist_bucket(next) : HIST_BUCKETS;
}

bool hist_next(const struct hist *hist, size_t *position, struct hist_coarse *ret_coarse)
{
	size_t i = *position, end;
	uint64_t count = 0;

	while (i < HIST_BUCKETS && !hist->counts[i])
		i++;
	if (i == HIST_BUCKETS)
		return false;
	end = coarse_end(i);
	for (; i < end; i++)
		count += hist->counts[i];
	*position = end;
	*ret_coarse = (struct hist_coarse){at_most(hist_bucket_high(end - 1), hist->max), count};
	return true;
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
