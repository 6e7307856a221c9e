/* SPDX-License-Identifier: BSD-2-Clause */
#include "stats.h"

static void stats_swap(uint64_t *a, uint64_t *b)
{
	uint64_t kept = *a;

	*a = *b;
	*b = kept;
}

/* Lets samples[root] sink until no child is larger; only samples[0..n) belong to the heap. */
static void stats_sink(uint64_t *samples, size_t root, size_t n)
{
	while (root < n / 2) {
		size_t child = 2 * root + 1;

		if (child + 1 < n && samples[child] < samples[child + 1])
			child++;
		if (samples[root] >= samples[child])
			return;
		stats_swap(&samples[root], &samples[child]);
		root = child;
	}
}

/* Heap sort: in place, without recursion, and no order of the samples makes it slow. */
static void stats_sort(uint64_t *samples, size_t n)
{
	for (size_t root = n / 2; root > 0; root--)
		stats_sink(samples, root - 1, n);
	for (size_t end = n; end > 1; end--) {
		stats_swap(&samples[0], &samples[end - 1]);
		stats_sink(samples, 0, end - 1);
	}
}

/* Nearest rank: the number of samples not larger must reach parts/10000 of n, rounded up. */
static uint64_t stats_rank(uint64_t n, unsigned int parts)
{
	uint64_t above = n / 10000 * (10000 - parts);

	above += n % 10000 * (10000 - parts) / 10000;
	return n - 1 - above;
}

/* Rounded down; by Newton's way, from above. */
static uint64_t stats_root(uint64_t square)
{
	uint64_t root = square, next = square / 2 + 1;

	while (next < root) { /* endless: each round makes root smaller */
		root = next;
		next = (root + square / root) / 2;
	}
	return root;
}

void stats_interval_ranks(uint64_t n, uint64_t *ret_low, uint64_t *ret_high)
{
	uint64_t half = stats_root(n * 960400) + 1; /* 0.98 sqrt(n), in thousandths, rounded up */
	uint64_t middle = (n - 1) * 500;

	*ret_low = middle > half ? (middle - half) / 1000 : 0;
	*ret_high = n - 1 - *ret_low;
}

void stats_by_rank(uint64_t n, uint64_t (*at)(const void *store, uint64_t rank), const void *store,
		   struct stats *ret_stats)
{
	uint64_t low, high;

	*ret_stats = (struct stats){.n = n};
	if (n == 0)
		return;
	ret_stats->min = at(store, 0);
	ret_stats->p50 = at(store, stats_rank(n, 5000));
	ret_stats->p90 = at(store, stats_rank(n, 9000));
	ret_stats->p99 = at(store, stats_rank(n, 9900));
	ret_stats->p99_9 = at(store, stats_rank(n, 9990));
	ret_stats->p99_99 = at(store, stats_rank(n, 9999));
	ret_stats->max = at(store, n - 1);
	if (n < STATS_INTERVAL_LEAST)
		return;
	stats_interval_ranks(n, &low, &high);
	ret_stats->p50_low = at(store, low);
	ret_stats->p50_high = at(store, high);
}

uint64_t stats_permille(uint64_t part, uint64_t whole)
{
	unsigned __int128 wanted = (unsigned __int128)part * 1000 + whole / 2;

	if (part == 0)
		return 0;
	if (whole == 0 || wanted >> 64)
		return UINT64_MAX;
	return (uint64_t)wanted / whole;
}

static uint64_t stats_at(const void *store, uint64_t rank)
{
	return ((const uint64_t *)store)[rank];
}

void stats_compute(uint64_t *samples, size_t n, struct stats *ret_stats)
{
	stats_sort(samples, n);
	stats_by_rank(n, stats_at, samples, ret_stats);
}
