/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint_build.h"
#include "numa_build.h"

static struct build build;

enum { LAPIC_TYPE = 0, X2APIC_TYPE = 9, GICC_TYPE = 0xb, SAPIC_TYPE = 7 };

/* Where the structures of sound() start. */
enum {
	LAPIC_0 = 48,
	LAPIC_1 = 64,
	X2APIC = 80,
	MEMORY_0 = 104,
	MEMORY_1 = 144,
	ITS = 184,
	INITIATOR = 196,
	PORT = 228,
	RINTC = 260,
	GICC = 280,
	SOUND_SIZE = 298,
};

static const uint64_t gib = 1 << 30;

static void sound(uint8_t revision)
{
	srat_begin(&build, revision);
	srat_lapic(&build, 0, 0, 1);
	srat_lapic(&build, 1, 2, 1);
	srat_x2apic(&build, 1, 300, 1);
	srat_memory(&build, 0, 0, gib, 1);
	srat_memory(&build, 1, gib, gib, 1);
	srat_its(&build, 1, 0);
	srat_device(&build, 5, 1, 1);
	srat_device(&build, 6, 1, 3);
	srat_rintc(&build, 0, 0, 0);
	srat_gicc(&build, 0, 0, 0);
	assert_int_equal(build.size, SOUND_SIZE);
}

static void sound_cpus(void)
{
	lint_begin();
	lint_add_cpu(LAPIC_TYPE, 0, 1, true);
	lint_add_cpu(LAPIC_TYPE, 2, 2, true);
	lint_add_cpu(X2APIC_TYPE, 300, 3, true);
}

static void judge_with(const struct lint_cpus *list)
{
	struct span table = build_exact(build_end(&build));

	lint_srat(table, list, &findings);
	build_free(table);
}

static void judge(void)
{
	judge_with(&cpus);
}

static void a_sound_table_gives_nothing(void **state)
{
	(void)state;
	for (uint8_t revision = 1; revision <= 3; revision++) {
		sound_cpus();
		sound(revision);
		judge();
		lint_check("sound", NULL);
	}
	sound_cpus();
	judge_with(NULL);
	lint_check("without a MADT", NULL);
}

static void each_rule_has_its_violation(void **state)
{
	static const struct lint_break breaks[] = {
		{"srat.signature", 0, 1, 'X'},
		{"srat.reserved1", 36, 4, 0},
		{"srat.reserved1", 36, 4, 2},
		{"srat.flags", LAPIC_0 + 4, 4, 3},
		{"srat.flags", LAPIC_1 + 4, 4, 0x80000001},
		{"srat.flags", X2APIC + 12, 4, 3},
		{"srat.flags", MEMORY_0 + 28, 4, 0x11},
		{"srat.flags", INITIATOR + 24, 4, 5},
		{"srat.flags", PORT + 24, 4, 4},
		{"srat.flags", RINTC + 12, 4, 2},
		{"srat.flags", GICC + 10, 4, 2},
		{"srat.memory.specific", MEMORY_0 + 28, 4, 9},
		{"srat.reserved", X2APIC + 2, 2, 0x100},
		{"srat.reserved", ITS + 6, 2, 1},
		{"srat.reserved", INITIATOR + 2, 1, 1},
		{"srat.reserved", INITIATOR + 31, 1, 1},
		{"srat.reserved", INITIATOR + 12, 1, 1},
		{"srat.reserved", INITIATOR + 23, 1, 1},
		{"srat.reserved", PORT + 2, 1, 1},
		{"srat.reserved", PORT + 28, 1, 1},
		{"srat.reserved", RINTC + 2, 2, 1},
		{"srat.handle", INITIATOR + 3, 1, 2},
		{"srat.handle", PORT + 3, 1, 255},
		{"srat.entry.type", RINTC, 1, 8},
		{"srat.entry.type", RINTC, 1, 255},
		{"srat.entry.overrun", GICC + 1, 1, 19},
		{"srat.entry.length", GICC + 1, 1, 0},
		{"srat.entry.length", GICC + 1, 1, 1},
		{"srat.memory.wraps", MEMORY_1 + 16, 8, UINT64_MAX},
		{"srat.memory.overlap", MEMORY_1 + 8, 8, (1 << 30) - 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(breaks); i++) {
		bool wraps = strcmp(breaks[i].rule, "srat.memory.wraps") == 0;

		sound_cpus();
		sound(3);
		build_put(&build, breaks[i].offset, breaks[i].width, breaks[i].value);
		/* What is broken there is no memory of domain 1 any more. */
		if (wraps)
			srat_memory(&build, 1, 4 * gib, gib, 1);
		judge();
		lint_check(breaks[i].rule, breaks[i].rule);
		assert_int_equal(findings.count, 1);
	}
}

static void lengths_are_exact(void **state)
{
	(void)state;
	sound_cpus();
	sound(3);
	build_add(&build, 2, 0x1103);
	build.size += 15;
	judge();
	lint_check("short", "srat.entry.short");
	sound_cpus();
	sound(3);
	build_add(&build, 2, 0x1303);
	build.size += 17;
	judge();
	lint_check("long", "srat.entry.long");
	sound_cpus();
	sound(3);
	build_add(&build, 1, 3);
	judge();
	lint_check("a byte", "srat.entry.header");
	sound_cpus();
	build.size = 47;
	judge();
	lint_check("47 bytes", "srat.truncated");
}

static void many_alike_are_said_once(void **state)
{
	(void)state;
	sound_cpus();
	sound(3);
	for (unsigned int i = 0; i < 40; i++)
		srat_rintc(&build, 0, i, 0x80);
	judge();
	lint_check("flags", "srat.flags");
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.items[0].offset, SOUND_SIZE);
	assert_non_null(strstr(findings.items[0].text, "; and 39 more"));
}

