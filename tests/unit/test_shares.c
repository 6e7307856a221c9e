/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "shares.h"

enum { START = 5000, SPAN = 1000000 };

static struct shares open_shares(unsigned int count)
{
	struct shares shares;

	shares_open(&shares, START, SPAN, count);
	return shares;
}

/* Who takes what it is dealt, each time, uses up all, to the last tick that can be dealt. */
static void all_is_used_up(void **state)
{
	(void)state;
	for (unsigned int count = 1; count < 70; count++) {
		struct shares shares = open_shares(count);
		ticks now = START;

		for (unsigned int i = 0; i < count; i++) {
			assert_int_equal(shares_percent(&shares), i * 100 / count);
			now += shares_deal(&shares, now, 1);
			assert_in_range(now, START + (uint64_t)SPAN * (i + 1) / count - count,
					START + (uint64_t)SPAN * (i + 1) / count);
		}
		assert_int_equal(now, START + SPAN);
		assert_int_equal(shares_percent(&shares), 100);
	}
}

static void what_is_not_needed_goes_to_the_others(void **state)
{
	struct shares shares = open_shares(4);

	(void)state;
	assert_int_equal(shares_deal(&shares, START, 1), SPAN / 4);
	/* it took none of that */
	assert_int_equal(shares_deal(&shares, START, 1), SPAN / 3);
	assert_int_equal(shares_deal(&shares, START, 2), SPAN);
}

static void too_much_is_at_the_cost_of_all(void **state)
{
	struct shares shares = open_shares(4);

	(void)state;
	shares_deal(&shares, START, 1);
	assert_int_equal(shares_deal(&shares, START + SPAN / 2, 1), SPAN / 2 / 3);
	assert_int_equal(shares_deal(&shares, START + SPAN, 1), 0);
	assert_int_equal(shares_deal(&shares, START + 2 * SPAN, 1), 0);
	assert_int_equal(shares_percent(&shares), 100);
}

/* One that takes fewer than its own lets the others go at its end; one that takes more takes no
   other's, and is dealt no more than any of those. */
static void parties(void **state)
{
	struct shares shares = open_shares(10);

	(void)state;
	shares_begin(&shares, 6);
	assert_int_equal(shares_deal(&shares, START, 2), SPAN / 5);
	shares_end(&shares);
	assert_int_equal(shares_percent(&shares), 60);
	shares_begin(&shares, 1);
	assert_int_equal(shares_deal(&shares, START, 1), SPAN / 4);
	assert_int_equal(shares_deal(&shares, START, 1), SPAN / 4);
	assert_int_equal(shares_deal(&shares, START, 5), SPAN / 8 * 5);
	shares_end(&shares);
	assert_int_equal(shares_percent(&shares), 70);
	shares_begin(&shares, 3);
	assert_int_equal(shares_deal(&shares, START, 1), SPAN / 3);
}

/* However parties behave, percent goes up only, ends at 100, and all that is dealt fits. */
static void never_back_and_never_over(void **state)
{
	uint64_t seed = 3;

	(void)state;
	for (unsigned int try = 0; try < 2000; try++) {
		unsigned int parties = (unsigned int)(unit_random(&seed) % 8), own[8], all = 0;
		unsigned int percent = 0;
		struct shares shares;
		ticks now = START;

		for (unsigned int i = 0; i < parties; i++)
			all += own[i] = (unsigned int)(unit_random(&seed) % 5);
		shares = open_shares(all);
		for (unsigned int i = 0; i < parties; i++) {
			shares_begin(&shares, own[i]);
			for (uint64_t takes = unit_random(&seed) % 8; takes; takes--) {
				now += shares_deal(&shares, now,
						   (unsigned int)(unit_random(&seed) % 4));
				assert_true(now <= START + SPAN);
				assert_in_range(shares_percent(&shares), percent, 100);
				percent = shares_percent(&shares);
			}
			shares_end(&shares);
		}
		assert_int_equal(shares_percent(&shares), 100);
	}
}

static void none_at_all(void **state)
{
	struct shares shares = open_shares(0);

	(void)state;
	assert_int_equal(shares_percent(&shares), 100);
	assert_int_equal(shares_deal(&shares, START, 0), 0);
	assert_int_equal(shares_deal(&shares, START, 2), SPAN);
}

/* A day at 10 GHz among a thousand passes of all: no number runs over. */
static void large_ones(void **state)
{
	const ticks day = 86400ull * 10000000000;
	struct shares shares;

	(void)state;
	shares_open(&shares, START, day, 1000000);
	assert_int_equal(shares_deal(&shares, START, 250000), day / 4);
	assert_int_equal(shares_percent(&shares), 25);
	shares_open(&shares, START, day, UINT32_MAX);
	assert_int_equal(shares_deal(&shares, START, UINT32_MAX), day);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_is_used_up),
		cmocka_unit_test(what_is_not_needed_goes_to_the_others),
		cmocka_unit_test(too_much_is_at_the_cost_of_all),
		cmocka_unit_test(parties),
		cmocka_unit_test(never_back_and_never_over),
		cmocka_unit_test(none_at_all),
		cmocka_unit_test(large_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
