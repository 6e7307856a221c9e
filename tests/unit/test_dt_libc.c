/* SPDX-License-Identifier: BSD-2-Clause */
/* dt/dt_libc.c under other names, compared with the host's C library. */
#include "unit.h"

#define memchr		  our_memchr
#define strnlen		  our_strnlen
#define strrchr		  our_strrchr
#define __stack_chk_guard our_stack_chk_guard
#define __stack_chk_fail  our_stack_chk_fail
#include "../../dt/dt_libc.c"
#undef memchr
#undef strnlen
#undef strrchr

static const char text[] = "a path/of/three";

static void memchr_finds_the_first_or_nothing(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++)
		for (size_t size = 0; size <= sizeof(text); size++)
			assert_ptr_equal(our_memchr(text, byte, size), memchr(text, byte, size));
	assert_ptr_equal(our_memchr("\xff", -1, 1) != NULL, true);
}

static void strnlen_ends_at_the_size(void **state)
{
	(void)state;
	for (size_t size = 0; size < 2 * sizeof(text); size++)
		assert_int_equal(our_strnlen(text, size), strnlen(text, size));
}

static void strrchr_finds_the_last_or_nothing(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++)
		assert_ptr_equal(our_strrchr(text, byte), strrchr(text, byte));
	assert_null(our_strrchr("", '/'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memchr_finds_the_first_or_nothing),
		cmocka_unit_test(strnlen_ends_at_the_size),
		cmocka_unit_test(strrchr_finds_the_last_or_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
