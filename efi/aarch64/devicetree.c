/* SPDX-License-Identifier: BSD-2-Clause */
#include "devicetree.h"
#include "dt.h"

/* Static: too large for the firmware's stack. */
static struct dt dt;

/* UEFI 2.10, 4.6.1.3: EFI_DTB_TABLE_GUID. */
static phys_addr find_tree(struct survey *s)
{
	static const EFI_GUID guid = {
		0xb1b621d5, 0xf19c, 0x41a5, {0x83, 0x0b, 0xd9, 0x15, 0x2c, 0x69, 0xaa, 0xe0}};

	return firmware_table(s->firmware, &guid);
}

static struct span map_tree(struct survey *s)
{
	phys_addr tree = find_tree(s);
	struct span header = survey_physical.map(survey_physical.context, tree, 8);

	return survey_physical.map(survey_physical.context, tree, dt_size(header));
}

static void *take(struct survey *s, size_t bytes)
{
	phys_addr memory =
		firmware_pages(s->firmware, (bytes + PAGE_SIZE - 1) / PAGE_SIZE, UINT64_MAX);

	return (void *)(uintptr_t)memory.value;
}

/* Read twice, first only to count. */
static enum status read_tree(struct survey *s, struct span tree)
{
	struct findings ignored = {0};
	size_t count;

	dt = (struct dt){.cpus = NULL};
	dt_read(tree, &dt, &ignored);
	count = dt.cpus_listed + (size_t)1;
	dt = (struct dt){.cpus = take(s, count * sizeof(struct dt_cpu)), .cpu_capacity = count};
	if (!dt.cpus)
		return STATUS_NO_MEMORY;
	return dt_read(tree, &dt, &s->findings);
}

static void add_nodes(struct topology *topology)
{
	dt_add_nodes(&dt, topology);
}

static void add_places(struct topology *topology)
{
	dt_add_places(&dt, topology);
}

bool survey_cores_by_device_tree(struct survey *s)
{
	struct span tree = map_tree(s);
	size_t count;

	if (!tree.bytes || read_tree(s, tree) != STATUS_OK)
		return false;
	count = dt.cpu_count + 1;
	s->madt = (struct madt){.cpus = take(s, count * sizeof(struct madt_cpu)),
				.cpu_capacity = count};
	if (!s->madt.cpus || dt_fill_madt(&dt, &s->madt) != STATUS_OK)
		return false;
	s->other_tables++;
	s->psci = dt.psci;
	s->gtdt = dt.gtdt;
	s->spcr = dt.spcr;
	s->add_nodes = add_nodes;
	s->add_places = add_places;
	return true;
}
