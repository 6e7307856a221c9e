/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint_build.h"
#include "pptt_build.h"

enum { GICC_TYPE = 0xb };

static struct build build;

/* Where the structures of sound() start. */
static uint32_t package, l2, l1, core_0, core_1;

/* A package with an L2 of its own and two cores that share an L1's description. */
static void sound(uint8_t revision)
{
	uint32_t leaf = revision >= 2 ? PPTT_UID_VALID | PPTT_LEAF : PPTT_UID_VALID;

	build_begin(&build, "PPTT", revision);
	package = pptt_add_processor(&build, PPTT_PACKAGE, 0, 0);
	l2 = pptt_add_cache(&build, 0, revision >= 3);
	l1 = pptt_add_cache(&build, l2, revision >= 3);
	core_0 = pptt_add_processor(&build, leaf, package, 0);
	pptt_add_resource(&build, core_0, l1);
	core_1 = pptt_add_processor(&build, leaf, package, 1);
	pptt_add_resource(&build, core_1, l1);
	lint_begin();
	lint_add_cpu(GICC_TYPE, 0x000, 0, true);
	lint_add_cpu(GICC_TYPE, 0x100, 1, true);
}

static void judge_with(const struct lint_cpus *list)
{
	struct span table = build_exact(build_end(&build));

	lint_pptt(table, list, &findings);
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
		sound(revision);
		judge();
		lint_check("sound", NULL);
	}
	sound(3);
	judge_with(NULL);
	lint_check("without a MADT", NULL);
}

static void change(const char *rule, uint8_t revision, size_t offset, unsigned int width,
		   uint64_t value)
{
	sound(revision);
	build_put(&build, offset, width, value);
	judge();
	lint_check(rule ? rule : "allowed", rule);
	assert_int_equal(findings.count, rule != NULL);
}

static void flags_and_reserved_fields(void **state)
{
	(void)state;
	sound(3);
	change("pptt.signature", 3, 0, 1, 'X');
	change("pptt.flags", 3, package + 4, 4, PPTT_PACKAGE | 1 << 5);
	change("pptt.flags", 2, package + 4, 4, PPTT_PACKAGE | 1u << 31);
	change(NULL, 3, package + 4, 4, PPTT_PACKAGE | PPTT_IDENTICAL);
	change("pptt.flags", 1, package + 4, 4, PPTT_PACKAGE | PPTT_IDENTICAL);
	change("pptt.flags", 3, l2 + 4, 4, 0x1ff);
	change("pptt.reserved", 3, package + 2, 2, 1);
	change("pptt.reserved", 3, l2 + 2, 2, 0x8000);
	change("pptt.cache.attributes", 3, l2 + 21, 1, 0x20);
	change("pptt.cache.id", 3, l2 + 24, 4, 0);
	change(NULL, 3, l2 + 4, 4, 0x7f);
	change("pptt.cache.twice", 3, l2 + 24, 4, l1);
	assert_int_equal(findings.items[0].offset, l1);
	assert_non_null(strstr(findings.items[0].text, "offsets 56 and 84 "));
	sound(2);
	change("pptt.flags", 2, l2 + 4, 4, 0xff);
}

static void lengths_fit_their_type(void **state)
{
	(void)state;
	/* What is lost is missing, too. */
	sound(3);
	build_put(&build, core_1 + 1, 1, 0);
	judge();
	finding_of(&findings, "pptt.entry.length");
	finding_of(&findings, "pptt.cpu.missing");
	sound(3);
	build_put(&build, core_1 + 1, 1, 25);
	judge_with(NULL);
	lint_check("overrun", "pptt.entry.overrun");
	sound(3);
	build_add(&build, 1, 0);
	judge();
	lint_check("a byte", "pptt.entry.header");
	sound(3);
	pptt_add_cache(&build, 0, false);
	judge();
	lint_check("no room for the id", "pptt.entry.short");
	sound(2);
	pptt_add_cache(&build, 0, true);
	build_put(&build, build.size - 24, 4, 0);
	judge();
	lint_check("an id too early", "pptt.entry.long");
	sound(3);
	build_add(&build, 4, 0x0403);
	judge();
	lint_check("unknown", "pptt.entry.type");
	sound(3);
	build_add(&build, 4, 0x0400);
	judge();
	lint_check("a processor of 4 bytes", "pptt.entry.short");
	sound(3);
	build.size = 35;
	judge();
	lint_check("35 bytes", "pptt.truncated");
}

static void resources_fit_the_length(void **state)
{
	(void)state;
	sound(3);
	change("pptt.resource.count", 3, core_0 + 16, 4, 2);
	change("pptt.resource.count", 3, core_0 + 16, 4, 0);
	change("pptt.resource.count", 3, core_0 + 16, 4, 0x40000001);
	/* Two bytes more than its resources need. */
	sound(3);
	build_add(&build, 2, 0);
	build.bytes[core_1 + 1] = 26;
	judge();
	lint_check("26 bytes", "pptt.entry.long");
}

