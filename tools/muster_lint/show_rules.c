/* SPDX-License-Identifier: BSD-2-Clause */
#include "show.h"
#include "dump.h"
#include "split.h"
#include "mem.h"

#include <stdio.h>

enum { SECTION_SIZE = 80 };

static const struct rule_set *const own_sets[] = {&split_rule_set, &dump_rule_set};

/* Headings of docs/lint.md, in its order; a signature that is not here follows under its own. */
static const struct {
	const char *table, *title;
} chapters[] = {
	{"", "Any table, the file, the machine"},
	{"RSDP", "RSDP: Root System Description Pointer"},
	{"RSDT", "RSDT: Root System Description Table"},
	{"XSDT", "XSDT: Extended System Description Table"},
	{"APIC", "APIC: Multiple APIC Description Table (MADT)"},
	{"SRAT", "SRAT: System Resource Affinity Table"},
	{"SLIT", "SLIT: System Locality Information Table"},
	{"PPTT", "PPTT: Processor Properties Topology Table"},
	{"FACP", "FACP: Fixed ACPI Description Table (FADT)"},
	{"HPET", "HPET: High Precision Event Timer"},
	{"SPCR", "SPCR: Serial Port Console Redirection"},
	{"DMAR", "DMAR: DMA Remapping"},
	{"_MP_", "_MP_: MP Floating Pointer Structure"},
	{"PCMP", "PCMP: MP Configuration Table"},
};

static const struct rule_set *set_at(size_t number)
{
	return number < ARRAY_SIZE(own_sets) ? own_sets[number]
					     : lint_rules(number - ARRAY_SIZE(own_sets));
}

static bool goes_before(const struct rule *a, const struct rule *b)
{
	int tables = strcmp(a->table, b->table);

	return tables ? tables < 0 : strcmp(a->id, b->id) < 0;
}

/* Rows of a file's rules that stand for nothing have no id. */
size_t show_list_rules(const struct rule *list[SHOW_RULES_MAX])
{
	const struct rule_set *set;
	size_t count = 0;

	for (size_t i = 0; (set = set_at(i)) != NULL; i++)
		for (size_t j = 0; j < set->count && count < SHOW_RULES_MAX; j++) {
			size_t place = count;

			if (!set->rules[j].id)
				continue;
			for (; place > 0 && goes_before(&set->rules[j], list[place - 1]); place--)
				list[place] = list[place - 1];
			list[place] = &set->rules[j];
			count++;
		}
	return count;
}

void show_rules_text(void)
{
	static const struct rule *list[SHOW_RULES_MAX];
	size_t count = show_list_rules(list);
	char section[SECTION_SIZE];

	for (size_t i = 0; i < count; i++) {
		show_section(list[i]->section, section, sizeof(section));
		printf("%-30s %-8s %-5s %s\n", list[i]->id, severity_name(list[i]->severity),
		       list[i]->table[0] ? list[i]->table : "-", section);
		if (list[i]->breaks[0])
			printf("    %s\n", list[i]->breaks);
	}
}

static void print_cell(const char *text)
{
	for (; *text; text++)
		printf(*text == '|' || *text == '<' || *text == '\\' ? "\\%c" : "%c", *text);
}

static void print_chapter(const char *title, const char *table, const struct rule *const list[],
			  size_t count)
{
	size_t rows = 0;

	for (size_t i = 0; i < count; i++) {
		char section[SECTION_SIZE];

		if (strcmp(list[i]->table, table) != 0)
			continue;
		if (rows++ == 0)
			printf("\n### %s\n\n| rule | severity | section | what it breaks |\n"
			       "|---|---|---|---|\n",
			       title);
		show_section(list[i]->section, section, sizeof(section));
		printf("| `%s` | %s | %s | ", list[i]->id, severity_name(list[i]->severity),
		       section);
		print_cell(list[i]->breaks);
		printf(" |\n");
	}
}

static bool has_chapter(const char *table)
{
	for (size_t i = 0; i < ARRAY_SIZE(chapters); i++)
		if (strcmp(chapters[i].table, table) == 0)
			return true;
	return false;
}

void show_rules_markdown(void)
{
	static const struct rule *list[SHOW_RULES_MAX];
	size_t count = show_list_rules(list);

	for (size_t i = 0; i < ARRAY_SIZE(chapters); i++)
		print_chapter(chapters[i].title, chapters[i].table, list, count);
	for (size_t i = 0; i < count; i++)
		if (!has_chapter(list[i]->table) &&
		    (i == 0 || strcmp(list[i]->table, list[i - 1]->table) != 0))
			print_chapter(list[i]->table, list[i]->table, list, count);
}
