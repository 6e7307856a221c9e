/* SPDX-License-Identifier: BSD-2-Clause */
/* Ids and widths in; packages, dies, cores, threads, nodes and masks out. */
#include "unit.h"
#include "topology.h"

static struct topology topology;
static void *memory; /* of the exact size, so that ASan sees one too many */

static int free_memory(void **state)
{
	(void)state;
	free(memory);
	memory = NULL;
	return 0;
}

static void open_topology(unsigned int core, unsigned int die, unsigned int package, size_t cpus)
{
	struct topology_levels levels = {
		.source = "test", .core_shift = core, .die_shift = die, .package_shift = package};

	free(memory);
	memory = malloc(topology_memory_size(cpus) + !cpus);
	assert_non_null(memory);
	topology_open(&topology, &levels, memory, cpus);
}

static void add(uint64_t id)
{
	assert_int_equal(topology_add(&topology, (hw_id){id}, true), STATUS_OK);
}

static void assert_place(cpu_index cpu, uint32_t package, uint32_t die, uint32_t core,
			 uint32_t thread)
{
	const uint32_t wanted[TOPOLOGY_UNITS] = {package, die, core, thread};

	assert_memory_equal(topology.cpus[cpu].number, wanted, sizeof(wanted));
}

static void assert_units(unsigned int packages, unsigned int dies, unsigned int cores,
			 unsigned int threads)
{
	const unsigned int wanted[TOPOLOGY_UNITS] = {packages, dies, cores, threads};

	assert_memory_equal(topology.count, wanted, sizeof(wanted));
}

static void assert_members(const struct cpumask *mask, const char *list)
{
	char text[256];

	cpumask_format(mask, text, sizeof(text));
	assert_string_equal(text, list);
}

/* ---- numbers ---- */

/* 2 packages of 3 cores of 2 threads: the ids of a 4th core stay free. */
static void open_with_holes(void)
{
	open_topology(1, 3, 3, 12);
	for (uint64_t package = 0; package < 2; package++)
		for (uint64_t id = 0; id < 6; id++)
			add(package << 3 | id);
	topology_number(&topology);
}

static void numbers_have_no_holes(void **state)
{
	(void)state;
	open_with_holes();
	assert_units(2, 2, 6, 12);
	for (cpu_index cpu = 0; cpu < 12; cpu++)
		assert_place(cpu, cpu / 6, 0, cpu % 6 / 2, cpu % 2);
}

/* The list may be in any order: numbers follow the ids, and the boot core's need not be 0. */
static void the_order_of_the_list_does_not_matter(void **state)
{
	static const uint64_t ids[] = {0xB, 2, 9, 0, 8, 3, 1, 0xA};

	(void)state;
	open_topology(1, 3, 3, ARRAY_SIZE(ids));
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		add(ids[i]);
	topology_number(&topology);
	assert_units(2, 2, 4, 8);
	assert_place(0, 1, 0, 1, 1);
	assert_place(1, 0, 0, 1, 0);
	assert_place(2, 1, 0, 0, 1);
	assert_place(3, 0, 0, 0, 0);
	assert_int_equal(topology.cpus[0].first_thread, 0); /* 0xB comes before 0xA in the list */
	assert_int_equal(topology.cpus[7].first_thread, 0);
	assert_int_equal(topology.cpus[5].first_thread, 1);
	assert_int_equal(topology_find(&topology, (hw_id){9}), 2);
	assert_int_equal(topology_find(&topology, (hw_id){4}), topology.cpu_count);
	assert_int_equal(topology_find(&topology, (hw_id){0xC}), topology.cpu_count);
}

/* What only holds cores that are not there is numbered last, and not counted. */
static void cores_that_are_not_enabled_come_last(void **state)
{
	(void)state;
	open_topology(1, 3, 3, 6);
	topology_add(&topology, (hw_id){0}, false);
	topology_add(&topology, (hw_id){1}, false);
	topology_add(&topology, (hw_id){8}, true);
	topology_add(&topology, (hw_id){0xA}, false);
	topology_add(&topology, (hw_id){0xC}, true);
	topology_add(&topology, (hw_id){0xD}, false);
	topology_number(&topology);
	assert_units(1, 1, 2, 2);
	assert_place(0, 1, 0, 0, 0);
	assert_place(1, 1, 0, 0, 1);
	assert_place(2, 0, 0, 0, 0);
	assert_place(3, 0, 0, 2, 0);
	assert_place(4, 0, 0, 1, 0);
	assert_place(5, 0, 0, 1, 1);
	assert_int_equal(topology.cpus[1].first_thread, 1);
	assert_int_equal(topology.cpus[5].first_thread, 4);
}

