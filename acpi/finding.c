/* SPDX-License-Identifier: BSD-2-Clause */
#include "finding.h"
#include "fmt.h"

/* Signatures come from the machine: what cannot be printed becomes '?'. */
static void finding_copy_table(char target[5], const char *table)
{
	size_t i;

	for (i = 0; i < 4 && table[i] != '\0'; i++)
		target[i] = table[i] >= ' ' && table[i] <= '~' ? table[i] : '?';
	target[i] = '\0';
}

static struct finding *finding_take(struct findings *list)
{
	if (list->count < list->capacity)
		return &list->items[list->count++];
	list->lost++;
	return NULL;
}

static void finding_fill(struct findings *list, const struct rule *rule, const char *table,
			 uint32_t offset, const char *format, va_list arguments)
{
	struct finding *finding = finding_take(list);

	if (!finding)
		return;
	*finding = (struct finding){
		.rule = rule->id,
		.severity = rule->severity,
		.offset = offset,
		.section = rule->section,
		.breaks = rule->breaks,
	};
	finding_copy_table(finding->table, table);
	fmt_vtext(finding->text, sizeof(finding->text), format, arguments);
}

void rule_broken(struct findings *list, const struct rule *rule, uint32_t offset,
		 const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	finding_fill(list, rule, rule->table, offset, format, arguments);
	va_end(arguments);
}

void rule_broken_in(struct findings *list, const struct rule *rule, const char *signature,
		    uint32_t offset, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	finding_fill(list, rule, signature, offset, format, arguments);
	va_end(arguments);
}

const char *severity_name(enum severity severity)
{
	switch (severity) {
	case SEVERITY_NOTE:
		return "note";
	case SEVERITY_WARNING:
		return "warning";
	case SEVERITY_ERROR:
		return "error";
	}
	return "unknown";
}
