/* SPDX-License-Identifier: BSD-2-Clause */
#include "numa_build.h"

static struct build build;

static void distances_are_those_of_the_matrix(void **state)
{
	struct slit slit;

	(void)state;
	slit_build(&build, 3);
	build_put(&build, 44 + 1 * 3 + 2, 1, 31);
	build_put(&build, 44 + 2 * 3 + 1, 1, 32);
	struct span table = build_exact(build_end(&build));

	assert_int_equal(slit_read(table, &slit), STATUS_OK);
	assert_int_equal(slit.count, 3);
	assert_int_equal(slit_distance(&slit, 0, 0), 10);
	assert_int_equal(slit_distance(&slit, 0, 2), 20);
	assert_int_equal(slit_distance(&slit, 1, 2), 31);
	assert_int_equal(slit_distance(&slit, 2, 1), 32);
	assert_int_equal(slit_distance(&slit, 2, 2), 10);
	assert_int_equal(slit_distance(&slit, 0, 3), 0);
	assert_int_equal(slit_distance(&slit, 3, 0), 0);
	assert_int_equal(slit_distance(&slit, UINT32_MAX, UINT32_MAX), 0);
	build_free(table);
}

/* Squares that do not fit, among them those that are small modulo 2^32 and 2^64. */
static void matrices_that_do_not_fit(void **state)
{
	static const uint64_t counts[] = {
		4, 0xffff, 0x10000, 0x100000000, 0x100000001, 0x8000000000000000, UINT64_MAX,
	};
	struct slit slit, before;

	(void)state;
	memset(&slit, 0x5a, sizeof(slit));
	before = slit;
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		slit_build(&build, 3);
		build_put(&build, 36, 8, counts[i]);
		struct span table = build_exact(build_end(&build));

		assert_int_equal(slit_read(table, &slit), STATUS_TRUNCATED);
		assert_memory_equal(&slit, &before, sizeof(slit));
		build_free(table);
	}
}

static void the_smallest_tables(void **state)
{
	struct slit slit;

	(void)state;
	slit_build(&build, 0);
	assert_int_equal(slit_read(build_end(&build), &slit), STATUS_OK);
	assert_int_equal(slit.count, 0);
	assert_int_equal(slit_distance(&slit, 0, 0), 0);
	build.size = 43;
	assert_int_equal(slit_read(build_end(&build), &slit), STATUS_TRUNCATED);
	slit_build(&build, 1);
	assert_int_equal(slit_read(build_end(&build), &slit), STATUS_OK);
	assert_int_equal(slit_distance(&slit, 0, 0), 10);
	build_put(&build, 0, 1, 'X');
	assert_int_equal(slit_read(build_end(&build), &slit), STATUS_INVALID);
}

/* Length ends the table, whatever lies behind it in memory. */
static void distances_behind_the_length_do_not_count(void **state)
{
	struct slit slit;

	(void)state;
	slit_build(&build, 3);
	build_end(&build);
	build_put(&build, 4, 4, 44 + 8);
	assert_int_equal(slit_read((struct span){build.bytes, build.size}, &slit),
			 STATUS_TRUNCATED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distances_are_those_of_the_matrix),
		cmocka_unit_test(matrices_that_do_not_fit),
		cmocka_unit_test(the_smallest_tables),
		cmocka_unit_test(distances_behind_the_length_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
