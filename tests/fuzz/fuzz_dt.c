/* SPDX-License-Identifier: BSD-2-Clause */
/* A device tree of any bytes, or a sound one made as the bytes say: reading ends and stays inside,
   counts what it lists, and what it lists keeps the promises of dt.h. */
#include <stdlib.h>
#include <string.h>

#include "dt.h"
#include <libfdt.h>

enum { CPUS = 32, FINDINGS = 64, ROOM = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct dt_cpu cpus[CPUS];
static struct finding items[FINDINGS];

static void check(bool condition)
{
	if (!condition)
		abort();
}

static void check_cpus(const struct dt *dt, size_t size)
{
	check(dt->cpu_count <= CPUS && dt->cpu_count + dt->dropped <= dt->cpus_listed);
	for (size_t i = 0; i < dt->cpu_count; i++) {
		const struct dt_cpu *cpu = &dt->cpus[i];

		check(!(cpu->id.value & ~0xff00ffffffull) && cpu->offset < size);
		check(i == 0 || cpu[-1].offset < cpu->offset);
		for (size_t j = 0; j < i; j++)
			check(!hw_id_equal(dt->cpus[j].id, cpu->id));
		for (int unit = 0; cpu->placed && unit < DT_UNITS; unit++)
			check(cpu->place[unit] < dt->unit_count[unit]);
		check(cpu->release_address == 0 || cpu->method == DT_METHOD_SPIN_TABLE);
	}
}

static void check_facts(const struct dt *dt)
{
	const struct madt_gic *gic = &dt->gic;

	check(dt->memory_count <= DT_MEMORIES_MAX && dt->distance_count <= DT_DISTANCES_MAX);
	check(gic->redistributor_count <= MADT_REDISTRIBUTORS_MAX);
	check(gic->present || (!gic->distributor && !gic->redistributor_count));
	check(!gic->present || (gic->version >= 1 && gic->version <= 3));
	check(dt->psci.present || !dt->psci.cpu_on);
	check(memchr(dt->model, 0, sizeof(dt->model)) != NULL);
}

static void check_findings(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		check(strncmp(findings->items[i].rule, "dt.", 3) == 0);
		for (const char *at = findings->items[i].text; *at; at++)
			check(*at >= ' ' && *at <= '~');
		for (size_t j = 0; j < i; j++)
			check(findings->items[i].rule != findings->items[j].rule);
	}
}

/* What is found must fit elsewhere. */
static void hand_on(const struct dt *dt)
{
	static const struct topology_levels levels = {.source = "fuzzer"};
	static uint64_t memory[CPUS * sizeof(struct topology_cpu)];
	static struct topology topology;
	static struct madt_cpu listed[CPUS];
	static struct madt madt;

	madt = (struct madt){.cpus = listed, .cpu_capacity = CPUS};
	check(dt_fill_madt(dt, &madt) == STATUS_OK && madt.cpu_count == dt->cpu_count);
	check(madt.as_listed.enabled + madt.as_listed.disabled == dt->cpu_count);
	if (!dt->has_nodes)
		return;
	topology_open(&topology, &levels, memory, CPUS);
	for (size_t i = 0; i < dt->cpu_count; i++)
		topology_add(&topology, dt->cpus[i].id, dt->cpus[i].state == MADT_CPU_ENABLED);
	topology_number(&topology);
	dt_add_nodes(dt, &topology);
	check(topology.node_count <= TOPOLOGY_NODES_MAX);
}

static void read_tree(struct span tree)
{
	struct findings findings = {.items = items, .capacity = FINDINGS};
	struct findings ignored = {0};
	static struct dt dt, counted;
	enum status status;

	dt = (struct dt){.cpus = cpus, .cpu_capacity = CPUS};
	status = dt_read(tree, &dt, &findings);
	check(status == STATUS_OK || status == STATUS_INVALID || status == STATUS_NOT_FOUND ||
	      status == STATUS_NO_MEMORY);
	check(findings.lost == 0);
	check(status != STATUS_INVALID || (findings.count == 1 && !dt.cpus_listed));
	check_findings(&findings);
	check_cpus(&dt, tree.size);
	check_facts(&dt);
	hand_on(&dt);
	counted = (struct dt){.cpus = NULL};
	dt_read(tree, &counted, &ignored);
	check(counted.cpus_listed == dt.cpus_listed && counted.cpu_count == 0);
}

