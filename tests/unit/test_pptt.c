/* SPDX-License-Identifier: BSD-2-Clause */
#include "pptt_build.h"

static struct build build;
static struct pptt_node nodes[PPTT_NODES_MAX];
static struct pptt_leaf leaves[CPUS_MAX];
static struct pptt pptt;

static enum status read_span(struct span table, size_t capacity)
{
	memset(&pptt, 0x5a, sizeof(pptt));
	pptt.nodes = nodes;
	pptt.capacity = capacity;
	return pptt_read(table, &pptt);
}

static enum status read_built(void)
{
	return read_span(build_end(&build), ARRAY_SIZE(nodes));
}

static void fields_are_read(void **state)
{
	struct pptt_processor processor;
	struct pptt_cache cache;

	(void)state;
	build_begin(&build, "PPTT", 3);
	uint32_t package = pptt_add_processor(&build, PPTT_PACKAGE, 0, 7);
	uint32_t l2 = pptt_add_cache(&build, 0, true);
	uint32_t l1 = pptt_add_cache(&build, l2, true);
	uint32_t core = pptt_add_processor(&build, PPTT_UID_VALID | PPTT_LEAF, package, 3);

	pptt_add_resource(&build, core, l1);
	pptt_add_resource(&build, core, l2);
	uint32_t id = pptt_add_id(&build);
	struct span table = build_exact(build_end(&build));

	assert_int_equal(read_span(table, ARRAY_SIZE(nodes)), STATUS_OK);
	assert_int_equal(pptt.count, 5);
	assert_int_equal(pptt.end, table.size);
	assert_true(pptt_processor(&pptt, pptt_find(&pptt, core), &processor));
	assert_int_equal(processor.flags, PPTT_UID_VALID | PPTT_LEAF);
	assert_int_equal(processor.parent, package);
	assert_int_equal(processor.uid, 3);
	assert_int_equal(processor.resource_count, 2);
	assert_int_equal(pptt_resource(&pptt, pptt_find(&pptt, core), 0), l1);
	assert_int_equal(pptt_resource(&pptt, pptt_find(&pptt, core), 1), l2);
	assert_int_equal(pptt_resource(&pptt, pptt_find(&pptt, core), 2), 0);
	assert_int_equal(pptt_resource(&pptt, pptt_find(&pptt, l1), 0), 0);
	assert_true(pptt_cache(&pptt, pptt_find(&pptt, l1), &cache));
	assert_int_equal(cache.next_level, l2);
	assert_int_equal(cache.size, 32768);
	assert_int_equal(cache.sets, 64);
	assert_int_equal(cache.ways, 8);
	assert_int_equal(cache.kind, 2);
	assert_int_equal(cache.line_size, 64);
	assert_int_equal(cache.id, l1);
	assert_false(pptt_processor(&pptt, pptt_find(&pptt, l1), &processor));
	assert_false(pptt_cache(&pptt, pptt_find(&pptt, id), &cache));
	assert_false(pptt_is_leaf(&pptt, pptt_find(&pptt, id)));
	build_free(table);
}

/* Before revision 3 a cache has 24 bytes, and no id. */
static void a_cache_of_revision_2_has_no_id(void **state)
{
	struct pptt_cache cache;

	(void)state;
	build_begin(&build, "PPTT", 2);
	uint32_t l1 = pptt_add_cache(&build, 0, false);
	struct span table = build_exact(build_end(&build));

	assert_int_equal(read_span(table, ARRAY_SIZE(nodes)), STATUS_OK);
	assert_true(pptt_cache(&pptt, pptt_find(&pptt, l1), &cache));
	assert_int_equal(cache.id, 0);
	build_free(table);
}

static void parents_are_tied_wherever_they_lie(void **state)
{
	(void)state;
	build_begin(&build, "PPTT", 2);
	uint32_t first = pptt_add_processor(&build, PPTT_LEAF, 36 + 20, 0);
	uint32_t package = pptt_add_processor(&build, PPTT_PACKAGE, 0, 0);
	uint32_t second = pptt_add_processor(&build, PPTT_LEAF, package, 1);
	uint32_t cache = pptt_add_cache(&build, 0, false);
	uint32_t lost = pptt_add_processor(&build, PPTT_LEAF, cache, 2);
	uint32_t inside = pptt_add_processor(&build, PPTT_LEAF, package + 4, 3);

	assert_int_equal(read_built(), STATUS_OK);
	assert_int_equal(pptt_find(&pptt, first)->parent, 1);
	assert_int_equal(pptt_find(&pptt, package)->parent, PPTT_NONE);
	assert_true(pptt_find(&pptt, package)->has_child);
	assert_int_equal(pptt_find(&pptt, second)->parent, 1);
	assert_false(pptt_find(&pptt, second)->has_child);
	assert_int_equal(pptt_find(&pptt, lost)->parent, PPTT_NONE);
	assert_false(pptt_find(&pptt, cache)->has_child);
	assert_int_equal(pptt_find(&pptt, inside)->parent, PPTT_NONE);
	assert_null(pptt_find(&pptt, 0));
	assert_null(pptt_find(&pptt, package + 4));
	assert_null(pptt_find(&pptt, (uint32_t)build.size));
}

/* Two nodes that are each other's parent, and one that is its own. */
static void circles_are_read(void **state)
{
	(void)state;
	build_begin(&build, "PPTT", 1);
	pptt_add_processor(&build, PPTT_UID_VALID, 36 + 20, 0);
	pptt_add_processor(&build, PPTT_UID_VALID, 36, 1);
	pptt_add_processor(&build, PPTT_UID_VALID, 36 + 40, 2);
	assert_int_equal(read_built(), STATUS_OK);
	assert_int_equal(nodes[0].parent, 1);
	assert_int_equal(nodes[1].parent, 0);
	assert_int_equal(nodes[2].parent, 2);
	assert_false(pptt_is_leaf(&pptt, &nodes[0]));
	assert_false(pptt_is_leaf(&pptt, &nodes[2]));
}

