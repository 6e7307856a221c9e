/* SPDX-License-Identifier: BSD-2-Clause */
#include "topology_pptt.h"

enum { DEEPEST = 64 }; /* levels; more than any machine has */

static struct pptt_node nodes[PPTT_NODES_MAX];
static struct pptt_leaf leaves[2 * CPUS_MAX];
static struct pptt pptt;
static struct pptt_leaves list;

bool pptt_places_open(struct span table, unsigned int *ret_revision)
{
	pptt = (struct pptt){.nodes = nodes, .capacity = ARRAY_SIZE(nodes)};
	list = (struct pptt_leaves){.items = leaves, .capacity = ARRAY_SIZE(leaves)};
	if (!table.size || pptt_read(table, &pptt) != STATUS_OK)
		return false;
	pptt_list_leaves(&pptt, &list);
	*ret_revision = pptt.revision;
	return true;
}

static uint32_t flags_of(uint32_t at)
{
	struct pptt_processor node;

	return pptt_processor(&pptt, &pptt.nodes[at], &node) ? node.flags : 0;
}

/* The package that holds a node, or is it; PPTT_NONE where there is none, or no end. */
static uint32_t package_above(uint32_t at)
{
	for (int steps = 0; at != PPTT_NONE && steps < DEEPEST; steps++) {
		if (flags_of(at) & PPTT_PACKAGE)
			return at;
		at = pptt.nodes[at].parent;
	}
	return PPTT_NONE;
}

/* A leaf that is a thread shares its core, the node above it, with its siblings. */
static uint32_t core_of(uint32_t leaf)
{
	uint32_t parent = pptt.nodes[leaf].parent;

	return flags_of(leaf) & PPTT_THREAD && parent != PPTT_NONE ? parent : leaf;
}

/* What is between core and package: Linux's cluster, the node above the core. */
bool pptt_place(uint32_t uid, struct topology_place *ret_place)
{
	const struct pptt_leaf *leaf = pptt_find_leaf(&list, uid);
	struct topology_place place;

	if (!leaf)
		return false;
	place.package = package_above(leaf->node);
	place.core = core_of(leaf->node);
	place.die = pptt.nodes[place.core].parent;
	if (place.core == place.package || place.die == PPTT_NONE)
		place.die = place.package;
	*ret_place = place;
	return true;
}

/* Each core that the table does not know is alone in a core of its own, behind all others. */
bool topology_place_pptt(struct topology *t, struct span table)
{
	unsigned int revision;

	if (!pptt_places_open(table, &revision))
		return false;
	for (size_t i = 0; i < t->cpu_count; i++) {
		struct topology_place place = {UINT32_MAX, UINT32_MAX,
					       PPTT_NODES_MAX + (uint32_t)i};

		if (!pptt_place(t->cpus[i].uid, &place) && t->cpus[i].enabled)
			return false;
		topology_set_place(t, i, place);
	}
	topology_use_places(t, "pptt");
	return true;
}
