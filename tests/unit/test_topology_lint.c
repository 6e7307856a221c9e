/* SPDX-License-Identifier: BSD-2-Clause */
/* What tables say of who belongs together, against 2 packages of 2 cores of 2 threads. */
#include "lint_build.h"
#include "pptt_build.h"
#include "topology_lint.h"

enum { COUNT = 8, UID_FIRST = 100 };

static struct topology topology;
static uint64_t memory[COUNT * 8];
static uint32_t uids[COUNT];
static struct build build;

static int open_machine(void **state)
{
	struct topology_levels levels = {
		.source = "test", .core_shift = 1, .die_shift = 2, .package_shift = 2};

	(void)state;
	assert_true(topology_memory_size(COUNT) <= sizeof(memory));
	topology_open(&topology, &levels, memory, COUNT);
	for (uint32_t i = 0; i < COUNT; i++) {
		topology_add(&topology, (hw_id){i}, true);
		uids[i] = UID_FIRST + i;
	}
	topology_number(&topology);
	lint_begin();
	return 0;
}

/* ---- nodes ---- */

static void assert_nodes(const char *rule, const uint32_t domains[COUNT])
{
	lint_begin();
	for (uint32_t i = 0; i < COUNT; i++)
		topology_add_cpu_node(&topology, (hw_id){i}, domains[i]);
	topology_lint_nodes(&topology, &findings);
	lint_check("nodes", rule);
	assert_int_equal(findings.count, rule != NULL);
}

static void nodes_that_fit(void **state)
{
	(void)state;
	topology_lint_nodes(&topology, &findings); /* no SRAT */
	lint_check("no SRAT", NULL);
	assert_nodes(NULL, (uint32_t[]){0, 0, 0, 0, 1, 1, 1, 1});
	assert_nodes(NULL, (uint32_t[]){0, 0, 1, 1, 2, 2, 3, 3}); /* nodes inside of a package */
}

static void nodes_that_split_a_core(void **state)
{
	(void)state;
	assert_nodes("topology.node.core", (uint32_t[]){0, 0, 0, 2, 1, 1, 3, 1});
	assert_non_null(strstr(findings.items[0].text, "ids 0x2 and 0x3"));
	assert_non_null(strstr(findings.items[0].text, "(2 such threads)"));
}

static void nodes_that_hold_several_packages(void **state)
{
	(void)state;
	assert_nodes("topology.node.spans", (uint32_t[]){5, 5, 0, 0, 1, 1, 0, 0});
	assert_non_null(strstr(findings.items[0].text, "packages: 1"));
}

/* Nobody can say where a core is that the SRAT leaves out, or that is not there. */
static void cores_without_a_node(void **state)
{
	(void)state;
	topology_add_cpu_node(&topology, (hw_id){0}, 0);
	topology_add_cpu_node(&topology, (hw_id){3}, 1);
	topology_lint_nodes(&topology, &findings);
	lint_check("left out", NULL);
	topology.cpus[1].enabled = false;
	topology_add_cpu_node(&topology, (hw_id){1}, 1);
	topology_lint_nodes(&topology, &findings);
	lint_check("disabled", NULL);
}

/* ---- PPTT ---- */

/* Package and core of each thread, by numbers of the table's own; -1: none. */
struct shape {
	int package[COUNT], core[COUNT];
};

static const struct shape right = {{0, 0, 0, 0, 1, 1, 1, 1}, {0, 0, 1, 1, 2, 2, 3, 3}};

static void build_shape(const struct shape *shape, uint8_t revision)
{
	uint32_t packages[COUNT] = {0}, cores[COUNT] = {0};
	uint32_t flags = PPTT_UID_VALID | (revision >= 2 ? PPTT_LEAF | PPTT_THREAD : 0);

	build_begin(&build, "PPTT", revision);
	for (uint32_t i = 0; i < COUNT; i++) {
		int package = shape->package[i], core = shape->core[i];

		if (package < 0)
			continue;
		if (!packages[package])
			packages[package] = pptt_add_processor(&build, PPTT_PACKAGE, 0, 0);
		if (!cores[core])
			cores[core] = pptt_add_processor(&build, 0, packages[package], 0);
		pptt_add_processor(&build, flags, cores[core], UID_FIRST + i);
	}
}

