/* SPDX-License-Identifier: BSD-2-Clause */
#include "madt_build.h"

static void header_fields(void **state)
{
	(void)state;
	madt_begin();
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_true(madt.lapic_address == 0xfee00000);
	assert_true(madt.pcat_compat);
	assert_int_equal(madt.cpu_count, 0);
	assert_int_equal(findings.count, 0);
	assert_ptr_equal(madt.cpus, cpus);
	build_put(&build, 40, 4, 0xfffffffe);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_false(madt.pcat_compat);
}

static void io_apics_overrides_and_nmis(void **state)
{
	(void)state;
	madt_begin();
	build_add(&build, 2, 0x0c01);
	build_add(&build, 2, 8);
	build_add(&build, 4, 0xfec00000);
	build_add(&build, 4, 24);
	build_add(&build, 4, 0x09000a02);
	build_add(&build, 4, 20);
	build_add(&build, 2, 0x000d);
	build_add(&build, 4, 0x05ff0604);
	build_add(&build, 2, 0x0100);
	build_add(&build, 4, 0x07030604);
	build_add(&build, 2, 0x0000);
	build_add(&build, 4, 0x00090c0a);
	build_add(&build, 4, 0x12345);
	build_add(&build, 4, 1);
	assert_int_equal(madt_end(4), STATUS_OK);
	assert_int_equal(madt.ioapic_count, 1);
	assert_int_equal(madt.ioapics[0].id, 8);
	assert_int_equal(madt.ioapics[0].address, 0xfec00000);
	assert_int_equal(madt.ioapics[0].gsi_base, 24);
	assert_int_equal(madt.override_count, 1);
	assert_int_equal(madt.overrides[0].bus, 0);
	assert_int_equal(madt.overrides[0].source, 9);
	assert_int_equal(madt.overrides[0].gsi, 20);
	assert_int_equal(madt.overrides[0].flags, 13);
	assert_int_equal(madt.nmi_count, 3);
	assert_int_equal(madt.nmis[0].uid, UINT32_MAX);
	assert_int_equal(madt.nmis[0].flags, 5);
	assert_int_equal(madt.nmis[0].lint, 1);
	assert_int_equal(madt.nmis[1].uid, 3);
	assert_int_equal(madt.nmis[1].flags, 7);
	assert_int_equal(madt.nmis[1].lint, 0);
	assert_int_equal(madt.nmis[2].uid, 0x12345);
	assert_int_equal(madt.nmis[2].flags, 9);
	assert_int_equal(madt.nmis[2].lint, 1);
	assert_int_equal(findings.count, 0);
}

static void full_lists_are_said_once(void **state)
{
	(void)state;
	madt_begin();
	for (int i = 0; i < MADT_IOAPICS_MAX + 1; i++)
		add_entry(1, 12);
	for (int i = 0; i < MADT_OVERRIDES_MAX + 2; i++)
		add_entry(2, 10);
	for (int i = 0; i < MADT_NMIS_MAX + 3; i++)
		add_entry(4, 6);
	assert_int_equal(madt_end(4), STATUS_OK);
	assert_int_equal(madt.ioapic_count, MADT_IOAPICS_MAX);
	assert_int_equal(madt.override_count, MADT_OVERRIDES_MAX);
	assert_int_equal(madt.nmi_count, MADT_NMIS_MAX);
	assert_int_equal(madt.type_count[4], MADT_NMIS_MAX + 3);
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(finding_of(&findings, "madt.entry.capacity")->text, "6 entries"));
	assert_int_equal(findings.items[0].offset, 44 + MADT_IOAPICS_MAX * 12);
}

static void the_address_override_wins(void **state)
{
	(void)state;
	madt_begin();
	build_add(&build, 4, 0x0c05);
	build_add(&build, 8, 0x123456789000);
	assert_int_equal(madt_end(4), STATUS_OK);
	assert_true(madt.lapic_address == 0x123456789000);
	assert_int_equal(findings.count, 0);
	build_add(&build, 4, 0x0c05);
	build_add(&build, 8, 0xfee01000);
	assert_int_equal(madt_end(4), STATUS_OK);
	assert_true(madt.lapic_address == 0xfee01000);
	assert_int_equal(finding_of(&findings, "madt.lapic_address.duplicate")->offset, 56);
}

static void types_are_counted_and_unknown_ones_passed_over(void **state)
{
	(void)state;
	madt_begin();
	add_entry(0x11, 16);
	add_entry(0x18, 2);
	add_entry(0x19, 2);
	add_entry(0x1f, 3);
	add_entry(0x20, 255);
	add_entry(0xff, 7);
	add_lapic(1, 1, ENABLED);
	assert_int_equal(madt_end(4), STATUS_OK);
	assert_int_equal(madt.type_count[0x11], 1);
	assert_int_equal(madt.type_count[0x18], 1);
	assert_int_equal(madt.type_count[0x1f], 1);
	assert_int_equal(madt.unknown_count, 4);
	assert_int_equal(madt.cpu_count, 1);
	assert_int_equal(findings.count, 0);
}

