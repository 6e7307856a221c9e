/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"
#include "split.h"
#include "acpi/lint.h"
#include "acpi/subtable.h"
#include "mem.h"

/* Where what stands, and how much of the table the checksum covers (0: its Length). */
struct layout {
	const char *signature, *name;
	uint8_t revision;
	uint8_t oem_id, oem_id_size, oem_table_id, oem_table_id_size;
	bool has_checksum;
};

/* 5.2.5.3, 5.2.6, 5.2.10; MPS 1.4, 4.1 and 4.2. */
static const struct layout layouts[] = {
	{"RSD PTR ", "RSDP", 15, 9, 6, 0, 0, true},
	{"_MP_", "_MP_", 9, 0, 0, 0, 0, true},
	{"PCMP", "PCMP", 6, 8, 8, 16, 12, true},
	{"FACS", "FACS", 32, 0, 0, 0, 0, false},
	{"", "", 8, 10, 6, 16, 8, true},
};

enum { MADT_ENTRIES_AT = 44, RSDP_REVISION_AT = 15, RSDP_SIZE_ACPI_1 = 20, PCMP_LENGTH_AT = 4 };

static const struct layout *layout_of(struct span table)
{
	const struct layout *layout = layouts;

	while (!span_is(table, 0, layout->signature))
		layout++;
	return layout;
}

static bool sum_ok(struct span table, size_t length)
{
	return length > 0 && length <= table.size && span_sum(span_part(table, 0, length)) == 0;
}

static bool checksum_ok(struct span table)
{
	size_t length = split_length(table);

	if (span_is(table, 0, "RSD PTR "))
		return sum_ok(table, RSDP_SIZE_ACPI_1) &&
		       (span_get8(table, RSDP_REVISION_AT) < 2 || sum_ok(table, length));
	if (span_is(table, 0, "PCMP"))
		return sum_ok(table, span_get16(table, PCMP_LENGTH_AT));
	return sum_ok(table, length);
}

static void count_cpus(struct span madt, struct facts_cpus *cpus)
{
	static struct lint_cpus list;

	lint_list_cpus(madt, &list);
	for (size_t i = 0; i < list.count; i++) {
		cpus->enabled += list.items[i].enabled;
		cpus->disabled += !list.items[i].enabled;
		cpus->online_capable += list.items[i].online_capable;
	}
	cpus->lost = list.lost;
}

static void count_types(struct span madt, size_t length, size_t types[FACTS_TYPES])
{
	struct span entries = length < madt.size ? span_part(madt, 0, length) : madt;
	size_t offset = MADT_ENTRIES_AT;
	struct subtable entry;

	while (subtable_next(entries, &offset, &entry))
		types[entry.type]++;
}

void facts_read(struct span table, struct facts *ret_facts)
{
	const struct layout *layout = layout_of(table);

	*ret_facts = (struct facts){
		.size = table.size,
		.length = split_length(table),
		.revision = span_get8(table, layout->revision),
		.oem_id = span_part(table, layout->oem_id, layout->oem_id_size),
		.oem_table_id = span_part(table, layout->oem_table_id, layout->oem_table_id_size),
		.has_checksum = layout->has_checksum,
		.checksum_ok = layout->has_checksum && checksum_ok(table),
		.is_madt = span_is(table, 0, "APIC"),
	};
	for (size_t i = 0; i < 4; i++)
		ret_facts->signature[i] =
			layout->name[0] ? layout->name[i] : (char)span_get8(table, i);
	if (!ret_facts->is_madt)
		return;
	count_cpus(table, &ret_facts->cpus);
	count_types(table, ret_facts->length, ret_facts->types);
}