static void judge(void)
{
	struct span table = build_exact(build_end(&build));

	topology_lint_pptt(&topology, uids, COUNT, table, &findings);
	build_free(table);
}

static void assert_shape(const char *rule, const struct shape *shape, uint8_t revision)
{
	lint_begin();
	build_shape(shape, revision);
	judge();
	lint_check("shape", rule);
	assert_int_equal(findings.count, rule != NULL);
}

static void tables_that_fit(void **state)
{
	static const struct shape some = {{0, 0, 0, 0, -1, 1, 1, 1}, {0, 0, 1, 1, 2, 2, 3, 3}};

	(void)state;
	for (uint8_t revision = 1; revision <= 3; revision++)
		assert_shape(NULL, &right, revision);
	assert_shape(NULL, &some, 2); /* one that is left out is another rule's */
	topology_lint_pptt(&topology, uids, COUNT, (struct span){NULL, 0}, &findings);
	lint_check("no table", NULL);
}

static void packages_that_differ(void **state)
{
	static const struct shape split = {{0, 0, 1, 1, 2, 2, 2, 2}, {0, 0, 1, 1, 2, 2, 3, 3}};
	static const struct shape joined = {{0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 1, 1, 2, 2, 3, 3}};

	(void)state;
	assert_shape("topology.pptt.package", &split, 2);
	assert_string_equal(findings.items[0].text,
			    "ids 0x1 and 0x2: one package by the processor, two by "
			    "the PPTT (1 such pairs in all)");
	assert_shape("topology.pptt.package", &joined, 1);
	assert_string_equal(findings.items[0].text, "ids 0x0 and 0x4: one package by the PPTT, two "
						    "by the processor (4 such pairs in all)");
}

static void cores_that_differ(void **state)
{
	static const struct shape split = {{0, 0, 0, 0, 1, 1, 1, 1}, {0, 1, 2, 2, 3, 3, 4, 4}};
	static const struct shape joined = {{0, 0, 0, 0, 1, 1, 1, 1}, {0, 0, 0, 0, 1, 1, 2, 2}};

	(void)state;
	assert_shape("topology.pptt.core", &split, 2);
	assert_shape("topology.pptt.core", &joined, 3);
	assert_shape(NULL, &joined, 1); /* that revision cannot tell threads */
}

/* Parents in a circle, and packages deeper than anybody looks. */
static void trees_without_end(void **state)
{
	uint32_t at = 0;

	(void)state;
	build_begin(&build, "PPTT", 2);
	for (uint32_t i = 0; i < COUNT; i++)
		at = pptt_add_processor(&build, PPTT_UID_VALID | PPTT_LEAF, 36 + (i ^ 1) * 20,
					UID_FIRST + i);
	judge();
	build_begin(&build, "PPTT", 2);
	at = 0;
	for (uint32_t i = 0; i < 100; i++)
		at = pptt_add_processor(&build, i ? 0 : PPTT_PACKAGE, at, 0);
	for (uint32_t i = 0; i < COUNT; i++)
		pptt_add_processor(&build, PPTT_UID_VALID | PPTT_LEAF, at, UID_FIRST + i);
	judge();
	lint_check("no end", "topology.pptt.core"); /* their leaves are no threads; no package */
}

#define LINT_TEST(function) cmocka_unit_test_setup(function, open_machine)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LINT_TEST(nodes_that_fit),
		LINT_TEST(nodes_that_split_a_core),
		LINT_TEST(nodes_that_hold_several_packages),
		LINT_TEST(cores_without_a_node),
		LINT_TEST(tables_that_fit),
		LINT_TEST(packages_that_differ),
		LINT_TEST(cores_that_differ),
		LINT_TEST(trees_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
