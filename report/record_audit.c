/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers as the firmware left them, as JSON and as text. */
#include "record_audit.h"
#include "record_text.h"

enum { REGISTER_INDENT = 12 };

static unsigned int shown_count(const struct audit_groups *groups)
{
	return groups->count < AUDIT_GROUPS_MAX ? groups->count : AUDIT_GROUPS_MAX;
}

static void write_group(struct json *json, const struct audit_group *group)
{
	json_object(json, NULL);
	if (group->state == AUDIT_READ)
		json_hex(json, "value", group->value);
	else
		json_number_or_null(json, "value", 0, 0);
	json_bool(json, "faults", group->state == AUDIT_FAULTED);
	json_number(json, "cores", group->cores);
	json_text(json, json->words->ids, group->ids);
	json_object_end(json);
}

void json_register(struct json *json, const struct record *record)
{
	const struct audit_groups *groups = record->reg.groups;

	json_text(json, "name", record->reg.name);
	json_number(json, "cores", groups->cores);
	json_array(json, "groups");
	for (unsigned int i = 0; i < shown_count(groups); i++)
		write_group(json, &groups->items[i]);
	json_array_end(json);
	json_number(json, "more_groups", groups->count - shown_count(groups));
}

static void add_group(struct text *text, const struct report *report,
		      const struct audit_group *group, bool first)
{
	text_words(text, first ? " " : ", ");
	if (group->state == AUDIT_READ)
		text_add(text, "0x%llx", (unsigned long long)group->value);
	else
		text_words(text, group->state == AUDIT_FAULTED ? "a fault" : "none");
	text_add(text, " on %u %s (%s ", group->cores, group->cores == 1 ? "core" : "cores",
		 report->words->id_text);
	text_words(text, group->ids);
	text_words(text, ")");
}

/* Only what differs is worth a line. */
void text_register(struct text *text, struct report *report, const struct record *record)
{
	const struct audit_groups *groups = record->reg.groups;

	report->registers_cores = groups->cores;
	if (groups->count == 1 && groups->items[0].state == AUDIT_READ) {
		report->registers_same++;
		return;
	}
	if (report->brief) {
		report->registers_differ++;
		return;
	}
	text_line(text, REGISTER_INDENT);
	text_words(text, "registers   ");
	text_words(text, record->reg.name);
	for (unsigned int i = 0; i < shown_count(groups); i++)
		add_group(text, report, &groups->items[i], i == 0);
	if (groups->count > AUDIT_GROUPS_MAX)
		text_add(text, " and %u other values", groups->count - AUDIT_GROUPS_MAX);
}

void text_same_registers(struct text *text, struct report *report)
{
	if (report->registers_same == 0)
		return;
	text_line(text, REGISTER_INDENT);
	text_add(text, "registers   %u ", report->registers_same);
	text_words(text, report->registers_same == 1 ? "is" : "are");
	if (report->registers_cores == 1)
		text_words(text, " read on one core");
	else
		text_add(text, " the same on all %u cores", report->registers_cores);
	if (report->registers_differ)
		text_add(text, ", %u differ (info shows them)", report->registers_differ);
	report->registers_same = report->registers_differ = 0;
}
