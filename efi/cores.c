/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"
#include "arch.h"
#include "plan.h"

/* As many as the table of ids in low memory has room for. */
static unsigned int possible_most(const struct survey *s)
{
	unsigned int most = CPUS_MAX;

	if (!s->low.value)
		return 1;
	while (most > 1 && arch_low_size(most) > s->low_pages * PAGE_SIZE) /* it halves */
		most /= 2;
	return most;
}

static const struct rule rule_boot_core_missing = {
	"madt.boot-core.missing", SEVERITY_ERROR, "APIC", "5.2.12",
	"an OS has no entry for the core that it runs on, or starts that core a second time"};

static void note_boot_core(struct survey *s, const struct plan_counts *counts)
{
	uint64_t id = s->machine.cpus[0].id.value;

	if (!counts->boot_core_listed)
		rule_broken(&s->findings, &rule_boot_core_missing, 0,
			    "the boot core, id 0x%llx, is not among the listed cores",
			    (unsigned long long)id);
}

enum status survey_cores(struct survey *s)
{
	struct machine *m = &s->machine;
	size_t bytes = (s->madt.cpu_count + 1) * sizeof(struct machine_cpu);
	size_t pages = (bytes + PAGE_SIZE - 1) / PAGE_SIZE;
	phys_addr memory = firmware_pages(s->firmware, pages, UINT64_MAX);
	struct plan_limits limits = {arch_own_id(), arch_smt_shift(), possible_most(s)};
	struct plan_counts counts;

	if (!memory.value)
		return STATUS_NO_MEMORY;
	arch_map(m, memory.value, pages * PAGE_SIZE, MAP_DATA);
	counts = plan_cpus(&s->madt, &m->options, &limits,
			   (struct machine_cpu *)(uintptr_t)memory.value);
	m->cpus = (struct machine_cpu *)(uintptr_t)memory.value;
	m->listed_count = counts.listed;
	m->possible_count = counts.possible;
	m->enabled_count = counts.enabled;
	note_boot_core(s, &counts);
	arch_survey(m, &s->madt, &s->fadt, &s->findings);
	return STATUS_OK;
}
