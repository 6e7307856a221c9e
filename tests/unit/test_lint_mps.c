/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../acpi/lint.h"
#include "mps_build.h"

static struct finding items[32];
static struct findings findings;

static void lint(struct span pointer, struct span table)
{
	struct span exact_pointer = build_exact(pointer), exact = build_exact(table);

	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	lint_mps(exact_pointer, exact, &findings);
	build_free(exact_pointer);
	build_free(exact);
}

static void lint_table(void)
{
	lint((struct span){NULL, 0}, table_end());
}

/* One finding and no other. */
static const struct finding *check_only(const char *rule, enum severity severity)
{
	const struct finding *finding = finding_of(&findings, rule);

	assert_int_equal(findings.count, 1);
	assert_int_equal(finding->severity, severity);
	assert_ptr_equal(lint_rule(rule)->id, finding->rule);
	return finding;
}

static void check_text(const char *rule, enum severity severity, const char *text)
{
	const struct finding *finding = check_only(rule, severity);

	if (!strstr(finding->text, text))
		fail_msg("%s: %s", rule, finding->text);
}

static void sound_tables_have_nothing_to_blame(void **state)
{
	(void)state;
	table_begin_sound();
	lint(pointer_make(0x9f000, 0, 0x80), table_end());
	assert_int_equal(findings.count, 0);
	lint(pointer_make(0, 5, 0x40), (struct span){NULL, 0});
	assert_int_equal(findings.count, 0);
	lint((struct span){NULL, 0}, (struct span){NULL, 0});
	assert_int_equal(findings.count, 0);
}

/* The lint tells what the readers tell, the table's faults also behind a broken pointer. */
static void readers_findings_are_among_them(void **state)
{
	(void)state;
	table_begin_sound();
	lint(pointer_make(0, 0, 0), table_end());
	check_only("mps.pointer.null", SEVERITY_ERROR);
	table_build.bytes[0] = 'X';
	lint(pointer_make(0x9f000, 0, 0), (struct span){table_build.bytes, table_build.size});
	check_only("mps.table.signature", SEVERITY_ERROR);
	lint(pointer_make(0, 0, 0), (struct span){table_build.bytes, table_build.size});
	assert_int_equal(findings.count, 2);
}

static void reserved_features_are_noted(void **state)
{
	(void)state;
	lint(pointer_make(0x9f000, 0, 0x20), (struct span){NULL, 0});
	check_only("mps.pointer.reserved", SEVERITY_NOTE);
	pointer_make(0x9f000, 0, 0);
	pointer_build.bytes[15] = 3;
	lint(pointer_end(), (struct span){NULL, 0});
	check_text("mps.pointer.reserved", SEVERITY_NOTE, "0x030000");
}

static void one_core_is_the_boot_core(void **state)
{
	(void)state;
	table_begin_sound();
	table_build.bytes[44 + 20 + 3] |= BP;
	lint_table();
	check_text("mps.cpu.boot", SEVERITY_ERROR, "2 processors");
	table_begin_sound();
	table_build.bytes[44 + 3] = EN;
	lint_table();
	check_only("mps.cpu.boot_none", SEVERITY_WARNING);
	table_begin_sound();
	table_build.bytes[44 + 3] = BP;
	lint_table();
	check_text("mps.cpu.boot_disabled", SEVERITY_WARNING, "id 0");
}

static void duplicate_ids_are_errors(void **state)
{
	(void)state;
	table_begin_sound();
	table_build.bytes[44 + 20 + 1] = 0;
	lint_table();
	check_text("mps.cpu.duplicate", SEVERITY_ERROR, "id 0");
}

static void no_usable_core_is_an_error(void **state)
{
	(void)state;
	table_begin();
	add_cpu(0, BP);
	add_bus(0, "ISA   ");
	add_ioapic(1, USABLE, 0xfec00000);
	lint_table();
	finding_of(&findings, "mps.cpu.none");
	finding_of(&findings, "mps.cpu.boot_disabled");
}

static void bus_types_are_those_of_the_specification(void **state)
{
	static const char names[][7] = {"CBUS  ", "CBUSII", "EISA  ", "FUTURE", "INTERN", "ISA   ",
					"MBI   ", "MBII  ", "MCA   ", "MPI   ", "MPSA  ", "NUBUS ",
					"PCI   ", "PCMCIA", "TC    ", "VL    ", "VME   ", "XPRESS"};

	(void)state;
	table_begin();
	add_cpu(0, EN | BP);
	for (uint8_t i = 0; i < ARRAY_SIZE(names); i++)
		add_bus(i, names[i]);
	add_ioapic(1, USABLE, 0xfec00000);
	lint_table();
	assert_int_equal(findings.count, 0);
	memcpy(table_build.bytes + 64 + 8 * 5 + 2, "PCIE  ", 6);
	lint_table();
	check_text("mps.bus.type", SEVERITY_WARNING, "bus 5");
}

