/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "delays.h"

static void bound_is_three_in_so_many(void **state)
{
	(void)state;
	assert_int_equal(delays_bound_ppm(300), 10000);
	assert_int_equal(delays_bound_ppm(3000000), 1);
	assert_int_equal(delays_bound_ppm(7), 428572); /* rounded up: it is a bound */
	assert_int_equal(delays_bound_ppm(UINT32_MAX), 1);
	/* three in three is all, and in fewer it cannot be more */
	assert_int_equal(delays_bound_ppm(3), PPM);
	assert_int_equal(delays_bound_ppm(1), PPM);
	assert_int_equal(delays_bound_ppm(0), PPM);
}

static void shortest_is_the_last_before_a_failure(void **state)
{
	struct delay_trials delays[] = {{10000, 30, 0, 0},
					{1000, 30, 0, 0},
					{100, 30, 0, 0},
					{10, 30, 0, 0},
					{0, 30, 0, 0}};

	(void)state;
	assert_int_equal(delays_shortest(delays, 5)->delay_us, 0);
	assert_int_equal(delays_shortest(delays, 2)->delay_us, 1000);
	delays[4].retried = 1;
	assert_int_equal(delays_shortest(delays, 5)->delay_us, 10);
	/* a shorter one that worked by luck does not count */
	delays[2].second = 1;
	assert_int_equal(delays_shortest(delays, 5)->delay_us, 1000);
	delays[1].trials = 0; /* nobody has tried it */
	assert_int_equal(delays_shortest(delays, 5)->delay_us, 10000);
	delays[0].second = 2;
	assert_null(delays_shortest(delays, 5));
	assert_null(delays_shortest(delays, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bound_is_three_in_so_many),
		cmocka_unit_test(shortest_is_the_last_before_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
