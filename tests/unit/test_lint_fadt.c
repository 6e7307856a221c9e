/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint_madt_rows.h"

enum { FADT_SIZE = 276, HARDWARE_REDUCED = 1 << 20 };

static struct lint_tables tables;
static struct build fadt;

static void put_gas(size_t offset, uint8_t space, uint8_t width, uint64_t address)
{
	build_put(&fadt, offset, 1, space);
	build_put(&fadt, offset + 1, 1, width);
	build_put(&fadt, offset + 4, 8, address);
}

/* A PC of ACPI 6.4. */
static void fadt_begin(void)
{
	build_begin(&fadt, "FACP", 6);
	fadt.size = FADT_SIZE;
	build_put(&fadt, 36, 4, 0x7f000040);
	build_put(&fadt, 40, 4, 0x7f001000);
	build_put(&fadt, 46, 2, 9);
	build_put(&fadt, 56, 4, 0x600);
	build_put(&fadt, 64, 4, 0x604);
	build_put(&fadt, 76, 4, 0x608);
	build_put(&fadt, 88, 2, 0x0204);
	build_put(&fadt, 91, 1, 4);
	build_put(&fadt, 112, 4, 0x5a5);
	put_gas(116, 1, 8, 0xcf9);
	build_put(&fadt, 128, 1, 6);
	build_put(&fadt, 131, 1, 4);
	build_put(&fadt, 140, 8, 0x7f001000);
	put_gas(148, 1, 32, 0x600);
	put_gas(172, 1, 16, 0x604);
	put_gas(208, 1, 32, 0x608);
}

static void run(const char *entries, uint8_t revision)
{
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	tables.count = 0;
	tables.items[tables.count++] = build_exact(build_end(&fadt));
	if (entries)
		tables.items[tables.count++] = build_exact(madt_of(revision, entries));
	lint_run(&tables, &findings);
	for (size_t i = 0; i < tables.count; i++)
		build_free(tables.items[i]);
}

static void check_only(const char *rule)
{
	if (findings.count != (rule ? 1 : 0) || (rule && strcmp(items[0].rule, rule) != 0))
		fail_with_findings(rule ? rule : "nothing");
}

struct change {
	const char *rule;
	size_t offset;
	unsigned int width;
	uint64_t value;
};

static const struct change changes[] = {
	{NULL, 44, 1, 1},
	{"fadt.reserved", 44, 1, 2},
	{NULL, 45, 1, 8},
	{"fadt.profile", 45, 1, 9},
	{"fadt.reserved", 109, 2, 0x80},
	{"fadt.reserved", 111, 1, 1},
	{NULL, 112, 4, 0xc005a5},
	{"fadt.reserved", 112, 4, 0x10005a5},
	{"fadt.reserved", 129, 2, 4},
	{NULL, 140, 8, 0},
	{NULL, 40, 4, 0},
	{"fadt.dsdt_differs", 140, 8, 0x7f002000},
	{NULL, 132, 8, 0x7f000040},
	{"fadt.facs_differs", 132, 8, 0x7f000080},
	{"fadt.pair", 152, 8, 0x700},
	{"fadt.pair", 176, 8, 0x700},
	{NULL, 56, 4, 0},
	{NULL, 152, 8, 0},
	{"fadt.block_length", 88, 1, 3},
	{"fadt.block_length", 89, 1, 1},
	{"fadt.sci", 46, 2, 0},
	{"fadt.reset.none", 112, 4, 0x1a5},
	{"fadt.reset.value", 128, 1, 0},
	{NULL, 112, 4, 0x405a5},
	{NULL, 112, 4, 0x805a5},
	{"fadt.apic_modes", 112, 4, 0xc05a5},
	{NULL, 129, 2, 3},
	{NULL, 129, 2, 1},
	{"fadt.arm.hvc", 129, 2, 2},
	/* The reader's own. */
	{"fadt.pm_timer.length", 91, 1, 3},
	{"fadt.reset.width", 117, 1, 32},
};

static void each_change_breaks_its_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		fadt_begin();
		build_put(&fadt, changes[i].offset, changes[i].width, changes[i].value);
		run(NULL, 0);
		check_only(changes[i].rule);
	}
}

static void two_fields_at_0(void **state)
{
	(void)state;
	fadt_begin();
	build_put(&fadt, 40, 4, 0);
	build_put(&fadt, 140, 8, 0);
	run(NULL, 0);
	check_only("fadt.dsdt");
	build_put(&fadt, 36, 4, 0);
	run(NULL, 0);
	check_only("fadt.template");
	build_put(&fadt, 132, 8, 0x7f000040);
	run(NULL, 0);
	check_only("fadt.dsdt");
	fadt_begin();
	build_put(&fadt, 56, 4, 0);
	put_gas(148, 1, 32, 0);
	run(NULL, 0);
	check_only("fadt.block");
}

static void sizes_of_revisions(void **state)
{
	static const uint16_t sizes[][2] = {{1, 116}, {2, 132}, {3, 244},
					    {4, 244}, {5, 268}, {6, 276}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		fadt_begin();
		fadt.bytes[8] = (uint8_t)sizes[i][0];
		fadt.size = sizes[i][1];
		run(NULL, 0);
		check_only(NULL);
		if (sizes[i][1] == 116)
			continue;
		fadt.size--;
		run(NULL, 0);
		check_only("fadt.size");
	}
}

