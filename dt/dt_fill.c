/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree's facts in the places where ACPI's would be. */
#include "dt.h"
#include "mem.h"

enum { TYPE_GICC = 0xb };

static void count(struct madt_counts *counts, enum madt_cpu_state state)
{
	counts->enabled += state == MADT_CPU_ENABLED;
	counts->disabled += state != MADT_CPU_ENABLED;
	counts->online_capable += state == MADT_CPU_ONLINE_CAPABLE;
}

enum status dt_fill_madt(const struct dt *dt, struct madt *ret_madt)
{
	struct madt_cpu *cpus = ret_madt->cpus;
	size_t capacity = ret_madt->cpu_capacity;

	memset(ret_madt, 0, sizeof(*ret_madt));
	ret_madt->cpus = cpus;
	ret_madt->cpu_capacity = capacity;
	ret_madt->gic = dt->gic;
	ret_madt->dropped = dt->dropped;
	for (size_t i = 0; i < dt->cpu_count; i++) {
		count(&ret_madt->as_listed, dt->cpus[i].state);
		if (ret_madt->cpu_count == capacity)
			continue;
		cpus[ret_madt->cpu_count++] = (struct madt_cpu){
			.id = dt->cpus[i].id,
			.uid = (uint32_t)i,
			.offset = dt->cpus[i].offset,
			.type = TYPE_GICC,
			.state = dt->cpus[i].state,
			.gic_interface = dt->gic_interface,
			.start_address = dt->cpus[i].release_address,
			.power_class = dt->cpus[i].capacity,
		};
	}
	return ret_madt->cpu_count < dt->cpu_count ? STATUS_NO_MEMORY : STATUS_OK;
}

/* As SLIT would have them: a square with a row for each node up to the largest. */
static void set_distances(const struct dt *dt, struct topology *topology)
{
	static uint8_t matrix[TOPOLOGY_NODES_MAX * TOPOLOGY_NODES_MAX];
	size_t nodes = 0;

	for (unsigned int i = 0; i < dt->distance_count; i++) {
		const struct dt_distance *d = &dt->distances[i];
		uint32_t larger = d->from > d->to ? d->from : d->to;

		if (larger < TOPOLOGY_NODES_MAX && larger >= nodes)
			nodes = larger + (size_t)1;
	}
	for (size_t i = 0; i < nodes * nodes; i++)
		matrix[i] =
			i / nodes == i % nodes ? TOPOLOGY_DISTANCE_LOCAL : TOPOLOGY_DISTANCE_REMOTE;
	for (int pass = 0; pass < 2; pass++) /* what one direction says holds for both, if alone */
		for (unsigned int i = 0; i < dt->distance_count; i++) {
			const struct dt_distance *d = &dt->distances[i];
			uint32_t row = pass ? d->from : d->to, column = pass ? d->to : d->from;

			if (row < nodes && column < nodes && d->distance <= UINT8_MAX)
				matrix[row * nodes + column] = (uint8_t)d->distance;
		}
	if (nodes)
		topology_set_distances(topology, matrix, nodes);
}

void dt_add_nodes(const struct dt *dt, struct topology *topology)
{
	if (!dt->has_nodes)
		return;
	topology->has_nodes = topology->nodes_by_tree = true;
	for (size_t i = 0; i < dt->cpu_count; i++)
		if (dt->cpus[i].node != TOPOLOGY_NODE_NONE)
			topology_add_cpu_node(topology, dt->cpus[i].id, dt->cpus[i].node);
	for (unsigned int i = 0; i < dt->memory_count; i++)
		if (dt->memories[i].node != TOPOLOGY_NODE_NONE)
			topology_add_memory(topology, dt->memories[i].node, dt->memories[i].size);
	set_distances(dt, topology);
}

/* Each core without a place is alone in a core of its own, behind all others. */
void dt_add_places(const struct dt *dt, struct topology *topology)
{
	for (size_t i = 0; i < topology->cpu_count; i++) {
		uint32_t uid = topology->cpus[i].uid;
		struct topology_place place = {UINT32_MAX, UINT32_MAX, (uint32_t)i};

		if (uid < dt->cpu_count && dt->cpus[uid].placed)
			place = (struct topology_place){dt->cpus[uid].place[DT_PACKAGE],
							dt->cpus[uid].place[DT_CLUSTER],
							dt->cpus[uid].place[DT_CORE]};
		else if (topology->cpus[i].enabled)
			return;
		topology_set_place(topology, i, place);
	}
	if (dt->has_map)
		topology_use_places(topology, "cpu-map");
}
