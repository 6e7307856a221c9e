/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Processor Properties Topology Table: which cores share a core, a cluster, a package, and
 * their caches. Facts only, without a word about what is wrong with a table: that is the lint's.
 * Sections are those of the ACPI Specification 6.5, 5.2.30.
 */
#ifndef MUSTER_PPTT_H
#define MUSTER_PPTT_H

#include "span.h"
#include "status.h"
#include "types.h"

enum pptt_type {
	PPTT_PROCESSOR = 0, /* 5.2.30.1 */
	PPTT_CACHE = 1,	    /* 5.2.30.2 */
	PPTT_ID = 2,	    /* deprecated since ACPI 6.3A */
	PPTT_TYPE_COUNT,
};

/* Flags of a processor node, 5.2.30.1. The last three are from revision 2 (ACPI 6.3) on. */
enum pptt_processor_flags {
	PPTT_PACKAGE = 1 << 0,	 /* a boundary of a physical package */
	PPTT_UID_VALID = 1 << 1, /* the ACPI Processor ID counts */
	PPTT_THREAD = 1 << 2,	 /* shares its functional units with its siblings */
	PPTT_LEAF = 1 << 3,	 /* no other node is below */
	PPTT_IDENTICAL = 1 << 4, /* all cores below are of one implementation */
};

/* Flags of a cache, 5.2.30.2: which of its fields count. The last is from revision 3 on. */
enum pptt_cache_flags {
	PPTT_CACHE_SIZE = 1 << 0,
	PPTT_CACHE_SETS = 1 << 1,
	PPTT_CACHE_WAYS = 1 << 2,
	PPTT_CACHE_ALLOCATION = 1 << 3,
	PPTT_CACHE_TYPE = 1 << 4,
	PPTT_CACHE_POLICY = 1 << 5,
	PPTT_CACHE_LINE = 1 << 6,
	PPTT_CACHE_ID = 1 << 7,
};

/* One structure of the table. */
struct pptt_node {
	uint32_t offset; /* in the table */
	uint16_t parent; /* of a processor: place of its parent among the nodes, or PPTT_NONE */
	uint8_t type;
	bool whole : 1;	    /* of a known type, and long enough for it */
	bool has_child : 1; /* a processor that another names as its parent */
};

enum { PPTT_NONE = UINT16_MAX, PPTT_NODES_MAX = 16384 };

/* All structures in the table's order: the caller gives nodes and capacity. */
struct pptt {
	struct span table; /* cut to its Length */
	uint8_t revision;
	struct pptt_node *nodes;
	size_t capacity, count;
	size_t lost; /* did not fit */
	size_t end;  /* where the walk stopped: short of table.size at length 0 and an overrun */
};

struct pptt_processor {
	uint32_t flags;
	uint32_t parent; /* offset of its parent; 0 = none */
	uint32_t uid;	 /* ACPI Processor ID, the UID of the MADT; counts with PPTT_UID_VALID */
	uint32_t resource_count; /* private resources that its length has room for */
};

struct pptt_cache {
	uint32_t flags;
	uint32_t next_level; /* offset of the next cache, or 0 */
	uint32_t size;	     /* bytes */
	uint32_t sets;
	uint8_t ways;
	uint8_t kind;	    /* 0 data, 1 instructions, 2 and 3 both */
	uint16_t line_size; /* bytes */
	uint32_t id;	    /* 0 before revision 3 */
};

/*
 * Lists the structures and ties each processor to its parent; O(n log n) on any bytes. nodes and
 * capacity (at most PPTT_NODES_MAX count) are the caller's, all else is overwritten.
 * A parent of PPTT_NONE: the field is 0, or no processor starts there; a parent may lie anywhere,
 * so following parents may lead round in a circle: count steps.
 * STATUS_TRUNCATED: below 36 bytes; STATUS_INVALID: not signed "PPTT"; STATUS_NO_MEMORY: more
 * structures than capacity; the list holds the first ones.
 */
enum status pptt_read(struct span table, struct pptt *pptt);

/* The structure that starts at an offset; NULL when none does. O(log n). */
const struct pptt_node *pptt_find(const struct pptt *pptt, uint32_t offset);

/* The fields of a structure; false when it is of another type or not whole. */
bool pptt_processor(const struct pptt *pptt, const struct pptt_node *node,
		    struct pptt_processor *ret_processor);
bool pptt_cache(const struct pptt *pptt, const struct pptt_node *node,
		struct pptt_cache *ret_cache);

/* The offset that a processor's i-th private resource holds, 0 past its length. */
uint32_t pptt_resource(const struct pptt *pptt, const struct pptt_node *node, uint32_t number);

/* True for a processor that is one core for an OS: by the flag from revision 2 on, before it when
   no other names it as its parent. */
bool pptt_is_leaf(const struct pptt *pptt, const struct pptt_node *node);

/* A leaf whose UID counts. */
struct pptt_leaf {
	uint32_t uid;
	uint32_t node; /* place among the nodes */
};

struct pptt_leaves {
	struct pptt_leaf *items; /* by uid, then place: the caller's, as capacity */
	size_t capacity, count;
	size_t lost; /* did not fit */
};

void pptt_list_leaves(const struct pptt *pptt, struct pptt_leaves *leaves);

/* The first leaf of a UID; NULL when there is none. O(log n). */
const struct pptt_leaf *pptt_find_leaf(const struct pptt_leaves *leaves, uint32_t uid);

#endif
