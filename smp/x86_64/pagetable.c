/* SPDX-License-Identifier: BSD-2-Clause */
#include "pagetable.h"

enum { ENTRIES = 512, ENTRY_BITS = 9, PAGE_BITS = 12, LARGE_LEVEL = 2 };

#define LARGE_SIZE 0x200000ull

/* SDM 3A 4.5, tables 4-14 to 4-20. PAT is reached by PWT and PCD only, so its upper half is free
   for whatever the firmware put there. */
enum pte {
	PTE_PRESENT = 1u << 0,
	PTE_WRITE = 1u << 1,
	PTE_PWT = 1u << 3,
	PTE_PCD = 1u << 4,
	PTE_ACCESSED = 1u << 5, /* set beforehand: no core needs to write to the tables */
	PTE_DIRTY = 1u << 6,
	PTE_LARGE = 1u << 7,
};
#define PTE_NX	    (1ull << 63)
#define PTE_ADDRESS 0x000FFFFFFFFFF000ull

enum { PTE_TABLE = PTE_PRESENT | PTE_WRITE | PTE_ACCESSED };

static const uint64_t kind_flags[] = {
	[MAP_DATA] = PTE_WRITE | PTE_NX,
	[MAP_CODE] = 0,
	[MAP_CONST] = PTE_NX,
	[MAP_DEVICE] = PTE_WRITE | PTE_NX | PTE_PWT | PTE_PCD,
	/* PAT entry 1, which core.c makes write-combining, whatever the MTRRs say */
	[MAP_FRAMEBUFFER] = PTE_WRITE | PTE_NX | PTE_PWT,
};

enum status pagetable_open(struct pagetable *pt, struct arena *arena, unsigned int levels,
			   bool has_nx)
{
	*pt = (struct pagetable){.arena = arena, .levels = levels, .has_nx = has_nx};
	pt->root = arena_take(arena, PAGE_SIZE, PAGE_SIZE);
	return pt->root ? STATUS_OK : STATUS_NO_MEMORY;
}

static size_t entry_number(uint64_t address, unsigned int level)
{
	return address >> (PAGE_BITS + ENTRY_BITS * (level - 1)) & (ENTRIES - 1);
}

static uint64_t *next_table(struct pagetable *pt, uint64_t *entry)
{
	if (!(*entry & PTE_PRESENT)) {
		uint64_t *table = arena_take(pt->arena, PAGE_SIZE, PAGE_SIZE);

		if (!table)
			return NULL;
		*entry = (uintptr_t)table | PTE_TABLE;
	}
	return (uint64_t *)(uintptr_t)(*entry & PTE_ADDRESS);
}

/* The entry that maps address at a level; NULL without memory or below a large page. */
static uint64_t *find_entry(struct pagetable *pt, uint64_t address, unsigned int level)
{
	uint64_t *table = pt->root;

	for (unsigned int at = pt->levels; at > level; at--) {
		uint64_t *entry = &table[entry_number(address, at)];

		if (at == LARGE_LEVEL && *entry & PTE_LARGE)
			return NULL;
		table = next_table(pt, entry);
		if (!table)
			return NULL;
	}
	return &table[entry_number(address, level)];
}

static bool fits_large(uint64_t address, uint64_t end, enum map_kind kind)
{
	return kind == MAP_FRAMEBUFFER && address % LARGE_SIZE == 0 && end - address >= LARGE_SIZE;
}

enum status pagetable_map(struct pagetable *pt, const struct map_range *range)
{
	uint64_t address = range->address & PTE_ADDRESS;
	uint64_t end = (range->address + range->size + PAGE_SIZE - 1) & PTE_ADDRESS;
	uint64_t flags = kind_flags[range->kind] | PTE_PRESENT | PTE_ACCESSED | PTE_DIRTY;

	if (!pt->has_nx)
		flags &= ~PTE_NX;
	while (address < end) { /* deadline: it grows by a page or more each time */
		bool large = fits_large(address, end, range->kind);
		uint64_t *entry = find_entry(pt, address, large ? LARGE_LEVEL : 1);

		if (!entry)
			return STATUS_NO_MEMORY;
		*entry = address | flags | (large ? (uint64_t)PTE_LARGE : 0);
		address += large ? LARGE_SIZE : PAGE_SIZE;
	}
	return STATUS_OK;
}

enum status pagetable_hide(struct pagetable *pt, uint64_t address)
{
	uint64_t *entry = find_entry(pt, address, 1);

	if (!entry)
		return STATUS_NO_MEMORY;
	*entry = 0;
	return STATUS_OK;
}

size_t pagetable_size(const struct map_range *ranges, unsigned int count)
{
	size_t tables = 1;

	/* One table for each 2 MiB begun, and one of each upper level at either end. */
	for (unsigned int i = 0; i < count; i++)
		tables += ranges[i].size / LARGE_SIZE + 2 + 2 * 3;
	return tables * PAGE_SIZE;
}
