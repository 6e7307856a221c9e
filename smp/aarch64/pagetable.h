/* SPDX-License-Identifier: BSD-2-Clause */
/* Muster's own translation tables: one to one, only what Muster uses, never writable and
   executable. 4 KiB granule, 4 levels, 48 bits, from TTBR0 alone. */
#ifndef MUSTER_ARM_PAGETABLE_H
#define MUSTER_ARM_PAGETABLE_H

#include "arch.h"
#include "arena.h"
#include "status.h"

struct pagetable {
	struct arena *arena; /* where tables come from */
	uint64_t *root;
};

enum status pagetable_open(struct pagetable *pt, struct arena *arena);

/* Shows a range; it is widened to whole pages. Blocks of 2 MiB where address and size allow.
   STATUS_UNSUPPORTED: past 48 bits. */
enum status pagetable_map(struct pagetable *pt, const struct map_range *range);

/* Hides one page of a range mapped in pages (MAP_DATA is): a guard page. */
enum status pagetable_hide(struct pagetable *pt, uint64_t address);

/* Bytes of tables that the ranges need at most. */
size_t pagetable_size(const struct map_range *ranges, unsigned int count);

/* TCR_EL1 for these tables, on this processor. */
uint64_t pagetable_tcr(void);

#endif
