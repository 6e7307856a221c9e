/* SPDX-License-Identifier: BSD-2-Clause */
/* Who of the cores could be read, and who holds a bit. */
#include "audit_order.h"

enum lint_rule { RULE_UNREAD, RULE_COUNT };

static const struct rule rules[RULE_COUNT] = {
	[RULE_UNREAD] = {"audit.unread", SEVERITY_NOTE, "", "PI 1.8, II-13.4",
			 "what the firmware left in these cores is not known"},
};

const struct rule_set audit_rule_set = {"audit", rules, RULE_COUNT};

/* ---- cores by a bit ---- */

struct audit_holders audit_find_holders(const struct audit *audit, unsigned int number,
					uint64_t bits, bool set)
{
	struct audit_holders holders = {.first = HW_ID_NONE};
	size_t kept = 0;

	for (size_t i = 0; i < audit->count; i++) {
		const struct audit_core *core = audit->cores[i];

		if (audit_state(core, number) != AUDIT_READ)
			continue;
		holders.asked++;
		if (((audit_value(core, number) & bits) != 0) != set)
			continue;
		if (holders.count++ == 0)
			holders.first = core->id;
		audit_order[kept++] = (uint16_t)i;
	}
	audit_format_ids(audit, 0, kept, holders.ids, sizeof(holders.ids));
	return holders;
}

void audit_lint_bits(const struct audit *audit, unsigned int number, uint64_t bits, bool set,
		     const struct rule *rule, struct findings *findings)
{
	struct audit_holders holders = audit_find_holders(audit, number, bits, set);

	if (holders.count)
		rule_broken(findings, rule, 0, "%s: bits 0x%llx are %s on %u of %u cores (id %s)",
			    audit_name(audit, number), (unsigned long long)bits,
			    set ? "set" : "clear", holders.count, holders.asked, holders.ids);
}

/* ---- who could be read ---- */

static bool is_read(const struct audit *audit, hw_id id)
{
	size_t low = 0, high = audit->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (audit->cores[middle]->id.value < id.value)
			low = middle + 1;
		else
			high = middle;
	}
	return low < audit->count && hw_id_equal(audit->cores[low]->id, id);
}

static void lint_unread(const struct audit *audit, struct findings *findings)
{
	unsigned int unread = 0;
	hw_id first = HW_ID_NONE;

	for (size_t i = 0; i < audit->wanted_count; i++)
		if (!is_read(audit, audit->wanted[i]) && unread++ == 0)
			first = audit->wanted[i];
	if (unread)
		rule_broken(findings, &rules[RULE_UNREAD], 0,
			    "registers of %u of %zu cores (the first has id 0x%llx) were not read: "
			    "%s",
			    unread, audit->wanted_count, (unsigned long long)first.value,
			    audit->unread_reason);
}

static const struct audit_core *find_core(const struct audit *audit, hw_id id)
{
	for (size_t i = 0; i < audit->count; i++)
		if (hw_id_equal(audit->cores[i]->id, id))
			return audit->cores[i];
	return NULL;
}

void audit_lint(const struct audit *audit, struct findings *findings)
{
	const struct audit_core *boot = find_core(audit, audit->boot_id);

	lint_unread(audit, findings);
	if (boot)
		audit->terms->lint(audit, boot, findings);
}
