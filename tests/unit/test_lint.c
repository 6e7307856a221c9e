/* SPDX-License-Identifier: BSD-2-Clause */
#include "build.h"
#include "acpi.h"
#include "lint.h"

static struct build build;
static struct finding items[64];
static struct findings findings;
static struct lint_tables tables;

static void begin(void)
{
	tables.count = 0;
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
}

static void put(struct span table)
{
	tables.items[tables.count++] = build_exact(table);
}

/* What this run added, in front of which others may stand. */
static void run(void)
{
	lint_run(&tables, &findings);
	for (size_t i = 0; i < findings.count; i++)
		if (!lint_rule(findings.items[i].rule))
			fail_msg("'%s' is not in the catalogue", findings.items[i].rule);
	for (size_t i = 0; i < tables.count; i++)
		build_free(tables.items[i]);
}

static struct span plain(const char *signature, uint64_t body)
{
	build_begin(&build, signature, 1);
	build_add(&build, 8, body);
	return build_end(&build);
}

static void nothing_gives_nothing(void **state)
{
	(void)state;
	begin();
	run();
	assert_int_equal(findings.count, 0);
}

static void sound_tables_give_nothing(void **state)
{
	(void)state;
	begin();
	put(plain("SSDT", 1));
	put(plain("SSDT", 2));
	put(plain("XSDT", 0x1000));
	put(plain("ECDT", 1));
	run();
	assert_int_equal(findings.count, 0);
}

/* One change to a sound table of 44 bytes, and the rule that it breaks. */
struct change {
	const char *rule, *signature;
	size_t size; /* bytes that are there */
	size_t offset;
	unsigned int width;
	uint64_t value;
	bool sum; /* put the checksum right */
};

static const struct change changes[] = {
	{"table.truncated", "OEM1", 35, 0, 0, 0, false},
	{"table.truncated", "OEM1", 3, 0, 0, 0, false},
	{"table.truncated", "OEM1", 44, 4, 4, 35, true},
	{"table.length", "OEM1", 43, 0, 0, 0, false},
	{"table.length", "OEM1", 44, 4, 4, 45, true},
	{"table.slack", "OEM1", 44, 4, 4, 43, true},
	{"table.checksum", "OEM1", 44, 40, 1, 0x55, false},
	{"table.signature", "OEM1", 44, 2, 1, 0x07, true},
	{"table.revision", "OEM1", 44, 8, 1, 0, true},
	{"xsdt.checksum", "XSDT", 44, 40, 1, 0x55, false},
	{"xsdt.entry", "XSDT", 44, 36, 8, 0, true},
	{"xsdt.length", "XSDT", 43, 4, 4, 43, true},
	{"rsdt.checksum", "RSDT", 44, 40, 1, 0x55, false},
	{"rsdt.entry", "RSDT", 44, 40, 4, 0, true},
	{"rsdt.length", "RSDT", 42, 4, 4, 42, true},
	{"rsdt.entry.duplicate", "RSDT", 44, 40, 4, 0x11223344, true},
};

static void check_change(const struct change *change)
{
	begin();
	plain(change->signature, 0x5566778811223344);
	build_put(&build, change->offset, change->width, change->value);
	if (change->sum)
		build_sum(&build, 9, span_get32((struct span){build.bytes, 8}, 4));
	put((struct span){build.bytes, change->size});
	run();
	assert_string_equal(finding_of(&findings, change->rule)->rule, change->rule);
	if (findings.count != 1)
		fail_msg("%s: %zu findings, the last is %s", change->rule, findings.count,
			 items[findings.count - 1].rule);
}

static void each_change_breaks_one_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
		check_change(&changes[i]);
}

static void a_facs_has_no_checksum(void **state)
{
	(void)state;
	begin();
	plain("FACS", 0x1234);
	build_put(&build, 8, 2, 0);
	put((struct span){build.bytes, build.size});
	run();
	assert_int_equal(findings.count, 0);
}

static void second_tables_are_compared(void **state)
{
	(void)state;
	begin();
	put(plain("SRAT", 1));
	put(plain("SRAT", 1));
	put(plain("SRAT", 0x201));
	run();
	assert_int_equal(finding_count(&findings, "table.duplicate"), 1);
	assert_int_equal(finding_count(&findings, "table.differs"), 1);
	/* Their checksums differ first. */
	assert_int_equal(finding_of(&findings, "table.differs")->offset, 9);
}

