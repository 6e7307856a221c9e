/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint.h"
#include "table.h"

/* Serial Port Console Redirection table, Microsoft, 1.08. */
enum { SPCR_INTERFACE = 36, SPCR_BASE = 40, SPCR_BAUD = 58, SPCR_SIZE = 80 };

enum { RULE_SPACE = TABLE_RULE_COUNT };

static const struct rule rules[] = {
	TABLE_RULES("spcr", "SPCR", "SPCR 1.08", "an OS has no early console on the serial line"),
	[RULE_SPACE] = {"spcr.space", SEVERITY_WARNING, "SPCR", "SPCR 1.08",
			"an OS that does not check writes its console to a place that is none"},
};

const struct rule_set spcr_rule_set = {"spcr", rules, ARRAY_SIZE(rules)};

static const struct table_kind spcr_kind = {
	.signature = "SPCR",
	.minimum = SPCR_SIZE,
	.rules = rules,
};

enum status spcr_read(struct span table, struct spcr *ret_spcr, struct findings *findings)
{
	enum status status = table_open(table, &spcr_kind, &table, findings);

	if (status != STATUS_OK)
		return status;

	struct gas base = table_gas(table, SPCR_BASE);

	if (base.address != 0 && base.space > GAS_PORT)
		rule_broken(findings, &rules[RULE_SPACE], SPCR_BASE,
			    "base address at offset 40 is in address space %u; 0 (memory) or 1 "
			    "(I/O) is wanted",
			    base.space);
	*ret_spcr = (struct spcr){
		.interface_type = span_get8(table, SPCR_INTERFACE),
		.address_space = base.space,
		.register_width = base.width,
		.access_size = base.access_size,
		.address = base.address,
		.baud_code = span_get8(table, SPCR_BAUD),
	};
	return STATUS_OK;
}
