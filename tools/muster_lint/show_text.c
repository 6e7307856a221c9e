/* SPDX-License-Identifier: BSD-2-Clause */
#include "show.h"
#include "facts.h"
#include "tree.h"
#include "fmt.h"
#include "report/text.h"

#include <stdio.h>

static char buffer[8192];

/* text.h ends lines as a serial terminal wants them. */
static void print(struct text *text)
{
	size_t length = text_close(text);

	for (size_t i = 0; i < length; i++)
		if (buffer[i] != '\r')
			putchar(buffer[i]);
}

/* As it is, but for what could steer a terminal. */
static void print_name(const char *name)
{
	for (; *name; name++)
		putchar((unsigned char)*name < ' ' || *name == 0x7F ? '?' : *name);
	printf("\n");
}

void show_section(const char *section, char *ret_text, size_t size)
{
	bool is_number = section[0] >= '0' && section[0] <= '9';

	fmt_text(ret_text, size, "%s%s", is_number ? "ACPI 6.5, " : "", section);
}

/* Blanks and NULs that only fill the field are left out. */
static void add_field(struct text *text, const char *caption, struct span field)
{
	char value[16] = "";
	size_t size = field.size < sizeof(value) ? field.size : sizeof(value) - 1;

	for (; size > 0; size--)
		if (field.bytes[size - 1] != ' ' && field.bytes[size - 1] != '\0')
			break;
	for (size_t i = 0; i < size; i++)
		value[i] = field.bytes[i] ? (char)field.bytes[i] : '?';
	if (size > 0)
		text_add(text, "%s \"%s\"", caption, value);
}

static void add_name(struct text *text, const char *signature, unsigned int instance)
{
	text_words(text, signature);
	if (instance > 0)
		text_add(text, "#%u", instance);
}

static void show_table(const struct machine *machine, unsigned int number)
{
	static struct facts facts;
	struct text text;

	facts_read(machine->tables.items[number], &facts);
	text_open(&text, buffer, sizeof(buffer));
	text_line(&text, 8);
	text_words(&text, "  ");
	add_name(&text, facts.signature, machine_instance(machine, (int)number));
	text_add(&text, "  %zu bytes, revision %u", facts.size, facts.revision);
	add_field(&text, ", OEM", facts.oem_id);
	add_field(&text, "", facts.oem_table_id);
	if (facts.is_madt)
		text_add(&text, ", CPUs: %zu enabled, %zu disabled, %zu online capable",
			 facts.cpus.enabled, facts.cpus.disabled, facts.cpus.online_capable);
	if (facts.cpus.lost > 0)
		text_add(&text, ", %zu not looked at", facts.cpus.lost);
	print(&text);
}

static void show_tree(struct span tree)
{
	struct tree_facts facts;
	struct text text;

	tree_facts_read(tree, &facts);
	text_open(&text, buffer, sizeof(buffer));
	text_line(&text, 8);
	text_add(&text, "  DTB  %zu bytes", facts.size);
	if (facts.model[0])
		text_add(&text, ", model \"%s\"", facts.model);
	text_add(&text, ", CPUs: %u enabled, %u disabled, %u online capable", facts.cpus.enabled,
		 facts.cpus.disabled, facts.cpus.online_capable);
	if (facts.psci[0])
		text_add(&text, ", PSCI by %s", facts.psci);
	if (facts.gic)
		text_add(&text, ", GICv%u", facts.gic);
	print(&text);
}

static void add_sentence(struct text *text, const char *lead, const char *sentence)
{
	if (!sentence || !sentence[0])
		return;
	text_line(text, 6);
	text_words(text, lead);
	text_words(text, sentence);
}

static void show_finding(const struct machine *machine, size_t number, bool again)
{
	const struct finding *finding = &machine->items[number];
	char section[80];
	struct text text;

	show_section(finding->section ? finding->section : "", section, sizeof(section));
	text_open(&text, buffer, sizeof(buffer));
	text_line(&text, 6);
	text_add(&text, "  %s %s", severity_name(finding->severity), finding->rule);
	if (finding->table[0]) {
		text_words(&text, ", ");
		add_name(&text, finding->table,
			 machine_instance(machine, machine->table_of[number]));
		text_add(&text, "@0x%x", (unsigned int)finding->offset);
	}
	if (section[0])
		text_add(&text, " [%s]", section);
	add_sentence(&text, "      ", finding->text);
	if (!again)
		add_sentence(&text, "      breaks: ", finding->breaks);
	print(&text);
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void show_total(const struct machine *machine, size_t hidden)
{
	size_t errors = machine_count(machine, SEVERITY_ERROR);
	size_t warnings = machine_count(machine, SEVERITY_WARNING);
	size_t notes = machine_count(machine, SEVERITY_NOTE);

	printf("  %zu error%s, %zu warning%s, %zu note%s", errors, plural(errors), warnings,
	       plural(warnings), notes, plural(notes));
	if (hidden > 0)
		printf(", %zu of them not shown", hidden);
	if (machine->findings.lost > 0)
		printf(", and %zu findings more than fit", machine->findings.lost);
	printf("\n\n");
}

void show_text(const struct machine *machine, enum severity least)
{
	const char *before = NULL;
	size_t hidden = 0;

	print_name(machine->name);
	for (unsigned int i = 0; i < machine->tables.count; i++)
		show_table(machine, i);
	for (unsigned int i = 0; i < machine->file_count; i++)
		if (machine->files[i].tree.size)
			show_tree(machine->files[i].tree);
	for (size_t i = 0; i < machine->findings.count; i++) {
		const struct finding *finding = &machine->items[machine->order[i]];

		if (finding->severity < least) {
			hidden++;
			continue;
		}
		show_finding(machine, machine->order[i], finding->rule == before);
		before = finding->rule;
	}
	show_total(machine, hidden);
}