/* ---- a tree by a program: what to open, to close, to set ---- */

static const char *const nodes[] = {
	"cpus",	    "cpu-map", "cpu@0",	 "cpu",	    "socket0", "cluster0",
	"core0",    "thread0", "chosen", "aliases", "psci",    "soc",
	"memory@0", "timer",   "gic",	 "x",	    "serial0",
};
static const char *const names[] = {
	"compatible",
	"reg",
	"ranges",
	"status",
	"device_type",
	"enable-method",
	"phandle",
	"cpu",
	"#address-cells",
	"#size-cells",
	"numa-node-id",
	"cpu-release-addr",
	"method",
	"cpu_on",
	"interrupts",
	"stdout-path",
	"distance-matrix",
	"#redistributor-regions",
	"interrupt-names",
	"interrupts-extended",
	"#interrupt-cells",
	"redistributor-stride",
	"reg-shift",
	"serial0",
	"model",
	"capacity-dmips-mhz",
};
static const char *const values[] = {
	"arm,psci",
	"arm,psci-1.0",
	"hvc",
	"smc",
	"okay",
	"disabled",
	"fail",
	"cpu",
	"memory",
	"psci",
	"spin-table",
	"arm,gic-v3",
	"arm,gic-400",
	"arm,armv8-timer",
	"numa-distance-map-v1",
	"arm,pl011",
	"ns16550a",
	"arm,pl031",
	"/soc/serial0",
	"serial0:9600",
	"serial0",
	"phys",
	"/x",
};

/* Small numbers, a cell each. */
static void make_cells(uint8_t *tree, const char *name, const uint8_t *bytes, size_t count)
{
	uint8_t cells[64] = {0};

	for (size_t i = 0; i < count; i++)
		cells[4 * i + 3] = bytes[i];
	fdt_property(tree, name, cells, (int)(4 * count));
}

static void make_text(uint8_t *tree, const char *name, const char *text)
{
	fdt_property(tree, name, text, (int)strlen(text) + 1);
}

/* One step takes some bytes of the program; returns how many. */
static size_t make_step(uint8_t *tree, const uint8_t *bytes, size_t size, int *depth)
{
	size_t what = bytes[0] % 5, count = bytes[0] / 5;
	const char *name = names[size > 1 ? bytes[1] % ARRAY_SIZE(names) : 0];

	if (what == 1 && *depth > 1)
		*depth -= fdt_end_node(tree) == 0;
	if (what == 1)
		return 1;
	count = what == 3 ? count % 16 : what == 4 ? count : what == 2;
	if (size < 2 + count)
		return size;
	if (what == 0)
		*depth += fdt_begin_node(tree, nodes[bytes[1] % ARRAY_SIZE(nodes)]) == 0;
	else if (what == 2)
		make_text(tree, name, values[bytes[2] % ARRAY_SIZE(values)]);
	else if (what == 3)
		make_cells(tree, name, bytes + 2, count);
	else
		fdt_property(tree, name, bytes + 2, (int)count);
	return 2 + count;
}

static size_t make_tree(uint8_t *tree, const uint8_t *bytes, size_t size)
{
	int depth = 1;

	if (fdt_create(tree, ROOM) != 0 || fdt_finish_reservemap(tree) != 0 ||
	    fdt_begin_node(tree, "") != 0)
		return 0;
	while (size > 0) {
		size_t taken = make_step(tree, bytes, size, &depth);

		bytes += taken;
		size -= taken;
	}
	for (; depth > 0; depth--)
		if (fdt_end_node(tree) != 0)
			return 0;
	return fdt_finish(tree) == 0 ? fdt_totalsize(tree) : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static uint8_t room[ROOM] __attribute__((aligned(8)));
	bool made = size > 0 && bytes[0] != 0xd0; /* else it begins as a tree does */
	size_t length = made ? make_tree(room, bytes, size) : size;
	uint8_t *exact;

	if (made && !length)
		return 0;
	exact = malloc(length + 1); /* as aligned as a tree has to be */
	if (!exact)
		return 0;
	if (length)
		memcpy(exact, made ? room : bytes, length);
	read_tree((struct span){exact, length});
	free(exact);
	return 0;
}
