/* SPDX-License-Identifier: BSD-2-Clause */
/* A stand-in for firmware with a spin-table, Devicetree Specification 0.4, 3.8.1; for a machine
   that is described by a device tree. */
#include "tables.h"
#include "waiting.h"
#include <libfdt.h>

enum { ROOM = 0x10000 };

static void check(int result)
{
	if (result < 0)
		give_up("the device tree cannot be changed");
}

static uint64_t read_id(const void *tree, int core)
{
	int size;
	const fdt32_t *reg = fdt_getprop(tree, core, "reg", &size);

	if (!reg || size < (int)sizeof(*reg))
		give_up("a core has no reg");
	return size == sizeof(*reg) ? fdt32_to_cpu(reg[0])
				    : (uint64_t)fdt32_to_cpu(reg[0]) << 32 | fdt32_to_cpu(reg[1]);
}

static int next_core(const void *tree, int core)
{
	return fdt_node_offset_by_prop_value(tree, core, "device_type", "cpu", sizeof("cpu"));
}

/* A copy of the machine's, with room; the method of no core is PSCI any more. */
static void *copy_tree(void)
{
	EFI_GUID guid = {
		0xb1b621d5, 0xf19c, 0x41a5, {0x83, 0x0b, 0xd9, 0x15, 0x2c, 0x69, 0xaa, 0xe0}};
	EFI_CONFIGURATION_TABLE *found = configuration_find(guid);
	size_t size;
	void *tree;

	if (!found)
		give_up("the machine has no device tree");
	size = fdt_totalsize(found->VendorTable) + ROOM;
	tree = pages_take(EfiACPIReclaimMemory, size / PAGE_BYTES + 1, BELOW_4G);
	check(fdt_open_into(found->VendorTable, tree, (int)size));
	check(fdt_del_node(tree, fdt_path_offset(tree, "/psci")));
	found->VendorTable = tree;
	return tree;
}

/* By itself: nobody looks at the words, the cores are off. */
static void list_all(void)
{
	void *tree = copy_tree();

	for (int core = -1; (core = next_core(tree, core)) >= 0;) {
		uint8_t *page = waiting_add(read_id(tree, core));

		check(fdt_setprop_string(tree, core, "enable-method", "spin-table"));
		check(fdt_setprop_u64(tree, core, "cpu-release-addr", (uintptr_t)page));
	}
}

static void spin_table(void)
{
	list_all();
	waiting_start(waiting_spins);
}

const struct breakage spin_table_breaks[] = {
	{"spin-table", PHASE_MACHINE, spin_table},
	{"spin-table-deaf", PHASE_MACHINE, list_all},
	{0},
};
