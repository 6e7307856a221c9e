/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint_madt_rows.h"

#define CORE(uid, id, flags) LAPIC(uid, id, flags)

static const struct lint_row cpu_rows[] = {
	{"madt.cpu.none", 3, PC, LAPIC("00", "00", "00") PC_IOAPIC},
	{"madt.cpu.uid_duplicate", 3, PC, CORE("01", "00", "01") CORE("01", "02", "01") PC_IOAPIC},
	{"madt.cpu.both_flags", 5, CORE("00", "00", "01") CORE("01", "02", "02") PC_IOAPIC,
	 CORE("00", "00", "01") CORE("01", "02", "03") PC_IOAPIC},
	{"madt.cpu.both_flags", 6, ARM,
	 GICC("00", "01", "00", U64_0, U64_0, "0000000000000000")
		 GICC("01", "09", "00", U64_0, U64_0, "0001000000000000") GICD("03") ARM_REGION},
	{"madt.cpu.capable_early", 4, PC, CORE("00", "00", "01") CORE("01", "02", "02") PC_IOAPIC},
	{"madt.cpu.capable_early", 5, ARM,
	 ARM GICC("02", "08", "00", U64_0, U64_0, "0002000000000000")},
	{"madt.cpu.unused", 5, CORE("00", "00", "01") CORE("01", "02", "02") PC_IOAPIC,
	 CORE("00", "00", "01") CORE("01", "02", "00") PC_IOAPIC},
	{"madt.cpu.duplicate", 5, ARM,
	 GICC("00", "01", "00", U64_0, U64_0, "0000000000000000")
		 GICC("01", "01", "00", U64_0, U64_0, "0000000000000000") GICD("03") ARM_REGION},
	/* Of RISC-V: version 1, flags, hart, UID. */
	{"madt.cpu.id_duplicate", 6,
	 "1814010001000000" U64_0 "00000000"
	 "18140100010000000100000000000000"
	 "01000000",
	 "1814010001000000" U64_0 "00000000"
	 "1814010001000000" U64_0 "01000000"},
	{"madt.cpu.foreign", 6, ARM, ARM CORE("02", "05", "01")},
	{"madt.cpu.mixed", 6, ARM, ARM "1814010001000000" U64_0 "02000000"},
};

static const struct lint_row nmi_rows[] = {
	{"madt.nmi.lint", 3, PC LAPIC_NMI("ff", "0500", "01"), PC LAPIC_NMI("ff", "0500", "02")},
	{"madt.nmi.uid", 3, PC LAPIC_NMI("00", "0500", "01") LAPIC_NMI("01", "0500", "01"),
	 PC LAPIC_NMI("ff", "0500", "01") LAPIC_NMI("02", "0500", "00")},
	{"madt.nmi.some", 3, PC LAPIC_NMI("00", "0500", "01") LAPIC_NMI("01", "0500", "01"),
	 PC LAPIC_NMI("00", "0500", "01")},
	{"madt.nmi.some", 3, PC "0a0c0000ffffffff01000000", PC "0a0c00000100000001000000"},
	{"madt.nmi.duplicate", 3, PC LAPIC_NMI("ff", "0500", "01") LAPIC_NMI("00", "0500", "00"),
	 PC LAPIC_NMI("ff", "0500", "01") LAPIC_NMI("00", "0500", "00")
		 LAPIC_NMI("00", "0500", "00")},
};

#define IRQ(source, gsi) OVERRIDE(source, gsi, "0000")