static void a_sound_table_is_the_first(void **state)
{
	(void)state;
	begin();
	plain("SRAT", 1);
	build.bytes[40] = 1;
	put((struct span){build.bytes, build.size});
	put(plain("SRAT", 1));
	put(plain("SRAT", 1));
	run();
	assert_int_equal(finding_count(&findings, "table.checksum"), 1);
	assert_int_equal(finding_count(&findings, "table.differs"), 1);
	assert_int_equal(finding_count(&findings, "table.duplicate"), 1);
}

static void entries_there_twice_are_said_once(void **state)
{
	(void)state;
	begin();
	build_begin(&build, "XSDT", 1);
	for (unsigned int i = 0; i < 6; i++)
		build_add(&build, 8, i % 2 ? 0x2000 : 0x1000 * i);
	put(build_end(&build));
	run();
	assert_int_equal(finding_count(&findings, "xsdt.entry.duplicate"), 1);
	assert_int_equal(finding_of(&findings, "xsdt.entry.duplicate")->offset, 52);
	assert_int_equal(finding_count(&findings, "xsdt.entry"), 1);
}

static void roots_of_other_sizes(void **state)
{
	(void)state;
	begin();
	build_begin(&build, "XSDT", 1);
	build_add(&build, 8, 0x1000);
	build_add(&build, 8, 0x2000);
	put(build_end(&build));
	put(plain("RSDT", 0x200000001000));
	run();
	assert_int_equal(findings.count, 0);
	begin();
	put(plain("XSDT", 0x2000));
	put(plain("RSDT", 0x200000001000));
	run();
	assert_int_equal(findings.count, 1);
	finding_of(&findings, "rsdt.xsdt_differs");
}

static void put_rsdp(uint8_t revision, uint64_t xsdt, uint32_t length)
{
	build = (struct build){.size = 36};
	memcpy(build.bytes, "RSD PTR ", 8);
	build_put(&build, 15, 1, revision);
	build_put(&build, 20, 4, length);
	build_put(&build, 24, 8, xsdt);
	build_sum(&build, 8, 20);
	build_sum(&build, 32, 36);
}

static void rsdps(void **state)
{
	static const struct {
		const char *rule;
		uint8_t revision;
		uint64_t xsdt;
		uint32_t length;
		size_t size, broken;
	} rows[] = {
		{NULL, 2, 0x1000, 36, 36, 0},
		{NULL, 0, 0, 0, 20, 0},
		{NULL, 0, 0x1000, 36, 36, 34},
		{"rsdp.checksum", 2, 0x1000, 36, 36, 17},
		{"rsdp.checksum", 0, 0, 0, 19, 0},
		{"rsdp.extended_checksum", 2, 0x1000, 36, 36, 34},
		{"rsdp.extended_checksum", 2, 0x1000, 35, 36, 0},
		{"rsdp.extended_checksum", 2, 0x1000, 37, 36, 0},
		{"rsdp.extended_checksum", 2, 0x1000, 36, 20, 0},
		{"rsdp.xsdt_zero", 2, 0, 36, 36, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		begin();
		put_rsdp(rows[i].revision, rows[i].xsdt, rows[i].length);
		build.bytes[rows[i].broken] ^= rows[i].broken ? 0x40 : 0;
		put((struct span){build.bytes, rows[i].size});
		run();
		assert_int_equal(findings.count, rows[i].rule ? 1 : 0);
		if (rows[i].rule)
			assert_string_equal(items[0].rule, rows[i].rule);
	}
}

static void what_was_said_before_is_not_said_again(void **state)
{
	(void)state;
	begin();
	plain("OEM1", 1);
	build.bytes[40] = 1;
	rule_broken_in(&findings, lint_rule("table.checksum"), "OEM2", 9, "of another");
	put((struct span){build.bytes, build.size});
	run();
	assert_int_equal(findings.count, 2);
	tables.count = 0;
	put((struct span){build.bytes, build.size});
	run();
	assert_int_equal(findings.count, 2);
}

static void a_full_list_counts(void **state)
{
	(void)state;
	begin();
	findings.capacity = 1;
	plain("OEM1", 1);
	build_put(&build, 8, 1, 0);
	put((struct span){build.bytes, build.size - 1});
	run();
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.lost, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_gives_nothing),
		cmocka_unit_test(sound_tables_give_nothing),
		cmocka_unit_test(each_change_breaks_one_rule),
		cmocka_unit_test(a_facs_has_no_checksum),
		cmocka_unit_test(second_tables_are_compared),
		cmocka_unit_test(a_sound_table_is_the_first),
		cmocka_unit_test(entries_there_twice_are_said_once),
		cmocka_unit_test(roots_of_other_sizes),
		cmocka_unit_test(rsdps),
		cmocka_unit_test(what_was_said_before_is_not_said_again),
		cmocka_unit_test(a_full_list_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
