/* SPDX-License-Identifier: BSD-2-Clause */
/* The order of a MADT's cores, as far as it can be told with the widths of their ids. */
#include "madt_layout.h"

enum { RULE_THREADS };

static const struct rule rules[] = {
	[RULE_THREADS] = {"madt.cpu.order", SEVERITY_NOTE, "APIC", "5.2.12.1", ""},
};

const struct rule_set lint_order_rule_set = {"lint.order", rules, ARRAY_SIZE(rules)};

static bool is_thread(const struct lint_cpu *cpu, unsigned int core_shift)
{
	return (cpu->id & ((1ull << core_shift) - 1)) != 0;
}

/* 5.2.12.1: an OS that has room for some cores only takes the first ones. */
void lint_core_order(struct span madt, unsigned int core_shift, struct findings *findings)
{
	static struct lint_cpus cpus;
	const struct lint_cpu *thread = NULL;

	lint_list_cpus(madt, &cpus);
	for (size_t i = 0; i < cpus.count; i++) {
		const struct lint_cpu *cpu = &cpus.items[i];

		if (!cpu->enabled || (cpu->type != MADT_LAPIC && cpu->type != MADT_X2APIC))
			continue;
		if (is_thread(cpu, core_shift)) {
			thread = thread ? thread : cpu;
		} else if (thread) {
			rule_broken(findings, &rules[RULE_THREADS], thread->offset,
				    "id 0x%llx at offset %u, a second thread, comes before id "
				    "0x%llx at %u, a first one; all first ones in front are wanted",
				    (unsigned long long)thread->id, thread->offset,
				    (unsigned long long)cpu->id, cpu->offset);
			return;
		}
	}
}