static const struct lint_row irq_rows[] = {
	{"madt.ioapic.id", 3, PC IOAPIC("03", "0010c0fe", "18000000"),
	 PC IOAPIC("02", "0010c0fe", "18000000")},
	{"madt.ioapic.address", 3, PC IOAPIC("03", "0010c0fe", "18000000"),
	 PC IOAPIC("03", "0000c0fe", "18000000")},
	{"madt.ioapic.gsi", 3, PC IOAPIC("03", "0010c0fe", "18000000"),
	 PC IOAPIC("03", "0010c0fe", "00000000")},
	{"madt.ioapic.gsi0", 3, PC, CORE("00", "00", "01") IOAPIC("03", "0010c0fe", "18000000")},
	{"madt.iosapic.missing", 3, PC "06100200000000000000d0fe00000000",
	 PC IOAPIC("03", "0010c0fe", "18000000") "06100200000000000000d0fe00000000"},
	{"madt.ioapic.id", 3, PC "06100200000000000000d0fe00000000",
	 PC "06100200000000000000d0fe00000000"
	    "06100200180000000000d1fe00000000"},
	{"madt.override.bus", 3, PC IRQ("00", "02"),
	 PC "020a01000200000000"
	    "00"},
	{"madt.override.source", 3, PC IRQ("0f", "0f"), PC IRQ("10", "10")},
	{"madt.override.duplicate", 3, PC IRQ("00", "02") IRQ("09", "09"),
	 PC IRQ("09", "14") IRQ("09", "15")},
	{"madt.override.shared", 3, PC IRQ("09", "14") IRQ("0a", "15"),
	 PC IRQ("09", "14") IRQ("0a", "14")},
	/* Source 10 has no override, so it comes in there as well. */
	{"madt.override.shared", 3, PC IRQ("09", "0a") IRQ("0a", "09"), PC IRQ("09", "0a")},
	{"madt.override.uncovered", 3, PC "020a0009ff0000000000", PC "020a0009000100000000"},
	{"madt.inti.value", 3, PC OVERRIDE("09", "09", "0f00"), PC OVERRIDE("09", "09", "0e00")},
	{"madt.inti.value", 3, PC OVERRIDE("09", "09", "0500"), PC OVERRIDE("09", "09", "0900")},
	{"madt.inti.value", 3, PC LAPIC_NMI("ff", "0500", "01"), PC LAPIC_NMI("ff", "0200", "01")},
	{"madt.inti.value", 3, PC "0308050005000000", PC "0308080005000000"},
	{"madt.inti.value", 3, PC "0a0c0500ffffffff01000000", PC "0a0c0600ffffffff01000000"},
	{"madt.inti.reserved", 3, PC OVERRIDE("09", "09", "0d00"), PC OVERRIDE("09", "09", "1d00")},
	{"madt.inti.reserved", 3, PC "0308050005000000", PC "0308050105000000"},
};

static void check_rows(const struct lint_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_row(&rows[i]);
}

static void cpus(void **state)
{
	(void)state;
	check_rows(cpu_rows, ARRAY_SIZE(cpu_rows));
	check_all_broken("lint.madt.cpu", cpu_rows, ARRAY_SIZE(cpu_rows), "madt.cpu.lost");
}

static void nmis(void **state)
{
	(void)state;
	check_rows(nmi_rows, ARRAY_SIZE(nmi_rows));
	check_all_broken("lint.madt.nmi", nmi_rows, ARRAY_SIZE(nmi_rows), "");
}

static void irqs(void **state)
{
	(void)state;
	check_rows(irq_rows, ARRAY_SIZE(irq_rows));
	check_all_broken("lint.madt.irqs", irq_rows, ARRAY_SIZE(irq_rows),
			 "madt.lapic_address.zero madt.lapic_address.alignment madt.header.flags "
			 "madt.revision");
}