static void id_structures_are_of_revision_1(void **state)
{
	(void)state;
	sound(1);
	pptt_add_id(&build);
	judge();
	lint_check("revision 1", NULL);
	sound(2);
	pptt_add_id(&build);
	judge();
	lint_check("revision 2", "pptt.id");
}

static void references_hit_a_structure(void **state)
{
	(void)state;
	sound(3);
	uint32_t end = (uint32_t)build.size;

	change("pptt.resource", 3, core_0 + 20, 4, package);
	change("pptt.resource", 3, core_0 + 20, 4, l1 + 4);
	change("pptt.resource", 3, core_0 + 20, 4, 0);
	change("pptt.resource", 3, core_0 + 20, 4, end);
	change("pptt.resource", 3, core_0 + 20, 4, 0xffffffff);
	change("pptt.cache.next", 3, l1 + 8, 4, package);
	change("pptt.cache.next", 3, l1 + 8, 4, l2 + 1);
	change("pptt.cache.next", 3, l1 + 8, 4, 0xffffffff);
	change(NULL, 3, l1 + 8, 4, 0);
}

static void parents_are_processors(void **state)
{
	static const uint32_t wrong[] = {1, 0xffffffff};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong) + 2; i++) {
		sound(3);
		build_put(&build, core_0 + 8, 4,
			  i < ARRAY_SIZE(wrong)	   ? wrong[i]
			  : i == ARRAY_SIZE(wrong) ? l1
						   : package + 4);
		judge();
		/* And so it lies in no package. */
		assert_int_equal(findings.count, 2);
		assert_int_equal(finding_of(&findings, "pptt.parent")->offset, core_0 + 8);
		finding_of(&findings, "pptt.package");
	}
}

static void circles_are_found(void **state)
{
	(void)state;
	sound(3);
	change("pptt.cache.circle", 3, l2 + 8, 4, l1);
	change("pptt.cache.circle", 3, l2 + 8, 4, l2);
	sound(3);
	build_put(&build, package + 8, 4, core_0);
	judge();
	finding_of(&findings, "pptt.parent.circle");
	finding_of(&findings, "pptt.leaf.child");
	sound(3);
	build_put(&build, package + 8, 4, package);
	judge();
	lint_check("its own parent", "pptt.parent.circle");
	assert_int_equal(findings.count, 1);
}

/* Ways that join are no circle, wherever they are looked at first. */
static void ways_that_join_are_no_circles(void **state)
{
	(void)state;
	build_begin(&build, "PPTT", 2);
	lint_begin();
	pptt_add_processor(&build, PPTT_UID_VALID | PPTT_LEAF, 36 + 40, 0);
	pptt_add_processor(&build, PPTT_UID_VALID | PPTT_LEAF, 36 + 60, 1);
	pptt_add_processor(&build, 0, 36 + 80, 0);
	pptt_add_processor(&build, 0, 36 + 80, 0);
	pptt_add_processor(&build, PPTT_PACKAGE, 0, 0);
	judge_with(NULL);
	lint_check("a tree upside down", NULL);
}

/* One long chain, from its far end and from its near one: linear, and the package is found. */
static void chains_are_followed_to_their_end(void **state)
{
	enum { COUNT = 3000 };

	(void)state;
	for (unsigned int upward = 0; upward < 2; upward++) {
		build_begin(&build, "PPTT", 1);
		lint_begin();
		for (uint32_t i = 0; i < COUNT; i++) {
			bool root = i == (upward ? COUNT - 1 : 0);
			uint32_t parent = 36 + 20 * (upward ? i + 1 : i - 1);

			pptt_add_processor(&build, PPTT_UID_VALID | (root ? PPTT_PACKAGE : 0),
					   root ? 0 : parent, i);
		}
		judge_with(NULL);
		lint_check("a chain", NULL);
	}
}

static void leaves_are_marked(void **state)
{
	(void)state;
	sound(3);
	change("pptt.thread", 3, package + 4, 4, PPTT_PACKAGE | PPTT_THREAD);
	sound(3);
	pptt_add_processor(&build, PPTT_UID_VALID | PPTT_LEAF, core_1, 7);
	judge_with(NULL);
	lint_check("a leaf with a child", "pptt.leaf.child");
	sound(3);
	pptt_add_processor(&build, 0, package, 7);
	judge();
	lint_check("no child and no flag", "pptt.leaf.flag");
	sound(3);
	pptt_add_processor(&build, PPTT_LEAF, package, 7);
	judge();
	lint_check("a leaf without a UID", "pptt.leaf.uid");
	sound(1);
	pptt_add_processor(&build, 0, package, 7);
	judge();
	lint_check("the same in revision 1", "pptt.leaf.uid");
}

