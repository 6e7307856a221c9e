/* SPDX-License-Identifier: BSD-2-Clause */
/* What PPTT's structures refer to, and whether that is a tree. */
#include "lint_pptt.h"
#include "mem.h"
#include "once.h"

enum {
	RULE_PARENT,
	RULE_CIRCLE,
	RULE_NEXT,
	RULE_NEXT_CIRCLE,
	RULE_RESOURCE,
	RULE_LEAF_CHILD,
	RULE_LEAF_FLAG,
	RULE_LEAF_UID,
	RULE_THREAD,
	RULE_PACKAGE,
	RULE_COUNT,
};

static const struct rule rules[] = {
	[RULE_PARENT] = {"pptt.parent", SEVERITY_ERROR, "PPTT", "5.2.30.1",
			 "the core belongs to no package, and to no cache that others share"},
	[RULE_CIRCLE] = {"pptt.parent.circle", SEVERITY_ERROR, "PPTT", "5.2.30.1",
			 "an OS that follows parents up to the package never ends"},
	[RULE_NEXT] = {"pptt.cache.next", SEVERITY_ERROR, "PPTT", "5.2.30.2",
		       "an OS takes other bytes for a cache, or misses the larger ones"},
	[RULE_NEXT_CIRCLE] = {"pptt.cache.circle", SEVERITY_ERROR, "PPTT", "5.2.30.2",
			      "an OS that counts the levels of caches never ends"},
	[RULE_RESOURCE] = {"pptt.resource", SEVERITY_ERROR, "PPTT", "5.2.30.1",
			   "an OS takes other bytes for a cache, or misses it"},
	[RULE_LEAF_CHILD] = {"pptt.leaf.child", SEVERITY_ERROR, "PPTT", "5.2.30.1",
			     "an OS takes a group of cores for one core"},
	[RULE_LEAF_FLAG] = {"pptt.leaf.flag", SEVERITY_WARNING, "PPTT", "5.2.30.1",
			    "an OS that goes by the flag does not find the core"},
	[RULE_LEAF_UID] = {"pptt.leaf.uid", SEVERITY_WARNING, "PPTT", "5.2.30.1",
			   "an OS cannot tell which core is meant"},
	[RULE_THREAD] = {"pptt.thread", SEVERITY_WARNING, "PPTT", "5.2.30.1",
			 "an OS that looks at the group takes whole cores for threads of one"},
	[RULE_PACKAGE] = {"pptt.package", SEVERITY_WARNING, "PPTT", "5.2.30.1",
			  "an OS takes the topmost node for the package, and may be wrong"},
};

const struct rule_set pptt_tree_rule_set = {"pptt_tree", rules, ARRAY_SIZE(rules)};

struct judge {
	const struct pptt *pptt;
	struct findings *findings;
	struct once onces[RULE_COUNT];
};

/* By the place of a node: where it leads to (parent or next cache), in which walk it was seen, and
   whether that way comes past a package. */
static uint16_t links[PPTT_NODES_MAX], walks[PPTT_NODES_MAX];
static bool packaged[PPTT_NODES_MAX];

static bool judge_first(struct judge *judge, unsigned int rule)
{
	return once_first(&judge->onces[rule], judge->findings);
}

static const struct pptt_node *node_of_type(const struct judge *judge, uint32_t offset,
					    uint8_t type)
{
	const struct pptt_node *node = pptt_find(judge->pptt, offset);

	return node && node->whole && node->type == type ? node : NULL;
}

static void judge_parent(struct judge *judge, const struct pptt_node *node, uint32_t parent)
{
	if (parent != 0 && node->parent == PPTT_NONE && judge_first(judge, RULE_PARENT))
		rule_broken(judge->findings, &rules[RULE_PARENT], node->offset + 8,
			    "processor at offset %u: no processor starts at its parent, offset %u",
			    node->offset, parent);
}

/* 5.2.30.1: any structure but a processor. */
static void judge_resources(struct judge *judge, const struct pptt_node *node, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t offset = pptt_resource(judge->pptt, node, i);
		const struct pptt_node *resource = pptt_find(judge->pptt, offset);

		if ((!resource || resource->type == PPTT_PROCESSOR) &&
		    judge_first(judge, RULE_RESOURCE))
			rule_broken(judge->findings, &rules[RULE_RESOURCE],
				    node->offset + 20 + 4 * i,
				    "processor at offset %u: %s starts at its resource %u, offset "
				    "%u",
				    node->offset, resource ? "a processor" : "nothing", i, offset);
	}
}

static void judge_leaf(struct judge *judge, const struct pptt_node *node, uint32_t flags)
{
	if ((flags & PPTT_LEAF) && node->has_child && judge_first(judge, RULE_LEAF_CHILD))
		rule_broken(judge->findings, &rules[RULE_LEAF_CHILD], node->offset,
			    "processor at offset %u: flags 0x%x call it a leaf, but it is a parent",
			    node->offset, flags);
	if (!(flags & PPTT_LEAF) && !node->has_child && judge_first(judge, RULE_LEAF_FLAG))
		rule_broken(judge->findings, &rules[RULE_LEAF_FLAG], node->offset,
			    "processor at offset %u: no other is below it, but flags 0x%x do not "
			    "call it a leaf",
			    node->offset, flags);
	if ((flags & PPTT_THREAD) && node->has_child && judge_first(judge, RULE_THREAD))
		rule_broken(judge->findings, &rules[RULE_THREAD], node->offset,
			    "processor at offset %u: flags 0x%x call it a thread, but it is a "
			    "parent",
			    node->offset, flags);
}

