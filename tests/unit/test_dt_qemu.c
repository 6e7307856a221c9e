/* SPDX-License-Identifier: BSD-2-Clause */
/* Trees that QEMU hands to its firmware: nothing is wrong with them. */
#include "dt_load.h"

static struct tree tree;

static const struct row {
	const char *name;
	size_t cpus;
	uint8_t gic;
	bool by_hvc;
	uint64_t last; /* reg of the last core */
} rows[] = {
	{"qemu-1", 1, 3, true, 0},    {"qemu-16", 16, 3, true, 15}, {"qemu-gicv2", 4, 2, true, 3},
	{"qemu-el2", 4, 3, false, 3}, {"qemu-numa", 8, 3, true, 7},
};

static void open_row(const struct row *row)
{
	tree_open(&tree, row->name);
	if (tree.status != STATUS_OK || tree.findings.count != 0) {
		tree_print(&tree);
		fail_msg("%s: status %d, %zu findings", row->name, (int)tree.status,
			 tree.findings.count);
	}
}

static void cores_and_psci_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		open_row(&rows[i]);
		assert_int_equal(tree.dt.cpu_count, rows[i].cpus);
		assert_true(tree.cpus[rows[i].cpus - 1].id.value == rows[i].last);
		assert_true(tree.dt.psci.present);
		assert_int_equal(tree.dt.psci.by_hvc, rows[i].by_hvc);
		assert_int_equal(tree.dt.psci.cpu_on, 0);
		assert_string_equal(tree.dt.model, "linux,dummy-virt");
	}
}

static void devices_are_where_qemu_has_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		open_row(&rows[i]);
		assert_int_equal(tree.dt.gic.version, rows[i].gic);
		assert_int_equal(tree.dt.gic.distributor, 0x8000000);
		assert_int_equal(tree.dt.gic_interface, rows[i].gic == 2 ? 0x8010000 : 0);
		assert_int_equal(tree.dt.gic.redistributor_count, rows[i].gic == 3);
		assert_int_equal(tree.dt.gtdt.el1, 30);
		assert_int_equal(tree.dt.gtdt.virtual_el1, 27);
		assert_int_equal(tree.dt.spcr.interface_type, 3);
		assert_int_equal(tree.dt.spcr.address, 0x9000000);
		assert_int_equal(tree.dt.rtc_address, 0x9010000);
	}
	tree_open(&tree, "qemu-16");
	assert_int_equal(tree.dt.gic.redistributors[0].address, 0x80a0000);
	assert_int_equal(tree.dt.gic.redistributors[0].length, 0xf60000);
}

static void the_map_and_the_nodes_are_read(void **state)
{
	static const unsigned int counts[DT_UNITS] = {2, 4, 8, 8};

	(void)state;
	tree_open(&tree, "qemu-numa");
	assert_true(tree.dt.has_map && tree.dt.has_nodes);
	assert_memory_equal(tree.dt.unit_count, counts, sizeof(counts));
	for (uint32_t i = 0; i < 8; i++) {
		assert_int_equal(tree.cpus[i].node, i / 4);
		assert_int_equal(tree.cpus[i].place[DT_PACKAGE], i / 4);
		assert_int_equal(tree.cpus[i].place[DT_CLUSTER], i / 2);
		assert_int_equal(tree.cpus[i].place[DT_CORE], i);
	}
	assert_int_equal(tree.dt.memory_count, 2);
	assert_int_equal(tree.dt.distance_count, 4);
	assert_int_equal(tree.dt.distances[1].distance, 25);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cores_and_psci_are_read),
		cmocka_unit_test(devices_are_where_qemu_has_them),
		cmocka_unit_test(the_map_and_the_nodes_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