static void leaves_are_found_by_uid(void **state)
{
	struct pptt_leaves list = {.items = leaves, .capacity = ARRAY_SIZE(leaves)};

	(void)state;
	for (uint8_t revision = 1; revision <= 2; revision++) {
		uint32_t leaf = revision == 1 ? PPTT_UID_VALID : PPTT_UID_VALID | PPTT_LEAF;

		build_begin(&build, "PPTT", revision);
		/* A container with a UID of its own is no core. */
		uint32_t package = pptt_add_processor(&build, PPTT_PACKAGE | PPTT_UID_VALID, 0, 5);

		pptt_add_processor(&build, leaf, package, 9);
		pptt_add_processor(&build, leaf, package, 2);
		pptt_add_processor(&build, leaf, package, 9);
		pptt_add_processor(&build, leaf & PPTT_LEAF, package, 4);
		assert_int_equal(read_built(), STATUS_OK);
		pptt_list_leaves(&pptt, &list);
		assert_int_equal(list.count, 3);
		assert_int_equal(list.lost, 0);
		assert_int_equal(pptt_find_leaf(&list, 2)->node, 2);
		assert_int_equal(pptt_find_leaf(&list, 9)->node, 1);
		assert_null(pptt_find_leaf(&list, 5));
		assert_null(pptt_find_leaf(&list, 4));
		assert_null(pptt_find_leaf(&list, 0));
		assert_null(pptt_find_leaf(&list, UINT32_MAX));
	}
	list.capacity = 1;
	pptt_list_leaves(&pptt, &list);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.lost, 2);
}

/* From revision 2 on the flag alone says so, as Linux has it. */
static void a_leaf_is_what_the_flag_says(void **state)
{
	(void)state;
	for (uint8_t revision = 1; revision <= 3; revision++) {
		build_begin(&build, "PPTT", revision);
		pptt_add_processor(&build, PPTT_UID_VALID | PPTT_LEAF, 0, 0);
		pptt_add_processor(&build, PPTT_UID_VALID, 36, 1);
		assert_int_equal(read_built(), STATUS_OK);
		assert_int_equal(pptt_is_leaf(&pptt, &nodes[0]), revision >= 2);
		assert_int_equal(pptt_is_leaf(&pptt, &nodes[1]), revision == 1);
	}
}

static void structures_that_are_not_whole(void **state)
{
	struct pptt_processor processor;
	struct pptt_cache cache;

	(void)state;
	build_begin(&build, "PPTT", 2);
	uint32_t parent = pptt_add_processor(&build, 0, 0, 0);

	build.size = parent + 19;
	build.bytes[parent + 1] = 19;
	uint32_t child = pptt_add_processor(&build, PPTT_LEAF, parent, 0);
	uint32_t short_cache = pptt_add_cache(&build, 0, false);

	build.size = short_cache + 23;
	build.bytes[short_cache + 1] = 23;
	build_add(&build, 2, 0x0203);
	assert_int_equal(read_built(), STATUS_OK);
	assert_int_equal(pptt.count, 4);
	assert_int_equal(pptt.end, build.size);
	assert_false(pptt_processor(&pptt, pptt_find(&pptt, parent), &processor));
	assert_false(pptt_cache(&pptt, pptt_find(&pptt, short_cache), &cache));
	assert_int_equal(pptt_find(&pptt, child)->parent, PPTT_NONE);
	assert_false(nodes[3].whole);
}

static void walks_that_break_off(void **state)
{
	static const uint16_t headers[] = {0x0000, 0x0100, 0x1400};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(headers); i++) {
		build_begin(&build, "PPTT", 2);
		pptt_add_processor(&build, PPTT_LEAF, 0, 0);
		build_add(&build, 2, headers[i]);
		struct span table = build_exact(build_end(&build));

		assert_int_equal(read_span(table, ARRAY_SIZE(nodes)), STATUS_OK);
		assert_int_equal(pptt.count, 1);
		assert_int_equal(pptt.end, 56);
		build_free(table);
	}
}

static void tables_that_are_none_or_too_large(void **state)
{
	(void)state;
	build_begin(&build, "PPTT", 2);
	assert_int_equal(read_built(), STATUS_OK);
	assert_int_equal(pptt.count, 0);
	build.size = 35;
	assert_int_equal(read_built(), STATUS_TRUNCATED);
	build_begin(&build, "PPTX", 2);
	assert_int_equal(read_built(), STATUS_INVALID);
	build_begin(&build, "PPTT", 2);
	for (unsigned int i = 0; i < 3; i++)
		pptt_add_processor(&build, PPTT_LEAF, 36 + 40, i);
	assert_int_equal(read_span(build_end(&build), 2), STATUS_NO_MEMORY);
	assert_int_equal(pptt.count, 2);
	assert_int_equal(pptt.lost, 1);
	assert_int_equal(nodes[0].parent, PPTT_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_read),
		cmocka_unit_test(a_cache_of_revision_2_has_no_id),
		cmocka_unit_test(parents_are_tied_wherever_they_lie),
		cmocka_unit_test(circles_are_read),
		cmocka_unit_test(leaves_are_found_by_uid),
		cmocka_unit_test(a_leaf_is_what_the_flag_says),
		cmocka_unit_test(structures_that_are_not_whole),
		cmocka_unit_test(walks_that_break_off),
		cmocka_unit_test(tables_that_are_none_or_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
