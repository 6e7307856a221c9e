/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers that have to hold the same on all cores, or on those of a kind or package. */
#include "audit_order.h"
#include "fmt.h"

static void tally_add(struct audit_tally *tally, unsigned int number,
		      const struct audit_groups *groups)
{
	if (tally->registers++ > 0)
		return;
	tally->first = number;
	tally->groups = *groups;
}

/* Class by class, as they lie in the order; the first that does not agree counts. */
void audit_compare(const struct audit *audit, const struct audit_key *key,
		   struct audit_tally *tally)
{
	size_t first = 0;

	if (!audit_any(audit, key->number))
		return;
	audit_order_make(audit, key);
	while (first < audit->count) {
		struct audit_groups groups;
		size_t end = first + 1;

		while (end < audit->count && audit_order_same_class(audit, key, first, end))
			end++;
		audit_group_run(audit, key, first, end, &groups);
		if (groups.count > 1) {
			tally_add(tally, key->number, &groups);
			return;
		}
		first = end;
	}
}

enum { GROUP_TEXT = 64, IDS_SHOWN = 20 };

/* "0x6 on 3 (id 0-2)"; the ids only where they are few. */
static void format_group(char text[GROUP_TEXT], const struct audit_group *group)
{
	char value[24];
	size_t length = 0;

	while (group->ids[length])
		length++;
	if (group->state == AUDIT_READ)
		fmt_text(value, sizeof(value), "0x%llx", (unsigned long long)group->value);
	else
		fmt_text(value, sizeof(value), "%s",
			 group->state == AUDIT_FAULTED ? "a fault" : "none");
	if (length <= IDS_SHOWN)
		fmt_text(text, GROUP_TEXT, "%s on %u (id %s)", value, group->cores, group->ids);
	else
		fmt_text(text, GROUP_TEXT, "%s on %u", value, group->cores);
}

void audit_say(const struct audit *audit, const struct audit_tally *tally, const struct rule *rule,
	       struct findings *findings)
{
	const struct audit_groups *groups = &tally->groups;
	char most[GROUP_TEXT], next[GROUP_TEXT], registers[24] = "", more[24] = "";

	format_group(most, &groups->items[0]);
	format_group(next, &groups->items[1]);
	if (tally->registers > 1)
		fmt_text(registers, sizeof(registers), " and %u more", tally->registers - 1);
	if (groups->count > 2)
		fmt_text(more, sizeof(more), ", %u more", groups->count - 2);
	rule_broken(findings, rule, 0, "%s%s: %s, %s%s", audit_name(audit, tally->first), registers,
		    most, next, more);
}

void audit_compare_rows(const struct audit *audit, const struct audit_same *rows, size_t count,
			unsigned int rule, struct audit_tally *tally)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].rule != rule)
			continue;
		for (unsigned int number = rows[i].first; number <= rows[i].last; number++)
			audit_compare(audit,
				      &(struct audit_key){number, rows[i].mask,
							  (enum audit_split)rows[i].split, true},
				      tally);
	}
}
