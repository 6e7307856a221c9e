/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint.h"
#include "table.h"

/* Intel Virtualization Technology for Directed I/O, 8.1. */
enum { DMAR_FLAGS = 37, DMAR_SIZE = 48 };
enum { DMAR_INTERRUPT_REMAPPING = 1, DMAR_X2APIC_OPT_OUT = 2 };

static const struct rule rules[] = {
	TABLE_RULES("dmar", "DMAR", "VT-d 8.1",
		    "an OS cannot know whether firmware wants x2APIC left off"),
};

const struct rule_set dmar_rule_set = {"dmar", rules, ARRAY_SIZE(rules)};

static const struct table_kind dmar_kind = {
	.signature = "DMAR",
	.minimum = DMAR_SIZE,
	.rules = rules,
};

enum status dmar_read(struct span table, struct dmar *ret_dmar, struct findings *findings)
{
	enum status status = table_open(table, &dmar_kind, &table, findings);
	uint8_t flags = span_get8(table, DMAR_FLAGS);

	if (status != STATUS_OK)
		return status;
	*ret_dmar = (struct dmar){
		.interrupt_remapping = flags & DMAR_INTERRUPT_REMAPPING,
		.x2apic_opt_out =
			(flags & DMAR_INTERRUPT_REMAPPING) && (flags & DMAR_X2APIC_OPT_OUT),
	};
	return STATUS_OK;
}
