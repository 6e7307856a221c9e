/* SPDX-License-Identifier: BSD-2-Clause */
#include "dt_load.h"

static struct tree tree;

static void assert_cpu(size_t i, uint64_t id, enum madt_cpu_state state, uint32_t node)
{
	const struct dt_cpu *cpu = &tree.dt.cpus[i];

	assert_true(i < tree.dt.cpu_count);
	assert_true(cpu->id.value == id);
	assert_int_equal(cpu->state, state);
	assert_int_equal(cpu->node, node);
}

static void cores_are_listed_in_the_trees_order(void **state)
{
	(void)state;
	tree_open(&tree, "psci");
	assert_int_equal(tree.status, STATUS_OK);
	assert_string_equal(tree.dt.model, "A board of two");
	assert_int_equal(tree.dt.cpu_count, 5);
	assert_int_equal(tree.dt.cpus_listed, 5);
	assert_cpu(0, 0, MADT_CPU_ENABLED, 0);
	assert_cpu(1, 1, MADT_CPU_ENABLED, 0);
	assert_cpu(2, 0x10000, MADT_CPU_ONLINE_CAPABLE, 0);
	assert_cpu(3, 0x100000000, MADT_CPU_ENABLED, 1);
	assert_cpu(4, 0x100000100, MADT_CPU_DISABLED, 1);
	assert_int_equal(tree.dt.cpus[0].capacity, 1024);
	assert_int_equal(tree.dt.cpus[1].capacity, 0);
	assert_int_equal(tree.dt.cpus[0].method, DT_METHOD_PSCI);
	assert_int_equal(tree_told(&tree, "dt.cpu.disabled"), 1);
	assert_int_equal(tree.findings.count, 1);
}

static void the_map_gives_each_core_its_place(void **state)
{
	static const uint32_t places[][DT_UNITS] = {
		{0, 0, 0, 0}, {0, 0, 0, 1}, {0, 1, 1, 2}, {1, 2, 2, 3}, {1, 2, 3, 4}};
	static const unsigned int counts[DT_UNITS] = {2, 3, 4, 5};

	(void)state;
	tree_open(&tree, "psci");
	assert_true(tree.dt.has_map);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		assert_true(tree.dt.cpus[i].placed);
		assert_memory_equal(tree.dt.cpus[i].place, places[i], sizeof(places[i]));
	}
	assert_memory_equal(tree.dt.unit_count, counts, sizeof(counts));
}

static void psci_is_by_its_method_and_has_ids_of_its_own_before_0_2(void **state)
{
	(void)state;
	tree_open(&tree, "psci");
	assert_true(tree.dt.psci.present && !tree.dt.psci.by_hvc);
	assert_int_equal(tree.dt.psci.cpu_on, 0);
	tree_open(&tree, "psci-0.1");
	assert_int_equal(tree.status, STATUS_OK);
	assert_true(tree.dt.psci.present && tree.dt.psci.by_hvc);
	assert_int_equal(tree.dt.psci.cpu_suspend, 0x95c1ba5e);
	assert_int_equal(tree.dt.psci.cpu_off, 0x95c1ba5f);
	assert_int_equal(tree.dt.psci.cpu_on, 0x95c1ba60);
	assert_int_equal(tree.dt.psci.migrate, 0x95c1ba61);
	assert_int_equal(tree.findings.count, 0);
	tree_open(&tree, "spin-table");
	assert_false(tree.dt.psci.present);
}

static void addresses_are_those_that_the_cores_see(void **state)
{
	(void)state;
	tree_open(&tree, "psci");
	assert_true(tree.dt.gic.distributor == 0x5100ff000);
	assert_int_equal(tree.dt.gic.version, 3);
	assert_int_equal(tree.dt.gic.redistributor_count, 2);
	assert_true(tree.dt.gic.redistributors[0].address == 0x5101ff000);
	assert_int_equal(tree.dt.gic.redistributors[0].length, 0x100000);
	assert_true(tree.dt.gic.redistributors[1].address == 0x5103ff000);
	assert_true(tree.dt.gic.stride == 0x40000);
	assert_true(tree.dt.gic_interface == 0);
	assert_true(tree.dt.spcr.address == 0x510000000);
	assert_int_equal(tree.dt.spcr.interface_type, 0x12);
	assert_int_equal(tree.dt.spcr.register_width, 32);
	assert_int_equal(tree.dt.spcr.access_size, 3);
	assert_true(tree.dt.rtc_address == 0x510001000);
}

static void a_spin_table_gives_each_core_its_release_address(void **state)
{
	static const uint64_t addresses[] = {0xd8, 0x8000000e0, 0xe8};

	(void)state;
	tree_open(&tree, "spin-table");
	assert_int_equal(tree.status, STATUS_OK);
	assert_int_equal(tree.dt.cpu_count, 3);
	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
		assert_int_equal(tree.dt.cpus[i].method, DT_METHOD_SPIN_TABLE);
		assert_true(tree.dt.cpus[i].release_address == addresses[i]);
	}
	assert_int_equal(tree.dt.gic.version, 2);
	assert_true(tree.dt.gic.distributor == 0xff841000);
	assert_true(tree.dt.gic_interface == 0xff842000);
	assert_true(tree.dt.spcr.address == 0xfe201000);
	assert_int_equal(tree.dt.spcr.interface_type, 3);
	assert_int_equal(tree.findings.count, 0);
}

