/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint.h"
#include "table.h"

/* IA-PC HPET 1.0a, 3.2.4, table 3. */
enum { HPET_BASE = 40, HPET_SIZE = 56 };

enum { RULE_ADDRESS = TABLE_RULE_COUNT, RULE_SPACE };

static const struct rule rules[] = {
	TABLE_RULES("hpet", "HPET", "IA-PC HPET 3.2.4",
		    "an OS has one clock less to check the others with"),
	[RULE_ADDRESS] = {"hpet.address", SEVERITY_ERROR, "HPET", "IA-PC HPET 3.2.4",
			  "an OS that trusts it writes timer registers to the memory at address 0"},
	[RULE_SPACE] = {"hpet.space", SEVERITY_WARNING, "HPET", "IA-PC HPET 3.2.4",
			"an OS that does not check takes a port for an address in memory"},
};

const struct rule_set hpet_rule_set = {"hpet", rules, ARRAY_SIZE(rules)};

static const struct table_kind hpet_kind = {
	.signature = "HPET",
	.minimum = HPET_SIZE,
	.rules = rules,
};

enum status hpet_read(struct span table, struct hpet *ret_hpet, struct findings *findings)
{
	enum status status = table_open(table, &hpet_kind, &table, findings);

	if (status != STATUS_OK)
		return status;

	struct gas base = table_gas(table, HPET_BASE);

	if (base.address == 0) {
		rule_broken(findings, &rules[RULE_ADDRESS], HPET_BASE,
			    "BASE_ADDRESS at offset 40 is 0");
		return STATUS_INVALID;
	}
	if (base.space != GAS_MEMORY)
		rule_broken(findings, &rules[RULE_SPACE], HPET_BASE,
			    "BASE_ADDRESS at offset 40 is in address space %u; 0 (memory) is "
			    "wanted",
			    base.space);
	*ret_hpet = (struct hpet){
		.address = {base.address},
		.memory_mapped = base.space == GAS_MEMORY,
	};
	return STATUS_OK;
}
