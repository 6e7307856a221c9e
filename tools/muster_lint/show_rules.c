/* SPDX-License-Identifier: BSD-2-Clause */
#include "show.h"
#include "dt.h"
#include "dump.h"
#include "split.h"
#include "mem.h"

#include <stdio.h>

enum { SECTION_SIZE = 80 };

static const struct rule_set *const own_sets[] = {&split_rule_set, &dump_rule_set};

/* Chapters of docs/lint.md: rules of a table, or, where they are of none, those whose id begins so.
   A signature that is not here follows under its own. */
static const struct chapter {
	const char *table, *prefix, *title;
} chapters[] = {
	{"", "file.", "Files (muster-lint alone)"},
	{"", "dump.", "Dumps (muster-lint alone)"},
	{"", "table.", "Any table"},
	{"RSDP", "", "RSDP: Root System Description Pointer"},
	{"RSDT", "", "RSDT: Root System Description Table"},
	{"XSDT", "", "XSDT: Extended System Description Table"},
	{"APIC", "", "APIC: Multiple APIC Description Table (MADT)"},
	{"SRAT", "", "SRAT: System Resource Affinity Table"},
	{"SLIT", "", "SLIT: System Locality Information Table"},
	{"PPTT", "", "PPTT: Processor Properties Topology Table"},
	{"FACP", "", "FACP: Fixed ACPI Description Table (FADT)"},
	{"HPET", "", "HPET: High Precision Event Timer"},
	{"SPCR", "", "SPCR: Serial Port Console Redirection"},
	{"DMAR", "", "DMAR: DMA Remapping"},
	{"_MP_", "", "_MP_: MP Floating Pointer Structure"},
	{"PCMP", "", "PCMP: MP Configuration Table"},
	{"_SM_", "", "_SM_: SMBIOS (muster.efi alone)"},
	{"DTB", "", "DTB: Devicetree Blob (muster-lint, and muster.efi on Arm without ACPI)"},
	{"", "", "The machine itself (muster.efi alone)"},
};

static const struct rule_set *set_at(size_t number)
{
	size_t own = ARRAY_SIZE(own_sets), trees = 0;

	while (dt_rules(trees))
		trees++;
	if (number < own)
		return own_sets[number];
	return number < own + trees ? dt_rules(number - own) : lint_rules(number - own - trees);
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

/* The first that takes it; NULL: one of its own. */
static const struct chapter *chapter_of(const struct rule *rule)
{
	for (size_t i = 0; i < ARRAY_SIZE(chapters); i++)
		if (strcmp(chapters[i].table, rule->table) == 0 &&
		    strncmp(chapters[i].prefix, rule->id, strlen(chapters[i].prefix)) == 0)
			return &chapters[i];
	return NULL;
}

static void print_rule(const struct rule *rule)
{
	char section[SECTION_SIZE];

	show_section(rule->section, section, sizeof(section));
	printf("| `%s` | %s | %s | ", rule->id, severity_name(rule->severity), section);
	print_cell(rule->breaks);
	printf(" |\n");
}

static void print_heading(const char *title)
{
	printf("\n### %s\n\n| rule | severity | section | what it breaks |\n|---|---|---|---|\n",
	       title);
}

static void print_chapter(const struct chapter *chapter, const struct rule *const list[],
			  size_t count)
{
	size_t rows = 0;

	for (size_t i = 0; i < count; i++) {
		if (chapter_of(list[i]) != chapter)
			continue;
		if (rows++ == 0)
			print_heading(chapter->title);
		print_rule(list[i]);
	}
}

/* Of each table by itself: the list is sorted by table. */
static void print_others(const struct rule *const list[], size_t count)
{
	const char *table = "";

	for (size_t i = 0; i < count; i++) {
		if (chapter_of(list[i]))
			continue;
		if (strcmp(list[i]->table, table) != 0)
			print_heading(list[i]->table);
		table = list[i]->table;
		print_rule(list[i]);
	}
}

void show_rules_markdown(void)
{
	static const struct rule *list[SHOW_RULES_MAX];
	size_t count = show_list_rules(list);

	for (size_t i = 0; i < ARRAY_SIZE(chapters); i++)
		print_chapter(&chapters[i], list, count);
	print_others(list, count);
}
