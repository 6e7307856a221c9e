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

/* Nearest rank: the number of samples not larger must reach permille/1000 of n, rounded up. */
static uint64_t stats_percentile(const uint64_t *sorted, size_t n, unsigned int permille)
{
	uint64_t above = (uint64_t)n / 1000 * (1000 - permille);

	above += (uint64_t)n % 1000 * (1000 - permille) / 1000;
	return sorted[n - 1 - (size_t)above];
}

void stats_compute(uint64_t *samples, size_t n, struct stats *ret_stats)
{
	if (n == 0) {
		*ret_stats = (struct stats){0};
		return;
	}
	stats_sort(samples, n);
	*ret_stats = (struct stats){
		.n = n,
		.min = samples[0],
		.p50 = stats_percentile(samples, n, 500),
		.p90 = stats_percentile(samples, n, 900),
		.p99 = stats_percentile(samples, n, 990),
		.p99_9 = stats_percentile(samples, n, 999),
		.max = samples[n - 1],
	};
}
