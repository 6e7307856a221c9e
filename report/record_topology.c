/* SPDX-License-Identifier: BSD-2-Clause */
/* Which cores belong together, in both formats. */
#include "record_topology.h"
#include "record_text.h"

enum { TOPOLOGY_INDENT = 12, NODE_INDENT = 9, DISTANCES_SHOWN = 16 };

/* ---- JSON ---- */

void json_topology(struct json *json, const struct record *record)
{
	const struct record_topology *topology = &record->topology;

	json_number(json, "packages", topology->packages);
	json_number(json, "dies", topology->dies);
	json_number(json, "cores", topology->cores);
	json_number(json, "threads", topology->threads);
	json_number_or_null(json, "nodes", topology->has_nodes ? topology->nodes : UINT64_MAX,
			    UINT64_MAX);
	json_text(json, "source", topology->source);
	json_bool(json, "srat", topology->has_nodes && !topology->nodes_by_tree);
	json_bool(json, "slit", topology->has_distances && !topology->nodes_by_tree);
	json_bool(json, "hybrid", topology->hybrid);
}

static unsigned int distance_count(const struct record_node *node, unsigned int most)
{
	return node->distance_count < most ? node->distance_count : most;
}

void json_node(struct json *json, const struct record *record)
{
	const struct record_node *node = &record->node;

	json_number(json, "node", node->node);
	json_number(json, "domain", node->domain);
	json_text(json, "cpus", node->cpus);
	json_number(json, "memory_bytes", node->memory_bytes);
	json_array(json, "distances");
	for (unsigned int i = 0; i < distance_count(node, TOPOLOGY_NODES_MAX); i++)
		json_number(json, NULL, node->distances[i]);
	json_array_end(json);
}

void json_place(struct json *json, const struct topology_cpu *place)
{
	static const char *const units[TOPOLOGY_UNITS] = {"package", "die", "core", "thread"};
	uint64_t none = TOPOLOGY_NODE_NONE;

	for (int i = 0; i < TOPOLOGY_UNITS; i++)
		json_number_or_null(json, units[i], place ? place->number[i] : none, none);
	json_number_or_null(json, "node", place ? place->node : none, none);
	json_text(json, "kind", place ? topology_kind_name(place->kind) : "");
}

/* ---- text ---- */

static void add_count(struct text *text, unsigned int count, const char *unit)
{
	text_add(text, "%u %s%s, ", count, unit, count == 1 ? "" : "s");
}

static const char *nodes_source(const struct record_topology *topology)
{
	if (topology->nodes_by_tree)
		return ", device tree";
	return topology->has_nodes ? ", SRAT" : "";
}

void text_topology(struct text *text, struct report *report, const struct record *record)
{
	const struct record_topology *topology = &record->topology;

	(void)report;
	text_line(text, TOPOLOGY_INDENT);
	text_words(text, "topology    ");
	add_count(text, topology->packages, "package");
	if (topology->dies != topology->packages)
		add_count(text, topology->dies, "die");
	add_count(text, topology->cores, "core");
	add_count(text, topology->threads, "thread");
	if (topology->has_nodes)
		text_add(text, "%u %s ", topology->nodes, topology->nodes == 1 ? "node" : "nodes");
	else
		text_words(text, "no SRAT ");
	text_add(text, "(%s%s%s%s)", topology->source, nodes_source(topology),
		 topology->has_distances && !topology->nodes_by_tree ? ", SLIT" : "",
		 topology->hybrid ? ", hybrid" : "");
}

void text_node(struct text *text, struct report *report, const struct record *record)
{
	const struct record_node *node = &record->node;
	unsigned int shown = distance_count(node, DISTANCES_SHOWN);
	char memory[FIGURE_SIZE];

	(void)report;
	figure_bytes(memory, node->memory_bytes);
	text_line(text, NODE_INDENT);
	text_add(text, "  node %2u  %s, ", node->node, node->memory_bytes ? memory : "no memory");
	text_words(text, node->cpus[0] ? "cores " : "no core");
	text_words(text, node->cpus);
	text_words(text, "; distances");
	for (unsigned int i = 0; i < shown; i++)
		text_add(text, " %u", node->distances[i]);
	if (shown < node->distance_count)
		text_words(text, " ...");
}
