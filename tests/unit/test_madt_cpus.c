/* SPDX-License-Identifier: BSD-2-Clause */
#include "madt_build.h"

#include <time.h>

static void cores_keep_the_order_of_the_table(void **state)
{
	(void)state;
	madt_begin();
	add_lapic(1, 4, ENABLED);
	add_lapic(2, 0, ENABLED);
	add_lapic(3, 2, 0);
	add_lapic(4, 6, CAPABLE);
	add_x2apic(500, 0x100, ENABLED);
	add_x2apic(501, 0xffffff00, ENABLED | CAPABLE);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cpu_count, 6);
	check_cpu(0, 4, MADT_CPU_ENABLED, 1);
	check_cpu(1, 0, MADT_CPU_ENABLED, 2);
	check_cpu(2, 2, MADT_CPU_DISABLED, 3);
	check_cpu(3, 6, MADT_CPU_ONLINE_CAPABLE, 4);
	check_cpu(4, 0x100, MADT_CPU_ENABLED, 500);
	check_cpu(5, 0xffffff00, MADT_CPU_ENABLED, 501);
	assert_int_equal(cpus[0].offset, 44);
	assert_int_equal(cpus[0].type, 0);
	assert_int_equal(cpus[5].offset, 44 + 4 * 8 + 16);
	assert_int_equal(cpus[5].type, 9);
	assert_int_equal(madt.as_listed.enabled, 4);
	assert_int_equal(madt.as_listed.disabled, 2);
	assert_int_equal(madt.as_listed.online_capable, 2);
	assert_int_equal(madt.type_count[0], 4);
	assert_int_equal(madt.type_count[9], 2);
	assert_int_equal(madt.dropped, 0);
	assert_int_equal(findings.count, 0);
}

static void counting_needs_no_list(void **state)
{
	(void)state;
	madt_begin();
	add_lapic(1, 1, ENABLED);
	add_lapic(1, 1, ENABLED);
	add_lapic(2, 2, 0);
	assert_int_equal(madt_end(0), STATUS_OK);
	assert_int_equal(madt.as_listed.enabled, 2);
	assert_int_equal(madt.as_listed.disabled, 1);
	assert_int_equal(madt.cpu_count, 0);
	assert_null(madt.cpus);
}

static void ids_that_mean_none_are_dropped(void **state)
{
	(void)state;
	madt_begin();
	add_lapic(1, 0xff, ENABLED);
	add_lapic(2, 0xfe, ENABLED);
	add_x2apic(3, 0xffffffff, ENABLED);
	add_x2apic(4, 0xff, ENABLED);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cpu_count, 2);
	check_cpu(0, 0xfe, MADT_CPU_ENABLED, 2);
	check_cpu(1, 0xff, MADT_CPU_ENABLED, 4);
	assert_int_equal(madt.dropped, 2);
	assert_int_equal(madt.as_listed.enabled, 4);
	assert_int_equal(findings.count, 1);
	assert_string_equal(findings.items[0].rule, "madt.cpu.no_id");
	assert_int_equal(findings.items[0].severity, SEVERITY_ERROR);
	assert_int_equal(findings.items[0].offset, 44);
	assert_non_null(strstr(findings.items[0].text, "; and 1 more"));
}

/* Unused slots of real machines: id 0xFF, or the boot core's id over and over. */
static void placeholders_get_one_note(void **state)
{
	(void)state;
	madt_begin();
	add_lapic(0, 0, ENABLED);
	for (uint8_t i = 0; i < 5; i++)
		add_lapic(0x80, 0xff, 0);
	for (uint8_t i = 0; i < 5; i++)
		add_lapic(0x81, 0, 0);
	add_x2apic(0, 0xffffffff, CAPABLE);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cpu_count, 1);
	assert_int_equal(madt.dropped, 0);
	assert_int_equal(madt.as_listed.disabled, 11);
	assert_int_equal(findings.count, 1);
	assert_int_equal(finding_of(&findings, "madt.cpu.placeholder")->severity, SEVERITY_NOTE);
	assert_int_equal(findings.items[0].offset, 52);
	assert_non_null(strstr(findings.items[0].text, "11 entries"));
}

static void an_id_listed_twice_counts_once(void **state)
{
	(void)state;
	madt_begin();
	add_lapic(1, 3, ENABLED);
	add_lapic(2, 3, ENABLED);
	add_x2apic(3, 0x200, ENABLED);
	add_x2apic(4, 0x200, ENABLED);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cpu_count, 2);
	check_cpu(0, 3, MADT_CPU_ENABLED, 1);
	check_cpu(1, 0x200, MADT_CPU_ENABLED, 3);
	assert_int_equal(madt.dropped, 2);
	assert_int_equal(finding_count(&findings, "madt.cpu.duplicate"), 1);
	assert_non_null(strstr(findings.items[0].text, "; and 1 more"));
	assert_int_equal(findings.items[0].severity, SEVERITY_ERROR);
	assert_int_equal(findings.items[0].offset, 52);
}

/* The enabled entry comes at its own place, not at that of the one it replaces. */
static void enabled_wins_over_an_earlier_entry(void **state)
{
	(void)state;
	madt_begin();
	add_lapic(1, 0, 0);
	add_lapic(2, 2, ENABLED);
	add_lapic(3, 4, CAPABLE);
	add_lapic(4, 0, ENABLED);
	add_lapic(5, 4, ENABLED);
	add_lapic(6, 2, ENABLED);
	add_lapic(7, 0, CAPABLE);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cpu_count, 3);
	check_cpu(0, 2, MADT_CPU_ENABLED, 2);
	check_cpu(1, 0, MADT_CPU_ENABLED, 4);
	check_cpu(2, 4, MADT_CPU_ENABLED, 5);
	assert_int_equal(madt.dropped, 1);
	assert_int_equal(finding_count(&findings, "madt.cpu.duplicate"), 1);
	assert_int_equal(finding_count(&findings, "madt.cpu.placeholder"), 1);
	assert_non_null(strstr(finding_of(&findings, "madt.cpu.placeholder")->text, "3 entries"));
}