static void the_timers_interrupts_are_by_order_or_by_name(void **state)
{
	(void)state;
	tree_open(&tree, "psci");
	assert_true(tree.dt.gtdt.present);
	assert_int_equal(tree.dt.gtdt.el1_secure, 29);
	assert_int_equal(tree.dt.gtdt.el1, 30);
	assert_int_equal(tree.dt.gtdt.virtual_el1, 27);
	assert_int_equal(tree.dt.gtdt.el2, 26);
	assert_int_equal(tree.dt.gtdt.virtual_el2, 28);
	tree_open(&tree, "spin-table");
	assert_int_equal(tree.dt.gtdt.el1_secure, 0);
	assert_int_equal(tree.dt.gtdt.el1, 30);
	assert_int_equal(tree.dt.gtdt.virtual_el1, 27);
	assert_int_equal(tree.dt.gtdt.el2, 0);
}

static void a_madt_is_filled_with_the_same(void **state)
{
	struct madt_cpu cpus[8];
	static struct madt madt;

	(void)state;
	tree_open(&tree, "psci");
	madt = (struct madt){.cpus = cpus, .cpu_capacity = 8, .pcat_compat = true};
	assert_int_equal(dt_fill_madt(&tree.dt, &madt), STATUS_OK);
	assert_int_equal(madt.cpu_count, 5);
	assert_int_equal(madt.as_listed.enabled, 3);
	assert_int_equal(madt.as_listed.disabled, 2);
	assert_int_equal(madt.as_listed.online_capable, 1);
	assert_false(madt.pcat_compat);
	assert_true(madt.gic.present && madt.gic.distributor == 0x5100ff000);
	assert_true(madt.cpus[3].id.value == 0x100000000 && madt.cpus[3].uid == 3);
	madt.cpu_capacity = 2;
	assert_int_equal(dt_fill_madt(&tree.dt, &madt), STATUS_NO_MEMORY);
	assert_int_equal(madt.cpu_count, 2);
	tree_open(&tree, "spin-table");
	madt.cpu_capacity = 8;
	assert_int_equal(dt_fill_madt(&tree.dt, &madt), STATUS_OK);
	assert_true(madt.cpus[1].start_address == 0x8000000e0);
	assert_true(madt.cpus[1].gic_interface == 0xff842000);
}

static void nodes_reach_the_topology(void **state)
{
	static struct topology topology;
	static const struct topology_levels levels = {.source = "test"};
	void *memory = malloc(topology_memory_size(8));

	(void)state;
	tree_open(&tree, "psci");
	topology_open(&topology, &levels, memory, 8);
	for (size_t i = 0; i < tree.dt.cpu_count; i++)
		topology_add(&topology, tree.dt.cpus[i].id, true);
	topology_number(&topology);
	dt_add_nodes(&tree.dt, &topology);
	assert_true(topology.has_nodes && topology.nodes_by_tree);
	assert_int_equal(topology.node_count, 2);
	assert_int_equal(topology_node_of(&topology, 1), 0);
	assert_int_equal(topology_node_of(&topology, 3), 1);
	assert_true(topology.nodes[0].memory_bytes == 0x140000000);
	assert_true(topology.nodes[1].memory_bytes == 0x100000000);
	assert_int_equal(topology_distance(&topology, 0, 1), 31);
	assert_int_equal(topology_distance(&topology, 1, 0), 31);
	assert_int_equal(topology_distance(&topology, 1, 1), 10);
	free(memory);
}

static void places_reach_the_topology(void **state)
{
	static struct topology topology;
	static const struct topology_levels levels = {.source = "test", .by_tables = true};
	void *memory = malloc(topology_memory_size(8));

	(void)state;
	tree_open(&tree, "psci");
	topology_open(&topology, &levels, memory, 8);
	for (uint32_t i = 0; i < tree.dt.cpu_count; i++) {
		topology_add(&topology, tree.dt.cpus[i].id, true);
		topology_set_uid(&topology, i, i);
	}
	dt_add_places(&tree.dt, &topology);
	topology_number(&topology);
	assert_true(topology.placed);
	assert_string_equal(topology.levels.source, "cpu-map");
	assert_int_equal(topology.count[TOPOLOGY_PACKAGE], tree.dt.unit_count[DT_PACKAGE]);
	assert_int_equal(topology.count[TOPOLOGY_DIE], tree.dt.unit_count[DT_CLUSTER]);
	assert_int_equal(topology.count[TOPOLOGY_CORE], tree.dt.unit_count[DT_CORE]);
	/* One without a place: then nobody's counts. */
	tree.dt.cpus[2].placed = false;
	topology_open(&topology, &levels, memory, 8);
	for (uint32_t i = 0; i < tree.dt.cpu_count; i++) {
		topology_add(&topology, tree.dt.cpus[i].id, true);
		topology_set_uid(&topology, i, i);
	}
	dt_add_places(&tree.dt, &topology);
	assert_false(topology.placed);
	free(memory);
}

