/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "clock.h"

static const uint64_t rates[] = {1000000,    1999999,	 3579545,    14318180,	 999999999,
				 1000000000, 1000000001, 2400000123, 2999999999, 6000000000};

static struct clock clock_at(uint64_t hz)
{
	struct clock clock = {.invariant = true};

	clock_set(&clock, "pit", hz);
	return clock;
}

static void setting_keeps_what_it_does_not_know(void **state)
{
	struct clock clock = clock_at(2400000123);

	(void)state;
	assert_int_equal(clock.hz, 2400000123);
	assert_string_equal(clock.source, "pit");
	assert_true(clock.invariant);
	assert_false(clock.agrees);
}

/* Never more than there was, and less by no more than the factor's last bit for each tick. */
static void nanoseconds_are_rounded_down(void **state)
{
	static const uint64_t spans[] = {0, 1, 2, 999, 1000000, 123456789012, UINT64_MAX / 2000};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rates); i++) {
		struct clock clock = clock_at(rates[i]);

		for (size_t j = 0; j < ARRAY_SIZE(spans); j++) {
			unsigned __int128 exact =
				(unsigned __int128)spans[j] * 1000000000 / rates[i];
			uint64_t ns = clock_to_ns(&clock, spans[j]);

			assert_true(ns <= exact);
			assert_true(exact - ns <= (spans[j] >> 32) + 1);
		}
	}
}

static void whole_rates_are_exact(void **state)
{
	struct clock fast = clock_at(4000000000), slow = clock_at(1000000), even;

	(void)state;
	assert_int_equal(clock_to_ns(&fast, 4), 1);
	assert_int_equal(clock_to_ns(&fast, 3), 0);
	assert_int_equal(clock_to_ns(&fast, 40000000000), 10000000000);
	assert_int_equal(clock_to_ns(&slow, 1), 1000);
	assert_int_equal(clock_to_ns(&slow, 3600000000), 3600000000000);
	even = clock_at(1000000000);
	assert_int_equal(clock_to_ns(&even, INT64_MAX), INT64_MAX);
}

static void a_longer_span_is_not_shorter(void **state)
{
	struct clock clock = clock_at(2999999999);
	uint64_t random = 7, before = 0, span = 0;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		uint64_t now;

		span += unit_random(&random) >> 24;
		now = clock_to_ns(&clock, span);
		assert_true(now >= before);
		before = now;
	}
}

static void microseconds_become_ticks(void **state)
{
	static const struct {
		uint64_t hz, us, ticks;
	} rows[] = {
		{1000000, 1, 1},
		{1000000, 5000000, 5000000},
		{1999999, 10, 10},
		{2000000, 10, 20},
		{2400000123, 0, 0},
		{2400000123, 1, 2400},
		{2400000123, 1000, 2400000},
		{999999, 3, 3}, /* never none: a wait must end later */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct clock clock = clock_at(rows[i].hz);

		assert_int_equal(clock_from_us(&clock, rows[i].us), rows[i].ticks);
	}
}

static void near_is_within_one_per_cent(void **state)
{
	static const struct {
		uint64_t a, b;
		bool near;
	} rows[] = {
		{1000, 1000, true},
		{1000, 1010, true},
		{1000, 1011, false},
		{2400000000, 2424000000, true},
		{2400000000, 2424000001, false},
		{99, 100, false}, /* a hundredth of that is nothing */
		{0, 0, true},
		{0, 1, false},
		{UINT64_MAX, UINT64_MAX - 1, true},
		{UINT64_MAX, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(clock_near(rows[i].a, rows[i].b), rows[i].near);
		assert_int_equal(clock_near(rows[i].b, rows[i].a), rows[i].near);
	}
}

static void events_per_second(void **state)
{
	static const struct {
		uint64_t hz, count, span, rate;
	} rows[] = {
		{1000000000, 1, 1000000000, 1},
		{1000000000, 512, 1000000, 512000},
		{2400000000, 3, 2400000001, 2}, /* rounded down */
		{3000000, 7, 3, 7000000},
		{1000000, 5, 0, 0},
		{1000000, 0, 5, 0},
		{(1ull << 34) - 1, (1u << 30) - 1, (1ull << 34) - 1, (1u << 30) - 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct clock clock;

		clock_set(&clock, "", rows[i].hz);
		assert_int_equal(clock_per_second(&clock, rows[i].count, rows[i].span),
				 rows[i].rate);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_keeps_what_it_does_not_know),
		cmocka_unit_test(nanoseconds_are_rounded_down),
		cmocka_unit_test(whole_rates_are_exact),
		cmocka_unit_test(a_longer_span_is_not_shorter),
		cmocka_unit_test(microseconds_become_ticks),
		cmocka_unit_test(near_is_within_one_per_cent),
		cmocka_unit_test(events_per_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
