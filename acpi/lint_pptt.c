/* SPDX-License-Identifier: BSD-2-Clause */
/* PPTT, each structure by itself; lint_pptt_tree.c and lint_pptt_cpus.c hold them against each
   other and the MADT. */
#include "lint_pptt.h"
#include "subtable.h"
#include "table.h"
#include "once.h"
#include "sort.h"

enum {
	RULE_END = TABLE_RULE_COUNT,
	RULE_SHORT = RULE_END + SUBTABLE_RULE_COUNT,
	RULE_LONG,
	RULE_TYPE,
	RULE_RESOURCE_COUNT,
	RULE_FLAGS,
	RULE_RESERVED,
	RULE_ATTRIBUTES,
	RULE_CACHE_ID,
	RULE_CACHE_TWICE,
	RULE_ID_STRUCTURE,
	RULE_CAPACITY,
	RULE_COUNT,
};

static const struct rule rules[] = {
	TABLE_RULES("pptt", "PPTT", "5.2.30",
		    "an OS does not know which cores share a package and which caches"),
	SUBTABLE_RULES(RULE_END, "pptt", "PPTT", "5.2.30"),
	[RULE_SHORT] = {"pptt.entry.short", SEVERITY_ERROR, "PPTT", "5.2.30",
			"the structure is lost, or an OS reads the next one's bytes as its fields"},
	[RULE_LONG] = {"pptt.entry.long", SEVERITY_WARNING, "PPTT", "5.2.30",
		       "an OS that asks for the exact length loses the structure"},
	[RULE_TYPE] = {"pptt.entry.type", SEVERITY_WARNING, "PPTT", "5.2.30",
		       "every OS passes the structure over"},
	[RULE_RESOURCE_COUNT] = {"pptt.resource.count", SEVERITY_ERROR, "PPTT", "5.2.30.1",
				 "an OS takes the next structure's bytes for references, or "
				 "misses caches"},
	[RULE_FLAGS] = {"pptt.flags", SEVERITY_WARNING, "PPTT", "5.2.30",
			"a later edition may give these bits a meaning that was not meant"},
	[RULE_RESERVED] = {"pptt.reserved", SEVERITY_WARNING, "PPTT", "5.2.30",
			   "a later edition may give the field a meaning that was not meant"},
	[RULE_ATTRIBUTES] = {"pptt.cache.attributes", SEVERITY_WARNING, "PPTT", "5.2.30.2",
			     "a later edition may give these bits a meaning that was not meant"},
	[RULE_CACHE_ID] = {"pptt.cache.id", SEVERITY_ERROR, "PPTT", "5.2.30.2",
			   "an OS that partitions caches by their id controls none, or another"},
	[RULE_CACHE_TWICE] = {"pptt.cache.twice", SEVERITY_WARNING, "PPTT", "5.2.30.2",
			      "an OS that partitions one of these caches partitions the other"},
	[RULE_ID_STRUCTURE] = {"pptt.id", SEVERITY_NOTE, "PPTT", "5.2.30", ""},
	[RULE_CAPACITY] = {"pptt.capacity", SEVERITY_NOTE, "PPTT", "5.2.30", ""},
};

const struct rule_set pptt_rule_set = {"pptt", rules, ARRAY_SIZE(rules)};

static const struct table_kind pptt_kind = {
	.signature = "PPTT",
	.minimum = TABLE_HEADER_SIZE,
	.rules = rules,
};

enum { PROCESSOR_SIZE = 20, CACHE_SIZE = 24, CACHE_SIZE_WITH_ID = 28, ID_SIZE = 30 };
enum { PROCESSOR_RESOURCES = 16, CACHE_ATTRIBUTES = 21, ATTRIBUTES_RESERVED = 0xe0 };

struct judge {
	const struct pptt *pptt;
	struct findings *findings;
	size_t id_count;
	struct once onces[RULE_COUNT];
};