static void dies_are_inside_packages(void **state)
{
	(void)state;
	open_topology(1, 2, 4, 32);
	for (uint64_t id = 0; id < 32; id++)
		add(id);
	topology_number(&topology);
	assert_units(2, 8, 16, 32);
	assert_place(13, 0, 3, 0, 1);
	assert_place(31, 1, 3, 1, 1);
}

static void no_room_and_no_core(void **state)
{
	(void)state;
	open_topology(0, 0, 0, 1);
	add(7);
	assert_int_equal(topology_add(&topology, (hw_id){8}, true), STATUS_NO_MEMORY);
	topology_number(&topology);
	assert_units(1, 1, 1, 1);
	open_topology(0, 0, 0, 0);
	topology_number(&topology);
	assert_units(0, 0, 0, 0);
	assert_int_equal(topology_find(&topology, (hw_id){0}), 0);
}

/* Whatever the processor says, a die is no larger than its package and no smaller than a core; ids
   of 64 bits and shifts as wide do no harm. */
static void widths_that_contradict(void **state)
{
	(void)state;
	open_topology(3, 1, 2, 2);
	add(0);
	add(7);
	topology_number(&topology);
	assert_units(1, 1, 1, 2);
	open_topology(0, 64, 99, 2);
	add(0);
	add(UINT64_MAX);
	topology_number(&topology);
	assert_units(1, 1, 2, 2);
}

static void an_id_that_is_listed_twice(void **state)
{
	(void)state;
	open_topology(1, 2, 2, 3);
	add(2);
	add(2);
	add(2);
	topology_number(&topology);
	assert_units(1, 1, 1, 3);
	assert_place(2, 0, 0, 0, 2);
	assert_int_equal(topology_find(&topology, (hw_id){2}), 0);
}

/* ---- nodes ---- */

static void nodes_are_numbered_as_they_come(void **state)
{
	(void)state;
	open_with_holes();
	for (cpu_index cpu = 0; cpu < 12; cpu++)
		topology_add_cpu_node(&topology, topology.cpus[cpu].id, cpu < 6 ? 7 : 3);
	topology_add_cpu_node(&topology, (hw_id){0x77}, 9); /* nobody's */
	topology_add_memory(&topology, 3, 100);
	topology_add_memory(&topology, 5, 1);
	topology_add_memory(&topology, 3, 23);
	assert_int_equal(topology.node_count, 4);
	assert_int_equal(topology.nodes[0].domain, 7);
	assert_int_equal(topology.nodes[1].domain, 3);
	assert_int_equal(topology.nodes[2].domain, 9);
	assert_int_equal(topology.nodes[3].domain, 5);
	assert_int_equal(topology.nodes[0].memory_bytes, 0);
	assert_int_equal(topology.nodes[1].memory_bytes, 123);
	assert_int_equal(topology_node_of(&topology, 5), 0);
	assert_int_equal(topology_node_of(&topology, 6), 1);
	assert_int_equal(topology_node_of(&topology, 12), TOPOLOGY_NODE_NONE);
}

static void a_core_without_a_node(void **state)
{
	struct cpumask mask;

	(void)state;
	open_with_holes();
	assert_int_equal(topology_node_of(&topology, 0), TOPOLOGY_NODE_NONE);
	topology_add_cpu_node(&topology, (hw_id){1}, 0);
	topology_add_cpu_node(&topology, (hw_id){1}, 1); /* the later holds */
	assert_int_equal(topology_node_of(&topology, 0), TOPOLOGY_NODE_NONE);
	assert_int_equal(topology_node_of(&topology, 1), 1);
	topology_node_mask(&topology, 0, &mask);
	assert_true(cpumask_empty(&mask));
	topology_node_mask(&topology, TOPOLOGY_NODE_NONE, &mask);
	assert_true(cpumask_empty(&mask));
}

