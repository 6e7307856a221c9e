/* SPDX-License-Identifier: BSD-2-Clause */
/* Arm's generic timers: what is read, and what is wrong with it. */
#include "lint_build.h"
#include "acpi.h"

enum { REVISION_2_SIZE = 96, SIZE = 104, BLOCK = SIZE, FRAMES = BLOCK + 20 };
enum { WATCHDOG = FRAMES + 2 * 40, END = WATCHDOG + 28 };

static struct build build;
static struct gtdt gtdt;

static void put_frame(size_t offset, uint8_t number, uint64_t address, uint32_t common)
{
	build_put(&build, offset, 1, number);
	build_put(&build, offset + 4, 8, address);
	build_put(&build, offset + 12, 8, UINT64_MAX);
	build_put(&build, offset + 20, 4, 92u + number);
	build_put(&build, offset + 36, 4, common);
}

/* As a server of revision 3: a block of two frames, and a watchdog. */
static void begin(void)
{
	static const uint32_t gsivs[] = {29, 30, 27, 26};

	build_begin(&build, "GTDT", 3);
	build_put(&build, 36, 8, 0x2a430000);
	for (size_t i = 0; i < ARRAY_SIZE(gsivs); i++) {
		build_put(&build, 48 + 8 * i, 4, gsivs[i]);
		build_put(&build, 52 + 8 * i, 4, 2);
	}
	build_put(&build, 60, 4, 6);
	build_put(&build, 80, 8, 0x2a800000);
	build_put(&build, 88, 4, 2);
	build_put(&build, 92, 4, BLOCK);
	build_put(&build, 96, 4, 28);
	build_put(&build, BLOCK, 1, 0);
	build_put(&build, BLOCK + 1, 2, WATCHDOG - BLOCK);
	build_put(&build, BLOCK + 4, 8, 0x2a810000);
	build_put(&build, BLOCK + 12, 4, 2);
	build_put(&build, BLOCK + 16, 4, 20);
	put_frame(FRAMES, 0, 0x2a820000, 1);
	put_frame(FRAMES + 40, 1, 0x2a830000, 0);
	build_put(&build, WATCHDOG, 1, 1);
	build_put(&build, WATCHDOG + 1, 2, 28);
	build_put(&build, WATCHDOG + 4, 8, 0x2a450000);
	build_put(&build, WATCHDOG + 12, 8, 0x2a440000);
	build_put(&build, WATCHDOG + 20, 4, 93);
	build.size = END;
}

/* As QEMU's: no platform timers, no counters in memory. */
static void begin_small(uint8_t revision, size_t size)
{
	begin();
	memset(build.bytes + 80, 0, sizeof(build.bytes) - 80);
	build.bytes[8] = revision;
	build_put(&build, 36, 8, UINT64_MAX);
	if (size > 80)
		build_put(&build, 80, 8, UINT64_MAX);
	build.size = size;
}

static enum status run(bool judge)
{
	struct span exact = build_exact(build_end(&build));
	enum status status = STATUS_OK;

	lint_begin();
	memset(&gtdt, 0x5a, sizeof(gtdt));
	if (judge)
		lint_gtdt(exact, &findings);
	else
		status = gtdt_read(exact, &gtdt, &findings);
	build_free(exact);
	return status;
}

static void reads_all(void **state)
{
	(void)state;
	begin();
	assert_int_equal(run(false), STATUS_OK);
	assert_true(gtdt.present);
	assert_int_equal(gtdt.el1_secure, 29);
	assert_int_equal(gtdt.el1, 30);
	assert_int_equal(gtdt.virtual_el1, 27);
	assert_int_equal(gtdt.el2, 26);
	assert_int_equal(gtdt.virtual_el2, 28);
	assert_int_equal(gtdt.el1_flags, GTDT_ALWAYS_ON | GTDT_ACTIVE_LOW);
	assert_int_equal(gtdt.virtual_el1_flags, GTDT_ACTIVE_LOW);
	assert_int_equal(gtdt.virtual_el2_flags, 0);
	assert_int_equal(gtdt.counter_address, 0x2a430000);
	assert_int_equal(gtdt.read_address, 0x2a800000);
	assert_int_equal(gtdt.block_address, 0x2a810000);
	assert_int_equal(gtdt.block_count, 1);
	assert_int_equal(gtdt.frame_count, 2);
	assert_true(gtdt.frames[0].secure);
	assert_int_equal(gtdt.frames[1].number, 1);
	assert_int_equal(gtdt.frames[1].address, 0x2a830000);
	assert_false(gtdt.frames[1].secure);
	assert_int_equal(gtdt.watchdog_count, 1);
	assert_int_equal(findings.count, 0);
}