/* The valid ids of the caches, and where those lie. */
static struct cache_id {
	uint32_t id, offset;
} ids[PPTT_NODES_MAX];

static bool judge_first(struct judge *judge, unsigned int rule)
{
	return once_first(&judge->onces[rule], judge->findings);
}

static struct span node_bytes(const struct judge *judge, const struct pptt_node *node)
{
	struct span rest = span_from(judge->pptt->table, node->offset);

	return span_part(rest, 0, span_get8(rest, 1));
}

static void judge_length(struct judge *judge, const struct pptt_node *node, size_t wanted)
{
	size_t length = node_bytes(judge, node).size;
	unsigned int rule = length < wanted ? RULE_SHORT : RULE_LONG;

	if (length != wanted && judge_first(judge, rule))
		rule_broken(judge->findings, &rules[rule], node->offset,
			    "structure of type %u at offset %u: length %zu, %zu is wanted in "
			    "revision %u",
			    node->type, node->offset, length, wanted, judge->pptt->revision);
}

static void judge_flags(struct judge *judge, const struct pptt_node *node, uint32_t reserved)
{
	uint32_t flags = span_get32(node_bytes(judge, node), 4);

	if ((flags & reserved) != 0 && judge_first(judge, RULE_FLAGS))
		rule_broken(judge->findings, &rules[RULE_FLAGS], node->offset,
			    "structure of type %u at offset %u: flags 0x%x, of which 0x%x are "
			    "reserved in revision %u",
			    node->type, node->offset, flags, flags & reserved,
			    judge->pptt->revision);
}

static void judge_reserved(struct judge *judge, const struct pptt_node *node)
{
	uint16_t reserved = span_get16(node_bytes(judge, node), 2);

	if (reserved != 0 && judge_first(judge, RULE_RESERVED))
		rule_broken(judge->findings, &rules[RULE_RESERVED], node->offset + 2,
			    "structure of type %u at offset %u: reserved field 0x%x, 0 is wanted",
			    node->type, node->offset, reserved);
}

static void judge_processor(struct judge *judge, const struct pptt_node *node)
{
	struct span bytes = node_bytes(judge, node);
	uint32_t count = span_get32(bytes, PROCESSOR_RESOURCES);
	size_t room = (bytes.size - PROCESSOR_SIZE) / 4;

	if (count != room && judge_first(judge, RULE_RESOURCE_COUNT))
		rule_broken(judge->findings, &rules[RULE_RESOURCE_COUNT], node->offset,
			    "processor at offset %u: %u private resources, but its length %zu is "
			    "that of %zu",
			    node->offset, count, bytes.size, room);
	else if (count == room)
		judge_length(judge, node, PROCESSOR_SIZE + 4 * room);
	judge_flags(judge, node, judge->pptt->revision < 2 ? ~3u : ~31u);
}

static void judge_cache_id(struct judge *judge, const struct pptt_node *node)
{
	struct pptt_cache cache;

	if (!pptt_cache(judge->pptt, node, &cache) || !(cache.flags & PPTT_CACHE_ID))
		return;
	if (cache.id != 0)
		ids[judge->id_count++] = (struct cache_id){cache.id, node->offset};
	else if (judge_first(judge, RULE_CACHE_ID))
		rule_broken(judge->findings, &rules[RULE_CACHE_ID], node->offset,
			    "cache at offset %u: id 0 is said to be valid, and means none",
			    node->offset);
}

static void judge_cache(struct judge *judge, const struct pptt_node *node)
{
	bool has_id = judge->pptt->revision >= 3;
	uint8_t attributes = span_get8(node_bytes(judge, node), CACHE_ATTRIBUTES);

	judge_length(judge, node, has_id ? CACHE_SIZE_WITH_ID : CACHE_SIZE);
	judge_flags(judge, node, has_id ? ~255u : ~127u);
	if (has_id)
		judge_cache_id(judge, node);
	if ((attributes & ATTRIBUTES_RESERVED) && judge_first(judge, RULE_ATTRIBUTES))
		rule_broken(judge->findings, &rules[RULE_ATTRIBUTES],
			    node->offset + CACHE_ATTRIBUTES,
			    "cache at offset %u: attributes 0x%x, bits 7:5 are reserved",
			    node->offset, attributes);
}

