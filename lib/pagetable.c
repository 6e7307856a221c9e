/* SPDX-License-Identifier: BSD-2-Clause */
#include "pagetable.h"

enum { ENTRIES = 512, ENTRY_BITS = 9, PAGE_BITS = 12, LARGE_LEVEL = 2, LEVELS_MAX = 5 };

#define LARGE_SIZE 0x200000ull
#define ADDRESS	   0x000FFFFFFFFFF000ull

enum status pagetable_open(struct pagetable *ret_pt, struct arena *arena,
			   const struct pagetable_format *format)
{
	*ret_pt = (struct pagetable){.format = format, .arena = arena};
	ret_pt->root = arena_take(arena, PAGE_SIZE, PAGE_SIZE);
	return ret_pt->root ? STATUS_OK : STATUS_NO_MEMORY;
}

static size_t entry_number(uint64_t address, unsigned int level)
{
	return address >> (PAGE_BITS + ENTRY_BITS * (level - 1)) & (ENTRIES - 1);
}

static uint64_t *next_table(struct pagetable *pt, uint64_t *entry)
{
	if (!*entry) {
		uint64_t *table = arena_take(pt->arena, PAGE_SIZE, PAGE_SIZE);

		if (!table)
			return NULL;
		*entry = (uintptr_t)table | pt->format->table;
	}
	return (uint64_t *)(uintptr_t)(*entry & ADDRESS);
}

static bool is_large(const struct pagetable_format *format, uint64_t entry)
{
	return entry && (entry & format->large_mask) != (format->table & format->large_mask);
}

/* The entry that maps address at a level; NULL without memory or below a large page. */
static uint64_t *find_entry(struct pagetable *pt, uint64_t address, unsigned int level)
{
	uint64_t *table = pt->root;

	for (unsigned int at = pt->format->levels; at > level; at--) {
		uint64_t *entry = &table[entry_number(address, at)];

		if (at == LARGE_LEVEL && is_large(pt->format, *entry))
			return NULL;
		table = next_table(pt, entry);
		if (!table)
			return NULL;
	}
	return &table[entry_number(address, level)];
}

static bool fits_large(uint64_t address, uint64_t end, int kind)
{
	return kind == MAP_FRAMEBUFFER && address % LARGE_SIZE == 0 && end - address >= LARGE_SIZE;
}

enum status pagetable_map(struct pagetable *pt, const struct map_range *range)
{
	const struct pagetable_format *format = pt->format;
	uint64_t address = range->address & ~(uint64_t)(PAGE_SIZE - 1);
	uint64_t end = (range->address + range->size + PAGE_SIZE - 1) & ~(uint64_t)(PAGE_SIZE - 1);

	if (end < address || end >> (PAGE_BITS + ENTRY_BITS * format->levels))
		return STATUS_UNSUPPORTED;
	while (address < end) { /* deadline: it grows by a page or more each time */
		bool large = fits_large(address, end, range->kind);
		uint64_t *entry = find_entry(pt, address, large ? LARGE_LEVEL : 1);

		if (!entry)
			return STATUS_NO_MEMORY;
		*entry = address | format->kinds[range->kind] |
			 (large ? format->large : format->page);
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

enum status pagetable_map_all(struct pagetable *pt, const struct map_list *list)
{
	struct map_range arena = {pt->arena->base, pt->arena->size, MAP_DATA};
	enum status status = list->lost ? STATUS_NO_MEMORY : STATUS_OK;

	for (unsigned int i = 0; i < list->count && status == STATUS_OK; i++)
		status = pagetable_map(pt, &list->ranges[i]);
	return status == STATUS_OK ? pagetable_map(pt, &arena) : status;
}

/* One table for each 2 MiB begun, and one of each upper level at either end. */
static size_t count_tables(uint64_t size)
{
	return size / LARGE_SIZE + 2 + 2 * (LEVELS_MAX - 2);
}

size_t pagetable_size(const struct map_list *list, size_t arena_bytes)
{
	size_t tables = 1 + count_tables(arena_bytes);

	for (unsigned int i = 0; i < list->count; i++)
		tables += count_tables(list->ranges[i].size);
	/* and those that show the tables */
	return (tables + count_tables(tables * PAGE_SIZE)) * PAGE_SIZE;
}
