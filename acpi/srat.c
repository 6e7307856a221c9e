/* SPDX-License-Identifier: BSD-2-Clause */
#include "numa.h"
#include "sort.h"
#include "subtable.h"
#include "table.h"

enum { SRAT_ENTRIES = 48, SRAT_ENABLED = 1 };

/* Where the fields of a structure lie that several types have; 0 = it has none. */
struct srat_layout {
	uint8_t size, flags, domain, id, clock;
};

/* 5.2.16.1 to 5.2.16.7; type 0 has its id in one byte and its domain in two parts. */
static const struct srat_layout layouts[SRAT_TYPE_COUNT] = {
	[SRAT_LAPIC] = {.size = 16, .flags = 4, .clock = 12},
	[SRAT_MEMORY] = {.size = 40, .flags = 28, .domain = 2},
	[SRAT_X2APIC] = {.size = 24, .flags = 12, .domain = 4, .id = 8, .clock = 16},
	[SRAT_GICC] = {.size = 18, .flags = 10, .domain = 2, .id = 6, .clock = 14},
	[SRAT_ITS] = {.size = 12, .domain = 2, .id = 8},
	[SRAT_INITIATOR] = {.size = 32, .flags = 24, .domain = 4},
	[SRAT_PORT] = {.size = 32, .flags = 24, .domain = 4},
	[SRAT_RINTC] = {.size = 20, .flags = 12, .domain = 4, .id = 8, .clock = 16},
};

enum status srat_open(struct span table, struct srat *ret_srat)
{
	enum status status = table_check(table, "SRAT", SRAT_ENTRIES);

	if (status != STATUS_OK)
		return status;
	*ret_srat = (struct srat){
		.table = table_cut(table),
		.revision = span_get8(table, TABLE_REVISION),
		.offset = SRAT_ENTRIES,
	};
	return STATUS_OK;
}

bool srat_is_cpu(uint8_t type)
{
	return type == SRAT_LAPIC || type == SRAT_X2APIC || type == SRAT_GICC || type == SRAT_RINTC;
}

bool srat_by_uid(uint8_t type)
{
	return type == SRAT_GICC || type == SRAT_RINTC;
}

static uint32_t layout_get(struct span bytes, uint8_t offset)
{
	return offset != 0 ? span_get32(bytes, offset) : 0;
}

/* 5.2.16.1: bits 31:8 of the domain are bytes 9 to 11. */
static void entry_read_lapic(struct srat_entry *entry)
{
	entry->id = span_get8(entry->bytes, 3);
	entry->domain = span_get8(entry->bytes, 2) | span_get32(entry->bytes, 8) >> 8 << 8;
}

/* 5.2.16.2 */
static void entry_read_memory(struct srat_entry *entry)
{
	entry->base = span_get64(entry->bytes, 8);
	entry->length = span_get64(entry->bytes, 16);
	entry->hot_pluggable = entry->flags & SRAT_MEMORY_HOT_PLUGGABLE;
	entry->non_volatile = entry->flags & SRAT_MEMORY_NON_VOLATILE;
}

static void entry_read(struct srat_entry *entry, uint8_t revision)
{
	const struct srat_layout *layout = &layouts[entry->type];

	entry->known = true;
	entry->flags = layout_get(entry->bytes, layout->flags);
	entry->enabled = layout->flags == 0 || (entry->flags & SRAT_ENABLED);
	entry->domain = layout_get(entry->bytes, layout->domain);
	entry->id = layout_get(entry->bytes, layout->id);
	entry->clock_domain = layout_get(entry->bytes, layout->clock);
	if (entry->type == SRAT_LAPIC)
		entry_read_lapic(entry);
	else if (entry->type == SRAT_MEMORY)
		entry_read_memory(entry);
	/* In revision 1 (ACPI 2.0) the domain had one byte, and the others were reserved. */
	if (revision < 2 && (entry->type == SRAT_LAPIC || entry->type == SRAT_MEMORY))
		entry->domain &= 0xff;
}

bool srat_next(struct srat *srat, struct srat_entry *ret_entry)
{
	struct subtable subtable;

	if (!subtable_next(srat->table, &srat->offset, &subtable))
		return false;
	*ret_entry = (struct srat_entry){
		.type = subtable.type,
		.offset = subtable.offset,
		.bytes = subtable.bytes,
	};
	if (subtable.type < SRAT_TYPE_COUNT && subtable.bytes.size >= layouts[subtable.type].size)
		entry_read(ret_entry, srat->revision);
	return true;
}

static void cpus_add(struct numa_cpus *cpus, const struct srat_entry *entry)
{
	if (cpus->count == cpus->capacity) {
		cpus->lost++;
		return;
	}
	cpus->items[cpus->count++] = (struct numa_cpu){
		.id = entry->id,
		.domain = entry->domain,
		.clock_domain = entry->clock_domain,
		.offset = entry->offset,
		.type = entry->type,
		.by_uid = srat_by_uid(entry->type),
	};
}

static uint64_t cpu_key(bool by_uid, uint64_t id)
{
	return (uint64_t)by_uid << 32 | id;
}

static bool cpu_before(const void *a, const void *b)
{
	const struct numa_cpu *first = a, *second = b;
	uint64_t first_key = cpu_key(first->by_uid, first->id);
	uint64_t second_key = cpu_key(second->by_uid, second->id);

	return first_key != second_key ? first_key < second_key : first->offset < second->offset;
}

enum status numa_list_cpus(struct span table, struct numa_cpus *cpus)
{
	struct srat srat;
	struct srat_entry entry;
	enum status status = srat_open(table, &srat);

	cpus->count = cpus->lost = 0;
	if (status != STATUS_OK)
		return status;
	while (srat_next(&srat, &entry))
		if (entry.known && entry.enabled && srat_is_cpu(entry.type))
			cpus_add(cpus, &entry);
	sort_items(cpus->items, cpus->count, sizeof(cpus->items[0]), cpu_before);
	return cpus->lost > 0 ? STATUS_NO_MEMORY : STATUS_OK;
}

/* What follows the core's last structure is the first that belongs behind it. */
const struct numa_cpu *numa_find_cpu(const struct numa_cpus *cpus, bool by_uid, uint64_t id)
{
	struct numa_cpu key = {.by_uid = by_uid, .id = (uint32_t)id, .offset = UINT32_MAX};
	const struct numa_cpu *cpu = cpus->items;

	cpu += sort_find(cpus->items, cpus->count, sizeof(key), &key, cpu_before);
	if (id > UINT32_MAX || cpu == cpus->items)
		return NULL;
	cpu--;
	return cpu->by_uid == by_uid && cpu->id == id ? cpu : NULL;
}
