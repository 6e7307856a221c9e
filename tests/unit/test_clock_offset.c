/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "clock_offset.h"

/* One exchange: near's counter shows sent and seen, far's is ahead by offset and is read so long
   after the send. */
static void exchange(struct offset_search *search, int64_t offset, ticks sent, ticks there,
		     ticks back)
{
	offset_add(search, sent, sent + there + (ticks)offset, sent + there + back);
}

static void nothing_is_known_at_first(void **state)
{
	struct offset_search search = {0};

	(void)state;
	assert_false(offset_result(&search).known);
	assert_false(offset_is_certain(offset_result(&search)));
	assert_false(offset_agrees(offset_result(&search), offset_result(&search)));
}

/* Middle and half of the round trip, and a tick for the steps of the counters. */
static void one_exchange_bounds_by_its_round_trip(void **state)
{
	struct offset_search search = {0};
	struct clock_offset offset;

	(void)state;
	exchange(&search, 1000, 5000, 100, 100);
	offset = offset_result(&search);
	assert_true(offset.known);
	assert_int_equal(offset.value, 1000);
	assert_int_equal(offset.bound, 101);
	exchange(&search, 1000, 6000, 10, 30);
	offset = offset_result(&search);
	assert_int_equal(offset.value, 990);
	assert_int_equal(offset.bound, 21);
}

/* One that is fast there and one that is fast back tell more together than the shortest. */
static void exchanges_are_cut_with_one_another(void **state)
{
	struct offset_search search = {0};
	struct clock_offset offset;

	(void)state;
	exchange(&search, -70, 5000, 4, 900);
	exchange(&search, -70, 9000, 900, 6);
	offset = offset_result(&search);
	assert_int_equal(offset.bound, 6);
	assert_int_equal(offset.value, -71);
	assert_true(offset_size(offset) == 71);
}

static bool holds(struct clock_offset offset, int64_t truth)
{
	int64_t apart = (int64_t)((ticks)offset.value - (ticks)truth);

	return offset.known && (ticks)(apart < 0 ? -apart : apart) <= offset.bound;
}

/* Whatever the delays, and wherever the counters stand: the truth lies within. */
static void the_truth_lies_within(void **state)
{
	static const int64_t offsets[] = {
		0, 1, -1, 40, -40, 1000000000000, -7, INT64_MAX / 4, INT64_MIN / 4};
	static const ticks starts[] = {0, 1000, UINT64_MAX - 50, (ticks)INT64_MAX - 5};
	uint64_t random = 3;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(offsets) * ARRAY_SIZE(starts); i++) {
		int64_t truth = offsets[i % ARRAY_SIZE(offsets)];
		ticks now = starts[i / ARRAY_SIZE(offsets)], bound = UINT64_MAX;
		struct offset_search search = {0};

		for (int round = 0; round < 50; round++) {
			exchange(&search, truth, now, unit_random(&random) % 500,
				 unit_random(&random) % 500);
			now += unit_random(&random) % 3000;
			assert_true(holds(offset_result(&search), truth));
			assert_true(offset_result(&search).bound <= bound);
			bound = offset_result(&search).bound;
		}
		assert_true(bound < 100);
	}
}

/* Two counters of one rate that step at different moments: what they show is rounded down. */
static void steps_of_the_counters_are_in_the_bound(void **state)
{
	enum { STEP_PS = 1000, TRUTH_PS = 7300 }; /* far is ahead by 7.3 ticks */
	struct offset_search search = {0};
	uint64_t random = 5, now = 1000000;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		uint64_t there = now + unit_random(&random) % 900;
		uint64_t back = there + unit_random(&random) % 900;
		struct clock_offset offset;

		offset_add(&search, now / STEP_PS, (there + TRUTH_PS) / STEP_PS, back / STEP_PS);
		offset = offset_result(&search);
		assert_true((offset.value - (int64_t)offset.bound) * STEP_PS <= TRUTH_PS);
		assert_true((offset.value + (int64_t)offset.bound) * STEP_PS >= TRUTH_PS);
		now = back + unit_random(&random) % 5000;
	}
	assert_true(offset_result(&search).bound <= 2);
}

/* A counter that jumped in between: the shortest exchange alone is believed. */
static void no_offset_fits_all(void **state)
{
	struct offset_search search = {0};
	struct clock_offset offset;

	(void)state;
	exchange(&search, 0, 1000, 50, 50);
	exchange(&search, 5000, 2000, 10, 10);
	exchange(&search, 0, 3000, 50, 50);
	offset = offset_result(&search);
	assert_int_equal(offset.value, 5000);
	assert_int_equal(offset.bound, 11);
}