static void bus_ids_start_at_0_and_ascend(void **state)
{
	static const uint8_t ids[][3] = {{1, 2, 3}, {0, 2, 1}, {0, 1, 1}};
	static const char *const rules[] = {"mps.bus.first", "mps.bus.order", "mps.bus.order"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		table_begin();
		add_cpu(0, EN | BP);
		for (size_t j = 0; j < 3; j++)
			add_bus(ids[i][j], "PCI   ");
		add_ioapic(1, USABLE, 0xfec00000);
		lint_table();
		check_only(rules[i], SEVERITY_WARNING);
	}
}

static void io_apics_are_usable_and_have_addresses(void **state)
{
	(void)state;
	table_begin_sound();
	table_build.bytes[44 + 2 * 20 + 2 * 8 + 3] = 0;
	lint_table();
	check_text("mps.ioapic.none", SEVERITY_WARNING, "none of 1");
	build_put(&table_build, 44 + 2 * 20 + 2 * 8 + 4, 4, 0);
	lint_table();
	finding_of(&findings, "mps.ioapic.unused_null");
	table_build.bytes[44 + 2 * 20 + 2 * 8 + 3] = USABLE;
	lint_table();
	check_only("mps.ioapic.null", SEVERITY_ERROR);
}

static void io_apic_ids_are_unique(void **state)
{
	(void)state;
	table_begin();
	add_cpu(0, EN | BP);
	add_ioapic(2, USABLE, 0xfec00000);
	add_ioapic(2, USABLE, 0xfec01000);
	lint_table();
	check_text("mps.ioapic.duplicate", SEVERITY_WARNING, "id 2");
}

/* One interrupt entry behind a core, a bus and an I/O APIC. */
static void lint_interrupt(uint8_t entry, uint8_t kind, uint8_t bus, uint8_t apic)
{
	table_begin();
	add_cpu(4, EN | BP);
	add_bus(0, "ISA   ");
	add_ioapic(2, USABLE, 0xfec00000);
	add_interrupt(entry, kind, bus, 0, apic, 1);
	lint_table();
}

static void interrupts_come_from_somewhere_and_go_somewhere(void **state)
{
	(void)state;
	lint_interrupt(3, SMI, 0, 2);
	assert_int_equal(findings.count, 0);
	lint_interrupt(3, INT, 0, ALL);
	assert_int_equal(findings.count, 0);
	lint_interrupt(3, 4, 0, 2);
	check_text("mps.interrupt.type", SEVERITY_WARNING, "type 4");
	lint_interrupt(3, INT, 1, 2);
	check_text("mps.interrupt.bus", SEVERITY_WARNING, "bus 1");
	lint_interrupt(3, INT, 0, 4);
	check_text("mps.interrupt.ioapic", SEVERITY_WARNING, "id 4");
}

static void local_interrupts_go_to_cores(void **state)
{
	(void)state;
	lint_interrupt(4, NMI, 0, 4);
	assert_int_equal(findings.count, 0);
	lint_interrupt(4, NMI, 0, ALL);
	assert_int_equal(findings.count, 0);
	lint_interrupt(4, 9, 0, 4);
	check_text("mps.local.type", SEVERITY_WARNING, "type 9");
	lint_interrupt(4, NMI, 0, 2);
	check_text("mps.local.cpu", SEVERITY_WARNING, "id 2");
}

/* Bus and I/O APIC are known all the same. */
static void entries_ascend_by_type(void **state)
{
	(void)state;
	table_begin();
	add_cpu(0, EN | BP);
	add_interrupt(3, INT, 0, 1, 2, 1);
	add_ioapic(2, USABLE, 0xfec00000);
	add_bus(0, "ISA   ");
	lint_table();
	check_text("mps.entry.order", SEVERITY_WARNING, "2 of the entries, the first at offset 72");
}

static void an_unusual_lapic_address_is_noted(void **state)
{
	(void)state;
	table_begin_sound();
	build_put(&table_build, 36, 4, 0xfec10000);
	lint_table();
	check_only("mps.lapic.address", SEVERITY_NOTE);
}

/* ---- the extended table ---- */

static void add_space(uint8_t bus, uint8_t type, uint64_t length)
{
	build_add(&table_build, 2, 128 | 20 << 8);
	build_add(&table_build, 1, bus);
	build_add(&table_build, 1, type);
	build_add(&table_build, 8, 0x80000000);
	build_add(&table_build, 8, length);
}

static void add_hierarchy(uint8_t bus, uint8_t info, uint8_t parent)
{
	build_add(&table_build, 2, 129 | 8 << 8);
	build_add(&table_build, 1, bus);
	build_add(&table_build, 1, info);
	build_add(&table_build, 4, parent);
}

static void add_compatibility(uint8_t bus, uint32_t range)
{
	build_add(&table_build, 2, 130 | 8 << 8);
	build_add(&table_build, 1, bus);
	build_add(&table_build, 1, 0);
	build_add(&table_build, 4, range);
}

static void extended_begin(void)
{
	table_begin_sound();
	table_end_base();
}

static void a_sound_extended_table_has_nothing_to_blame(void **state)
{
	(void)state;
	extended_begin();
	add_space(0, 2, 0x1000);
	add_hierarchy(1, 1, 0);
	add_hierarchy(0, 1, 0);
	add_compatibility(0, 1);
	lint_table();
	assert_int_equal(findings.count, 0);
}

