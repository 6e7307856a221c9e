/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "figure.h"

static void test_times(void **state)
{
	static const struct {
		uint64_t ns;
		const char *prose, *column;
	} rows[] = {
		{0, "0 ns", "0 ns"},
		{999, "999 ns", "999 ns"},
		{1000, "1.00 us", "1000 ns"},
		{8129, "8.12 us", "8129 ns"},
		{9999, "9.99 us", "9999 ns"},
		{10000, "10.0 us", "10.0 us"},
		{99999, "99.9 us", "99.9 us"},
		{812345, "812 us", "812 us"},
		{2310456, "2.31 ms", "2310 us"},
		{9999999, "9.99 ms", "9999 us"},
		{10231456, "10.2 ms", "10.2 ms"},
		{3214567890, "3.21 s", "3214 ms"},
		{10000000000, "10.0 s", "10.0 s"},
		{UINT64_MAX, "18446744073 s", "18446744073 s"},
	};
	char value[FIGURE_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		figure_time(value, rows[i].ns);
		assert_string_equal(value, rows[i].prose);
		figure_column_time(value, rows[i].ns);
		assert_string_equal(value, rows[i].column);
	}
}

static void test_sizes_and_numbers(void **state)
{
	char value[FIGURE_SIZE];

	(void)state;
	figure_bytes(value, 1023);
	assert_string_equal(value, "1023 bytes");
	figure_bytes(value, 40960);
	assert_string_equal(value, "40.0 KiB");
	figure_bytes(value, 4718592);
	assert_string_equal(value, "4.50 MiB");
	figure_column_number(value, 9999);
	assert_string_equal(value, "9999");
	figure_column_number(value, 12345678);
	assert_string_equal(value, "12.3M");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_sizes_and_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
