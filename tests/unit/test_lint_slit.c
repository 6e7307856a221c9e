/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint_build.h"
#include "numa_build.h"

static struct build build, srat;

static void judge_with(struct span affinity)
{
	struct span table = build_exact(build_end(&build));

	lint_begin();
	lint_slit(table, affinity, &findings);
	build_free(table);
}

static void judge(void)
{
	judge_with((struct span){NULL, 0});
}

static void put_distance(uint32_t count, uint32_t from, uint32_t to, uint8_t distance)
{
	build_put(&build, 44 + from * count + to, 1, distance);
}

static void sound_tables_give_nothing(void **state)
{
	(void)state;
	for (uint32_t count = 1; count <= 5; count++) {
		slit_build(&build, count);
		judge();
		lint_check("sound", NULL);
	}
	/* 255: not reachable. */
	put_distance(5, 1, 3, 255);
	put_distance(5, 3, 1, 255);
	judge();
	lint_check("not reachable", NULL);
}

/* In the middle too, where fwts does not look. */
static void each_diagonal_is_10(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 4; i++) {
		slit_build(&build, 4);
		put_distance(4, i, i, i % 2 ? 9 : 11);
		judge();
		lint_check("diagonal", "slit.diagonal");
		assert_int_equal(findings.items[0].offset, 44 + 5 * i);
	}
}

static void others_are_above_10(void **state)
{
	(void)state;
	slit_build(&build, 3);
	put_distance(3, 0, 1, 10);
	put_distance(3, 1, 0, 10);
	judge();
	lint_check("10", "slit.local");
	assert_non_null(strstr(findings.items[0].text, "and 1 more"));
	put_distance(3, 0, 1, 9);
	put_distance(3, 1, 0, 0);
	judge();
	lint_check("below 10", "slit.reserved");
	assert_int_equal(findings.count, 1);
}

static void ways_and_ways_back(void **state)
{
	(void)state;
	slit_build(&build, 3);
	put_distance(3, 2, 1, 21);
	judge();
	lint_check("asymmetric", "slit.asymmetry");
	assert_int_equal(findings.items[0].severity, SEVERITY_NOTE);
	assert_non_null(strstr(findings.items[0].text, "from 1 to 2"));
}

static void sizes_fit(void **state)
{
	static const struct {
		const char *rule;
		uint64_t count;
	} cases[] = {
		{"slit.trailing", 2},	    {"slit.trailing", 1},    {"slit.matrix", 4},
		{"slit.matrix", 0xffff},    {"slit.count", 0x10000}, {"slit.count", 1ull << 32},
		{"slit.count", UINT64_MAX},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		slit_build(&build, 3);
		build_put(&build, 36, 8, cases[i].count);
		judge();
		finding_of(&findings, cases[i].rule);
		assert_int_equal(finding_count(&findings, "slit.trailing") +
					 finding_count(&findings, "slit.matrix") +
					 finding_count(&findings, "slit.count"),
				 1);
	}
	slit_build(&build, 0);
	judge();
	lint_check("no localities", "slit.empty");
	build.size = 43;
	judge();
	lint_check("43 bytes", "slit.truncated");
	slit_build(&build, 2);
	build.bytes[0] = 'X';
	judge();
	lint_check("another", "slit.signature");
}

/* Cores, memory and devices may name a domain; what is disabled does not. */
static void domains_have_a_distance(void **state)
{
	(void)state;
	slit_build(&build, 2);
	srat_begin(&srat, 3);
	srat_lapic(&srat, 1, 0, 1);
	srat_memory(&srat, 0, 0, 1, 1);
	srat_x2apic(&srat, 2, 0, 0);
	judge_with(build_end(&srat));
	lint_check("covered", NULL);
	srat_memory(&srat, 2, 0, 1, 1);
	srat_device(&srat, 5, 3, 1);
	judge_with(build_end(&srat));
	lint_check("not covered", "slit.domain");
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].text, "domain 2; and 1 more"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_tables_give_nothing),
		cmocka_unit_test(each_diagonal_is_10),
		cmocka_unit_test(others_are_above_10),
		cmocka_unit_test(ways_and_ways_back),
		cmocka_unit_test(sizes_fit),
		cmocka_unit_test(domains_have_a_distance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
