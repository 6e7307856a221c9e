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

void finding_add(struct findings *list, const char *rule, enum severity severity, const char *table,
		 uint32_t offset, const char *section, const char *format, ...)
{
	va_list arguments;

	if (list->count >= list->capacity) {
		list->lost++;
		return;
	}

	struct finding *finding = &list->items[list->count++];

	*finding = (struct finding){
		.rule = rule,
		.severity = severity,
		.offset = offset,
		.section = section,
	};
	finding_copy_table(finding->table, table);
	va_start(arguments, format);
	fmt_vtext(finding->text, sizeof(finding->text), format, arguments);
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
