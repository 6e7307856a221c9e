/* SPDX-License-Identifier: BSD-2-Clause */
/* The catalogue of all rules that tables and machines are judged by. */
#include "lint.h"
#include "audit_aarch64.h"
#include "audit_x86_64.h"
#include "census.h"
#include "gic_machine.h"
#include "mem.h"
#include "plan.h"
#include "topology_lint.h"

/* One a line, as they come. */
/* clang-format off */
static const struct rule_set *const sets[] = {
	&tables_rule_set,
	&madt_rule_set,
	&madt_cpus_rule_set,
	&madt_wakeup_rule_set,
	&fadt_rule_set,
	&hpet_rule_set,
	&spcr_rule_set,
	&gtdt_rule_set,
	&audit_rule_set,
	&audit_x86_rule_set,
	&audit_same_rule_set,
	&audit_mtrr_rule_set,
	&audit_aarch64_rule_set,
	&census_rule_set,
	&gic_plan_rule_set,
	&plan_rule_set,
	&topology_rule_set,
	&mps_rule_set,
	&mps_find_rule_set,
	&mps_table_rule_set,
	&smbios_rule_set,
	&smbios_entry_rule_set,
	&dmar_rule_set,
	&lint_dmar_rule_set,
	&lint_mps_rule_set,
	&lint_mps_extended_rule_set,
	&lint_rule_set,
	&lint_roots_rule_set,
	&slit_rule_set,
	&srat_rule_set,
	&srat_cpus_rule_set,
	&srat_memory_rule_set,
	&pptt_rule_set,
	&pptt_tree_rule_set,
	&pptt_cpus_rule_set,
	&lint_madt_fields_rule_set,
	&lint_madt_cpus_rule_set,
	&lint_madt_irqs_rule_set,
	&lint_madt_nmis_rule_set,
	&lint_madt_gic_rule_set,
	&lint_madt_gicc_rule_set,
	&lint_fadt_rule_set,
	&lint_fadt_madt_rule_set,
	&lint_spcr_rule_set,
	&lint_gtdt_rule_set,
	&lint_order_rule_set,
};
/* clang-format on */

const struct rule_set *lint_rules(size_t number)
{
	return number < ARRAY_SIZE(sets) ? sets[number] : NULL;
}

static const struct rule *set_rule(const struct rule_set *set, const char *id)
{
	for (size_t i = 0; i < set->count; i++)
		if (strcmp(set->rules[i].id, id) == 0)
			return &set->rules[i];
	return NULL;
}

const struct rule *lint_rule(const char *id)
{
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
		const struct rule *rule = set_rule(sets[i], id);

		if (rule)
			return rule;
	}
	return NULL;
}