static void a_full_list_is_left_alone(void **state)
{
	(void)state;
	sound_cpus();
	findings.capacity = 0;
	sound(3);
	srat_rintc(&build, 0, 1, 0x80);
	srat_rintc(&build, 0, 2, 0x80);
	judge();
	assert_int_equal(findings.count, 0);
	assert_int_equal(findings.lost, 1);
}

static void high_bytes_of_revision_1(void **state)
{
	(void)state;
	sound_cpus();
	sound(1);
	build_put(&build, LAPIC_1 + 9, 1, 1);
	judge();
	lint_check("a core", "srat.domain.high");
	sound_cpus();
	sound(1);
	build_put(&build, MEMORY_1 + 3, 1, 1);
	judge();
	lint_check("memory", "srat.domain.high");
}

static void cores_that_are_missing_are_named(void **state)
{
	(void)state;
	sound_cpus();
	lint_add_cpu(LAPIC_TYPE, 4, 4, true);
	lint_add_cpu(LAPIC_TYPE, 6, 5, true);
	lint_add_cpu(LAPIC_TYPE, 8, 6, false);
	sound(3);
	judge();
	lint_check("missing", "srat.cpu.unlisted");
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].text, "2 of 5 enabled cores"));
	assert_non_null(strstr(findings.items[0].text, "id 0x4, 0x6"));
	sound_cpus();
	sound(3);
	build_put(&build, X2APIC + 12, 4, 0);
	judge();
	lint_check("disabled", "srat.cpu.unlisted");
	assert_non_null(strstr(findings.items[0].text, "1 of 3 enabled cores"));
}

/* All of 2048 are missing: one finding, which names the first. */
static void a_list_of_names_ends(void **state)
{
	(void)state;
	lint_begin();
	for (uint32_t i = 0; i < CPUS_MAX; i++)
		lint_add_cpu(GICC_TYPE, 0, UINT32_MAX - i, true);
	srat_begin(&build, 3);
	judge();
	lint_check("all", "srat.cpu.unlisted");
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].text, "2048 of 2048"));
	assert_non_null(strstr(findings.items[0].text, "UID 0xffffffff, 0xfffffffe"));
	assert_non_null(strstr(findings.items[0].text, "0xfffffffa, ..."));
}

static void names_are_of_the_kind_of_the_entry(void **state)
{
	(void)state;
	lint_begin();
	lint_add_cpu(GICC_TYPE, 0x100, 5, true);
	/* Ids that mean none or all, and Itanium's, are nobody's. */
	lint_add_cpu(LAPIC_TYPE, 0xff, 6, true);
	lint_add_cpu(X2APIC_TYPE, 0xffffffff, 7, true);
	lint_add_cpu(SAPIC_TYPE, 9, 9, true);
	srat_begin(&build, 3);
	srat_gicc(&build, 0, 5, 1);
	srat_memory(&build, 0, 0, gib, 1);
	judge();
	lint_check("UID", NULL);
	build_begin(&build, "SRAT", 3);
	lint_begin();
	lint_add_cpu(GICC_TYPE, 5, 0x100, true);
	srat_begin(&build, 3);
	srat_gicc(&build, 0, 5, 1);
	srat_memory(&build, 0, 0, gib, 1);
	judge();
	assert_int_equal(findings.count, 2);
	finding_of(&findings, "srat.cpu.unlisted");
	finding_of(&findings, "srat.cpu.unknown");
}

