/* SPDX-License-Identifier: BSD-2-Clause */
/* A walk through all nodes of a tree, once, and what is asked of the node that it stands at. */
#ifndef MUSTER_DT_TREE_H
#define MUSTER_DT_TREE_H

#include "finding.h"
#include "lint.h"
#include "span.h"
#include "status.h"

enum { DT_DEPTH_MAX = 32, DT_SHOWN_SIZE = 33 };

extern const struct rule_set dt_tree_rule_set;

/* What a node is for those inside it. */
struct dt_bus {
	int offset;
	unsigned int address_cells, size_cells; /* 2.3.5 */
	bool enabled;				/* it and all above it (2.3.4) */
};

/* depth: 0 = the root. buses[0] to buses[depth] are the way to the node. */
struct dt_walk {
	const void *fdt;
	int offset, depth;
	const char *name;
	struct dt_bus buses[DT_DEPTH_MAX];
	unsigned int too_deep; /* nodes left out, as deeper than that */
	uint32_t first_deep;
};

/* Checks all of the tree; from then on libfdt's functions can rely on it. STATUS_INVALID, with a
   finding. */
enum status dt_tree_check(struct span tree, struct findings *findings);

void dt_walk_open(struct dt_walk *walk, const void *fdt);
bool dt_walk_next(struct dt_walk *walk); /* false at the end */

/* Tells how many nodes were left out, if any. */
void dt_walk_close(const struct dt_walk *walk, struct findings *findings);

/* The value of a property; bytes is NULL where there is none. */
struct span dt_property(const void *fdt, int offset, const char *name);

/* As text; NULL where there is none, or it does not end in a NUL. */
const char *dt_text(const void *fdt, int offset, const char *name);

/* False where there is none, or it is not of one cell; *ret_value then stays as it is. */
bool dt_u32(const void *fdt, int offset, const char *name, uint32_t *ret_value);

/* True if the property is a list of texts with this one in it. */
bool dt_has_text(const void *fdt, int offset, const char *name, const char *text);
static inline bool dt_is(const struct dt_walk *walk, const char *compatible)
{
	return dt_has_text(walk->fdt, walk->offset, "compatible", compatible);
}

/* A text of the tree's for a sentence: its beginning, and a '?' for what is not printable. */
struct dt_shown {
	char text[DT_SHOWN_SIZE];
};
struct dt_shown dt_shown(const char *text);

/* A number of so many cells (32 bits each, big-endian); of more than two the last two. 0 where it
   is not all there. */
uint64_t dt_cells(struct span value, size_t cell, unsigned int cells);

/* The number-th pair of the node's reg (2.3.6), as it stands there. False where it is not there, or
   its cells make no address. */
struct dt_range {
	uint64_t address, size;
};
bool dt_reg(const struct dt_walk *walk, size_t number, struct dt_range *ret_range);

/* The same as the cores see it: through the ranges (2.3.8) of all buses above. */
bool dt_reg_seen(const struct dt_walk *walk, size_t number, struct dt_range *ret_range);

/* True if the node's own name, up to a '@', is this one. */
bool dt_named(const struct dt_walk *walk, const char *name);

#endif
