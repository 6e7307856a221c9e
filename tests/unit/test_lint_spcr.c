/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint_madt_rows.h"

/* COM1 at 115200 baud, interrupt 4 of the 8259s. */
static void spcr_begin(void)
{
	build_begin(&build, "SPCR", 2);
	build.size = 80;
	build_put(&build, 40, 4, 0x01000801);
	build_put(&build, 44, 8, 0x3f8);
	build_put(&build, 52, 2, 0x0401);
	build_put(&build, 58, 1, 7);
	build_put(&build, 60, 1, 1);
	build_put(&build, 64, 4, 0xffffffff);
}

static const struct {
	const char *rule;
	size_t offset;
	unsigned int width;
	uint64_t value;
} changes[] = {
	{NULL, 36, 1, 0x15},
	{"spcr.interface", 36, 1, 0x16},
	{"spcr.reserved", 39, 1, 1},
	{NULL, 41, 1, 32},
	{"spcr.register", 41, 1, 0},
	{"spcr.register", 42, 1, 1},
	{NULL, 43, 1, 4},
	{"spcr.register", 43, 1, 32},
	{NULL, 52, 1, 0x1f},
	{"spcr.reserved", 52, 1, 0x21},
	{"spcr.interrupt", 53, 1, 1},
	{"spcr.interrupt", 53, 1, 8},
	{"spcr.interrupt", 53, 1, 13},
	{"spcr.interrupt", 53, 1, 16},
	{NULL, 53, 1, 15},
	/* Not of the 8259s. */
	{NULL, 52, 2, 0x0002},
	{NULL, 58, 1, 0},
	{"spcr.baud", 58, 1, 5},
	{"spcr.baud", 58, 1, 8},
	{"spcr.line", 59, 1, 1},
	{"spcr.line", 60, 1, 2},
	{"spcr.reserved", 61, 1, 8},
	{NULL, 62, 1, 4},
	{"spcr.line", 62, 1, 5},
	{"spcr.reserved", 63, 1, 1},
	{"spcr.pci", 64, 2, 0x1234},
	{"spcr.pci", 66, 2, 0x8086},
	{NULL, 64, 4, 0x80861234},
	/* The reader's own. */
	{"spcr.space", 40, 1, 2},
};

static void check(const char *rule)
{
	run_on(build_end(&build));
	if (findings.count != (rule ? 1 : 0) || (rule && strcmp(items[0].rule, rule) != 0))
		fail_with_findings(rule ? rule : "nothing");
}

static void each_change_breaks_its_rule(void **state)
{
	(void)state;
	spcr_begin();
	check(NULL);
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		spcr_begin();
		build_put(&build, changes[i].offset, changes[i].width, changes[i].value);
		check(changes[i].rule);
	}
}

static void interfaces_before_revision_2(void **state)
{
	(void)state;
	for (uint8_t interface = 0; interface <= 3; interface++) {
		spcr_begin();
		build_put(&build, 8, 1, 1);
		build_put(&build, 36, 1, interface);
		build_put(&build, 40, 1, interface < 2);
		check(interface > 1 ? "spcr.interface" : NULL);
	}
}

static void no_console(void **state)
{
	(void)state;
	spcr_begin();
	build_put(&build, 40, 4, 0);
	build_put(&build, 44, 8, 0);
	check(NULL);
}

/* As QEMU's and servers': a PL011 in memory, an interrupt of the GIC. */
static void consoles_of_arm(void **state)
{
	static const struct {
		const char *rule;
		size_t offset;
		unsigned int width;
		uint64_t value;
	} arm[] = {
		{NULL, 36, 1, 3},
		{NULL, 36, 1, 0xd},
		{NULL, 43, 1, 1},
		{"spcr.pl011.space", 40, 1, 1},
		{"spcr.interrupt", 54, 4, 0},
		{"spcr.interrupt", 54, 4, 31},
		{NULL, 54, 4, 32},
		{NULL, 52, 1, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(arm); i++) {
		spcr_begin();
		build_put(&build, 36, 1, 0xe);
		build_put(&build, 40, 4, 0x03002000);
		build_put(&build, 44, 8, 0x9000000);
		build_put(&build, 52, 6, 33 << 16 | 8);
		build_put(&build, arm[i].offset, arm[i].width, arm[i].value);
		check(arm[i].rule);
		/* 32 bits alone. */
		build_put(&build, 36, 1, 0xd);
		build_put(&build, 43, 1, 2);
		if (!arm[i].rule)
			check("spcr.pl011.access");
		/* None of Arm's. */
		build_put(&build, 36, 1, 0x12);
		check(NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_change_breaks_its_rule),
		cmocka_unit_test(interfaces_before_revision_2),
		cmocka_unit_test(no_console),
		cmocka_unit_test(consoles_of_arm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