static void reads_older_ones(void **state)
{
	(void)state;
	begin_small(2, REVISION_2_SIZE);
	assert_int_equal(run(false), STATUS_OK);
	assert_int_equal(gtdt.el1, 30);
	assert_int_equal(gtdt.virtual_el2, 0);
	assert_int_equal(gtdt.counter_address, 0);
	assert_int_equal(gtdt.read_address, 0);
	assert_int_equal(gtdt.block_count + gtdt.frame_count + gtdt.watchdog_count, 0);
	begin_small(1, 80);
	assert_int_equal(run(false), STATUS_OK);
	assert_int_equal(gtdt.el2, 26);
	begin_small(1, 79);
	assert_int_equal(run(false), STATUS_TRUNCATED);
	finding_of(&findings, "gtdt.truncated");
	begin_small(2, REVISION_2_SIZE);
	build.bytes[0] = 'X';
	assert_int_equal(run(false), STATUS_INVALID);
	assert_int_equal(gtdt.el1, 0x5a5a5a5a);
}

/* Of the second block the frames are not kept; of too many frames the first eight. */
static void keeps_what_fits(void **state)
{
	(void)state;
	begin();
	build.size = BLOCK;
	build_put(&build, BLOCK + 1, 2, 20 + 10 * 40);
	build_put(&build, BLOCK + 12, 4, 10);
	for (uint8_t i = 0; i < 10; i++)
		put_frame(FRAMES + 40u * i, i, 0x1000u * (i + 1u), 0);
	build_put(&build, FRAMES + 400, 1, 0);
	build_put(&build, FRAMES + 401, 2, 20);
	build.size = FRAMES + 420;
	assert_int_equal(run(false), STATUS_OK);
	assert_int_equal(gtdt.frame_count, GTDT_FRAMES_MAX);
	assert_int_equal(gtdt.frames[7].address, 0x8000);
	assert_int_equal(gtdt.block_count, 2);
	assert_int_equal(gtdt.block_address, 0x2a810000);
	assert_int_equal(finding_count(&findings, "gtdt.block.frames"), 1);
}

static const struct lint_break changes[] = {
	{NULL, 92, 1, BLOCK},
	{"gtdt.platform.length", 88, 4, 3},
	{"gtdt.platform.length", 88, 4, UINT32_MAX},
	{"gtdt.platform.length", 92, 4, END},
	{"gtdt.platform.length", 92, 4, UINT32_MAX},
	{"gtdt.platform.length", BLOCK + 1, 2, 0},
	{"gtdt.platform.length", BLOCK + 1, 2, 19},
	{"gtdt.platform.length", BLOCK + 1, 2, 0xffff},
	{"gtdt.platform.length", WATCHDOG + 1, 2, 27},
	{"gtdt.platform.length", WATCHDOG + 1, 2, 29},
	{"gtdt.block.frames", BLOCK + 12, 4, 3},
	{"gtdt.block.frames", BLOCK + 12, 4, UINT32_MAX},
	{"gtdt.block.frames", BLOCK + 16, 4, 100},
	{"gtdt.block.frames", BLOCK + 16, 4, UINT32_MAX},
	{"gtdt.platform.type", WATCHDOG, 1, 2},
	{"gtdt.platform.address", WATCHDOG + 4, 8, 0},
	{"gtdt.platform.address", WATCHDOG + 12, 8, 0},
	{"gtdt.platform.address", WATCHDOG + 20, 4, 0},
	{"gtdt.platform.address", BLOCK + 4, 8, 0},
	{"gtdt.platform.address", FRAMES + 4, 8, 0},
	{"gtdt.platform.address", FRAMES + 60, 4, 0},
	{"gtdt.frame.number", FRAMES, 1, 8},
	{"gtdt.frame.number", FRAMES, 1, 1},
	{NULL, FRAMES, 1, 7},
	{"gtdt.timer.ppi", 56, 4, 32},
	{"gtdt.timer.ppi", 56, 4, 15},
	{"gtdt.timer.ppi", 96, 4, 1120},
	{NULL, 56, 4, 1056},
	{NULL, 48, 4, 0},
	{NULL, 72, 4, 0},
	{NULL, 96, 4, 0},
	{"gtdt.timer.none", 56, 12, 0},
	{NULL, 56, 4, 0},
	{NULL, 64, 4, 0},
	{"gtdt.timer.twice", 56, 4, 27},
	{"gtdt.timer.twice", 96, 4, 26},
	{"gtdt.timer.secure", 48, 4, 30},
	{"gtdt.timer.edge", 60, 4, 5},
	{NULL, 76, 4, 6},
	{"gtdt.reserved", 68, 4, 8},
	{"gtdt.reserved", 44, 4, 1},
	{"gtdt.reserved", BLOCK + 3, 1, 1},
	{"gtdt.reserved", WATCHDOG + 3, 1, 1},
	{"gtdt.reserved", WATCHDOG + 24, 4, 8},
	{"gtdt.reserved", FRAMES + 2, 1, 1},
	{"gtdt.reserved", FRAMES + 24, 4, 4},
	{"gtdt.reserved", FRAMES + 32, 4, 4},
	{"gtdt.reserved", FRAMES + 36, 4, 4},
};

