/* SPDX-License-Identifier: BSD-2-Clause */
/* A topology's NUMA nodes, and what is asked of it. */
#include "topology.h"

/* ---- nodes ---- */

/* TOPOLOGY_NODE_NONE when there is no room. */
static uint32_t node_of_domain(struct topology *t, uint32_t domain)
{
	for (uint32_t node = 0; node < t->node_count; node++)
		if (t->nodes[node].domain == domain)
			return node;
	if (t->node_count == TOPOLOGY_NODES_MAX) {
		t->node_lost++;
		return TOPOLOGY_NODE_NONE;
	}
	t->nodes[t->node_count] = (struct topology_node){.domain = domain};
	return t->node_count++;
}

enum status topology_add_cpu_node(struct topology *t, hw_id id, uint32_t domain)
{
	uint32_t node = node_of_domain(t, domain);
	size_t cpu = topology_find(t, id);

	t->has_nodes = true;
	if (node == TOPOLOGY_NODE_NONE)
		return STATUS_NO_MEMORY;
	if (cpu < t->cpu_count)
		t->cpus[cpu].node = node;
	return STATUS_OK;
}

enum status topology_add_memory(struct topology *t, uint32_t domain, uint64_t bytes)
{
	uint32_t node = node_of_domain(t, domain);

	t->has_nodes = true;
	if (node == TOPOLOGY_NODE_NONE)
		return STATUS_NO_MEMORY;
	if (bytes > UINT64_MAX - t->nodes[node].memory_bytes)
		bytes = UINT64_MAX - t->nodes[node].memory_bytes;
	t->nodes[node].memory_bytes += bytes;
	return STATUS_OK;
}

static uint8_t default_distance(uint32_t from, uint32_t to)
{
	return from == to ? TOPOLOGY_DISTANCE_LOCAL : TOPOLOGY_DISTANCE_REMOTE;
}

void topology_set_distances(struct topology *t, const uint8_t *matrix, size_t count)
{
	t->has_distances = true;
	for (uint32_t i = 0; i < t->node_count; i++)
		for (uint32_t j = 0; j < t->node_count; j++) {
			size_t from = t->nodes[i].domain, to = t->nodes[j].domain;
			bool known = from < count && to < count;

			t->distances[i][j] =
				known ? matrix[from * count + to] : default_distance(i, j);
		}
}

unsigned int topology_distance(const struct topology *t, uint32_t from, uint32_t to)
{
	if (!t->has_distances || from >= t->node_count || to >= t->node_count)
		return default_distance(from, to);
	return t->distances[from][to];
}

/* ---- cores ---- */

void topology_set_kind(struct topology *t, hw_id id, enum topology_kind kind)
{
	size_t cpu = topology_find(t, id);

	if (cpu < t->cpu_count)
		t->cpus[cpu].kind = kind;
}

uint32_t topology_node_of(const struct topology *t, cpu_index cpu)
{
	return cpu < t->cpu_count ? t->cpus[cpu].node : TOPOLOGY_NODE_NONE;
}

static bool same_unit(const struct topology *t, cpu_index a, cpu_index b, enum topology_unit unit)
{
	for (int i = 0; i <= (int)unit; i++)
		if (t->cpus[a].number[i] != t->cpus[b].number[i])
			return false;
	return true;
}

enum topology_level topology_distance_level(const struct topology *t, cpu_index a, cpu_index b)
{
	uint32_t node = topology_node_of(t, a);

	if (a == b)
		return TOPOLOGY_SAME_CPU;
	if (a >= t->cpu_count || b >= t->cpu_count)
		return TOPOLOGY_REMOTE;
	if (same_unit(t, a, b, TOPOLOGY_CORE))
		return TOPOLOGY_SAME_CORE;
	if (same_unit(t, a, b, TOPOLOGY_DIE))
		return TOPOLOGY_SAME_DIE;
	if (same_unit(t, a, b, TOPOLOGY_PACKAGE))
		return TOPOLOGY_SAME_PACKAGE;
	return node != TOPOLOGY_NODE_NONE && node == topology_node_of(t, b) ? TOPOLOGY_SAME_NODE
									    : TOPOLOGY_REMOTE;
}

const char *topology_level_name(enum topology_level level)
{
	static const char *const names[TOPOLOGY_LEVELS] = {"same-cpu",	   "same-core", "same-die",
							   "same-package", "same-node", "remote"};

	return level < TOPOLOGY_LEVELS ? names[level] : "";
}

const char *topology_kind_name(enum topology_kind kind)
{
	switch (kind) {
	case TOPOLOGY_KIND_UNKNOWN:
		return "unknown";
	case TOPOLOGY_KIND_PERFORMANCE:
		return "performance";
	case TOPOLOGY_KIND_EFFICIENCY:
		return "efficiency";
	default:
		return "";
	}
}

/* ---- masks ---- */

void topology_mask(const struct topology *t, cpu_index cpu, enum topology_unit unit,
		   struct cpumask *ret_mask)
{
	cpumask_clear_all(ret_mask);
	for (cpu_index i = 0; cpu < t->cpu_count && i < t->cpu_count && i < CPUS_MAX; i++)
		if (same_unit(t, cpu, i, unit))
			cpumask_set(ret_mask, i);
}

void topology_node_mask(const struct topology *t, uint32_t node, struct cpumask *ret_mask)
{
	cpumask_clear_all(ret_mask);
	for (cpu_index i = 0; i < t->cpu_count && i < CPUS_MAX && node < t->node_count; i++)
		if (t->cpus[i].node == node)
			cpumask_set(ret_mask, i);
}
