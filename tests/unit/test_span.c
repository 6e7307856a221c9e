/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "span.h"

static const uint8_t bytes[] = {0x01, 0x02, 0x83, 0x04, 0x05, 0x06, 0x07, 0xf8, 0x99};
static const struct span nine = {bytes, sizeof(bytes)};
static const struct span empty = {NULL, 0};

static void has_is_exact_at_the_edges(void **state)
{
	static const struct {
		size_t offset, length;
		bool inside;
	} rows[] = {
		{0, 0, true},
		{0, 9, true},
		{0, 10, false},
		{8, 1, true},
		{8, 2, false},
		{9, 0, true},
		{9, 1, false},
		{10, 0, false},
		{SIZE_MAX, 0, false},
		{0, SIZE_MAX, false},
		{1, SIZE_MAX, false},
		{SIZE_MAX, SIZE_MAX, false},
		{5, SIZE_MAX - 4, false},
		{SIZE_MAX - 8, 9, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(span_has(nine, rows[i].offset, rows[i].length), rows[i].inside);
	assert_true(span_has(empty, 0, 0));
	assert_false(span_has(empty, 0, 1));
}

static void part_lies_inside_or_is_empty(void **state)
{
	(void)state;
	struct span part = span_part(nine, 2, 7);

	assert_ptr_equal(part.bytes, bytes + 2);
	assert_int_equal(part.size, 7);
	assert_null(span_part(nine, 2, 8).bytes);
	assert_int_equal(span_part(nine, 2, 8).size, 0);
	assert_null(span_part(nine, SIZE_MAX, 2).bytes);
	assert_null(span_part(empty, 0, 0).bytes);
}

static void from_reaches_the_end(void **state)
{
	(void)state;
	assert_int_equal(span_from(nine, 0).size, 9);
	assert_int_equal(span_from(nine, 8).size, 1);
	assert_ptr_equal(span_from(nine, 8).bytes, bytes + 8);
	assert_int_equal(span_from(nine, 9).size, 0);
	assert_int_equal(span_from(nine, 10).size, 0);
	assert_null(span_from(nine, 10).bytes);
	assert_int_equal(span_from(nine, SIZE_MAX).size, 0);
}

static void numbers_are_little_endian(void **state)
{
	uint8_t u8;
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	(void)state;
	assert_true(span_u8(nine, 8, &u8));
	assert_int_equal(u8, 0x99);
	assert_true(span_u16(nine, 1, &u16));
	assert_int_equal(u16, 0x8302);
	assert_true(span_u32(nine, 1, &u32));
	assert_int_equal(u32, 0x05048302);
	assert_true(span_u64(nine, 0, &u64));
	assert_true(u64 == 0xf807060504830201);
	assert_true(span_u64(nine, 1, &u64));
	assert_true(u64 == 0x99f8070605048302);
}

static void numbers_past_the_end_stay_untouched(void **state)
{
	uint8_t u8 = 0x5a;
	uint16_t u16 = 0x5a5a;
	uint32_t u32 = 0x5a5a5a5a;
	uint64_t u64 = 0x5a5a5a5a5a5a5a5a;

	(void)state;
	assert_false(span_u8(nine, 9, &u8));
	assert_false(span_u8(nine, SIZE_MAX, &u8));
	assert_false(span_u16(nine, 8, &u16));
	assert_false(span_u32(nine, 6, &u32));
	assert_false(span_u64(nine, 2, &u64));
	assert_false(span_u64(nine, SIZE_MAX - 3, &u64));
	assert_int_equal(u8, 0x5a);
	assert_int_equal(u16, 0x5a5a);
	assert_int_equal(u32, 0x5a5a5a5a);
	assert_true(u64 == 0x5a5a5a5a5a5a5a5a);
}

static void get_gives_zero_past_the_end(void **state)
{
	(void)state;
	assert_int_equal(span_get8(nine, 8), 0x99);
	assert_int_equal(span_get8(nine, 9), 0);
	assert_int_equal(span_get16(nine, 7), 0x99f8);
	assert_int_equal(span_get16(nine, 8), 0);
	assert_int_equal(span_get32(nine, 5), 0x99f80706);
	assert_int_equal(span_get32(nine, 6), 0);
	assert_true(span_get64(nine, 1) == 0x99f8070605048302);
	assert_true(span_get64(nine, 2) == 0);
	assert_true(span_get64(empty, 0) == 0);
}

static void sum_wraps_at_256(void **state)
{
	static const uint8_t sound[] = {0xff, 0x01, 0x80, 0x80};
	static const uint8_t wrong[] = {0xff, 0x02};

	(void)state;
	assert_int_equal(span_sum((struct span){sound, 4}), 0);
	assert_int_equal(span_sum((struct span){sound, 3}), 0x80);
	assert_int_equal(span_sum((struct span){wrong, 2}), 1);
	assert_int_equal(span_sum(empty), 0);
}

static void is_compares_whole_texts_only(void **state)
{
	static const struct span text = {(const uint8_t *)"RSD PTR ", 8};

	(void)state;
	assert_true(span_is(text, 0, "RSD PTR "));
	assert_true(span_is(text, 4, "PTR "));
	assert_true(span_is(text, 0, "RSD"));
	assert_true(span_is(text, 8, ""));
	assert_false(span_is(text, 9, ""));
	assert_false(span_is(text, 0, "RSD PTR  "));
	assert_false(span_is(text, 5, "PTR "));
	assert_false(span_is(text, 5, "TR  "));
	assert_false(span_is(text, 0, "RSDT"));
	assert_false(span_is(empty, 0, "R"));
	assert_true(span_is(empty, 0, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_is_exact_at_the_edges),
		cmocka_unit_test(part_lies_inside_or_is_empty),
		cmocka_unit_test(from_reaches_the_end),
		cmocka_unit_test(numbers_are_little_endian),
		cmocka_unit_test(numbers_past_the_end_stay_untouched),
		cmocka_unit_test(get_gives_zero_past_the_end),
		cmocka_unit_test(sum_wraps_at_256),
		cmocka_unit_test(is_compares_whole_texts_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
