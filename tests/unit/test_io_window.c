/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a bridge shows its I/O ports in memory, by the bytes of a DSDT. */
#include "unit.h"
#include "acpi.h"

static uint8_t bytes[160];

static void put(size_t at, unsigned int size, uint64_t value)
{
	for (unsigned int i = 0; i < size; i++)
		bytes[at + i] = (uint8_t)(value >> 8 * i);
}

/* A descriptor of 4 or 8 bytes a field; returns its length. */
static size_t put_descriptor(size_t at, unsigned int size, uint8_t type, const uint64_t fields[5])
{
	put(at, 1, size == 8 ? 0x8a : 0x87);
	put(at + 1, 2, 3 + 5 * size);
	put(at + 3, 1, type);
	for (unsigned int i = 0; i < 5; i++)
		put(at + 6 + i * size, size, fields[i]);
	return 6 + 5 * size;
}

static bool find(size_t size, uint64_t port, uint64_t *window)
{
	uint8_t *copy = malloc(size); /* a read behind the end shows */
	bool found;

	memcpy(copy, bytes, size);
	found = acpi_io_window((struct span){copy, size}, port, window);
	free(copy);
	return found;
}

static int clear(void **state)
{
	(void)state;
	memset(bytes, 0x5b, sizeof(bytes));
	return 0;
}

static const uint64_t qemu[] = {0, 0, 0xffff, 0x3eff0000, 0x10000};

static void windows_of_both_widths(void **state)
{
	static const uint64_t high[] = {0, 0x10000, 0x1ffff, 0x7fffefff0000, 0x10000};
	uint64_t window = 0;
	size_t end;

	(void)state;
	end = put_descriptor(41, 4, 1, qemu);
	put_descriptor(41 + end, 8, 1, high);
	assert_true(find(sizeof(bytes), 0x1000, &window));
	assert_true(window == 0x3eff0000);
	assert_true(find(sizeof(bytes), 0x10008, &window));
	assert_true(window == 0x7fffefff0000);
	assert_false(find(sizeof(bytes), 0x20000, &window));
}

static void memory_and_buses_are_no_windows(void **state)
{
	uint64_t window = 1;

	(void)state;
	put_descriptor(40, 4, 0, qemu);
	put_descriptor(80, 4, 2, qemu);
	assert_false(find(sizeof(bytes), 0x1000, &window));
	assert_true(window == 1);
}

static void what_cannot_be_is_passed_over(void **state)
{
	static const uint64_t rows[][5] = {
		{0, 0, 0xffff, 0, 0x10000},		 /* x86: ports are ports */
		{0, 0, 0xffff, 0x3eff0000, 0xffff},	 /* a length that does not fit */
		{0, 0xffff, 0, 0x3eff0000, 0x10000},	 /* upside down */
		{0, 0, 0xfff, 0x3eff0000, 0x1000},	 /* another port's */
		{0, 0, 0xffff, UINT64_MAX - 9, 0x10000}, /* past the end of memory */
	};
	uint64_t window = 1;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		clear(NULL);
		put_descriptor(40, 8, 1, rows[i]);
		assert_false(find(sizeof(bytes), 0x1000, &window));
	}
	assert_true(window == 1);
}

static void cut_short_anywhere(void **state)
{
	uint64_t window;
	size_t end;

	(void)state;
	end = 40 + put_descriptor(40, 4, 1, qemu);
	for (size_t size = 0; size < end; size++)
		assert_false(find(size, 0x1000, &window));
	assert_true(find(end, 0x1000, &window));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(windows_of_both_widths, clear),
		cmocka_unit_test_setup(memory_and_buses_are_no_windows, clear),
		cmocka_unit_test_setup(what_cannot_be_is_passed_over, clear),
		cmocka_unit_test_setup(cut_short_anywhere, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
