/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "stats.h"
#include <math.h>

static int compare(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

/* The definition, word by word: the smallest sample such that at least so many are not larger. */
static uint64_t percentile_by_definition(const uint64_t *sorted, size_t n, uint64_t parts)
{
	for (size_t i = 0; i < n; i++) {
		size_t not_larger = 0;

		while (not_larger < n && sorted[not_larger] <= sorted[i])
			not_larger++;
		if (not_larger * 10000 >= n * parts)
			return sorted[i];
	}
	fail();
	return 0;
}

static void check(const uint64_t *samples, size_t n)
{
	uint64_t *sorted = calloc(n, sizeof(*sorted)), *given = calloc(n, sizeof(*given));
	struct stats stats;

	memcpy(sorted, samples, n * sizeof(*sorted));
	memcpy(given, samples, n * sizeof(*given));
	qsort(sorted, n, sizeof(*sorted), compare);
	stats_compute(given, n, &stats);
	assert_memory_equal(given, sorted, n * sizeof(*sorted));
	assert_true(stats.n == n);
	assert_true(stats.min == sorted[0]);
	assert_true(stats.p50 == percentile_by_definition(sorted, n, 5000));
	assert_true(stats.p90 == percentile_by_definition(sorted, n, 9000));
	assert_true(stats.p99 == percentile_by_definition(sorted, n, 9900));
	assert_true(stats.p99_9 == percentile_by_definition(sorted, n, 9990));
	assert_true(stats.p99_99 == percentile_by_definition(sorted, n, 9999));
	assert_true(stats.max == sorted[n - 1]);
	free(sorted);
	free(given);
}

static void no_samples_give_zeros(void **state)
{
	struct stats stats = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
	static const struct stats zeros;

	(void)state;
	stats_compute(NULL, 0, &stats);
	assert_memory_equal(&stats, &zeros, sizeof(stats));
}

static void small_sets_by_hand(void **state)
{
	uint64_t one[] = {7}, two[] = {2, 1}, ten[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
	struct stats stats;

	(void)state;
	stats_compute(one, 1, &stats);
	assert_true(stats.min == 7 && stats.p50 == 7 && stats.p99_9 == 7 && stats.max == 7);
	stats_compute(two, 2, &stats);
	assert_true(stats.p50 == 1 && stats.p90 == 2 && stats.n == 2);
	stats_compute(ten, 10, &stats);
	assert_true(stats.min == 1 && stats.p50 == 5 && stats.p90 == 9 && stats.p99 == 10);
}

static void ranks_at_a_thousand(void **state)
{
	static uint64_t samples[1001];
	struct stats stats;

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		samples[i] = 1000 - i;
	stats_compute(samples, 1000, &stats);
	assert_true(stats.p50 == 500 && stats.p90 == 900 && stats.p99 == 990);
	assert_true(stats.p99_9 == 999 && stats.max == 1000);
	for (size_t i = 0; i < 1001; i++)
		samples[i] = i + 1;
	stats_compute(samples, 1001, &stats);
	assert_true(stats.p50 == 501 && stats.p99_9 == 1000 && stats.max == 1001);
	for (size_t i = 0; i < 999; i++)
		samples[i] = i + 1;
	stats_compute(samples, 999, &stats);
	assert_true(stats.p99_9 == 999);
}

static void every_size_against_the_definition(void **state)
{
	static uint64_t samples[1100];
	uint64_t seed = 42;

	(void)state;
	for (size_t n = 1; n <= 1100; n += n < 130 ? 1 : 97) {
		for (size_t i = 0; i < n; i++)
			samples[i] = unit_random(&seed);
		check(samples, n);
		for (size_t i = 0; i < n; i++)
			samples[i] = unit_random(&seed) % 5;
		check(samples, n);
	}
}

static void orders_and_extremes(void **state)
{
	static uint64_t samples[500];

	(void)state;
	for (size_t i = 0; i < 500; i++)
		samples[i] = i;
	check(samples, 500);
	for (size_t i = 0; i < 500; i++)
		samples[i] = 500 - i;
	check(samples, 500);
	for (size_t i = 0; i < 500; i++)
		samples[i] = UINT64_MAX;
	check(samples, 500);
	for (size_t i = 0; i < 500; i++)
		samples[i] = i % 2 ? UINT64_MAX : 0;
	check(samples, 500);
}

/* How likely the median of a distribution lies between two samples of those ranks: fewer than half
   of all are below it as often as a coin falls so. */
static double coverage(uint64_t n, uint64_t low)
{
	double chance = ldexp(1, -(int)n), outside = 0;

	for (uint64_t below = 0; below <= low; below++) {
		outside += chance;
		chance *= (double)(n - below) / (double)(below + 1);
	}
	return 1 - 2 * outside;
}

static void interval_holds_the_median_as_often_as_it_says(void **state)
{
	uint64_t low, high;

	(void)state;
	for (uint64_t n = STATS_INTERVAL_LEAST; n <= 1000; n++) {
		stats_interval_ranks(n, &low, &high);
		assert_true(low + high == n - 1);
		assert_true(coverage(n, low) >= 0.949);
		assert_true(n < 40 || coverage(n, low) < 0.98);
	}
	stats_interval_ranks(1000000, &low, &high);
	assert_true(low == 499019 && high == 500980);
}

static void interval_of_samples(void **state)
{
	uint64_t samples[] = {6, 5, 4, 3, 2, 1};
	struct stats stats;

	(void)state;
	stats_compute(samples, 6, &stats);
	assert_true(stats.p50_low == 1 && stats.p50_high == 6);
	stats_compute(samples, 5, &stats);
	assert_true(stats.p50_low == 0 && stats.p50_high == 0);
}

static void parts_of_a_whole(void **state)
{
	(void)state;
	assert_true(stats_permille(0, 0) == 0 && stats_permille(0, 5) == 0);
	assert_true(stats_permille(1, 0) == UINT64_MAX);
	assert_true(stats_permille(1, 3) == 333 && stats_permille(2, 3) == 667);
	assert_true(stats_permille(1, 2000) == 1 && stats_permille(1, 2001) == 0);
	assert_true(stats_permille(UINT64_MAX, UINT64_MAX) == UINT64_MAX);
	assert_true(stats_permille(UINT64_MAX / 1000 - 5, 1) == UINT64_MAX / 1000 * 1000 - 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_samples_give_zeros),
		cmocka_unit_test(small_sets_by_hand),
		cmocka_unit_test(ranks_at_a_thousand),
		cmocka_unit_test(every_size_against_the_definition),
		cmocka_unit_test(orders_and_extremes),
		cmocka_unit_test(interval_holds_the_median_as_often_as_it_says),
		cmocka_unit_test(interval_of_samples),
		cmocka_unit_test(parts_of_a_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
