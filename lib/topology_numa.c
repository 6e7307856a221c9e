/* SPDX-License-Identifier: BSD-2-Clause */
/* A topology's nodes as the tables have them. */
#include "numa.h"
#include "topology.h"

static bool is_cpu(const struct topology *t, const struct srat_entry *entry)
{
	return entry->known && entry->enabled && srat_is_cpu(entry->type) &&
	       srat_by_uid(entry->type) == t->levels.by_tables;
}

/* HW_ID_NONE where no listed core has the UID. */
static hw_id id_of(const struct topology *t, const struct srat_entry *entry)
{
	size_t cpu;

	if (!t->levels.by_tables)
		return (hw_id){entry->id};
	cpu = topology_find_uid(t, entry->id);
	return cpu < t->cpu_count ? t->cpus[cpu].id : HW_ID_NONE;
}

static bool is_memory(const struct srat_entry *entry)
{
	return entry->known && entry->enabled && entry->type == SRAT_MEMORY && !entry->non_volatile;
}

void topology_read_numa(struct topology *t, struct span srat, struct span slit)
{
	struct srat_entry entry;
	struct slit distances;
	struct srat walk;

	if (srat_open(srat, &walk) != STATUS_OK)
		return;
	t->has_nodes = true;
	while (srat_next(&walk, &entry)) /* it ends: each entry has a length */
		if (is_cpu(t, &entry))
			topology_add_cpu_node(t, id_of(t, &entry), entry.domain);
	srat_open(srat, &walk);
	while (srat_next(&walk, &entry))
		if (is_memory(&entry))
			topology_add_memory(t, entry.domain, entry.length);
	if (slit_read(slit, &distances) == STATUS_OK)
		topology_set_distances(t, distances.matrix.bytes, distances.count);
}