static void short_entries_are_skipped(void **state)
{
	static const uint8_t shortest[][2] = {{0, 8},  {1, 12}, {2, 10},  {4, 6},
					      {5, 12}, {9, 16}, {10, 12}, {16, 16}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(shortest); i++) {
		madt_begin();
		add_entry(shortest[i][0], (uint8_t)(shortest[i][1] - 1));
		add_lapic(1, 1, ENABLED);
		assert_int_equal(madt_end(4), STATUS_OK);
		assert_int_equal(findings.count, 1);
		assert_int_equal(finding_of(&findings, "madt.entry.short")->offset, 44);
		assert_int_equal(findings.items[0].severity, SEVERITY_ERROR);
		assert_int_equal(madt.cpu_count, 1);
		assert_int_equal(madt.ioapic_count + madt.override_count + madt.nmi_count, 0);
		assert_true(madt.lapic_address == 0xfee00000);
		assert_int_equal(madt.as_listed.enabled + madt.as_listed.disabled, 1);

		madt_begin();
		add_entry(shortest[i][0], shortest[i][1]);
		assert_int_equal(madt_end(4), STATUS_OK);
		assert_int_equal(finding_count(&findings, "madt.entry.short"), 0);
	}
}

static void broken_lengths_end_the_walk(void **state)
{
	static const struct {
		uint8_t length;
		const char *rule;
	} rows[] = {{0, "madt.entry.length"},
		    {1, "madt.entry.length"},
		    {255, "madt.entry.overrun"},
		    {17, "madt.entry.overrun"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		madt_begin();
		add_lapic(1, 1, ENABLED);
		build_add(&build, 1, 0);
		build_add(&build, 1, rows[i].length);
		build_add(&build, 6, 0x100000505);
		add_lapic(2, 2, ENABLED);
		assert_int_equal(madt_end(4), STATUS_OK);
		assert_int_equal(madt.cpu_count, 1);
		check_cpu(0, 1, MADT_CPU_ENABLED, 1);
		assert_int_equal(findings.count, 1);
		assert_int_equal(finding_of(&findings, rows[i].rule)->offset, 52);
	}
}

static void a_last_lonely_byte_is_said(void **state)
{
	(void)state;
	madt_begin();
	add_lapic(1, 1, ENABLED);
	build_add(&build, 1, 0);
	assert_int_equal(madt_end(4), STATUS_OK);
	assert_int_equal(madt.cpu_count, 1);
	assert_int_equal(finding_of(&findings, "madt.entry.header")->offset, 52);
}

static void every_cut_of_a_table_is_survived(void **state)
{
	(void)state;
	madt_begin();
	add_lapic(1, 1, ENABLED);
	add_x2apic(300, 300, ENABLED);
	add_entry(1, 12);
	struct span whole = build_end(&build);

	for (size_t size = 0; size <= whole.size; size++) {
		struct span cut = {whole.bytes, size};
		enum status status = read_span(cut, 4);

		assert_int_equal(status, size < 44 ? STATUS_TRUNCATED : STATUS_OK);
		assert_int_equal(findings.count > 0, size < whole.size);
		if (size >= 44 && size < whole.size)
			assert_int_equal(finding_of(&findings, "madt.length")->severity,
					 SEVERITY_ERROR);
	}
}

static void refused_tables_leave_the_result_untouched(void **state)
{
	struct madt before;

	(void)state;
	memset(&before, 0x5a, sizeof(before));
	before.cores = MADT_CORES_ANY;
	before.cpus = cpus;
	before.cpu_capacity = 4;
	madt_begin();
	build.bytes[3] = 'X';
	assert_int_equal(madt_end(4), STATUS_INVALID);
	assert_memory_equal(&madt, &before, sizeof(madt));
	finding_of(&findings, "madt.signature");

	madt_begin();
	struct span table = build_end(&build);

	build_put(&build, 4, 4, 43);
	assert_int_equal(read_span(table, 4), STATUS_TRUNCATED);
	assert_memory_equal(&madt, &before, sizeof(madt));
	assert_int_equal(read_span((struct span){NULL, 0}, 4), STATUS_TRUNCATED);
	finding_of(&findings, "madt.truncated");
}

static void bytes_behind_the_length_are_not_read(void **state)
{
	(void)state;
	madt_begin();
	add_lapic(1, 1, ENABLED);
	build_end(&build);
	add_lapic(2, 2, ENABLED);
	assert_int_equal(read_span((struct span){build.bytes, build.size}, 4), STATUS_OK);
	assert_int_equal(madt.cpu_count, 1);
	assert_int_equal(finding_of(&findings, "madt.slack")->severity, SEVERITY_NOTE);
}

static void names_of_types(void **state)
{
	(void)state;
	assert_string_equal(madt_type_name(1), "I/O APIC");
	assert_string_equal(madt_type_name(0x1c), "reserved");
	assert_string_equal(madt_type_name(0x7f), "reserved");
	assert_string_equal(madt_type_name(0x80), "OEM");
	assert_string_equal(madt_type_name(0xff), "OEM");
	for (unsigned int type = 0; type <= 0x18; type++)
		for (unsigned int other = 0; other < type; other++)
			assert_string_not_equal(madt_type_name((uint8_t)type),
						madt_type_name((uint8_t)other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_fields),
		cmocka_unit_test(io_apics_overrides_and_nmis),
		cmocka_unit_test(full_lists_are_said_once),
		cmocka_unit_test(the_address_override_wins),
		cmocka_unit_test(types_are_counted_and_unknown_ones_passed_over),
		cmocka_unit_test(short_entries_are_skipped),
		cmocka_unit_test(broken_lengths_end_the_walk),
		cmocka_unit_test(a_last_lonely_byte_is_said),
		cmocka_unit_test(every_cut_of_a_table_is_survived),
		cmocka_unit_test(refused_tables_leave_the_result_untouched),
		cmocka_unit_test(bytes_behind_the_length_are_not_read),
		cmocka_unit_test(names_of_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