static void spaces_have_type_length_and_bus(void **state)
{
	(void)state;
	extended_begin();
	add_space(0, 3, 1);
	lint_table();
	check_text("mps.extended.space_type", SEVERITY_WARNING, "type 3");
	extended_begin();
	add_space(1, 0, 0);
	lint_table();
	check_text("mps.extended.space_empty", SEVERITY_WARNING, "bus 1");
	extended_begin();
	add_space(2, 0, 1);
	lint_table();
	check_text("mps.extended.bus", SEVERITY_WARNING, "bus 2");
}

static void buses_have_parents_up_to_the_top(void **state)
{
	(void)state;
	extended_begin();
	add_hierarchy(1, 0, 7);
	lint_table();
	check_text("mps.extended.parent", SEVERITY_WARNING, "bus 7");
	extended_begin();
	add_hierarchy(1, 0, 0);
	add_hierarchy(0, 0, 1);
	lint_table();
	check_text("mps.extended.loop", SEVERITY_WARNING, "2 of the entries");
	extended_begin();
	add_hierarchy(1, 0, 1);
	lint_table();
	check_text("mps.extended.loop", SEVERITY_WARNING, "bus 1;");
}

static void compatibility_ranges_are_two(void **state)
{
	(void)state;
	extended_begin();
	add_compatibility(1, 2);
	lint_table();
	check_text("mps.extended.range", SEVERITY_WARNING, "list 2;");
}

static void extended_entries_have_their_sizes(void **state)
{
	(void)state;
	extended_begin();
	add_hierarchy(1, 1, 0);
	table_build.bytes[table_build.size - 7] = 12;
	build_add(&table_build, 4, 0);
	lint_table();
	check_text("mps.extended.size", SEVERITY_WARNING, "length 12");
	extended_begin();
	build_add(&table_build, 4, 128 | 4 << 8);
	lint_table();
	check_text("mps.extended.size", SEVERITY_WARNING, "length 4");
	extended_begin();
	build_add(&table_build, 4, 131 | 4 << 8);
	add_hierarchy(1, 1, 0);
	lint_table();
	check_text("mps.extended.type", SEVERITY_NOTE, "type 131");
}

static void extended_entries_end_with_the_table(void **state)
{
	static const uint8_t lengths[] = {0, 1, 9};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		extended_begin();
		add_hierarchy(1, 1, 0);
		add_hierarchy(0, 1, 0);
		table_build.bytes[table_build.size - 7] = lengths[i];
		lint_table();
		assert_int_equal(check_only("mps.extended.entry", SEVERITY_WARNING)->offset,
				 table_build.size - 8);
	}
	extended_begin();
	add_hierarchy(1, 1, 0);
	build_add(&table_build, 1, 129);
	lint_table();
	check_only("mps.extended.entry", SEVERITY_WARNING);
}

static void the_extended_table_has_its_own_checksum(void **state)
{
	(void)state;
	extended_begin();
	add_hierarchy(1, 1, 0);
	table_end();
	table_build.bytes[42]++;
	table_build.bytes[7]--;
	lint((struct span){NULL, 0}, (struct span){table_build.bytes, table_build.size});
	check_only("mps.extended.checksum", SEVERITY_WARNING);
}

static void a_missing_extended_table_is_told(void **state)
{
	(void)state;
	extended_begin();
	add_hierarchy(1, 1, 0);
	table_end();
	lint((struct span){NULL, 0}, (struct span){table_build.bytes, table_build.size - 1});
	check_text("mps.extended.length", SEVERITY_WARNING, "is 8, but");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_tables_have_nothing_to_blame),
		cmocka_unit_test(readers_findings_are_among_them),
		cmocka_unit_test(reserved_features_are_noted),
		cmocka_unit_test(one_core_is_the_boot_core),
		cmocka_unit_test(duplicate_ids_are_errors),
		cmocka_unit_test(no_usable_core_is_an_error),
		cmocka_unit_test(bus_types_are_those_of_the_specification),
		cmocka_unit_test(bus_ids_start_at_0_and_ascend),
		cmocka_unit_test(io_apics_are_usable_and_have_addresses),
		cmocka_unit_test(io_apic_ids_are_unique),
		cmocka_unit_test(interrupts_come_from_somewhere_and_go_somewhere),
		cmocka_unit_test(local_interrupts_go_to_cores),
		cmocka_unit_test(entries_ascend_by_type),
		cmocka_unit_test(an_unusual_lapic_address_is_noted),
		cmocka_unit_test(a_sound_extended_table_has_nothing_to_blame),
		cmocka_unit_test(spaces_have_type_length_and_bus),
		cmocka_unit_test(buses_have_parents_up_to_the_top),
		cmocka_unit_test(compatibility_ranges_are_two),
		cmocka_unit_test(extended_entries_have_their_sizes),
		cmocka_unit_test(extended_entries_end_with_the_table),
		cmocka_unit_test(the_extended_table_has_its_own_checksum),
		cmocka_unit_test(a_missing_extended_table_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