static void the_header(void **state)
{
	static const struct {
		const char *rule;
		size_t offset;
		uint32_t value;
		unsigned int width;
	} changes[] = {
		{"madt.lapic_address.zero", 36, 0, 4},
		{"madt.lapic_address.alignment", 36, 0xfee00800, 4},
		{"madt.header.flags", 40, 3, 4},
		{"madt.revision", 8, 8, 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		madt_of(5, PC);
		build_put(&build, changes[i].offset, changes[i].width, changes[i].value);
		run_on(build_end(&build));
		if (findings.count != 1 || strcmp(items[0].rule, changes[i].rule) != 0)
			fail_with_findings(changes[i].rule);
	}
	/* Arm has no local APIC, so it has no address either. */
	madt_of(5, ARM);
	build_put(&build, 36, 4, 0);
	run_on(build_end(&build));
	assert_int_equal(findings.count, 0);
}

static size_t order_of(const char *entries, unsigned int core_shift)
{
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	lint_core_order(madt_of(3, entries), core_shift, &findings);
	for (size_t i = 0; i < findings.count; i++)
		assert_string_equal(items[i].rule, "madt.cpu.order");
	return findings.count;
}

static void first_threads_come_first(void **state)
{
	(void)state;
	assert_int_equal(order_of(CORE("00", "00", "01") CORE("01", "02", "01")
					  CORE("02", "01", "01") CORE("03", "03", "01"),
				  1),
			 0);
	assert_int_equal(order_of(CORE("00", "00", "01") CORE("01", "01", "01")
					  CORE("02", "02", "01") CORE("03", "03", "01"),
				  1),
			 1);
	assert_int_equal(items[0].offset, 52);
	/* Where cores have one thread each, or the thread is not enabled, there is no order. */
	assert_int_equal(order_of(CORE("00", "01", "01") CORE("01", "00", "01"), 0), 0);
	assert_int_equal(order_of(CORE("00", "01", "00") CORE("01", "00", "01"), 1), 0);
	assert_int_equal(order_of(ARM, 8), 0);
	assert_int_equal(order_of("", 1), 0);
}

/* A core that is listed in both ways is told once, by the reader of the table. */
static void one_core_as_both_types(void **state)
{
	(void)state;
	run_on(madt_of(5, PC X2APIC("02000000", "01000000", "01")));
	assert_int_equal(findings.count, 1);
	finding_of(&findings, "madt.cpu.x2apic_low");
}

static void ids_that_mean_none(void **state)
{
	(void)state;
	run_on(madt_of(5, PC CORE("05", "ff", "01")));
	assert_int_equal(findings.count, 1);
	finding_of(&findings, "madt.cpu.no_id");
	run_on(madt_of(5, PC X2APIC("ffffffff", "05000000", "01")));
	assert_int_equal(findings.count, 1);
	finding_of(&findings, "madt.cpu.no_id");
	run_on(madt_of(5, PC CORE("05", "02", "01")));
	assert_int_equal(findings.count, 1);
	finding_of(&findings, "madt.cpu.duplicate");
}

static void what_unused_entries_hold_means_nothing(void **state)
{
	(void)state;
	run_on(madt_of(3, PC "000800fe"
			     "f0000000"
			     "000801fd"
			     "f0000000"));
	assert_int_equal(findings.count, 0);
}

/* Of many the first is told, and how many there are. */
static void many_are_said_once(void **state)
{
	(void)state;
	madt_of(3, PC);
	for (unsigned int i = 0; i < 3000; i++)
		add_hex("010d0300"
			"0010c0fe"
			"18000000"
			"00");
	run_on(build_end(&build));
	for (size_t i = 0; i < findings.count; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(items[i].rule, items[j].rule);
	assert_non_null(strstr(finding_of(&findings, "madt.entry.long")->text, "3000 of type 0x1"));
	assert_int_equal(finding_of(&findings, "madt.ioapic.id")->offset, 44 + 28 + 13);
}

/* Lies that repeat leave room for what else there is to say. */
static void many_of_the_reader_are_said_once(void **state)
{
	(void)state;
	madt_of(3, PC);
	for (unsigned int i = 0; i < 1000; i++)
		add_hex(LAPIC("05", "02", "01") LAPIC("05", "ff", "01")
				X2APIC("02000000", "05000000", "01") "0003ff"
								     "050c00000000e0fe00000000");
	run_on(build_end(&build));
	for (size_t i = 0; i < findings.count; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(items[i].rule, items[j].rule);
	assert_non_null(strstr(finding_of(&findings, "madt.cpu.duplicate")->text, "and 999 more"));
	assert_non_null(strstr(finding_of(&findings, "madt.cpu.no_id")->text, "and 999 more"));
	assert_non_null(strstr(finding_of(&findings, "madt.cpu.x2apic_low")->text, "and 999 more"));
	assert_non_null(strstr(finding_of(&findings, "madt.entry.short")->text, "and 999 more"));
	assert_non_null(strstr(finding_of(&findings, "madt.lapic_address.duplicate")->text,
			       "and 998 more"));
}

static void more_cores_than_there_is_room_for(void **state)
{
	struct lint_cpus *list = malloc(sizeof(*list));
	struct span table;

	(void)state;
	madt_of(3, PC_IOAPIC);
	for (unsigned int i = 0; i < CPUS_MAX + 10; i++) {
		add_hex("09100000");
		build_add(&build, 4, 0x1000 + i);
		build_add(&build, 4, 1);
		build_add(&build, 4, i);
	}
	table = build_end(&build);
	run_on(table);
	finding_of(&findings, "madt.cpu.lost");
	assert_int_equal(finding_count(&findings, "madt.cpu.none"), 0);
	lint_list_cpus(table, list);
	assert_int_equal(list->count, CPUS_MAX);
	assert_int_equal(list->lost, 10);
	free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cpus),
		cmocka_unit_test(nmis),
		cmocka_unit_test(irqs),
		cmocka_unit_test(the_header),
		cmocka_unit_test(first_threads_come_first),
		cmocka_unit_test(one_core_as_both_types),
		cmocka_unit_test(ids_that_mean_none),
		cmocka_unit_test(what_unused_entries_hold_means_nothing),
		cmocka_unit_test(many_are_said_once),
		cmocka_unit_test(many_of_the_reader_are_said_once),
		cmocka_unit_test(more_cores_than_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
