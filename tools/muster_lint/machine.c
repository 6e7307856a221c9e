/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine.h"
#include "dump.h"
#include "split.h"
#include "tree.h"
#include "mem.h"

void machine_clear(struct machine *machine, const char *name, struct machine_file *files)
{
	machine->name = name;
	machine->files = files;
	machine->tables.count = 0;
	machine->file_count = 0;
	machine->findings =
		(struct findings){.items = machine->items, .capacity = MACHINE_FINDINGS_MAX};
}

/* Headings alone are no dump; a dump that lost its first lines is one, and broken. */
static bool has_something(const struct machine *machine, unsigned int tables, size_t findings)
{
	if (machine->tables.count > tables)
		return true;
	for (size_t i = findings; i < machine->findings.count; i++)
		if (machine->items[i].severity == SEVERITY_ERROR)
			return true;
	return false;
}

bool machine_add(struct machine *machine, const char *name, struct span file, uint8_t *bytes)
{
	int number = (int)machine->file_count;
	size_t before = machine->findings.count;
	unsigned int tables = machine->tables.count;
	bool tree = tree_is(file);
	bool text = !tree && dump_is_text(file);

	if (text)
		dump_read(file, bytes, &machine->tables, &machine->findings);
	else if (!tree)
		split_add(&machine->tables, file, &machine->findings);
	if (text && !has_something(machine, tables, before)) {
		machine->findings.count = before;
		return false;
	}
	machine->files[machine->file_count++] =
		(struct machine_file){name, tables, span_part(file, 0, tree ? file.size : 0)};
	for (size_t i = before; i < machine->findings.count; i++) {
		machine->file_of[i] = number;
		machine->table_of[i] = -1;
	}
	return true;
}

static int file_of_table(const struct machine *machine, int table)
{
	int file = (int)machine->file_count - 1;

	while (file > 0 && machine->files[file].first_table > (unsigned int)table)
		file--;
	return file;
}

/* The lint calls an RSDP by what it is, and all others by what they are signed. */
static bool is_named(struct span table, const char *name)
{
	if (strcmp(name, "RSDP") == 0)
		return span_is(table, 0, "RSD PTR ");
	for (size_t i = 0; i < 4; i++) {
		uint8_t byte = span_get8(table, i);
		char shown = byte >= ' ' && byte <= '~' ? (char)byte : '?';

		if (name[i] != shown)
			return false;
	}
	return true;
}

unsigned int machine_instance(const struct machine *machine, int table)
{
	const struct lint_tables *tables = &machine->tables;
	unsigned int before = 0, all = 0;

	for (unsigned int i = 0; table >= 0 && i < tables->count; i++) {
		if (span_get32(tables->items[i], 0) != span_get32(tables->items[table], 0))
			continue;
		all++;
		before += i <= (unsigned int)table;
	}
	return all > 1 ? before : 0;
}

/* Findings tell the signature only. What a table by itself gives, too, is of that one. */
static void claim_alone(struct machine *machine, int table, size_t before)
{
	static struct finding items[MACHINE_FINDINGS_MAX];
	static struct lint_tables alone;
	struct findings found = {.items = items, .capacity = MACHINE_FINDINGS_MAX};

	alone.items[0] = machine->tables.items[table];
	alone.count = 1;
	lint_run(&alone, &found);
	for (size_t i = 0; i < found.count; i++)
		for (size_t j = before; j < machine->findings.count; j++) {
			const struct finding *finding = &machine->items[j];

			if (machine->table_of[j] < 0 && finding->rule == items[i].rule &&
			    finding->offset == items[i].offset &&
			    strcmp(finding->text, items[i].text) == 0) {
				machine->table_of[j] = table;
				break;
			}
		}
}

static void claim_all(struct machine *machine, int table, size_t before)
{
	for (size_t i = before; i < machine->findings.count; i++)
		if (is_named(machine->tables.items[table], machine->items[i].table))
			machine->table_of[i] = table;
}

/* The file of the first table of that name, where it is not known which one is meant. */
static int file_of_name(const struct machine *machine, const char *name)
{
	for (unsigned int i = 0; i < machine->tables.count; i++)
		if (is_named(machine->tables.items[i], name))
			return file_of_table(machine, (int)i);
	return machine->file_count == 1 ? 0 : -1;
}

static void attribute(struct machine *machine, size_t before)
{
	for (size_t i = before; i < machine->findings.count; i++)
		machine->table_of[i] = -1;
	for (int i = 0; i < (int)machine->tables.count; i++) {
		if (machine_instance(machine, i) == 0)
			claim_all(machine, i, before);
		else
			claim_alone(machine, i, before);
	}
	for (size_t i = before; i < machine->findings.count; i++)
		machine->file_of[i] = machine->table_of[i] >= 0
					      ? file_of_table(machine, machine->table_of[i])
					      : file_of_name(machine, machine->items[i].table);
}

static void sort(struct machine *machine)
{
	size_t place = 0;

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--)
		for (size_t i = 0; i < machine->findings.count; i++)
			if ((int)machine->items[i].severity == severity)
				machine->order[place++] = i;
}

static void judge_trees(struct machine *machine)
{
	for (unsigned int file = 0; file < machine->file_count; file++) {
		size_t before = machine->findings.count;

		if (machine->files[file].tree.size)
			tree_judge(machine->files[file].tree, &machine->findings);
		for (size_t i = before; i < machine->findings.count; i++) {
			machine->file_of[i] = (int)file;
			machine->table_of[i] = -1;
		}
	}
}

void machine_judge(struct machine *machine)
{
	size_t before = machine->findings.count;

	lint_run(&machine->tables, &machine->findings);
	attribute(machine, before);
	judge_trees(machine);
	sort(machine);
}

size_t machine_count(const struct machine *machine, enum severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < machine->findings.count; i++)
		count += machine->items[i].severity == severity;
	return count;
}
