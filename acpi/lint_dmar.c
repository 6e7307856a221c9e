/* SPDX-License-Identifier: BSD-2-Clause */
/* What a DMAR says of the x2APIC, against the cores of the MADT. */
#include "acpi.h"
#include "lint.h"

enum { DMAR_FLAGS = 37, APIC_ID_XAPIC_MAX = 254, TYPE_X2APIC = 9 };

enum { RULE_OPT_OUT, RULE_OPT_OUT_IDS };

static const struct rule rules[] = {
	[RULE_OPT_OUT] = {"dmar.opt_out", SEVERITY_NOTE, "DMAR", "VT-d 8.1", ""},
	[RULE_OPT_OUT_IDS] =
		{"dmar.opt_out.ids", SEVERITY_ERROR, "DMAR", "VT-d 8.1",
		 "an OS that heeds it leaves the x2APIC off, and cannot reach the cores "
		 "with ids above 254"},
};

const struct rule_set lint_dmar_rule_set = {"lint.dmar", rules, ARRAY_SIZE(rules)};

static size_t count_beyond_xapic(const struct lint_cpus *cpus)
{
	size_t count = 0;

	for (size_t i = 0; cpus && i < cpus->count; i++)
		count += cpus->items[i].type == TYPE_X2APIC && cpus->items[i].enabled &&
			 cpus->items[i].id > APIC_ID_XAPIC_MAX;
	return count;
}

void lint_dmar(struct span table, const struct lint_cpus *cpus, struct findings *findings)
{
	struct dmar dmar;
	size_t beyond = count_beyond_xapic(cpus);

	if (dmar_read(table, &dmar, findings) != STATUS_OK || !dmar.x2apic_opt_out)
		return;
	if (beyond)
		rule_broken(findings, &rules[RULE_OPT_OUT_IDS], DMAR_FLAGS,
			    "Flags at offset 37 ask to leave the x2APIC off, but %zu enabled cores "
			    "have ids above 254",
			    beyond);
	else
		rule_broken(findings, &rules[RULE_OPT_OUT], DMAR_FLAGS,
			    "Flags at offset 37 ask to leave the x2APIC off");
}