static void a_tree_is_counted_without_memory(void **state)
{
	struct span bytes = tree_load("psci");
	struct findings ignored = {0};
	static struct dt dt;

	(void)state;
	dt = (struct dt){.cpus = NULL};
	assert_int_equal(dt_read(bytes, &dt, &ignored), STATUS_OK);
	assert_int_equal(dt.cpus_listed, 5);
	assert_int_equal(dt.cpu_count, 0);
	dt = (struct dt){.cpus = tree.cpus, .cpu_capacity = 3};
	assert_int_equal(dt_read(bytes, &dt, &ignored), STATUS_NO_MEMORY);
	assert_int_equal(dt.cpu_count, 3);
	assert_true(dt.cpus[2].id.value == 0x10000);
	free((void *)(uintptr_t)bytes.bytes);
}

/* ---- what is wrong ---- */

static void each_broken_rule_is_told_once(void **state)
{
	static const char *const wanted[] = {
		"dt.cpu.reg",	      "dt.cpu.id",	    "dt.cpu.duplicate",
		"dt.cpu.method",      "dt.cpu.method.none", "dt.cpu.release",
		"dt.cpu.release.odd", "dt.cpu.status",	    "dt.cpu.disabled",
		"dt.map.unknown",     "dt.map.twice",	    "dt.map.missing",
		"dt.psci.none",	      "dt.gic.reg",	    "dt.timer.frequency",
		"dt.timer.interrupt", "dt.console.path",    "dt.distance.matrix",
		"dt.distance.value",  "dt.node.cpu",	    "dt.memory.reg",
	};

	(void)state;
	tree_open(&tree, "wrong");
	assert_int_equal(tree.status, STATUS_OK);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		if (tree_told(&tree, wanted[i]) != 1) {
			tree_print(&tree);
			fail_msg("%s is told %u times", wanted[i], tree_told(&tree, wanted[i]));
		}
	assert_int_equal(tree.findings.count, ARRAY_SIZE(wanted));
	assert_int_equal(tree.dt.dropped, 3);
	assert_int_equal(tree.dt.cpu_count, 6);
}

static void devices_that_promise_too_much_are_told(void **state)
{
	(void)state;
	tree_open(&tree, "wrong-devices");
	assert_int_equal(tree.status, STATUS_NOT_FOUND);
	assert_int_equal(tree.dt.cpu_count, 0);
	assert_false(tree.dt.psci.present);
	assert_int_equal(tree.dt.gic.redistributor_count, 2);
	tree_open(&tree, "wrong-psci");
	assert_int_equal(tree.status, STATUS_OK);
	assert_true(tree.dt.psci.present && tree.dt.psci.cpu_on == 0);
	assert_false(tree.dt.gic.present || tree.dt.gtdt.present);
	assert_true(tree.dt.spcr.address == 0);
}

/* But for those about the whole tree, and about more of something than there is room for, which the
   tests of hostile trees break. */
static void each_rule_is_broken_by_a_tree(void **state)
{
	static const char *const names[] = {"psci", "wrong", "wrong-devices", "wrong-psci"};
	static const char *const others[] = {
		"dt.size",  "dt.alignment",    "dt.version",	  "dt.strings",	       "dt.broken",
		"dt.depth", "dt.cpu.capacity", "dt.gic.capacity", "dt.memory.capacity"};

	(void)state;
	for (size_t set = 0; dt_rules(set); set++)
		for (size_t i = 0; i < dt_rules(set)->count; i++) {
			const char *id = dt_rules(set)->rules[i].id;
			unsigned int told = 0;

			for (size_t j = 0; j < ARRAY_SIZE(others); j++)
				told += strcmp(others[j], id) == 0;
			for (size_t j = 0; j < ARRAY_SIZE(names); j++) {
				tree_open(&tree, names[j]);
				told += tree_told(&tree, id);
			}
			if (!told)
				fail_msg("no tree breaks %s", id);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cores_are_listed_in_the_trees_order),
		cmocka_unit_test(the_map_gives_each_core_its_place),
		cmocka_unit_test(psci_is_by_its_method_and_has_ids_of_its_own_before_0_2),
		cmocka_unit_test(addresses_are_those_that_the_cores_see),
		cmocka_unit_test(a_spin_table_gives_each_core_its_release_address),
		cmocka_unit_test(the_timers_interrupts_are_by_order_or_by_name),
		cmocka_unit_test(a_madt_is_filled_with_the_same),
		cmocka_unit_test(nodes_reach_the_topology),
		cmocka_unit_test(places_reach_the_topology),
		cmocka_unit_test(a_tree_is_counted_without_memory),
		cmocka_unit_test(each_broken_rule_is_told_once),
		cmocka_unit_test(devices_that_promise_too_much_are_told),
		cmocka_unit_test(each_rule_is_broken_by_a_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