static void memory_sums_do_not_wrap(void **state)
{
	(void)state;
	open_with_holes();
	topology_add_memory(&topology, 0, UINT64_MAX - 1);
	topology_add_memory(&topology, 0, 7);
	assert_true(topology.nodes[0].memory_bytes == UINT64_MAX);
}

static void too_many_domains(void **state)
{
	(void)state;
	open_with_holes();
	for (uint32_t domain = 0; domain < TOPOLOGY_NODES_MAX; domain++)
		assert_int_equal(topology_add_memory(&topology, 2 * domain, 1), STATUS_OK);
	assert_int_equal(topology_add_memory(&topology, 1, 1), STATUS_NO_MEMORY);
	assert_int_equal(topology_add_cpu_node(&topology, (hw_id){0}, 3), STATUS_NO_MEMORY);
	assert_int_equal(topology_add_memory(&topology, 2, 1), STATUS_OK);
	assert_int_equal(topology.node_count, TOPOLOGY_NODES_MAX);
	assert_int_equal(topology.node_lost, 2);
	assert_int_equal(topology_node_of(&topology, 0), TOPOLOGY_NODE_NONE);
}

static void distances_by_domain(void **state)
{
	static const uint8_t matrix[] = {10, 21, 31, 21, 10, 41, 31, 42, 10};

	(void)state;
	open_with_holes();
	topology_add_memory(&topology, 2, 1);
	topology_add_memory(&topology, 0, 1);
	topology_add_memory(&topology, 5, 1);
	assert_int_equal(topology_distance(&topology, 0, 0), 10);
	assert_int_equal(topology_distance(&topology, 0, 1), 20);
	topology_set_distances(&topology, matrix, 3);
	assert_int_equal(topology_distance(&topology, 0, 1), 31); /* domain 2 to domain 0 */
	assert_int_equal(topology_distance(&topology, 0, 0), 10);
	assert_int_equal(topology_distance(&topology, 0, 2), 20); /* 5 is not in the matrix */
	assert_int_equal(topology_distance(&topology, 2, 2), 10);
	assert_int_equal(topology_distance(&topology, 0, 99), 20);
}

/* ---- asking ---- */

static void levels_of_distance(void **state)
{
	(void)state;
	open_topology(1, 2, 3, 24);
	for (uint64_t id = 0; id < 24; id++)
		add(id);
	topology_number(&topology);
	for (cpu_index cpu = 0; cpu < 24; cpu++)
		topology_add_cpu_node(&topology, (hw_id){cpu}, cpu < 16 ? 0 : 1);
	assert_int_equal(topology_distance_level(&topology, 0, 0), TOPOLOGY_SAME_CPU);
	assert_int_equal(topology_distance_level(&topology, 0, 1), TOPOLOGY_SAME_CORE);
	assert_int_equal(topology_distance_level(&topology, 2, 0), TOPOLOGY_SAME_DIE);
	assert_int_equal(topology_distance_level(&topology, 0, 4), TOPOLOGY_SAME_PACKAGE);
	assert_int_equal(topology_distance_level(&topology, 0, 8), TOPOLOGY_SAME_NODE);
	assert_int_equal(topology_distance_level(&topology, 0, 16), TOPOLOGY_REMOTE);
	assert_int_equal(topology_distance_level(&topology, 0, 24), TOPOLOGY_REMOTE);
	assert_string_equal(topology_level_name(TOPOLOGY_SAME_CORE), "same-core");
	assert_string_equal(topology_level_name(TOPOLOGY_REMOTE), "remote");
	assert_string_equal(topology_level_name(TOPOLOGY_LEVELS), "");
}

/* Without an SRAT nobody says that two packages are near each other. */
static void packages_without_nodes_are_remote(void **state)
{
	(void)state;
	open_with_holes();
	assert_int_equal(topology_distance_level(&topology, 0, 6), TOPOLOGY_REMOTE);
}

