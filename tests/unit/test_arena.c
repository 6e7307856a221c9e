/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "arena.h"

static _Alignas(64) uint8_t memory[256];

static struct arena arena_at(size_t offset, size_t size)
{
	memset(memory, 0xa5, sizeof(memory));
	return (struct arena){.base = (uintptr_t)memory + offset, .size = size};
}

static void objects_are_zeroed_aligned_and_apart(void **state)
{
	struct arena arena = arena_at(1, 200);

	(void)state;
	uint8_t *first = arena_take(&arena, 3, 1), *second = arena_take(&arena, 16, 16);

	assert_ptr_equal(first, memory + 1);
	assert_ptr_equal(second, memory + 16);
	for (size_t i = 0; i < 16; i++)
		assert_int_equal(second[i], 0);
	assert_int_equal(memory[0], 0xa5);
	assert_int_equal(memory[4], 0xa5);
	assert_int_equal(memory[32], 0xa5);
	assert_int_equal(arena.used, 31);
}

static void the_address_is_aligned_not_the_offset(void **state)
{
	struct arena arena = arena_at(8, 248);

	(void)state;
	assert_int_equal((uintptr_t)arena_take(&arena, 1, 64) % 64, 0);
}

static void it_can_be_filled_to_the_last_byte(void **state)
{
	struct arena arena = arena_at(0, 128);

	(void)state;
	assert_non_null(arena_take(&arena, 100, 1));
	assert_null(arena_take(&arena, 29, 1));
	assert_null(arena_take(&arena, 28, 64));
	assert_int_equal(arena.used, 100);
	assert_non_null(arena_take(&arena, 28, 1));
	assert_null(arena_take(&arena, 1, 1));
	assert_int_equal(memory[127], 0);
	assert_int_equal(memory[128], 0xa5);
}

static void sizes_that_wrap_around_are_refused(void **state)
{
	struct arena arena = arena_at(0, 128);

	(void)state;
	assert_non_null(arena_take(&arena, 1, 1));
	assert_null(arena_take(&arena, SIZE_MAX, 1));
	assert_null(arena_take(&arena, SIZE_MAX - 62, 64));
	assert_null(arena_take(&arena, 1, (size_t)1 << 63));
	assert_int_equal(arena.used, 1);
}

static void odd_alignments_are_refused(void **state)
{
	struct arena arena = arena_at(0, 128);

	(void)state;
	assert_null(arena_take(&arena, 1, 0));
	assert_null(arena_take(&arena, 1, 3));
	assert_null(arena_take(&arena, 1, 48));
	assert_int_equal(arena.used, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_are_zeroed_aligned_and_apart),
		cmocka_unit_test(the_address_is_aligned_not_the_offset),
		cmocka_unit_test(it_can_be_filled_to_the_last_byte),
		cmocka_unit_test(sizes_that_wrap_around_are_refused),
		cmocka_unit_test(odd_alignments_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