static void cores_that_nobody_lists(void **state)
{
	(void)state;
	sound_cpus();
	lint_add_cpu(LAPIC_TYPE, 4, 4, false);
	sound(3);
	srat_lapic(&build, 1, 4, 1);
	judge();
	lint_check("disabled in the MADT", NULL);
	srat_lapic(&build, 1, 6, 0);
	judge();
	lint_check("disabled in the SRAT", NULL);
	srat_lapic(&build, 1, 8, 1);
	srat_gicc(&build, 1, 4, 1);
	judge();
	lint_check("unknown", "srat.cpu.unknown");
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].text, "and 1 more"));
}

static void cores_that_are_listed_twice(void **state)
{
	(void)state;
	sound_cpus();
	sound(3);
	srat_x2apic(&build, 1, 2, 1);
	srat_x2apic(&build, 0, 0, 1);
	judge();
	lint_check("same domain", "srat.cpu.twice");
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].text, "and 1 more"));
	sound_cpus();
	sound(3);
	srat_x2apic(&build, 0, 2, 1);
	judge();
	lint_check("two domains", "srat.cpu.domains");
	sound_cpus();
	sound(3);
	srat_x2apic(&build, 0, 2, 0);
	judge();
	lint_check("one disabled", NULL);
}

static void ids_that_no_core_has(void **state)
{
	(void)state;
	sound_cpus();
	sound(3);
	srat_lapic(&build, 1, 0xff, 1);
	judge_with(NULL);
	lint_check("0xff", "srat.cpu.no_id");
	sound_cpus();
	sound(3);
	srat_x2apic(&build, 1, 0xffffffff, 1);
	judge_with(NULL);
	lint_check("0xffffffff", "srat.cpu.no_id");
	sound_cpus();
	sound(3);
	srat_lapic(&build, 1, 0xff, 0);
	srat_x2apic(&build, 1, 0xff, 1);
	judge_with(NULL);
	lint_check("a placeholder, and x2APIC id 0xff", NULL);
}

/* Ids 0x100 and 0x102 were written into 8 bits. */
static void ids_that_were_cut(void **state)
{
	(void)state;
	lint_begin();
	lint_add_cpu(X2APIC_TYPE, 0x100, 0, true);
	lint_add_cpu(X2APIC_TYPE, 0x102, 1, true);
	srat_begin(&build, 3);
	srat_lapic(&build, 0, 0x00, 1);
	srat_lapic(&build, 0, 0x02, 1);
	srat_memory(&build, 0, 0, gib, 1);
	judge();
	finding_of(&findings, "srat.cpu.wide");
	finding_of(&findings, "srat.cpu.unlisted");
	lint_begin();
	lint_add_cpu(X2APIC_TYPE, 0x100, 0, true);
	srat_begin(&build, 3);
	judge();
	lint_check("missing alone", "srat.cpu.unlisted");
}

static void domains_without_memory(void **state)
{
	(void)state;
	sound_cpus();
	sound(3);
	build_put(&build, MEMORY_1 + 28, 4, 0);
	judge();
	lint_check("disabled", "srat.domain.memoryless");
	assert_non_null(strstr(findings.items[0].text, "domain 1 "));
	assert_int_equal(findings.count, 1);
	sound_cpus();
	sound(3);
	build_put(&build, MEMORY_1 + 16, 8, 0);
	judge();
	assert_int_equal(findings.count, 2);
	finding_of(&findings, "srat.memory.empty");
	finding_of(&findings, "srat.domain.memoryless");
}

/* Domains side by side and apart; each counts once. */
static void domains_are_counted_once(void **state)
{
	(void)state;
	lint_begin();
	srat_begin(&build, 3);
	for (uint32_t i = 0; i < 12; i++)
		srat_x2apic(&build, i % 3, i, 1);
	judge_with(NULL);
	lint_check("none has memory", "srat.domain.memoryless");
	assert_non_null(strstr(findings.items[0].text, "domain 0 "));
	assert_non_null(strstr(findings.items[0].text, "and 2 more"));
}