static void leaves_lie_in_a_package(void **state)
{
	(void)state;
	sound(3);
	change("pptt.package", 3, package + 4, 4, 0);
	assert_int_equal(findings.items[0].offset, core_0);
	assert_non_null(strstr(findings.items[0].text, "and 1 more"));
	sound(3);
	build_put(&build, package + 4, 4, 0);
	build_put(&build, core_1 + 4, 4, PPTT_PACKAGE | PPTT_UID_VALID | PPTT_LEAF);
	judge();
	lint_check("one is a package itself", "pptt.package");
	assert_null(strstr(findings.items[0].text, "more"));
	build_begin(&build, "PPTT", 2);
	lint_begin();
	pptt_add_processor(&build, PPTT_UID_VALID | PPTT_LEAF, 0, 0);
	judge_with(NULL);
	lint_check("alone", "pptt.package");
	/* Past the package a node's way up is not asked for. */
	sound(3);
	uint32_t board = pptt_add_processor(&build, PPTT_IDENTICAL, 0, 0);

	build_put(&build, package + 8, 4, board);
	judge();
	lint_check("a board of packages", NULL);
}

static void cores_that_are_missing_are_named(void **state)
{
	(void)state;
	sound(3);
	lint_add_cpu(GICC_TYPE, 0x200, 40, true);
	lint_add_cpu(GICC_TYPE, 0x300, 41, false);
	lint_add_cpu(GICC_TYPE, 0x400, 42, true);
	judge();
	lint_check("missing", "pptt.cpu.missing");
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].text, "2 of 4 enabled cores"));
	assert_non_null(strstr(findings.items[0].text, "UID 40, 42"));
	/* A group of that UID is not the core. */
	sound(3);
	lint_add_cpu(GICC_TYPE, 0x200, 40, true);
	build_put(&build, package + 4, 4, PPTT_PACKAGE | PPTT_UID_VALID);
	build_put(&build, package + 12, 4, 40);
	judge();
	lint_check("a group", "pptt.cpu.missing");
	sound(3);
	for (uint32_t i = 0; i < CPUS_MAX - 2; i++)
		lint_add_cpu(GICC_TYPE, i, UINT32_MAX - i, true);
	judge();
	lint_check("most", "pptt.cpu.missing");
	assert_non_null(strstr(findings.items[0].text, "2046 of 2048"));
	assert_non_null(strstr(findings.items[0].text, "4294967289, ..."));
	assert_non_null(strstr(findings.items[0].text, "..."));
}

static void leaves_that_nobody_asked_for(void **state)
{
	(void)state;
	sound(3);
	pptt_add_processor(&build, PPTT_UID_VALID | PPTT_LEAF, package, 9);
	judge();
	lint_check("unknown", "pptt.cpu.unknown");
	lint_begin();
	lint_add_cpu(GICC_TYPE, 0, 0, true);
	lint_add_cpu(GICC_TYPE, 0, 1, true);
	lint_add_cpu(GICC_TYPE, 0, 9, false);
	judge();
	lint_check("disabled", NULL);
	pptt_add_processor(&build, PPTT_UID_VALID | PPTT_LEAF, package, 1);
	judge();
	lint_check("twice", "pptt.cpu.twice");
	assert_int_equal(findings.count, 1);
}

/* A table of this many processors, which struct build has no room for. */
static struct span many(uint32_t count)
{
	uint32_t size = 36 + 20 * count;
	uint8_t *bytes = malloc(size);

	assert_non_null(bytes);
	build_begin(&build, "PPTT", 2);
	build_end(&build);
	build_put(&build, 4, 4, size);
	memcpy(bytes, build.bytes, 36);
	for (uint32_t i = 0; i < count; i++) {
		build.size = 0;
		pptt_add_processor(&build, PPTT_PACKAGE | PPTT_UID_VALID | PPTT_LEAF, 0, i);
		memcpy(bytes + 36 + 20 * i, build.bytes, 20);
	}
	return (struct span){bytes, size};
}

static void what_does_not_fit_is_said(void **state)
{
	(void)state;
	struct span table = many(PPTT_NODES_MAX + 1);

	lint_begin();
	lint_pptt(table, &cpus, &findings);
	lint_check("structures", "pptt.capacity");
	build_free(table);
	table = many(2 * CPUS_MAX + 1);
	lint_begin();
	lint_pptt(table, &cpus, &findings);
	lint_check("leaves", "pptt.cpu.capacity");
	build_free(table);
	sound(3);
	cpus.lost = 1;
	judge();
	lint_check("cores", "pptt.cpu.capacity");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_table_gives_nothing),
		cmocka_unit_test(flags_and_reserved_fields),
		cmocka_unit_test(lengths_fit_their_type),
		cmocka_unit_test(resources_fit_the_length),
		cmocka_unit_test(id_structures_are_of_revision_1),
		cmocka_unit_test(references_hit_a_structure),
		cmocka_unit_test(parents_are_processors),
		cmocka_unit_test(circles_are_found),
		cmocka_unit_test(ways_that_join_are_no_circles),
		cmocka_unit_test(chains_are_followed_to_their_end),
		cmocka_unit_test(leaves_are_marked),
		cmocka_unit_test(leaves_lie_in_a_package),
		cmocka_unit_test(cores_that_are_missing_are_named),
		cmocka_unit_test(leaves_that_nobody_asked_for),
		cmocka_unit_test(what_does_not_fit_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
