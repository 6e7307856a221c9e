/* SPDX-License-Identifier: BSD-2-Clause */
/* Muster's own translation tables on AArch64: one to one, only what Muster uses, never writable and
   executable. 4 KiB granule, 4 levels, 48 bits, from TTBR0 alone. */
#ifndef MUSTER_PAGETABLE_AARCH64_H
#define MUSTER_PAGETABLE_AARCH64_H

#include "arena.h"
#include "map.h"
#include "status.h"

struct stage1 {
	struct arena *arena; /* where tables come from */
	uint64_t *root;
};

enum status stage1_open(struct stage1 *pt, struct arena *arena);

/* Shows a range; it is widened to whole pages. Blocks of 2 MiB where address and size allow.
   STATUS_UNSUPPORTED: past 48 bits. */
enum status stage1_map(struct stage1 *pt, const struct map_range *range);

/* Hides one page of a range mapped in pages (MAP_DATA is): a guard page. */
enum status stage1_hide(struct stage1 *pt, uint64_t address);

/* Bytes of tables that the ranges need at most. */
size_t stage1_size(const struct map_range *ranges, unsigned int count);

/* TCR_EL1 for these tables, on a processor with this ID_AA64MMFR0_EL1. */
uint64_t stage1_tcr(uint64_t mmfr0);

/* MAIR_EL1, as the tables number its attributes: write-back, device-nGnRE, non-cacheable. */
#define STAGE1_MAIR 0x4404FFull

#endif
