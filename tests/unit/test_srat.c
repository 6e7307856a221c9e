/* SPDX-License-Identifier: BSD-2-Clause */
#include "numa_build.h"

static struct build build;

static void each_type_has_its_fields(void **state)
{
	static const struct srat_entry wanted[] = {
		{.type = 0, .domain = 0x01020304, .id = 7, .enabled = true, .clock_domain = 0},
		{.type = 1,
		 .domain = 5,
		 .enabled = true,
		 .base = 1ull << 40,
		 .length = 1 << 20,
		 .hot_pluggable = true,
		 .non_volatile = true},
		{.type = 2, .domain = 6, .id = 300},
		{.type = 3, .domain = 7, .id = 9, .enabled = true},
		{.type = 4, .domain = 8, .id = 3, .enabled = true},
		{.type = 5, .domain = 9, .enabled = true},
		{.type = 6, .domain = 10},
		{.type = 7, .domain = 11, .id = 12, .enabled = true},
	};
	struct srat srat;
	struct srat_entry entry;

	(void)state;
	srat_begin(&build, 3);
	srat_lapic(&build, 0x01020304, 7, 1);
	srat_memory(&build, 5, 1ull << 40, 1 << 20, 7);
	srat_x2apic(&build, 6, 300, 0);
	srat_gicc(&build, 7, 9, 1);
	srat_its(&build, 8, 3);
	srat_device(&build, 5, 9, 1);
	srat_device(&build, 6, 10, 2);
	srat_rintc(&build, 11, 12, 1);
	struct span table = build_exact(build_end(&build));

	assert_int_equal(srat_open(table, &srat), STATUS_OK);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		assert_true(srat_next(&srat, &entry));
		assert_true(entry.known);
		assert_int_equal(entry.type, wanted[i].type);
		assert_int_equal(entry.domain, wanted[i].domain);
		assert_int_equal(entry.id, wanted[i].id);
		assert_int_equal(entry.enabled, wanted[i].enabled);
		assert_true(entry.base == wanted[i].base && entry.length == wanted[i].length);
		assert_int_equal(entry.hot_pluggable, wanted[i].hot_pluggable);
		assert_int_equal(entry.non_volatile, wanted[i].non_volatile);
		assert_int_equal(table.bytes[entry.offset], entry.type);
	}
	assert_false(srat_next(&srat, &entry));
	assert_int_equal(srat.offset, table.size);
	build_free(table);
}

static void clock_domains_are_read(void **state)
{
	static const size_t at[] = {48 + 12, 64 + 16, 88 + 14, 106 + 16};
	struct srat srat;
	struct srat_entry entry;

	(void)state;
	srat_begin(&build, 3);
	srat_lapic(&build, 0, 0, 1);
	srat_x2apic(&build, 0, 0, 1);
	srat_gicc(&build, 0, 0, 1);
	srat_rintc(&build, 0, 0, 1);
	for (size_t i = 0; i < ARRAY_SIZE(at); i++)
		build_put(&build, at[i], 4, 0x100 + i);
	assert_int_equal(srat_open(build_end(&build), &srat), STATUS_OK);
	for (size_t i = 0; i < ARRAY_SIZE(at); i++) {
		assert_true(srat_next(&srat, &entry));
		assert_int_equal(entry.clock_domain, 0x100 + i);
	}
}

static void revision_1_has_domains_of_one_byte(void **state)
{
	struct srat srat;
	struct srat_entry entry;

	(void)state;
	srat_begin(&build, 1);
	srat_lapic(&build, 0x01020304, 7, 1);
	srat_memory(&build, 0x01020305, 0, 1, 1);
	assert_int_equal(srat_open(build_end(&build), &srat), STATUS_OK);
	assert_true(srat_next(&srat, &entry));
	assert_int_equal(entry.domain, 4);
	assert_true(srat_next(&srat, &entry));
	assert_int_equal(entry.domain, 5);
}

static void tables_that_are_none(void **state)
{
	struct srat srat;

	(void)state;
	srat_begin(&build, 3);
	build.size = 47;
	assert_int_equal(srat_open(build_end(&build), &srat), STATUS_TRUNCATED);
	build.size = 48;
	assert_int_equal(srat_open(build_end(&build), &srat), STATUS_OK);
	build_put(&build, 4, 4, 47);
	assert_int_equal(srat_open((struct span){build.bytes, 48}, &srat), STATUS_TRUNCATED);
	build.bytes[0] = 'X';
	assert_int_equal(srat_open(build_end(&build), &srat), STATUS_INVALID);
}

/* Length 0, length 1, one byte left, an overrun: the walk ends, what came before stands. */
static void walks_that_break_off(void **state)
{
	static const struct {
		uint16_t header;
		uint8_t bytes;
	} ends[] = {{0x0000, 2}, {0x0100, 2}, {0x0000, 1}, {0x1000, 2}};
	struct srat srat;
	struct srat_entry entry;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		srat_begin(&build, 3);
		srat_lapic(&build, 1, 2, 1);
		build_add(&build, ends[i].bytes, ends[i].header);
		struct span table = build_exact(build_end(&build));

		assert_int_equal(srat_open(table, &srat), STATUS_OK);
		assert_true(srat_next(&srat, &entry));
		assert_false(srat_next(&srat, &entry));
		assert_int_equal(srat.offset, 64);
		build_free(table);
	}
}

