/* SPDX-License-Identifier: BSD-2-Clause */
/* Kinds of cores as the tables tell them apart. */
#include "topology_kinds.h"

struct classes {
	uint32_t least, most;
};

static struct classes classes_of(const struct madt *madt)
{
	struct classes classes = {UINT32_MAX, 0};

	for (size_t i = 0; i < madt->cpu_count; i++) {
		uint32_t class = madt->cpus[i].power_class;

		if (madt->cpus[i].state != MADT_CPU_ENABLED)
			continue;
		classes.least = class < classes.least ? class : classes.least;
		classes.most = class > classes.most ? class : classes.most;
	}
	return classes;
}

void topology_kinds_by_class(struct topology *t, const struct madt *madt)
{
	struct classes classes = classes_of(madt);

	if (classes.least >= classes.most)
		return;
	t->levels.hybrid = true;
	for (size_t i = 0; i < madt->cpu_count; i++)
		topology_set_kind(t, madt->cpus[i].id,
				  madt->cpus[i].power_class <= classes.least
					  ? TOPOLOGY_KIND_EFFICIENCY
					  : TOPOLOGY_KIND_PERFORMANCE);
}