static void what_reduced_machines_leave_out(void **state)
{
	(void)state;
	fadt_begin();
	build_put(&fadt, 112, 4, 0x5a5 | HARDWARE_REDUCED);
	run(NULL, 0);
	check_only("fadt.reduced");
	memset(fadt.bytes + 46, 0, 50);
	run(NULL, 0);
	check_only(NULL);
}

#define SCI_LEVEL PC OVERRIDE("09", "09", "0d00")

static void against_the_madt(void **state)
{
	static const struct {
		const char *rule, *entries;
		uint8_t revision;
		uint16_t sci;
	} rows[] = {
		{NULL, SCI_LEVEL, 5, 9},
		{NULL, PC OVERRIDE("09", "14", "0d00"), 5, 9},
		{"fadt.sci.edge", PC OVERRIDE("09", "09", "0500"), 5, 9},
		{"fadt.sci.override", PC OVERRIDE("0a", "0a", "0d00"), 5, 9},
		{NULL, SCI_LEVEL, 5, 255},
		{"fadt.sci.uncovered", SCI_LEVEL, 5, 256},
		{NULL, SCI_LEVEL, 6, 9},
		{"fadt.madt_revision", SCI_LEVEL, 4, 9},
		{"fadt.madt_revision", SCI_LEVEL, 7, 9},
		/* No I/O APIC: nothing is known. */
		{NULL, LAPIC("00", "00", "01"), 5, 9},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		fadt_begin();
		build_put(&fadt, 46, 2, rows[i].sci);
		run(rows[i].entries, rows[i].revision);
		check_only(rows[i].rule);
	}
}

#define PARKED                                                                                     \
	GICC("00", "01", "01", U64_0, U64_0, "0000000000000000")                                   \
	GICC("01", "01", "01", U64_0, U64_0, "0001000000000000")                                   \
	GICD("03") GICR("00000a0800000000", "00000600")

static void ways_to_start_a_core_of_arm(void **state)
{
	static const struct {
		const char *rule, *entries;
		uint8_t revision, minor;
		uint16_t arm;
	} rows[] = {
		{NULL, ARM, 5, 4, 1},
		{NULL, ARM, 5, 4, 3},
		{"fadt.arm.start", ARM, 5, 4, 0},
		{NULL, PARKED, 6, 5, 0},
		{NULL, ARM, 7, 5, 1},
		{"madt.gicc.parking", PARKED, 7, 5, 1},
		{"fadt.arm.half", PARKED GICC("02", "01", "00", U64_0, U64_0, "0100000000000000"),
		 6, 5, 0},
		/* One core needs no way. */
		{NULL,
		 GICC("00", "01", "00", U64_0, U64_0, "0000000000000000") GICD("03") ARM_REGION, 5,
		 4, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		fadt_begin();
		build_put(&fadt, 112, 4, 0x5a5 | HARDWARE_REDUCED);
		memset(fadt.bytes + 46, 0, 50);
		build_put(&fadt, 129, 2, rows[i].arm);
		build_put(&fadt, 131, 1, rows[i].minor);
		run(rows[i].entries, rows[i].revision);
		check_only(rows[i].rule);
	}
}

/* 5.2.9: Arm came with ACPI 5.1, and has none of a PC's hardware. */
static void what_arm_wants_of_a_fadt(void **state)
{
	static const struct {
		const char *rule;
		uint8_t major, minor, madt;
	} rows[] = {{NULL, 5, 1, 3}, {"fadt.arm.revision", 5, 0, 3}, {NULL, 6, 0, 4}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		fadt_begin();
		build_put(&fadt, 8, 1, rows[i].major);
		build_put(&fadt, 112, 4, 0x5a5 | HARDWARE_REDUCED);
		memset(fadt.bytes + 46, 0, 50);
		build_put(&fadt, 129, 3, 1 | (uint32_t)rows[i].minor << 16);
		run(ARM, rows[i].madt);
		check_only(rows[i].rule);
	}
	fadt_begin();
	build_put(&fadt, 129, 2, 1);
	run(ARM, 5);
	check_only("fadt.arm.reduced");
}

/* A MADT that is none is not compared with. */
static void broken_madts(void **state)
{
	(void)state;
	for (size_t size = 0; size < 44; size++) {
		fadt_begin();
		findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
		tables.count = 2;
		tables.items[0] = build_exact(build_end(&fadt));
		madt_of(5, "");
		tables.items[1] = build_exact((struct span){build.bytes, size});
		lint_run(&tables, &findings);
		for (size_t i = 0; i < findings.count; i++)
			assert_string_not_equal(items[i].table, "FACP");
		assert_int_equal(findings.count, 1);
		build_free(tables.items[0]);
		build_free(tables.items[1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_change_breaks_its_rule),
		cmocka_unit_test(two_fields_at_0),
		cmocka_unit_test(sizes_of_revisions),
		cmocka_unit_test(what_reduced_machines_leave_out),
		cmocka_unit_test(against_the_madt),
		cmocka_unit_test(ways_to_start_a_core_of_arm),
		cmocka_unit_test(what_arm_wants_of_a_fadt),
		cmocka_unit_test(broken_madts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
