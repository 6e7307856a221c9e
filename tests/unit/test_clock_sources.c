/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "clock_sources.h"

static void the_one_that_most_agree_with_is_chosen(void **state)
{
	static const struct {
		struct clock_source_reading readings[4];
		unsigned int count, chosen;
		bool agrees;
	} rows[] = {
		{{{"a", 1000000, false}}, 1, 0, true}, /* alone: believed */
		{{{"a", 0, false}, {"b", 1000000, false}}, 2, 1, true},
		{{{"a", 0, false}, {"b", 0, false}}, 2, 2, false},
		{{{"a", 1000000, false}, {"b", 1010000, false}}, 2, 0, true},
		{{{"a", 1000000, false}, {"b", 1020000, false}}, 2, 0, false},
		/* two against one, wherever it stands */
		{{{"a", 5000000, false}, {"b", 1000000, false}, {"c", 1005000, false}}, 3, 1, true},
		{{{"a", 1000000, false}, {"b", 1005000, false}, {"c", 5000000, false}}, 3, 0, true},
		/* two pairs: the first is trusted more */
		{{{"a", 1000000, false},
		  {"b", 3000000, false},
		  {"c", 3000001, false},
		  {"d", 1000001, false}},
		 4,
		 0,
		 true},
		/* three that all differ */
		{{{"a", 1000000, false}, {"b", 2000000, false}, {"c", 3000000, false}},
		 3,
		 0,
		 false},
		/* what it is sold as is no witness, neither for nor against */
		{{{"a", 1000000, false}, {"b", 2000000, false}, {"n", 2000000, true}}, 3, 0, false},
		{{{"n", 2000000, true}, {"a", 1000000, false}}, 2, 1, true},
		{{{"n", 2000000, true}}, 1, 1, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool agrees;

		assert_int_equal(clock_choose(rows[i].readings, rows[i].count, &agrees),
				 rows[i].chosen);
		assert_int_equal(agrees, rows[i].agrees);
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
