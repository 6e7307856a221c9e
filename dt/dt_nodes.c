/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory (3.4), and Linux's numa.txt: which node it is of, and how far apart nodes are. */
#include "dt_read.h"
#include "mem.h"

enum { RULE_MEMORY, RULE_CAPACITY, RULE_MATRIX, RULE_DISTANCE, RULE_NODE, RULE_COUNT };

static const char far_memory[] = "an OS gives cores memory that is far from them";

static const struct rule rules[] = {
	[RULE_MEMORY] = {"dt.memory.reg", SEVERITY_WARNING, "DTB", "Devicetree 0.4, 3.4",
			 "an OS without UEFI's memory map misses memory"},
	[RULE_CAPACITY] = {"dt.memory.capacity", SEVERITY_NOTE, "DTB", "Devicetree 0.4, 3.4", ""},
	[RULE_MATRIX] = {"dt.distance.matrix", SEVERITY_WARNING, "DTB", "Linux, numa.txt",
			 far_memory},
	[RULE_DISTANCE] = {"dt.distance.value", SEVERITY_WARNING, "DTB", "Linux, numa.txt",
			   far_memory},
	[RULE_NODE] = {"dt.node.cpu", SEVERITY_WARNING, "DTB", "Linux, numa.txt",
		       "an OS puts the core into node 0"},
};

const struct rule_set dt_nodes_rule_set = {"dt.nodes", rules, ARRAY_SIZE(rules)};

enum { DISTANCE_LOCAL = 10, DISTANCE_MAX = 255, TRIPLE = 3 };

static bool breaks(struct dt_reading *r, unsigned int rule)
{
	return once_first(&r->nodes_once[rule], r->findings);
}

static void add_memory(struct dt_reading *r, const struct dt_range *range, uint32_t node)
{
	struct dt *dt = r->dt;

	if (dt->memory_count < DT_MEMORIES_MAX) {
		dt->memories[dt->memory_count++] =
			(struct dt_memory){range->address, range->size, node};
		return;
	}
	dt->memory_lost++;
	if (breaks(r, RULE_CAPACITY))
		rule_broken(r->findings, &rules[RULE_CAPACITY], (uint32_t)r->walk.offset,
			    "room for %d ranges of memory, and 0x%llx begins one more",
			    DT_MEMORIES_MAX, (unsigned long long)range->address);
}

static void read_memory(struct dt_reading *r)
{
	uint32_t node = TOPOLOGY_NODE_NONE;
	struct dt_range range;
	size_t i = 0;

	dt_u32(r->fdt, r->walk.offset, "numa-node-id", &node);
	r->dt->has_nodes |= node != TOPOLOGY_NODE_NONE;
	for (; dt_reg(&r->walk, i, &range); i++)
		add_memory(r, &range, node);
	if (i == 0 && breaks(r, RULE_MEMORY))
		rule_broken(r->findings, &rules[RULE_MEMORY], (uint32_t)r->walk.offset,
			    "memory node '%s' has no range in its reg",
			    dt_shown(r->walk.name).text);
}

/* 10 for a node to itself, more between others. */
static void check_distance(struct dt_reading *r, const struct dt_distance *d)
{
	bool good = d->from == d->to ? d->distance == DISTANCE_LOCAL
				     : d->distance > DISTANCE_LOCAL && d->distance <= DISTANCE_MAX;

	if (!good && breaks(r, RULE_DISTANCE))
		rule_broken(r->findings, &rules[RULE_DISTANCE], (uint32_t)r->walk.offset,
			    "the distance from node %u to %u is %u; 10 to itself, 11 to 255 to "
			    "others is wanted",
			    d->from, d->to, d->distance);
}

static void read_distances(struct dt_reading *r)
{
	struct span value = dt_property(r->fdt, r->walk.offset, "distance-matrix");
	struct dt *dt = r->dt;
	size_t cells = value.size / 4;

	if ((value.size == 0 || value.size % (TRIPLE * 4)) && breaks(r, RULE_MATRIX))
		rule_broken(r->findings, &rules[RULE_MATRIX], (uint32_t)r->walk.offset,
			    "the distance-matrix has %zu bytes; triples of 12 bytes are wanted",
			    value.size);
	for (size_t i = 0; i + TRIPLE <= cells; i += TRIPLE) {
		struct dt_distance distance = {(uint32_t)dt_cells(value, i, 1),
					       (uint32_t)dt_cells(value, i + 1, 1),
					       (uint32_t)dt_cells(value, i + 2, 1)};

		check_distance(r, &distance);
		if (dt->distance_count < DT_DISTANCES_MAX)
			dt->distances[dt->distance_count++] = distance;
		else
			dt->distance_lost++;
	}
}

void dt_nodes_node(struct dt_reading *r)
{
	const char *type = dt_text(r->fdt, r->walk.offset, "device_type");

	if (!r->walk.buses[r->walk.depth].enabled)
		return;
	if (r->walk.depth == 1 && type && strcmp(type, "memory") == 0)
		read_memory(r);
	if (dt_is(&r->walk, "numa-distance-map-v1"))
		read_distances(r);
}

/* Where some cores have a node, all need one. */
static void check_cpus(struct dt_reading *r)
{
	const struct dt *dt = r->dt;

	for (size_t i = 0; dt->has_nodes && i < dt->cpu_count; i++)
		if (dt->cpus[i].node == TOPOLOGY_NODE_NONE && breaks(r, RULE_NODE))
			rule_broken(r->findings, &rules[RULE_NODE], dt->cpus[i].offset,
				    "the core with reg 0x%llx has no numa-node-id, and others have "
				    "one",
				    (unsigned long long)dt->cpus[i].id.value);
}

void dt_nodes_close(struct dt_reading *r)
{
	check_cpus(r);
	once_close(r->nodes_once, RULE_COUNT, r->findings);
}