static void what_is_not_known_is_passed_over(void **state)
{
	struct srat srat;
	struct srat_entry entry;

	(void)state;
	srat_begin(&build, 3);
	build_add(&build, 4, 0x0408);
	build_add(&build, 4, 0x0400);
	srat_lapic(&build, 1, 2, 1);
	assert_int_equal(srat_open(build_end(&build), &srat), STATUS_OK);
	assert_true(srat_next(&srat, &entry) && !entry.known && entry.type == 8);
	assert_true(srat_next(&srat, &entry) && !entry.known && entry.bytes.size == 4);
	assert_true(srat_next(&srat, &entry) && entry.known);
}

static void a_length_beyond_the_span_is_cut(void **state)
{
	struct srat srat;
	struct srat_entry entry;

	(void)state;
	srat_begin(&build, 3);
	srat_lapic(&build, 1, 2, 1);
	build_end(&build);
	build_put(&build, 4, 4, 0xffffffff);
	struct span table = build_exact((struct span){build.bytes, build.size});

	assert_int_equal(srat_open(table, &srat), STATUS_OK);
	assert_true(srat_next(&srat, &entry));
	assert_false(srat_next(&srat, &entry));
	build_free(table);
}

static struct numa_cpu cpus[2 * CPUS_MAX];

static void cores_are_found_by_id(void **state)
{
	struct numa_cpus list = {.items = cpus, .capacity = ARRAY_SIZE(cpus)};

	(void)state;
	srat_begin(&build, 3);
	srat_x2apic(&build, 3, 300, 1);
	srat_lapic(&build, 1, 7, 1);
	srat_lapic(&build, 9, 8, 0);
	srat_memory(&build, 4, 0, 1, 1);
	srat_gicc(&build, 5, 7, 1);
	srat_x2apic(&build, 2, 7, 1);
	assert_int_equal(numa_list_cpus(build_end(&build), &list), STATUS_OK);
	assert_int_equal(list.count, 4);
	assert_int_equal(list.lost, 0);
	assert_int_equal(numa_find_cpu(&list, false, 300)->domain, 3);
	assert_int_equal(numa_find_cpu(&list, true, 7)->domain, 5);
	/* Of two the later one. */
	assert_int_equal(numa_find_cpu(&list, false, 7)->domain, 2);
	assert_null(numa_find_cpu(&list, false, 8));
	assert_null(numa_find_cpu(&list, true, 300));
	assert_null(numa_find_cpu(&list, false, 0));
	assert_null(numa_find_cpu(&list, true, UINT32_MAX));
	srat_gicc(&build, 6, UINT32_MAX, 1);
	assert_int_equal(numa_list_cpus(build_end(&build), &list), STATUS_OK);
	assert_int_equal(numa_find_cpu(&list, true, UINT32_MAX)->domain, 6);
	assert_null(numa_find_cpu(&list, false, (1ull << 32) + 7));
}

static void a_list_that_is_too_short_says_so(void **state)
{
	struct numa_cpus list = {.items = cpus, .capacity = 2};

	(void)state;
	srat_begin(&build, 3);
	for (uint8_t id = 0; id < 5; id++)
		srat_lapic(&build, id, id, 1);
	assert_int_equal(numa_list_cpus(build_end(&build), &list), STATUS_NO_MEMORY);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.lost, 3);
	build.bytes[0] = 'X';
	assert_int_equal(numa_list_cpus(build_end(&build), &list), STATUS_INVALID);
	assert_int_equal(list.count, 0);
}

/* As many as there may be, listed from the highest id down. */
static void every_core_of_a_large_machine_is_found(void **state)
{
	struct numa_cpus list = {.items = cpus, .capacity = ARRAY_SIZE(cpus)};

	(void)state;
	srat_begin(&build, 3);
	for (uint32_t i = CPUS_MAX; i > 0; i--)
		srat_x2apic(&build, i % 7, 3 * i, 1);
	assert_int_equal(numa_list_cpus(build_end(&build), &list), STATUS_OK);
	assert_int_equal(list.count, CPUS_MAX);
	for (uint32_t i = 1; i <= CPUS_MAX; i++) {
		assert_int_equal(numa_find_cpu(&list, false, 3 * i)->domain, i % 7);
		assert_null(numa_find_cpu(&list, false, 3 * i + 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_has_its_fields),
		cmocka_unit_test(clock_domains_are_read),
		cmocka_unit_test(revision_1_has_domains_of_one_byte),
		cmocka_unit_test(tables_that_are_none),
		cmocka_unit_test(walks_that_break_off),
		cmocka_unit_test(what_is_not_known_is_passed_over),
		cmocka_unit_test(a_length_beyond_the_span_is_cut),
		cmocka_unit_test(cores_are_found_by_id),
		cmocka_unit_test(a_list_that_is_too_short_says_so),
		cmocka_unit_test(every_core_of_a_large_machine_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
