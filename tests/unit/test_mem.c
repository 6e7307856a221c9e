/* SPDX-License-Identifier: BSD-2-Clause */
/* lib/mem.c under other names, compared with the host's C library. */
#include "unit.h"

#define memcpy	our_memcpy
#define memmove our_memmove
#define memset	our_memset
#define memcmp	our_memcmp
#define strlen	our_strlen
#define strcmp	our_strcmp
#define strncmp our_strncmp
#include "../../lib/mem.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen
#undef strcmp
#undef strncmp

enum { ROOM = 96 };

static void fill(uint8_t *bytes)
{
	for (size_t i = 0; i < ROOM; i++)
		bytes[i] = (uint8_t)(i * 7 + 1);
}

static int sign(int number)
{
	return number < 0 ? -1 : number > 0;
}

static void copies_at_every_offset(void **state)
{
	_Alignas(8) uint8_t source[ROOM], ours[ROOM], theirs[ROOM];

	(void)state;
	fill(source);
	for (size_t to = 0; to < 9; to++)
		for (size_t from = 0; from < 9; from++)
			for (size_t size = 0; size < 40; size++) {
				memset(ours, 0xee, ROOM);
				memset(theirs, 0xee, ROOM);
				assert_ptr_equal(our_memcpy(ours + to, source + from, size),
						 ours + to);
				memcpy(theirs + to, source + from, size);
				assert_memory_equal(ours, theirs, ROOM);
			}
}

static void moves_over_every_overlap(void **state)
{
	_Alignas(8) uint8_t ours[ROOM], theirs[ROOM];

	(void)state;
	for (size_t to = 0; to < 34; to++)
		for (size_t from = 0; from < 34; from++)
			for (size_t size = 0; size < 40; size++) {
				fill(ours);
				fill(theirs);
				assert_ptr_equal(our_memmove(ours + to, ours + from, size),
						 ours + to);
				memmove(theirs + to, theirs + from, size);
				assert_memory_equal(ours, theirs, ROOM);
			}
}

static void sets_exactly_the_range(void **state)
{
	_Alignas(8) uint8_t ours[ROOM], theirs[ROOM];

	(void)state;
	for (size_t to = 0; to < 9; to++)
		for (size_t size = 0; size < 40; size++) {
			fill(ours);
			fill(theirs);
			assert_ptr_equal(our_memset(ours + to, 0x1c3, size), ours + to);
			memset(theirs + to, 0x1c3, size);
			assert_memory_equal(ours, theirs, ROOM);
		}
}

static void compares_as_unsigned(void **state)
{
	static const char *const texts[] = {"",	   "a",	   "b",	   "ab",   "abc",
					    "abd", "\x80", "\xff", "a\xff"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		assert_int_equal(our_strlen(texts[i]), strlen(texts[i]));
		for (size_t j = 0; j < ARRAY_SIZE(texts); j++) {
			assert_int_equal(sign(our_strcmp(texts[i], texts[j])),
					 sign(strcmp(texts[i], texts[j])));
			for (size_t size = 0; size < 5; size++)
				assert_int_equal(sign(our_strncmp(texts[i], texts[j], size)),
						 sign(strncmp(texts[i], texts[j], size)));
		}
	}
	assert_int_equal(our_memcmp("a\0b", "a\0c", 3), -1);
	assert_int_equal(our_memcmp("a\0b", "a\0c", 2), 0);
	assert_int_equal(our_memcmp("\xff", "\x01", 1), 1);
	assert_int_equal(our_memcmp("x", "y", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_at_every_offset),
		cmocka_unit_test(moves_over_every_overlap),
		cmocka_unit_test(sets_exactly_the_range),
		cmocka_unit_test(compares_as_unsigned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
