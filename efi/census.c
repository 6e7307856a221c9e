/* SPDX-License-Identifier: BSD-2-Clause */
/* The witnesses that can be asked while the firmware is there. */
#include "survey.h"
#include "arch.h"

/* Both lists, in pages that the firmware gives and forgets with the door. */
struct lists {
	struct census_cpu *madt, *mp;
	size_t madt_count, mp_count;
};

static bool lists_take(struct survey *s, struct lists *lists)
{
	size_t bytes = CPUS_MAX * sizeof(struct census_cpu);
	size_t pages = (2 * bytes + PAGE_SIZE - 1) / PAGE_SIZE;
	phys_addr memory = firmware_pages(s->firmware, pages, UINT64_MAX);

	lists->madt = (struct census_cpu *)(uintptr_t)memory.value;
	lists->mp = lists->madt + CPUS_MAX;
	return memory.value != 0;
}

static void read_madt(const struct survey *s, struct lists *lists)
{
	const struct madt *madt = &s->madt;

	for (size_t i = 0; i < madt->cpu_count && i < CPUS_MAX; i++)
		lists->madt[lists->madt_count++] =
			(struct census_cpu){.id = madt->cpus[i].id,
					    .usable = madt->cpus[i].state == MADT_CPU_ENABLED,
					    .healthy = true};
}

static int count_usable(const struct census_cpu *cpus, size_t count)
{
	int usable = 0;

	for (size_t i = 0; i < count; i++)
		usable += cpus[i].usable;
	return usable;
}

/* Without a MADT the list of cores comes from another witness, who is not to be asked twice. */
static void count(struct survey *s, struct lists *lists)
{
	struct census *census = &s->machine.census;

	if (survey_by_madt(s)) {
		read_madt(s, lists);
		census->madt_listed = (int)lists->madt_count;
		census->madt_enabled = count_usable(lists->madt, lists->madt_count);
	}
	lists->mp_count = survey_mp_processors(s, lists->mp, CPUS_MAX);
	if (lists->mp_count) {
		census->mp_listed = (int)lists->mp_count;
		census->mp_enabled = count_usable(lists->mp, lists->mp_count);
	}
}

/* By the leaf that describes the whole package; firmware may have turned some of it off. */
static void count_cpuid(struct survey *s)
{
	const struct topology *t = s->machine.topology;

	if (t->levels.package_threads)
		s->machine.census.cpuid_threads =
			(int)(t->count[TOPOLOGY_PACKAGE] * t->levels.package_threads);
}

static void count_smbios(struct survey *s)
{
	const struct smbios *smbios = survey_smbios(s);
	struct census *census = &s->machine.census;

	if (!smbios)
		return;
	if (smbios->cores_enabled)
		census->smbios_cores = (int)smbios->cores_enabled;
	if (smbios->threads_enabled || smbios->threads)
		census->smbios_threads =
			(int)(smbios->threads_enabled ? smbios->threads_enabled : smbios->threads);
}

void survey_census(struct survey *s)
{
	struct lists lists = {.madt_count = 0};
	struct census_list madt, mp;

	census_open(&s->machine.census);
	if (!lists_take(s, &lists))
		return;
	count(s, &lists);
	count_smbios(s);
	count_cpuid(s);
	madt = (struct census_list){lists.madt, lists.madt_count};
	mp = (struct census_list){lists.mp, lists.mp_count};
	census_compare(&s->machine.census, &madt, &mp, arch_own_id(), &s->findings);
}
