/* SPDX-License-Identifier: BSD-2-Clause */
/* Muster's own page tables: one to one, only what Muster uses, never writable and executable. */
#ifndef MUSTER_X86_PAGETABLE_H
#define MUSTER_X86_PAGETABLE_H

#include "arch.h"
#include "arena.h"
#include "status.h"

struct pagetable {
	struct arena *arena; /* where tables come from: below 4 GiB, for the trampoline's CR3 */
	uint64_t *root;
	unsigned int levels; /* 4, or 5 with LA57 */
	bool has_nx;
};

/* levels and has_nx follow the boot core. */
enum status pagetable_open(struct pagetable *pt, struct arena *arena, unsigned int levels,
			   bool has_nx);

/* Shows a range; it is widened to whole pages. Large pages where address and size allow. */
enum status pagetable_map(struct pagetable *pt, const struct map_range *range);

/* Hides one page of a range mapped in small pages (MAP_DATA and MAP_CODE are): a guard page. */
enum status pagetable_hide(struct pagetable *pt, uint64_t address);

/* Bytes of tables that the ranges need at most. */
size_t pagetable_size(const struct map_range *ranges, unsigned int count);

#endif