/* Linux 0141978ae75b; they may stand before the entries that they repeat. */
static void low_x2apic_ids_beside_lapics_are_dropped(void **state)
{
	(void)state;
	madt_begin();
	add_x2apic(1, 0, ENABLED);
	add_x2apic(2, 254, ENABLED);
	add_x2apic(3, 255, ENABLED);
	add_lapic(1, 0, ENABLED);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cpu_count, 2);
	check_cpu(0, 255, MADT_CPU_ENABLED, 3);
	check_cpu(1, 0, MADT_CPU_ENABLED, 1);
	assert_int_equal(madt.dropped, 2);
	assert_int_equal(finding_count(&findings, "madt.cpu.x2apic_low"), 1);
}

static void low_x2apic_ids_alone_are_cores(void **state)
{
	(void)state;
	madt_begin();
	add_lapic(9, 0, 0);
	add_lapic(9, 0xff, ENABLED);
	add_x2apic(1, 0, ENABLED);
	add_x2apic(2, 1, ENABLED);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cpu_count, 2);
	check_cpu(0, 0, MADT_CPU_ENABLED, 1);
	check_cpu(1, 1, MADT_CPU_ENABLED, 2);
	assert_int_equal(finding_count(&findings, "madt.cpu.x2apic_low"), 0);
}

static void a_full_list_holds_the_first_cores(void **state)
{
	(void)state;
	madt_begin();
	for (uint8_t i = 0; i < 6; i++)
		add_lapic(i, i, ENABLED);
	add_lapic(0, 0, ENABLED);
	cpus[4].uid = 0x1234;
	assert_int_equal(madt_end(4), STATUS_NO_MEMORY);
	assert_int_equal(madt.cpu_count, 4);
	check_cpu(3, 3, MADT_CPU_ENABLED, 3);
	assert_int_equal(cpus[4].uid, 0x1234);
	assert_int_equal(madt.dropped, 3);
	assert_int_equal(madt.as_listed.enabled, 7);
	assert_int_equal(finding_count(&findings, "madt.cpu.capacity"), 1);
	assert_int_equal(finding_of(&findings, "madt.cpu.capacity")->offset, 44 + 4 * 8);
}

static void an_exactly_full_list_is_fine(void **state)
{
	(void)state;
	madt_begin();
	for (uint8_t i = 0; i < 4; i++)
		add_lapic(i, i, ENABLED);
	assert_int_equal(madt_end(4), STATUS_OK);
	assert_int_equal(madt.cpu_count, 4);
}

static void as_many_cores_as_there_may_be(void **state)
{
	(void)state;
	madt_begin();
	for (uint32_t i = 0; i < CPUS_MAX; i++)
		add_x2apic(i, i * 16, ENABLED);
	assert_int_equal(madt_end(CPUS_MAX + 8), STATUS_OK);
	assert_int_equal(madt.cpu_count, CPUS_MAX);
	check_cpu(CPUS_MAX - 1, (CPUS_MAX - 1) * 16, MADT_CPU_ENABLED, CPUS_MAX - 1);
	add_x2apic(0, 0xabcdef01, ENABLED);
	assert_int_equal(madt_end(CPUS_MAX + 8), STATUS_NO_MEMORY);
	assert_int_equal(madt.cpu_count, CPUS_MAX);
}

/* 64 KiB entries, all hostile to the merge: each upgrade moves the list, each look-up probes. */
static void hostile_tables_do_not_take_long(void **state)
{
	enum { ENTRIES = 1 << 16, SIZE = 44 + ENTRIES * 16 };
	uint8_t *bytes = calloc(1, SIZE);
	struct timespec start, end;

	(void)state;
	memcpy(bytes, "APIC", 4);
	for (int i = 0; i < 4; i++)
		bytes[4 + i] = (uint8_t)((unsigned int)SIZE >> 8 * i);
	for (uint32_t i = 0; i < ENTRIES; i++) {
		uint8_t *entry = bytes + 44 + i * 16;
		uint32_t id = i % 2048 << 20 | (i % 2048 >> 4);

		entry[0] = 9;
		entry[1] = 16;
		for (int j = 0; j < 4; j++)
			entry[4 + j] = (uint8_t)(id >> 8 * j);
		entry[8] = i >= 2048;
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
	assert_int_equal(read_span((struct span){bytes, SIZE}, CPUS_MAX), STATUS_OK);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	assert_int_equal(madt.cpu_count, 2048);
	assert_int_equal(cpus[0].state, MADT_CPU_ENABLED);
	assert_in_range(end.tv_sec - start.tv_sec, 0, 2);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cores_keep_the_order_of_the_table),
		cmocka_unit_test(counting_needs_no_list),
		cmocka_unit_test(ids_that_mean_none_are_dropped),
		cmocka_unit_test(placeholders_get_one_note),
		cmocka_unit_test(an_id_listed_twice_counts_once),
		cmocka_unit_test(enabled_wins_over_an_earlier_entry),
		cmocka_unit_test(low_x2apic_ids_beside_lapics_are_dropped),
		cmocka_unit_test(low_x2apic_ids_alone_are_cores),
		cmocka_unit_test(a_full_list_holds_the_first_cores),
		cmocka_unit_test(an_exactly_full_list_is_fine),
		cmocka_unit_test(as_many_cores_as_there_may_be),
		cmocka_unit_test(hostile_tables_do_not_take_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
