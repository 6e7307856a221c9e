/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"
#include "mps.h"

/* UEFI names the table where there is one (UEFI 2.10, 4.6.1.1). */
static phys_addr find_hint(struct survey *s)
{
	static const EFI_GUID guid = MPS_TABLE_GUID;

	return firmware_table(s->firmware, &guid);
}

static void keep_for_lint(struct lint_tables *tables, struct span bytes)
{
	if (bytes.size != 0 && tables->count < LINT_TABLES_MAX)
		tables->items[tables->count++] = bytes;
}

/* Without a hint low memory is searched, as an OS that was started by a BIOS does. */
static bool find_tables(struct survey *s, phys_addr hint, struct mps_place *ret_place)
{
	if (mps_find(hint, &survey_physical, ret_place, &s->findings) != STATUS_OK)
		return false;
	keep_for_lint(&s->tables.all, ret_place->pointer);
	keep_for_lint(&s->tables.all, ret_place->table);
	return true;
}

bool survey_cores_by_mps(struct survey *s)
{
	size_t pages = (MPS_CPUS_MAX * sizeof(struct madt_cpu) + PAGE_SIZE - 1) / PAGE_SIZE;
	struct mps_place place;
	struct mps mps;
	phys_addr list;

	s->madt = (struct madt){.cpus = NULL};
	if (!find_tables(s, find_hint(s), &place))
		return false;
	list = firmware_pages(s->firmware, pages, UINT64_MAX);
	if (!list.value)
		return false;
	s->madt = (struct madt){.cpus = (struct madt_cpu *)(uintptr_t)list.value,
				.cpu_capacity = MPS_CPUS_MAX};
	if (mps_read_spans(place.pointer, place.table, &mps, &s->madt, &s->findings) == STATUS_OK)
		return true;
	s->madt = (struct madt){.cpus = NULL};
	return false;
}

void survey_mps_tables(struct survey *s)
{
	phys_addr hint = find_hint(s);
	struct mps_place place;

	for (unsigned int i = 0; i < s->tables.all.count; i++)
		if (span_is(s->tables.all.items[i], 0, "_MP_"))
			return;
	if (hint.value)
		find_tables(s, hint, &place);
}
