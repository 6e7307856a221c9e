/* SPDX-License-Identifier: BSD-2-Clause */
#include "gaps.h"
#include "unit.h"

enum { CORES = 4, EVENTS_MOST = 8, MANY = 5000 };

struct told {
	struct gap_event events[EVENTS_MOST];
	unsigned int count;
	uint64_t cores; /* of all events together */
};

static void tell(void *context, const struct gap_event *event)
{
	struct told *told = context;

	if (told->count < EVENTS_MOST)
		told->events[told->count] = *event;
	told->count++;
	told->cores += event->cores;
}

static void check_event(const struct gap_event *event, const struct gap_event *wanted)
{
	assert_int_equal(event->begin, wanted->begin);
	assert_int_equal(event->least, wanted->least);
	assert_int_equal(event->most, wanted->most);
	assert_int_equal(event->cores, wanted->cores);
}

struct row {
	const char *what;
	ticks bound;
	unsigned int gaps, events;
	struct clock_gap gap[8];
	struct gap_event event[4];
};

static const struct row rows[] = {
	{"none", 5, 0, 0, {{0}}, {{0}}},
	{"one on one core", 5, 1, 1, {{100, 10, 2}}, {{100, 10, 10, 1}}},
	{"all at once, in any order",
	 0,
	 4,
	 1,
	 {{102, 50, 3}, {100, 52, 0}, {101, 49, 2}, {103, 51, 1}},
	 {{100, 49, 52, 4}}},
	{"one after the other",
	 0,
	 2,
	 2,
	 {{100, 10, 0}, {111, 10, 1}},
	 {{100, 10, 10, 1}, {111, 10, 10, 1}}},
	{"touching", 0, 2, 1, {{100, 10, 0}, {110, 10, 1}}, {{100, 10, 10, 2}}},
	{"apart by what both may be off by",
	 3,
	 2,
	 1,
	 {{100, 10, 0}, {116, 10, 1}},
	 {{100, 10, 10, 2}}},
	{"apart by one more",
	 3,
	 2,
	 2,
	 {{100, 10, 0}, {117, 10, 1}},
	 {{100, 10, 10, 1}, {117, 10, 10, 1}}},
	{"a chain has no moment in common",
	 0,
	 4,
	 2,
	 {{100, 20, 0}, {115, 20, 1}, {130, 20, 2}, {145, 20, 3}},
	 {{100, 20, 20, 2}, {130, 20, 20, 2}}},
	{"a long one spans two",
	 0,
	 3,
	 2,
	 {{100, 100, 0}, {110, 5, 1}, {150, 5, 2}},
	 {{100, 5, 100, 2}, {150, 5, 5, 1}}},
	{"twice on one core counts once",
	 10,
	 3,
	 1,
	 {{100, 5, 0}, {112, 30, 0}, {104, 6, 1}},
	 {{100, 6, 30, 2}}},
	{"before the time line begins",
	 0,
	 2,
	 1,
	 {{-50, 100, 0}, {-20, 10, 1}},
	 {{-50, 10, 100, 2}}},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		struct told told = {.count = 0};
		struct clock_gap gaps[ARRAY_SIZE(row->gap)];
		uint64_t seen[CORES];

		print_message("%s\n", row->what);
		memcpy(gaps, row->gap, sizeof(gaps));
		memset(seen, 0xEE, sizeof(seen));
		gaps_merge(gaps, row->gaps, row->bound, seen, CORES, tell, &told);
		assert_int_equal(told.count, row->events);
		for (unsigned int e = 0; e < row->events; e++)
			check_event(&told.events[e], &row->event[e]);
	}
}

/* Every gap of a core that has one at a time is in exactly one event. */
static void test_none_is_lost(void **state)
{
	static struct clock_gap gaps[MANY];
	static uint64_t seen[MANY];
	uint64_t random = 88172645463325252ull;
	struct told told = {.count = 0};

	(void)state;
	for (unsigned int i = 0; i < MANY; i++) {
		random ^= random << 13, random ^= random >> 7, random ^= random << 17;
		gaps[i] = (struct clock_gap){(int64_t)(random % 100000), (random >> 20 & 0xFF) + 1,
					     i};
	}
	gaps_merge(gaps, MANY, 3, seen, MANY, tell, &told);
	assert_int_equal(told.cores, MANY);
	assert_true(told.count > 300 && told.count < MANY);
}

static void test_close_ones_are_joined(void **state)
{
	struct clock_gap gaps[] = {{100, 10, 1}, {113, 20, 1}, {138, 5, 1}, {200, 7, 1}};

	(void)state;
	assert_int_equal(gaps_join(gaps, 0, 3), 0);
	assert_int_equal(gaps_join(gaps, 4, 3), 3);
	assert_int_equal(gaps[0].begin, 100);
	assert_int_equal(gaps[0].span, 30);
	assert_int_equal(gaps[1].begin, 138);
	assert_int_equal(gaps[1].span, 5);
	assert_int_equal(gaps[2].begin, 200);
}

static void test_threshold(void **state)
{
	(void)state;
	assert_int_equal(gaps_threshold(1000, 0), 1000);
	assert_int_equal(gaps_threshold(1000, 20), 1000);
	assert_int_equal(gaps_threshold(1000, 100), 1000);
	assert_int_equal(gaps_threshold(1000, 101), 1010);
}

static void test_worst_are_kept(void **state)
{
	static const ticks spans[] = {5, 9, 1, 7, 3, 9, 8};
	static const ticks kept[GAPS_WORST] = {9, 9, 8, 7};
	struct gaps_worst worst = {.count = 0};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(spans); i++)
		gaps_worst_add(&worst, &(struct gap_event){(int64_t)i, spans[i], 2 * spans[i], 4});
	assert_int_equal(worst.count, GAPS_WORST);
	for (size_t i = 0; i < GAPS_WORST; i++)
		assert_int_equal(worst.events[i].least, kept[i]);
	assert_int_equal(worst.events[0].begin, 1); /* the earlier of two that are alike */
	assert_int_equal(worst.events[1].begin, 5);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_none_is_lost),
		cmocka_unit_test(test_close_ones_are_joined),
		cmocka_unit_test(test_threshold),
		cmocka_unit_test(test_worst_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
