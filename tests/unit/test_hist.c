/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "hist.h"

static struct hist hist;

/* Of every bucket both ends fall into it, and buckets follow one another without a hole. */
static void buckets_cover_all_values(void **state)
{
	uint64_t next = 0;

	(void)state;
	for (size_t i = 0; i < HIST_BUCKETS; i++) {
		assert_true(hist_bucket_low(i) == next);
		assert_int_equal(hist_bucket(hist_bucket_low(i)), i);
		assert_int_equal(hist_bucket(hist_bucket_high(i)), i);
		next = hist_bucket_high(i) + 1;
	}
	assert_true(next == 0); /* the last one ends with the largest number */
}

static void buckets_are_narrow(void **state)
{
	(void)state;
	for (size_t i = 0; i < HIST_BUCKETS; i++) {
		uint64_t low = hist_bucket_low(i), width = hist_bucket_high(i) - low + 1;

		assert_true(width == 1 || low / width >= HIST_STEPS);
	}
}

static void nothing_in_nothing_out(void **state)
{
	static const struct stats zeros;
	struct stats stats = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

	(void)state;
	hist_clear(&hist);
	hist_stats(&hist, &stats);
	assert_memory_equal(&stats, &zeros, sizeof(stats));
}

static void assert_near(uint64_t value, uint64_t exact)
{
	assert_true(value >= exact && value - exact <= exact / HIST_STEPS);
}

static void check_against_samples(uint64_t *samples, size_t n)
{
	struct stats exact, stats;

	hist_clear(&hist);
	for (size_t i = 0; i < n; i++)
		hist_add(&hist, samples[i], i);
	hist_stats(&hist, &stats);
	stats_compute(samples, n, &exact);
	assert_true(stats.n == exact.n && stats.min == exact.min && stats.max == exact.max);
	assert_near(stats.p50, exact.p50);
	assert_near(stats.p90, exact.p90);
	assert_near(stats.p99, exact.p99);
	assert_near(stats.p99_9, exact.p99_9);
	assert_near(stats.p99_99, exact.p99_99);
	assert_near(stats.p50_low, exact.p50_low);
	assert_near(stats.p50_high, exact.p50_high);
}

static void as_exact_as_it_says(void **state)
{
	static uint64_t samples[20000];
	uint64_t seed = 7;

	(void)state;
	for (unsigned int bits = 1; bits <= 64; bits += 7) {
		for (size_t i = 0; i < 20000; i++)
			samples[i] = unit_random(&seed) >> (64 - bits);
		check_against_samples(samples, 20000);
		check_against_samples(samples, 7);
	}
}

static void small_values_exactly(void **state)
{
	struct stats stats;

	(void)state;
	hist_clear(&hist);
	for (uint64_t value = 1; value <= 2001; value++)
		hist_add(&hist, value, 0);
	hist_stats(&hist, &stats);
	assert_true(stats.p50 == 1001 && stats.p90 == 1801 && stats.p99 == 1981);
	assert_true(stats.p99_9 == 1999 && stats.p99_99 == 2001);
}

/* No sample is lost, none is told too low, and none more than 0.8 % too high. */
static void coarse_ones_hold_all(void **state)
{
	static uint64_t samples[5000];
	uint64_t seed = 11;

	(void)state;
	for (unsigned int bits = 1; bits <= 64; bits += 9) {
		struct hist_coarse coarse;
		struct stats ignored;
		size_t position = 0, seen = 0;
		uint64_t last = 0;

		hist_clear(&hist);
		for (size_t i = 0; i < 5000; i++) {
			samples[i] = unit_random(&seed) >> (64 - bits);
			hist_add(&hist, samples[i], i);
		}
		stats_compute(samples, 5000, &ignored); /* in order */
		while (hist_next(&hist, &position, &coarse)) {
			assert_true(coarse.count > 0 && (!seen || coarse.high > last));
			for (uint64_t i = 0; i < coarse.count; i++, seen++)
				assert_true(samples[seen] <= coarse.high &&
					    coarse.high - samples[seen] <= samples[seen] / 128);
			last = coarse.high;
		}
		assert_int_equal(seen, 5000);
		assert_true(last == hist.max);
	}
}

static void ends_of_the_coarse_ones(void **state)
{
	struct hist_coarse coarse;
	size_t position = 0;

	(void)state;
	hist_clear(&hist);
	assert_false(hist_next(&hist, &position, &coarse));
	hist_add(&hist, UINT64_MAX, 0);
	hist_add(&hist, UINT64_MAX - 1, 0);
	hist_add(&hist, 0, 0);
	assert_true(hist_next(&hist, &position, &coarse) && coarse.high == 0 && coarse.count == 1);
	assert_true(hist_next(&hist, &position, &coarse));
	assert_true(coarse.high == UINT64_MAX && coarse.count == 2);
	assert_false(hist_next(&hist, &position, &coarse));
}

/* Rather than that a bucket begins anew at 0. */
static void it_is_full_once(void **state)
{
	(void)state;
	hist_clear(&hist);
	hist_add(&hist, 5, 1);
	hist.n = hist.counts[5] = HIST_MOST;
	hist_add(&hist, 5, 2);
	hist_add(&hist, 9, 3);
	assert_true(hist.n == HIST_MOST && hist.counts[5] == HIST_MOST && hist.max == 5);
}

static void when_the_largest_came(void **state)
{
	(void)state;
	hist_clear(&hist);
	hist_add(&hist, 0, 11);
	assert_true(hist.max == 0 && hist.max_at == 11);
	hist_add(&hist, 5, 12);
	hist_add(&hist, 5, 13);
	hist_add(&hist, 4, 14);
	assert_true(hist.max == 5 && hist.max_at == 12 && hist.n == 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buckets_cover_all_values),
		cmocka_unit_test(buckets_are_narrow),
		cmocka_unit_test(nothing_in_nothing_out),
		cmocka_unit_test(as_exact_as_it_says),
		cmocka_unit_test(small_values_exactly),
		cmocka_unit_test(when_the_largest_came),
		cmocka_unit_test(coarse_ones_hold_all),
		cmocka_unit_test(ends_of_the_coarse_ones),
		cmocka_unit_test(it_is_full_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