static void two_results_narrow_each_other(void **state)
{
	static const struct {
		struct clock_offset a, b, want;
	} rows[] = {
		{{100, 50, true}, {160, 30, true}, {140, 10, true}},
		{{100, 50, true}, {100, 7, true}, {100, 7, true}},
		{{-10, 5, true}, {-4, 2, true}, {-6, 1, true}},
		{{0, 5, true}, {10, 5, true}, {5, 0, true}},
		/* they exclude each other: it moved, and the better one holds */
		{{0, 5, true}, {100, 4, true}, {100, 4, true}},
		{{0, 3, true}, {100, 4, true}, {0, 3, true}},
		{{0, 5, false}, {100, 4, true}, {100, 4, true}},
		{{7, 9, true}, {0, 0, false}, {7, 9, true}},
		{{0, 0, false}, {0, 0, false}, {0, 0, false}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct clock_offset both = offset_narrow(rows[i].a, rows[i].b);
		struct clock_offset turned = offset_narrow(rows[i].b, rows[i].a);

		assert_int_equal(both.known, rows[i].want.known);
		assert_int_equal(both.value, rows[i].want.value);
		assert_int_equal(both.bound, rows[i].want.bound);
		assert_int_equal(turned.value, rows[i].want.value);
		assert_int_equal(turned.bound, rows[i].want.bound);
	}
}

static void two_others_by_way_of_a_third(void **state)
{
	struct clock_offset a = {100, 7, true}, b = {-50, 9, true}, unknown = {0};
	struct clock_offset between = offset_between(a, b);

	(void)state;
	assert_int_equal(between.value, -150);
	assert_int_equal(between.bound, 16);
	assert_true(between.known);
	assert_false(offset_between(a, unknown).known);
	assert_false(offset_between(unknown, b).known);
}

static void certain_is_what_cannot_be_zero(void **state)
{
	static const struct {
		struct clock_offset offset;
		bool certain;
	} rows[] = {
		{{0, 0, true}, false}, {{1, 0, true}, true},   {{-1, 1, true}, false},
		{{-2, 1, true}, true}, {{2, 1, false}, false}, {{INT64_MIN, 5, true}, true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(offset_is_certain(rows[i].offset), rows[i].certain);
}

static void two_results_agree_where_they_overlap(void **state)
{
	struct clock_offset a = {100, 5, true}, near = {90, 5, true}, far = {89, 5, true};

	(void)state;
	assert_true(offset_agrees(a, near));
	assert_true(offset_agrees(near, a));
	assert_false(offset_agrees(a, far));
	assert_false(offset_agrees(far, a));
}

static void a_span_is_corrected_and_never_negative(void **state)
{
	struct clock_offset ahead = {1000, 5, true}, behind = {-1000, 5, true};

	(void)state;
	assert_int_equal(offset_span(ahead, 500, 1600), 100);
	assert_int_equal(offset_span(behind, 5000, 4200), 200);
	assert_int_equal(offset_span(behind, UINT64_MAX - 9, (ticks)0 - 10 - 900), 100);
	assert_int_equal(offset_span(ahead, 500, 1498), 0);
	assert_int_equal(offset_span(ahead, 500, 1500), 0);
}

static void times_keep_their_sign(void **state)
{
	struct clock clock;

	(void)state;
	clock_set(&clock, "pit", 2000000000);
	assert_int_equal(offset_to_ns(&clock, 3000), 1500);
	assert_int_equal(offset_to_ns(&clock, -3000), -1500);
	assert_int_equal(offset_to_ns(&clock, 0), 0);
	assert_int_equal(offset_bound_to_ns(&clock, 3000), 1501);
	assert_int_equal(offset_bound_to_ns(&clock, 1), 1); /* never better than it is */
	assert_int_equal(offset_bound_to_ns(&clock, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_known_at_first),
		cmocka_unit_test(one_exchange_bounds_by_its_round_trip),
		cmocka_unit_test(exchanges_are_cut_with_one_another),
		cmocka_unit_test(the_truth_lies_within),
		cmocka_unit_test(steps_of_the_counters_are_in_the_bound),
		cmocka_unit_test(no_offset_fits_all),
		cmocka_unit_test(two_results_narrow_each_other),
		cmocka_unit_test(two_others_by_way_of_a_third),
		cmocka_unit_test(certain_is_what_cannot_be_zero),
		cmocka_unit_test(two_results_agree_where_they_overlap),
		cmocka_unit_test(a_span_is_corrected_and_never_negative),
		cmocka_unit_test(times_keep_their_sign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
