/* SPDX-License-Identifier: BSD-2-Clause */
/* Places by a table, where ids tell little: keys in, numbers out. */
#include "numa_build.h"
#include "pptt_build.h"
#include "topology_kinds.h"
#include "unit.h"

enum { COUNT = 8, UID_FIRST = 100 };

static struct topology topology;
static void *memory; /* of the exact size, so that ASan sees one too many */
static struct build build;

/* Ids fall while UIDs rise, so that nothing holds by chance. */
static hw_id id_of(uint32_t core)
{
	return (hw_id){0x10000 * (COUNT - core)};
}

static int open_machine(void **state)
{
	static const struct topology_levels levels = {
		.source = "ids", .die_shift = 40, .package_shift = 40, .by_tables = true};

	(void)state;
	free(memory);
	memory = malloc(topology_memory_size(COUNT));
	topology_open(&topology, &levels, memory, COUNT);
	for (uint32_t i = 0; i < COUNT; i++) {
		topology_add(&topology, id_of(i), true);
		topology_set_uid(&topology, i, UID_FIRST + i);
	}
	return 0;
}

static int free_memory(void **state)
{
	(void)state;
	free(memory);
	memory = NULL;
	return 0;
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

/* 2 packages of 2 clusters of 1 core of 2 threads; the last so many threads are left out. */
static struct span build_tree(uint32_t missing, bool clusters)
{
	uint32_t uid = UID_FIRST;

	build_begin(&build, "PPTT", 2);
	for (unsigned int i = 0; i < 2; i++) {
		uint32_t package = pptt_add_processor(&build, PPTT_PACKAGE, 0, 0);

		for (unsigned int j = 0; j < 2; j++) {
			uint32_t above =
				clusters ? pptt_add_processor(&build, 0, package, 0) : package;
			uint32_t core = pptt_add_processor(&build, 0, above, 0);

			for (unsigned int k = 0; k < 2 && uid < UID_FIRST + COUNT - missing; k++)
				pptt_add_processor(&build, PPTT_UID_VALID | PPTT_LEAF | PPTT_THREAD,
						   core, uid++);
		}
	}
	return build_end(&build);
}

static void a_table_places_threads_cores_clusters_packages(void **state)
{
	(void)state;
	assert_true(topology_place_pptt(&topology, build_tree(0, true)));
	topology_number(&topology);
	assert_string_equal(topology.levels.source, "pptt");
	assert_units(2, 4, 4, 8);
	/* Units by the table's order, threads by their ids. */
	assert_place(0, 0, 0, 0, 1);
	assert_place(1, 0, 0, 0, 0);
	assert_place(2, 0, 1, 0, 1);
	assert_place(6, 1, 1, 0, 1);
	assert_place(7, 1, 1, 0, 0);
	assert_int_equal(topology.cpus[7].first_thread, 6);
	assert_true(topology_same_core(&topology, id_of(6), id_of(7)));
	assert_false(topology_same_core(&topology, id_of(5), id_of(6)));
	assert_int_equal(topology_distance_level(&topology, 0, 1), TOPOLOGY_SAME_CORE);
	assert_int_equal(topology_distance_level(&topology, 0, 2), TOPOLOGY_SAME_PACKAGE);
	assert_int_equal(topology_distance_level(&topology, 0, 4), TOPOLOGY_REMOTE);
	/* Cores are found by id and by UID all the same. */
	for (uint32_t i = 0; i < COUNT; i++) {
		assert_int_equal(topology_find(&topology, id_of(i)), i);
		assert_int_equal(topology_find_uid(&topology, UID_FIRST + i), i);
	}
	assert_int_equal(topology_find_uid(&topology, UID_FIRST + COUNT), COUNT);
}

static void without_clusters_a_package_is_a_die(void **state)
{
	(void)state;
	assert_true(topology_place_pptt(&topology, build_tree(0, false)));
	topology_number(&topology);
	assert_units(2, 2, 4, 8);
	assert_place(7, 1, 0, 1, 0);
	assert_int_equal(topology_distance_level(&topology, 0, 2), TOPOLOGY_SAME_DIE);
}

static void a_table_that_lacks_an_enabled_core_is_not_used(void **state)
{
	(void)state;
	assert_false(topology_place_pptt(&topology, build_tree(1, true)));
	topology_number(&topology);
	assert_string_equal(topology.levels.source, "ids");
	assert_units(1, 1, 8, 8);
	open_machine(NULL);
	assert_false(topology_place_pptt(&topology, (struct span){NULL, 0}));
}

static void a_core_that_is_not_there_needs_no_place(void **state)
{
	(void)state;
	topology.cpus[7].enabled = false;
	assert_true(topology_place_pptt(&topology, build_tree(1, true)));
	topology_number(&topology);
	assert_units(2, 4, 4, 7);
	assert_place(6, 1, 1, 0, 0);
	assert_place(7, 2, 0, 0, 0);
}

static void nodes_come_by_uid(void **state)
{
	struct span srat;

	(void)state;
	topology_number(&topology);
	srat_begin(&build, 3);
	srat_gicc(&build, 7, UID_FIRST + 5, 1);
	srat_gicc(&build, 4, UID_FIRST + 0, 1);
	srat_gicc(&build, 4, 5000, 1);			     /* nobody's */
	srat_gicc(&build, 9, UID_FIRST + 1, 0);		     /* disabled */
	srat_x2apic(&build, 6, (uint32_t)id_of(2).value, 1); /* another architecture's */
	srat = build_end(&build);
	topology_read_numa(&topology, srat, (struct span){NULL, 0});
	assert_int_equal(topology.node_count, 2);
	assert_int_equal(topology.nodes[0].domain, 7);
	assert_int_equal(topology_node_of(&topology, 5), 0);
	assert_int_equal(topology_node_of(&topology, 0), 1);
	assert_int_equal(topology_node_of(&topology, 1), TOPOLOGY_NODE_NONE);
	assert_int_equal(topology_node_of(&topology, 2), TOPOLOGY_NODE_NONE);
}

static void kinds_come_by_power_class(void **state)
{
	static struct madt_cpu cpus[COUNT];
	static struct madt madt = {.cpus = cpus, .cpu_count = COUNT};

	(void)state;
	for (uint32_t i = 0; i < COUNT; i++)
		cpus[i] = (struct madt_cpu){.id = id_of(i), .power_class = 3};
	cpus[7].state = MADT_CPU_DISABLED;
	cpus[7].power_class = 1;
	topology_number(&topology);
	topology_kinds_by_class(&topology, &madt);
	assert_false(topology.levels.hybrid);
	assert_int_equal(topology.cpus[7].kind, TOPOLOGY_KIND_NONE);
	cpus[0].power_class = 9;
	cpus[1].power_class = 4;
	topology_kinds_by_class(&topology, &madt);
	assert_true(topology.levels.hybrid);
	for (uint32_t i = 0; i < COUNT; i++)
		assert_int_equal(topology.cpus[i].kind,
				 i < 2 ? TOPOLOGY_KIND_PERFORMANCE : TOPOLOGY_KIND_EFFICIENCY);
}

#define PLACE_TEST(function) cmocka_unit_test_setup_teardown(function, open_machine, free_memory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(a_table_places_threads_cores_clusters_packages),
		PLACE_TEST(without_clusters_a_package_is_a_die),
		PLACE_TEST(a_table_that_lacks_an_enabled_core_is_not_used),
		PLACE_TEST(a_core_that_is_not_there_needs_no_place),
		PLACE_TEST(nodes_come_by_uid),
		PLACE_TEST(kinds_come_by_power_class),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
