/* SPDX-License-Identifier: BSD-2-Clause */
#include "table.h"

/* IA-PC HPET 1.0a, 3.2.4, table 3. */
enum { HPET_BASE = 40, HPET_SIZE = 56 };

static const struct table_kind hpet_kind = {
	.signature = "HPET",
	.minimum = HPET_SIZE,
	.section = "IA-PC HPET 3.2.4",
	.rule_truncated = "hpet.truncated",
	.rule_signature = "hpet.signature",
	.rule_length = "hpet.length",
};

enum status hpet_read(struct span table, struct hpet *ret_hpet, struct findings *findings)
{
	enum status status = table_open(table, &hpet_kind, &table, findings);

	if (status != STATUS_OK)
		return status;

	struct gas base = table_gas(table, HPET_BASE);

	if (base.address == 0) {
		finding_add(findings, "hpet.address", SEVERITY_ERROR, "HPET", HPET_BASE,
			    hpet_kind.section, "BASE_ADDRESS at offset 40 is 0");
		return STATUS_INVALID;
	}
	if (base.space != GAS_MEMORY)
		finding_add(findings, "hpet.space", SEVERITY_WARNING, "HPET", HPET_BASE,
			    hpet_kind.section,
			    "BASE_ADDRESS at offset 40 is in address space %u; 0 (memory) is "
			    "wanted",
			    base.space);
	*ret_hpet = (struct hpet){
		.address = {base.address},
		.memory_mapped = base.space == GAS_MEMORY,
	};
	return STATUS_OK;
}