/* Ranges of three domains, in any order, one around others. */
static void ranges_that_overlap(void **state)
{
	static const struct {
		const char *rule;
		struct {
			uint32_t domain;
			uint64_t base, length;
		} ranges[3];
	} cases[] = {
		{NULL, {{0, 0, 10}, {1, 10, 10}, {0, 20, 10}}},
		{NULL, {{0, 20, 10}, {1, 0, 10}, {0, 10, 10}}},
		{NULL, {{0, UINT64_MAX - 9, 10}, {1, 0, 10}, {0, 10, 10}}},
		{"srat.memory.overlap", {{0, 0, 100}, {0, 200, 10}, {1, 99, 1}}},
		{"srat.memory.overlap", {{0, 0, 100}, {2, 200, 10}, {1, 0, 100}}},
		{"srat.memory.overlap", {{0, 5, 1}, {2, 200, 10}, {1, 0, 100}}},
		{"srat.memory.overlap_same", {{0, 0, 100}, {1, 100, 10}, {0, 50, 10}}},
		{"srat.memory.overlap_same", {{0, 0, 10}, {1, 100, 10}, {1, 109, 10}}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		lint_begin();
		srat_begin(&build, 3);
		for (size_t j = 0; j < 3; j++)
			srat_memory(&build, cases[i].ranges[j].domain, cases[i].ranges[j].base,
				    cases[i].ranges[j].length, 1);
		judge_with(NULL);
		lint_check(cases[i].rule ? cases[i].rule : "apart", cases[i].rule);
	}
}

/* More than is compared: said so, and no guesses about what did not fit. */
static void what_does_not_fit_is_said(void **state)
{
	(void)state;
	lint_begin();
	srat_begin(&build, 3);
	srat_lapic(&build, 7, 0, 1);
	for (uint32_t i = 0; i < 1025; i++)
		srat_memory(&build, i == 1024 ? 7 : 0, i * gib, gib, 1);
	judge_with(NULL);
	lint_check("ranges", "srat.memory.capacity");
}

/* 4097 cores of 24 bytes are more than struct build holds. */
static void more_cores_than_are_compared(void **state)
{
	enum { COUNT = 2 * CPUS_MAX + 1, SIZE = 48 + COUNT * 24 };
	uint8_t *bytes = malloc(SIZE);

	(void)state;
	assert_non_null(bytes);
	lint_begin();
	lint_add_cpu(X2APIC_TYPE, COUNT, 0, true);
	srat_begin(&build, 3);
	build_end(&build);
	build_put(&build, 4, 4, SIZE);
	memcpy(bytes, build.bytes, 48);
	for (uint32_t i = 0; i < COUNT; i++) {
		build.size = 0;
		srat_x2apic(&build, i, i, 1);
		memcpy(bytes + 48 + i * 24, build.bytes, 24);
	}
	lint_srat((struct span){bytes, SIZE}, NULL, &findings);
	finding_of(&findings, "srat.cpu.capacity");
	finding_of(&findings, "srat.memory.capacity");
	/* Who is missing cannot be told. */
	findings.count = 0;
	lint_srat((struct span){bytes, SIZE}, &cpus, &findings);
	assert_int_equal(finding_count(&findings, "srat.cpu.unlisted"), 0);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_table_gives_nothing),
		cmocka_unit_test(each_rule_has_its_violation),
		cmocka_unit_test(lengths_are_exact),
		cmocka_unit_test(many_alike_are_said_once),
		cmocka_unit_test(a_full_list_is_left_alone),
		cmocka_unit_test(high_bytes_of_revision_1),
		cmocka_unit_test(cores_that_are_missing_are_named),
		cmocka_unit_test(a_list_of_names_ends),
		cmocka_unit_test(names_are_of_the_kind_of_the_entry),
		cmocka_unit_test(cores_that_nobody_lists),
		cmocka_unit_test(cores_that_are_listed_twice),
		cmocka_unit_test(ids_that_no_core_has),
		cmocka_unit_test(ids_that_were_cut),
		cmocka_unit_test(domains_without_memory),
		cmocka_unit_test(domains_are_counted_once),
		cmocka_unit_test(ranges_that_overlap),
		cmocka_unit_test(what_does_not_fit_is_said),
		cmocka_unit_test(more_cores_than_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