static bool id_before(const void *a, const void *b)
{
	const struct cache_id *first = a, *second = b;

	return first->id != second->id ? first->id < second->id : first->offset < second->offset;
}

/* 5.2.30.2: a structure whose id is valid stands for one cache, so no other has this id. */
static void judge_cache_ids(struct judge *judge)
{
	sort_items(ids, judge->id_count, sizeof(ids[0]), id_before);
	for (size_t i = 1; i < judge->id_count; i++)
		if (ids[i].id == ids[i - 1].id && judge_first(judge, RULE_CACHE_TWICE))
			rule_broken(judge->findings, &rules[RULE_CACHE_TWICE], ids[i].offset,
				    "caches at offsets %u and %u have the same id 0x%x",
				    ids[i - 1].offset, ids[i].offset, ids[i].id);
}

/* Deprecated by ACPI 6.3A, so from revision 2 on. */
static void judge_id(struct judge *judge, const struct pptt_node *node)
{
	judge_length(judge, node, ID_SIZE);
	if (judge->pptt->revision >= 2 && judge_first(judge, RULE_ID_STRUCTURE))
		rule_broken(judge->findings, &rules[RULE_ID_STRUCTURE], node->offset,
			    "structure of type 2 at offset %u: deprecated since ACPI 6.3A",
			    node->offset);
}

static void judge_node(struct judge *judge, const struct pptt_node *node)
{
	static void (*const judge_type[PPTT_TYPE_COUNT])(struct judge *,
							 const struct pptt_node *) = {
		[PPTT_PROCESSOR] = judge_processor,
		[PPTT_CACHE] = judge_cache,
		[PPTT_ID] = judge_id,
	};
	static const uint8_t minimum[PPTT_TYPE_COUNT] = {PROCESSOR_SIZE, CACHE_SIZE, ID_SIZE};

	if (node->type >= PPTT_TYPE_COUNT) {
		if (judge_first(judge, RULE_TYPE))
			rule_broken(judge->findings, &rules[RULE_TYPE], node->offset,
				    "structure of type %u at offset %u; types 0 to 2 are known",
				    node->type, node->offset);
	} else if (!node->whole) {
		judge_length(judge, node, minimum[node->type]);
	} else {
		judge_reserved(judge, node);
		judge_type[node->type](judge, node);
	}
}

void lint_pptt_nodes(const struct pptt *pptt, struct findings *findings)
{
	struct judge judge = {.pptt = pptt, .findings = findings};

	for (size_t i = 0; i < pptt->count; i++)
		judge_node(&judge, &pptt->nodes[i]);
	judge_cache_ids(&judge);
	subtable_explain_end(pptt->table, pptt->end, &rules[RULE_END], findings);
	if (pptt->lost > 0)
		rule_broken(findings, &rules[RULE_CAPACITY], 0,
			    "%zu structures; the first %zu are judged, references are not",
			    pptt->count + pptt->lost, pptt->count);
	once_close(judge.onces, RULE_COUNT, findings);
}

void lint_pptt(struct span table, const struct lint_cpus *cpus, struct findings *findings)
{
	static struct pptt_node nodes[PPTT_NODES_MAX];
	struct pptt pptt = {.nodes = nodes, .capacity = PPTT_NODES_MAX};

	if (table_open(table, &pptt_kind, &table, findings) != STATUS_OK)
		return;
	pptt_read(table, &pptt);
	lint_pptt_nodes(&pptt, findings);
	/* What did not fit may be what is referred to, or what is missing. */
	if (pptt.lost > 0)
		return;
	lint_pptt_tree(&pptt, findings);
	if (cpus)
		lint_pptt_cpus(&pptt, cpus, findings);
}