static void masks(void **state)
{
	struct cpumask mask;

	(void)state;
	open_topology(1, 2, 3, 16);
	for (uint64_t id = 0; id < 16; id++)
		add(id);
	topology_number(&topology);
	for (cpu_index cpu = 0; cpu < 16; cpu += 2)
		topology_add_cpu_node(&topology, (hw_id){cpu}, cpu % 4);
	topology_mask(&topology, 5, TOPOLOGY_THREAD, &mask);
	assert_members(&mask, "5");
	topology_mask(&topology, 5, TOPOLOGY_CORE, &mask);
	assert_members(&mask, "4-5");
	topology_mask(&topology, 5, TOPOLOGY_DIE, &mask);
	assert_members(&mask, "4-7");
	topology_mask(&topology, 5, TOPOLOGY_PACKAGE, &mask);
	assert_members(&mask, "0-7");
	topology_mask(&topology, 16, TOPOLOGY_PACKAGE, &mask);
	assert_members(&mask, "");
	topology_node_mask(&topology, 1, &mask);
	assert_members(&mask, "2,6,10,14");
}

static void kinds(void **state)
{
	(void)state;
	open_with_holes();
	assert_int_equal(topology.cpus[3].kind, TOPOLOGY_KIND_NONE);
	topology_set_kind(&topology, (hw_id){8}, TOPOLOGY_KIND_EFFICIENCY);
	topology_set_kind(&topology, (hw_id){6}, TOPOLOGY_KIND_PERFORMANCE); /* nobody's */
	assert_string_equal(topology_kind_name(topology.cpus[6].kind), "efficiency");
	assert_string_equal(topology_kind_name(topology.cpus[0].kind), "");
	assert_string_equal(topology_kind_name(TOPOLOGY_KIND_PERFORMANCE), "performance");
	assert_string_equal(topology_kind_name(TOPOLOGY_KIND_UNKNOWN), "unknown");
}

/* As many as Muster takes, in an order that a bad sort would be slow at; and more than a mask
   holds. */
static void many_cores(void **state)
{
	enum { COUNT = 3 * CPUS_MAX };
	struct cpumask mask;

	(void)state;
	open_topology(1, 7, 9, COUNT);
	for (uint64_t i = 0; i < COUNT; i++)
		add(COUNT - 1 - i);
	topology_number(&topology);
	assert_units(COUNT / 512, COUNT / 128, COUNT / 2, COUNT);
	for (cpu_index cpu = 0; cpu < COUNT; cpu++) {
		uint32_t id = COUNT - 1 - cpu;

		assert_place(cpu, id >> 9, id >> 7 & 3, id >> 1 & 63, id & 1);
		assert_int_equal(topology_find(&topology, (hw_id){id}), cpu);
	}
	topology_mask(&topology, COUNT - 1, TOPOLOGY_PACKAGE, &mask);
	assert_true(cpumask_empty(&mask));
	topology_mask(&topology, 0, TOPOLOGY_PACKAGE, &mask);
	assert_members(&mask, "0-511");
}

#define TOPOLOGY_TEST(function) cmocka_unit_test_teardown(function, free_memory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TOPOLOGY_TEST(numbers_have_no_holes),
		TOPOLOGY_TEST(the_order_of_the_list_does_not_matter),
		TOPOLOGY_TEST(cores_that_are_not_enabled_come_last),
		TOPOLOGY_TEST(dies_are_inside_packages),
		TOPOLOGY_TEST(no_room_and_no_core),
		TOPOLOGY_TEST(widths_that_contradict),
		TOPOLOGY_TEST(an_id_that_is_listed_twice),
		TOPOLOGY_TEST(nodes_are_numbered_as_they_come),
		TOPOLOGY_TEST(a_core_without_a_node),
		TOPOLOGY_TEST(memory_sums_do_not_wrap),
		TOPOLOGY_TEST(too_many_domains),
		TOPOLOGY_TEST(distances_by_domain),
		TOPOLOGY_TEST(levels_of_distance),
		TOPOLOGY_TEST(packages_without_nodes_are_remote),
		TOPOLOGY_TEST(masks),
		TOPOLOGY_TEST(kinds),
		TOPOLOGY_TEST(many_cores),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
