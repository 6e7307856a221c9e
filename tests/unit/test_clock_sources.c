/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "clock_sources.h"

static const struct {
	struct clock_source_reading readings[4];
	unsigned int count, chosen;
	bool agrees;
} choices[] = {
	{{{"a", 1000000, CLOCK_COUNTER}}, 1, 0, true}, /* alone: believed */
	{{{"a", 0, CLOCK_COUNTER}, {"b", 1000000, CLOCK_COUNTER}}, 2, 1, true},
	{{{"a", 0, CLOCK_COUNTER}, {"b", 0, CLOCK_COUNTER}}, 2, 2, CLOCK_COUNTER},
	{{{"a", 1000000, CLOCK_COUNTER}, {"b", 1010000, CLOCK_COUNTER}}, 2, 0, true},
	{{{"a", 1000000, CLOCK_COUNTER}, {"b", 1020000, CLOCK_COUNTER}}, 2, 0, CLOCK_COUNTER},
	/* two against one, wherever it stands: the two are chosen, and not believed */
	{{{"a", 5000000, CLOCK_COUNTER},
	  {"b", 1000000, CLOCK_COUNTER},
	  {"c", 1005000, CLOCK_COUNTER}},
	 3,
	 1,
	 false},
	{{{"a", 1000000, CLOCK_COUNTER},
	  {"b", 1005000, CLOCK_COUNTER},
	  {"c", 5000000, CLOCK_COUNTER}},
	 3,
	 0,
	 false},
	/* two pairs: the first is trusted more */
	{{{"a", 1000000, CLOCK_COUNTER},
	  {"b", 3000000, CLOCK_COUNTER},
	  {"c", 3000001, CLOCK_COUNTER},
	  {"d", 1000001, CLOCK_COUNTER}},
	 4,
	 0,
	 false},
	/* three that all differ */
	{{{"a", 1000000, CLOCK_COUNTER},
	  {"b", 2000000, CLOCK_COUNTER},
	  {"c", 3000000, CLOCK_COUNTER}},
	 3,
	 0,
	 false},
	/* a delay may be too long, never too short; alone against one it is believed as
	   little */
	{{{"a", 1000000, CLOCK_COUNTER},
	  {"b", 1000000, CLOCK_COUNTER},
	  {"d", 3000000, CLOCK_DELAY}},
	 3,
	 0,
	 true},
	{{{"a", 1000000, CLOCK_COUNTER}, {"b", 1000000, CLOCK_COUNTER}, {"d", 500000, CLOCK_DELAY}},
	 3,
	 0,
	 false},
	{{{"a", 1000000, CLOCK_COUNTER}, {"d", 3000000, CLOCK_DELAY}}, 2, 0, false},
	{{{"a", 1000000, CLOCK_COUNTER}, {"d", 1005000, CLOCK_DELAY}}, 2, 0, true},
	/* what it is sold as is no witness, neither for nor against */
	{{{"a", 1000000, CLOCK_COUNTER},
	  {"b", 2000000, CLOCK_COUNTER},
	  {"n", 2000000, CLOCK_NOMINAL}},
	 3,
	 0,
	 CLOCK_COUNTER},
	{{{"n", 2000000, CLOCK_NOMINAL}, {"a", 1000000, CLOCK_COUNTER}}, 2, 1, true},
	{{{"n", 2000000, CLOCK_NOMINAL}}, 1, 1, CLOCK_COUNTER},
};

static void the_one_that_most_agree_with_is_chosen(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(choices); i++) {
		bool agrees;

		assert_int_equal(clock_choose(choices[i].readings, choices[i].count, &agrees),
				 choices[i].chosen);
		assert_int_equal(agrees, choices[i].agrees);
	}
}

static void rates_are_apart_in_millionths(void **state)
{
	static const struct {
		uint64_t hz, other;
		int64_t ppm;
	} rows[] = {
		{1000000, 1000000, 0},
		{1000001, 1000000, 1},
		{999999, 1000000, -1},
		{2400001000, 2400000000, 0},
		{2400001200, 2400000000, 1},
		{2400000000, 2424000000, -9901},
		{2000000, 1000000, 1000000},
		{0, 1000000, -1000000},
		{UINT64_MAX, 1, INT64_MAX},
		{UINT64_MAX, 1000000, INT64_MAX},
		{4000000000000000000, 4000000000, 999999999000000},
		{1000000, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(clock_apart_ppm(rows[i].hz, rows[i].other), rows[i].ppm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_one_that_most_agree_with_is_chosen),
		cmocka_unit_test(rates_are_apart_in_millionths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
