/* SPDX-License-Identifier: BSD-2-Clause */
#include "pagetable_aarch64.h"

enum { ENTRIES = 512, ENTRY_BITS = 9, PAGE_BITS = 12, ROOT_LEVEL = 0, BLOCK_LEVEL = 2, LEVELS = 4 };

#define BLOCK_SIZE	0x200000ull
#define ADDRESS_BITS	48
#define PTE_ADDRESS	0x0000FFFFFFFFF000ull

/* Arm ARM D8.3.1, D8.3.2: descriptors of stage 1. The access flag is set beforehand, so that no
   core takes a fault for it (D8.4.6). */
#define PTE_TABLE	3ull
#define PTE_PAGE	3ull
#define PTE_BLOCK	1ull
#define PTE_ATTR(index) ((uint64_t)(index) << 2) /* of MAIR, as the trampoline loads it */
#define PTE_READ_ONLY	(1ull << 7)
#define PTE_SHARED	(3ull << 8) /* inner */
#define PTE_ACCESSED	(1ull << 10)
#define PTE_NX		(3ull << 53) /* PXN, UXN */
#define PTE_UXN		(1ull << 54)

enum { ATTR_NORMAL, ATTR_DEVICE, ATTR_NON_CACHEABLE };

static const uint64_t kind_flags[] = {
	[MAP_DATA] = PTE_ATTR(ATTR_NORMAL) | PTE_NX,
	[MAP_CODE] = PTE_ATTR(ATTR_NORMAL) | PTE_READ_ONLY | PTE_UXN,
	[MAP_CONST] = PTE_ATTR(ATTR_NORMAL) | PTE_READ_ONLY | PTE_NX,
	[MAP_DEVICE] = PTE_ATTR(ATTR_DEVICE) | PTE_NX,
	[MAP_FRAMEBUFFER] = PTE_ATTR(ATTR_NON_CACHEABLE) | PTE_NX,
};

enum status stage1_open(struct stage1 *pt, struct arena *arena)
{
	*pt = (struct stage1){.arena = arena};
	pt->root = arena_take(arena, PAGE_SIZE, PAGE_SIZE);
	return pt->root ? STATUS_OK : STATUS_NO_MEMORY;
}

static uint64_t *entry_of(uint64_t *table, uint64_t address, unsigned int level)
{
	unsigned int shift = PAGE_BITS + ENTRY_BITS * (LEVELS - 1 - level);

	return &table[address >> shift & (ENTRIES - 1)];
}

/* The entry that maps address at a level; NULL without memory or below a block. */
static uint64_t *find_entry(struct stage1 *pt, uint64_t address, unsigned int level)
{
	uint64_t *table = pt->root;

	for (unsigned int at = ROOT_LEVEL; at < level; at++) {
		uint64_t *entry = entry_of(table, address, at);

		if (!*entry) {
			table = arena_take(pt->arena, PAGE_SIZE, PAGE_SIZE);
			if (!table)
				return NULL;
			*entry = (uintptr_t)table | PTE_TABLE;
		}
		if ((*entry & PTE_TABLE) != PTE_TABLE)
			return NULL;
		table = (uint64_t *)(uintptr_t)(*entry & PTE_ADDRESS);
	}
	return entry_of(table, address, level);
}

static bool fits_block(uint64_t address, uint64_t end, enum map_kind kind)
{
	return kind == MAP_FRAMEBUFFER && address % BLOCK_SIZE == 0 && end - address >= BLOCK_SIZE;
}

enum status stage1_map(struct stage1 *pt, const struct map_range *range)
{
	uint64_t address = range->address & ~(uint64_t)(PAGE_SIZE - 1);
	uint64_t end = (range->address + range->size + PAGE_SIZE - 1) & ~(uint64_t)(PAGE_SIZE - 1);
	uint64_t flags = kind_flags[range->kind] | PTE_SHARED | PTE_ACCESSED;

	if (end < address || end >> ADDRESS_BITS)
		return STATUS_UNSUPPORTED;
	while (address < end) { /* deadline: it grows by a page or more each time */
		bool block = fits_block(address, end, (enum map_kind)range->kind);
		uint64_t *entry = find_entry(pt, address, block ? BLOCK_LEVEL : LEVELS - 1);

		if (!entry)
			return STATUS_NO_MEMORY;
		*entry = address | flags | (block ? PTE_BLOCK : PTE_PAGE);
		address += block ? BLOCK_SIZE : PAGE_SIZE;
	}
	return STATUS_OK;
}

enum status stage1_hide(struct stage1 *pt, uint64_t address)
{
	uint64_t *entry = find_entry(pt, address, LEVELS - 1);

	if (!entry)
		return STATUS_NO_MEMORY;
	*entry = 0;
	return STATUS_OK;
}

size_t stage1_size(const struct map_range *ranges, unsigned int count)
{
	size_t tables = 1;

	/* One table for each 2 MiB begun, and one of each upper level at either end. */
	for (unsigned int i = 0; i < count; i++)
		tables += ranges[i].size / BLOCK_SIZE + 2 + 2 * 2;
	return tables * PAGE_SIZE;
}

/* Arm ARM D19.2.139: T0SZ for 48 bits; walks write-back, inner shareable; 4 KiB; no walks from
   TTBR1 (EPD1); physical addresses as long as the processor's, 48 bits at most. */
uint64_t stage1_tcr(uint64_t mmfr0)
{
	uint64_t range = mmfr0 & 0xF;

	return (64 - ADDRESS_BITS) | 1 << 8 | 1 << 10 | 3 << 12 | 16 << 16 | 1 << 23 | 2ull << 30 |
	       (range > 5 ? 5 : range) << 32;
}
