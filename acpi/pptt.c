/* SPDX-License-Identifier: BSD-2-Clause */
#include "pptt.h"
#include "sort.h"
#include "subtable.h"
#include "table.h"

enum { PROCESSOR_SIZE = 20, CACHE_SIZE = 24, CACHE_SIZE_WITH_ID = 28, ID_SIZE = 30 };

/* Offsets of fields, 5.2.30.1 and 5.2.30.2. */
enum { PROCESSOR_FLAGS = 4, PROCESSOR_PARENT = 8, PROCESSOR_UID = 12 };
enum {
	CACHE_FLAGS = 4,
	CACHE_NEXT = 8,
	CACHE_BYTES = 12,
	CACHE_SETS = 16,
	CACHE_WAYS = 20,
	CACHE_ATTRIBUTES = 21,
	CACHE_LINE_SIZE = 22,
	CACHE_ID = 24,
};

static const uint8_t minimum[PPTT_TYPE_COUNT] = {
	[PPTT_PROCESSOR] = PROCESSOR_SIZE,
	[PPTT_CACHE] = CACHE_SIZE,
	[PPTT_ID] = ID_SIZE,
};

/* The bytes of a structure that pptt_read() found. */
static struct span node_bytes(const struct pptt *pptt, const struct pptt_node *node)
{
	return span_part(pptt->table, node->offset,
			 span_get8(span_from(pptt->table, node->offset), 1));
}

static void nodes_add(struct pptt *pptt, const struct subtable *subtable)
{
	if (pptt->count == pptt->capacity) {
		pptt->lost++;
		return;
	}
	pptt->nodes[pptt->count++] = (struct pptt_node){
		.offset = subtable->offset,
		.parent = PPTT_NONE,
		.type = subtable->type,
		.whole = subtable->type < PPTT_TYPE_COUNT &&
			 subtable->bytes.size >= minimum[subtable->type],
	};
}

static bool node_before(const void *a, const void *b)
{
	return ((const struct pptt_node *)a)->offset < ((const struct pptt_node *)b)->offset;
}

const struct pptt_node *pptt_find(const struct pptt *pptt, uint32_t offset)
{
	struct pptt_node key = {.offset = offset};
	size_t place = sort_find(pptt->nodes, pptt->count, sizeof(key), &key, node_before);

	return place < pptt->count && pptt->nodes[place].offset == offset ? &pptt->nodes[place]
									  : NULL;
}

static void node_tie(struct pptt *pptt, struct pptt_node *node)
{
	struct pptt_processor processor;
	const struct pptt_node *parent;

	if (!pptt_processor(pptt, node, &processor) || processor.parent == 0)
		return;
	parent = pptt_find(pptt, processor.parent);
	if (!parent || parent->type != PPTT_PROCESSOR || !parent->whole)
		return;
	node->parent = (uint16_t)(parent - pptt->nodes);
	pptt->nodes[node->parent].has_child = true;
}

enum status pptt_read(struct span table, struct pptt *pptt)
{
	enum status status = table_check(table, "PPTT", TABLE_HEADER_SIZE);
	struct subtable subtable;

	if (status != STATUS_OK)
		return status;
	*pptt = (struct pptt){
		.table = table_cut(table),
		.revision = span_get8(table, TABLE_REVISION),
		.nodes = pptt->nodes,
		.capacity = pptt->capacity < PPTT_NODES_MAX ? pptt->capacity : PPTT_NODES_MAX,
		.end = TABLE_HEADER_SIZE,
	};
	while (subtable_next(pptt->table, &pptt->end, &subtable))
		nodes_add(pptt, &subtable);
	for (size_t i = 0; i < pptt->count; i++)
		node_tie(pptt, &pptt->nodes[i]);
	return pptt->lost > 0 ? STATUS_NO_MEMORY : STATUS_OK;
}

bool pptt_processor(const struct pptt *pptt, const struct pptt_node *node,
		    struct pptt_processor *ret_processor)
{
	struct span bytes = node_bytes(pptt, node);

	if (node->type != PPTT_PROCESSOR || !node->whole)
		return false;
	*ret_processor = (struct pptt_processor){
		.flags = span_get32(bytes, PROCESSOR_FLAGS),
		.parent = span_get32(bytes, PROCESSOR_PARENT),
		.uid = span_get32(bytes, PROCESSOR_UID),
		.resource_count = (uint32_t)(bytes.size - PROCESSOR_SIZE) / 4,
	};
	return true;
}

bool pptt_cache(const struct pptt *pptt, const struct pptt_node *node, struct pptt_cache *ret_cache)
{
	struct span bytes = node_bytes(pptt, node);

	if (node->type != PPTT_CACHE || !node->whole)
		return false;
	*ret_cache = (struct pptt_cache){
		.flags = span_get32(bytes, CACHE_FLAGS),
		.next_level = span_get32(bytes, CACHE_NEXT),
		.size = span_get32(bytes, CACHE_BYTES),
		.sets = span_get32(bytes, CACHE_SETS),
		.ways = span_get8(bytes, CACHE_WAYS),
		.kind = span_get8(bytes, CACHE_ATTRIBUTES) >> 2 & 3,
		.line_size = span_get16(bytes, CACHE_LINE_SIZE),
		.id = pptt->revision >= 3 ? span_get32(bytes, CACHE_ID) : 0,
	};
	return true;
}

uint32_t pptt_resource(const struct pptt *pptt, const struct pptt_node *node, uint32_t number)
{
	struct pptt_processor processor;

	if (!pptt_processor(pptt, node, &processor) || number >= processor.resource_count)
		return 0;
	return span_get32(node_bytes(pptt, node), PROCESSOR_SIZE + 4 * (size_t)number);
}

bool pptt_is_leaf(const struct pptt *pptt, const struct pptt_node *node)
{
	struct pptt_processor processor;

	if (!pptt_processor(pptt, node, &processor))
		return false;
	return pptt->revision >= 2 ? processor.flags & PPTT_LEAF : !node->has_child;
}

static bool leaf_before(const void *a, const void *b)
{
	const struct pptt_leaf *first = a, *second = b;

	return first->uid != second->uid ? first->uid < second->uid : first->node < second->node;
}

static void leaves_add(struct pptt_leaves *leaves, uint32_t uid, size_t node)
{
	if (leaves->count == leaves->capacity)
		leaves->lost++;
	else
		leaves->items[leaves->count++] = (struct pptt_leaf){uid, (uint32_t)node};
}

void pptt_list_leaves(const struct pptt *pptt, struct pptt_leaves *leaves)
{
	struct pptt_processor processor;

	leaves->count = leaves->lost = 0;
	for (size_t i = 0; i < pptt->count; i++)
		if (pptt_processor(pptt, &pptt->nodes[i], &processor) &&
		    (processor.flags & PPTT_UID_VALID) && pptt_is_leaf(pptt, &pptt->nodes[i]))
			leaves_add(leaves, processor.uid, i);
	sort_items(leaves->items, leaves->count, sizeof(leaves->items[0]), leaf_before);
}

const struct pptt_leaf *pptt_find_leaf(const struct pptt_leaves *leaves, uint32_t uid)
{
	struct pptt_leaf key = {.uid = uid};
	size_t place = sort_find(leaves->items, leaves->count, sizeof(key), &key, leaf_before);

	return place < leaves->count && leaves->items[place].uid == uid ? &leaves->items[place]
									: NULL;
}