static void judges_each_change(void **state)
{
	char what[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		begin();
		build_put(&build, changes[i].offset, changes[i].width < 8 ? changes[i].width : 8,
			  changes[i].value);
		/* Two fields of which both have to be 0. */
		if (changes[i].width == 12)
			build_put(&build, changes[i].offset + 8, 4, 0);
		run(true);
		snprintf(what, sizeof(what), "change %zu, offset %zu", i, changes[i].offset);
		lint_check(what, changes[i].rule);
	}
}

static void judges_sizes(void **state)
{
	(void)state;
	begin_small(2, REVISION_2_SIZE);
	run(true);
	lint_check("revision 2", NULL);
	/* Cloud Hypervisor's: longer than its revision. */
	begin_small(2, SIZE);
	run(true);
	lint_check("a longer one", NULL);
	begin_small(3, REVISION_2_SIZE);
	run(true);
	lint_check("revision 3, too short", "gtdt.size");
	begin_small(1, 80);
	build_put(&build, 44, 4, 3);
	run(true);
	lint_check("revision 1", NULL);
	begin_small(2, 80);
	run(true);
	lint_check("revision 2, too short", "gtdt.size");
	begin_small(4, SIZE);
	run(true);
	lint_check("a later revision", NULL);
}

/* Of all tables of a machine, as whoever judges them hands them over. */
static void is_judged_with_the_others(void **state)
{
	static struct lint_tables tables = {.count = 1};

	(void)state;
	begin();
	build_put(&build, 56, 4, 99);
	tables.items[0] = build_exact(build_end(&build));
	lint_begin();
	lint_run(&tables, &findings);
	build_free(tables.items[0]);
	lint_check("all tables", "gtdt.timer.ppi");
	assert_string_equal(items[0].table, "GTDT");
}

/* What one structure breaks thousands may: it is said once. */
static void says_it_once(void **state)
{
	(void)state;
	begin();
	build.size = BLOCK;
	build_put(&build, 88, 4, 1000);
	for (unsigned int i = 0; i < 1000; i++) {
		build_put(&build, BLOCK + 20 * i, 4, 0x14 << 8);
		build_put(&build, BLOCK + 20 * i + 4, 8, 0);
		build_put(&build, BLOCK + 20 * i + 12, 4, 9);
		build_put(&build, BLOCK + 20 * i + 16, 4, 20);
	}
	build.size = BLOCK + 20 * 1000;
	run(true);
	assert_int_equal(findings.count, 2);
	assert_non_null(strstr(finding_of(&findings, "gtdt.block.frames")->text, "and 999 more"));
	assert_non_null(
		strstr(finding_of(&findings, "gtdt.platform.address")->text, "and 999 more"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_all),
		cmocka_unit_test(reads_older_ones),
		cmocka_unit_test(keeps_what_fits),
		cmocka_unit_test(judges_each_change),
		cmocka_unit_test(judges_sizes),
		cmocka_unit_test(says_it_once),
		cmocka_unit_test(is_judged_with_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