static void judge_processor(struct judge *judge, const struct pptt_node *node)
{
	struct pptt_processor processor;

	if (!pptt_processor(judge->pptt, node, &processor))
		return;
	judge_parent(judge, node, processor.parent);
	judge_resources(judge, node, processor.resource_count);
	if (judge->pptt->revision >= 2)
		judge_leaf(judge, node, processor.flags);
	if (pptt_is_leaf(judge->pptt, node) && !(processor.flags & PPTT_UID_VALID) &&
	    judge_first(judge, RULE_LEAF_UID))
		rule_broken(judge->findings, &rules[RULE_LEAF_UID], node->offset,
			    "leaf at offset %u: flags 0x%x do not say that its ACPI Processor ID "
			    "is valid",
			    node->offset, processor.flags);
}

static void judge_cache(struct judge *judge, const struct pptt_node *node)
{
	struct pptt_cache cache;

	if (pptt_cache(judge->pptt, node, &cache) && cache.next_level != 0 &&
	    !node_of_type(judge, cache.next_level, PPTT_CACHE) && judge_first(judge, RULE_NEXT))
		rule_broken(judge->findings, &rules[RULE_NEXT], node->offset + 8,
			    "cache at offset %u: no cache starts at its next level, offset %u",
			    node->offset, cache.next_level);
}

static uint16_t node_link(const struct judge *judge, const struct pptt_node *node)
{
	const struct pptt_node *next;
	struct pptt_cache cache;

	if (node->type == PPTT_PROCESSOR)
		return node->parent;
	if (!pptt_cache(judge->pptt, node, &cache))
		return PPTT_NONE;
	next = node_of_type(judge, cache.next_level, PPTT_CACHE);
	return next ? (uint16_t)(next - judge->pptt->nodes) : PPTT_NONE;
}

static void judge_circle(struct judge *judge, size_t place)
{
	const struct pptt_node *node = &judge->pptt->nodes[place];
	bool processor = node->type == PPTT_PROCESSOR;
	unsigned int rule = processor ? RULE_CIRCLE : RULE_NEXT_CIRCLE;

	if (judge_first(judge, rule))
		rule_broken(judge->findings, &rules[rule], node->offset + 8,
			    "%s at offset %u: following %s leads back to it",
			    processor ? "processor" : "cache", node->offset,
			    processor ? "parents" : "next levels");
}

/* Follows links until their end or a node that was seen: in this walk, that is a circle; in an
   earlier one, that walk has judged the rest. So each node is passed once. */
static void judge_walk(struct judge *judge, size_t start)
{
	uint16_t walk = (uint16_t)(start + 1);
	size_t place = start;

	while (place != PPTT_NONE && walks[place] == 0) {
		walks[place] = walk;
		place = links[place];
	}
	if (place != PPTT_NONE && walks[place] == walk)
		judge_circle(judge, place);
}

static void judge_circles(struct judge *judge)
{
	size_t count = judge->pptt->count;

	for (size_t i = 0; i < count; i++)
		links[i] = node_link(judge, &judge->pptt->nodes[i]);
	memset(walks, 0, count * sizeof(walks[0]));
	for (size_t i = 0; i < count; i++)
		judge_walk(judge, i);
}

/* Up from a node to one that is a package or known to lie in one; then all on the way do. */
static bool node_find_package(const struct judge *judge, size_t start)
{
	const struct pptt *pptt = judge->pptt;
	struct pptt_processor processor;
	size_t place = start;

	while (place != PPTT_NONE && walks[place] == 0 && !packaged[place] &&
	       pptt_processor(pptt, &pptt->nodes[place], &processor) &&
	       !(processor.flags & PPTT_PACKAGE)) {
		walks[place] = 1;
		place = links[place];
	}
	if (place == PPTT_NONE || (walks[place] != 0 && !packaged[place]))
		return false;
	for (size_t passed = start; passed != place; passed = links[passed])
		packaged[passed] = true;
	return true;
}

/* 5.2.30.1: a leaf is a package or has an ancestor that is one. Each node is passed twice at most:
   once up, and once where a package was found. */
static void judge_packages(struct judge *judge)
{
	const struct pptt *pptt = judge->pptt;

	memset(walks, 0, pptt->count * sizeof(walks[0]));
	memset(packaged, 0, pptt->count * sizeof(packaged[0]));
	for (size_t i = 0; i < pptt->count; i++)
		if (pptt_is_leaf(pptt, &pptt->nodes[i]) && !node_find_package(judge, i) &&
		    judge_first(judge, RULE_PACKAGE))
			rule_broken(judge->findings, &rules[RULE_PACKAGE], pptt->nodes[i].offset,
				    "leaf at offset %u: neither it nor a node above it is a "
				    "physical package",
				    pptt->nodes[i].offset);
}

void lint_pptt_tree(const struct pptt *pptt, struct findings *findings)
{
	struct judge judge = {.pptt = pptt, .findings = findings};

	for (size_t i = 0; i < pptt->count; i++) {
		judge_processor(&judge, &pptt->nodes[i]);
		judge_cache(&judge, &pptt->nodes[i]);
	}
	judge_circles(&judge);
	judge_packages(&judge);
	once_close(judge.onces, RULE_COUNT, findings);
}
