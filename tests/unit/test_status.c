/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "status.h"

static void every_status_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < STATUS_COUNT; i++) {
		assert_string_not_equal(status_name((enum status)i), "");
		assert_string_not_equal(status_name((enum status)i), "unknown status");
		for (int j = 0; j < i; j++)
			assert_string_not_equal(status_name((enum status)i),
						status_name((enum status)j));
	}
}

static void names_the_header_promises(void **state)
{
	(void)state;
	assert_string_equal(status_name(STATUS_TIMEOUT), "time-out");
	assert_string_equal(status_name(STATUS_NOT_FOUND), "not found");
}

static void other_values_have_a_name_too(void **state)
{
	(void)state;
	assert_string_equal(status_name(STATUS_COUNT), "unknown status");
	assert_string_equal(status_name((enum status)1000000), "unknown status");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_status_has_a_name_of_its_own),
		cmocka_unit_test(names_the_header_promises),
		cmocka_unit_test(other_values_have_a_name_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
