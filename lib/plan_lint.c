/* SPDX-License-Identifier: BSD-2-Clause */
#include "plan.h"

enum { RULE_BOOT_CORE_MISSING, RULE_BOOT_CORE_LATE, RULE_LOW_MEMORY };

static const struct rule rules[] = {
	[RULE_BOOT_CORE_MISSING] = {"madt.boot-core.missing", SEVERITY_ERROR, "APIC", "5.2.12",
				    "an OS has no entry for the core that it runs on, or starts "
				    "that core a second time"},
	[RULE_BOOT_CORE_LATE] = {"madt.boot-core.late", SEVERITY_WARNING, "APIC", "5.2.12.1",
				 "an OS takes another core for the boot core; Linux thinks itself "
				 "a crash kernel and leaves one core off"},
	[RULE_LOW_MEMORY] = {"memory.low.none", SEVERITY_WARNING, "", "SDM 3A, 9.4.4",
			     "a core starts below 1 MiB, so an OS that is started here has no "
			     "place to start one from"},
};

const struct rule_set plan_rule_set = {"plan", rules, ARRAY_SIZE(rules)};

static const struct madt_cpu *first_enabled(const struct madt *madt)
{
	for (size_t i = 0; i < madt->cpu_count; i++)
		if (madt->cpus[i].state == MADT_CPU_ENABLED)
			return &madt->cpus[i];
	return NULL;
}

/* 5.2.12.1: the boot core is the first that is listed. */
void plan_lint_order(const struct madt *madt, hw_id boot_id, struct findings *findings)
{
	const struct madt_cpu *first = first_enabled(madt);

	if (first && !hw_id_equal(first->id, boot_id))
		rule_broken(findings, &rules[RULE_BOOT_CORE_LATE], first->offset,
			    "the first core listed has id 0x%llx, the boot core 0x%llx",
			    (unsigned long long)first->id.value, (unsigned long long)boot_id.value);
}

void plan_lint_missing(hw_id boot_id, struct findings *findings)
{
	rule_broken(findings, &rules[RULE_BOOT_CORE_MISSING], 0,
		    "the boot core, id 0x%llx, is not among the listed cores",
		    (unsigned long long)boot_id.value);
}

void plan_lint_low_memory(unsigned int enabled, struct findings *findings)
{
	if (enabled > 1)
		rule_broken(findings, &rules[RULE_LOW_MEMORY], 0,
			    "no memory is free below 1 MiB: of %u enabled cores only the boot core "
			    "can run",
			    enabled);
}
