/* SPDX-License-Identifier: BSD-2-Clause */
#include "show.h"
#include "facts.h"
#include "tree.h"
#include "report/json.h"

#include <stdio.h>

static char line[65536];

struct writer {
	struct fmt fmt;
	struct json json;
};

static struct writer *line_begin(const char *record)
{
	static struct writer writer;

	writer.fmt = (struct fmt)FMT_OVER(line);
	writer.json = (struct json){.out = &writer.fmt, .string_limit = 1024, .first = true};
	json_object(&writer.json, NULL);
	json_text(&writer.json, "rec", record);
	return &writer;
}

static void line_end(struct writer *writer)
{
	json_object_end(&writer->json);
	fmt_add_bytes(&writer->fmt, "\n", 1);
	fwrite(line, 1, writer->fmt.length, stdout);
}

/* The length of a character of UTF-8 (RFC 3629) at the start of a text; 0 where there is none. */
static size_t utf8_length(const char *text)
{
	const uint8_t *bytes = (const uint8_t *)text;
	size_t length = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;

	if (bytes[0] < 0xC2 || bytes[0] > 0xF4)
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((bytes[i] & 0xC0) != 0x80)
			return 0;
	/* Overlong forms, surrogates, and what is past the last one. */
	if ((bytes[0] == 0xE0 && bytes[1] < 0xA0) || (bytes[0] == 0xED && bytes[1] > 0x9F) ||
	    (bytes[0] == 0xF0 && bytes[1] < 0x90) || (bytes[0] == 0xF4 && bytes[1] > 0x8F))
		return 0;
	return length;
}

static void add_byte(struct fmt *fmt, uint8_t byte)
{
	char plain = (char)byte;

	if (byte >= ' ' && byte < 0x7F && byte != '"' && byte != '\\')
		fmt_add_bytes(fmt, &plain, 1);
	else
		fmt_add(fmt, "\\u%04x", byte);
}

/* A name stays what it is; bytes that are no UTF-8 are escaped as all others of report/json.h. */
static void add_file(struct writer *writer, const char *name)
{
	fmt_add(&writer->fmt, ",\"file\":\"");
	for (size_t length; *name; name += length ? length : 1) {
		length = utf8_length(name);
		if (length > 0)
			fmt_add_bytes(&writer->fmt, name, length);
		else
			add_byte(&writer->fmt, (uint8_t)*name);
	}
	fmt_add_bytes(&writer->fmt, "\"", 1);
}

/* All bytes of a field, NULs as well. */
static void add_field(struct writer *writer, const char *key, struct span field)
{
	if (field.size == 0)
		return;
	fmt_add(&writer->fmt, ",\"%s\":\"", key);
	for (size_t i = 0; i < field.size; i++)
		add_byte(&writer->fmt, field.bytes[i]);
	fmt_add_bytes(&writer->fmt, "\"", 1);
}

static void add_madt(struct json *json, const struct facts *facts)
{
	char type[4];

	json_number(json, "enabled", facts->cpus.enabled);
	json_number(json, "disabled", facts->cpus.disabled);
	json_number(json, "online_capable", facts->cpus.online_capable);
	if (facts->cpus.lost > 0)
		json_number(json, "cpus_lost", facts->cpus.lost);
	json_object(json, "types");
	for (unsigned int i = 0; i < FACTS_TYPES; i++) {
		if (facts->types[i] == 0)
			continue;
		fmt_text(type, sizeof(type), "%02x", i);
		json_number(json, type, facts->types[i]);
	}
	json_object_end(json);
}

static void show_table(const struct machine *machine, const char *file, unsigned int number)
{
	static struct facts facts;
	struct writer *writer = line_begin("table");
	unsigned int instance = machine_instance(machine, (int)number);

	facts_read(machine->tables.items[number], &facts);
	add_file(writer, file);
	json_text(&writer->json, "signature", facts.signature);
	if (instance > 0)
		json_number(&writer->json, "instance", instance);
	json_number(&writer->json, "length", facts.length);
	json_number(&writer->json, "bytes", facts.size);
	json_number(&writer->json, "revision", facts.revision);
	if (facts.has_checksum)
		json_bool(&writer->json, "checksum_ok", facts.checksum_ok);
	add_field(writer, "oem_id", facts.oem_id);
	add_field(writer, "oem_table_id", facts.oem_table_id);
	if (facts.is_madt)
		add_madt(&writer->json, &facts);
	line_end(writer);
}

static void show_tree(const struct machine_file *file)
{
	struct writer *writer = line_begin("table");
	struct tree_facts facts;

	tree_facts_read(file->tree, &facts);
	add_file(writer, file->name);
	json_text(&writer->json, "signature", "DTB");
	json_number(&writer->json, "length", facts.length);
	json_number(&writer->json, "bytes", facts.size);
	if (facts.model[0])
		json_text(&writer->json, "model", facts.model);
	json_number(&writer->json, "enabled", facts.cpus.enabled);
	json_number(&writer->json, "disabled", facts.cpus.disabled);
	json_number(&writer->json, "online_capable", facts.cpus.online_capable);
	json_text(&writer->json, "psci", facts.psci);
	json_number(&writer->json, "gic", facts.gic);
	line_end(writer);
}

static void show_finding(const struct machine *machine, size_t number)
{
	const struct finding *finding = &machine->items[number];
	unsigned int instance = machine_instance(machine, machine->table_of[number]);
	int file = machine->file_of[number];
	struct writer *writer = line_begin("finding");

	add_file(writer, file >= 0 ? machine->files[file].name : machine->name);
	json_text(&writer->json, "rule", finding->rule);
	json_text(&writer->json, "severity", severity_name(finding->severity));
	json_text(&writer->json, "table", finding->table);
	if (instance > 0)
		json_number(&writer->json, "instance", instance);
	json_text(&writer->json, "section", finding->section);
	json_number(&writer->json, "offset", finding->offset);
	json_text(&writer->json, "text", finding->text);
	json_text(&writer->json, "breaks", finding->breaks);
	line_end(writer);
}

void show_json(const struct machine *machine, enum severity least)
{
	unsigned int file = 0;

	for (unsigned int i = 0; i < machine->tables.count; i++) {
		while (file + 1 < machine->file_count && machine->files[file + 1].first_table <= i)
			file++;
		show_table(machine, machine->files[file].name, i);
	}
	for (unsigned int i = 0; i < machine->file_count; i++)
		if (machine->files[i].tree.size)
			show_tree(&machine->files[i]);
	for (size_t i = 0; i < machine->findings.count; i++)
		if (machine->items[machine->order[i]].severity >= least)
			show_finding(machine, machine->order[i]);
}

void show_rules_json(void)
{
	static const struct rule *list[SHOW_RULES_MAX];
	size_t count = show_list_rules(list);

	for (size_t i = 0; i < count; i++) {
		struct writer *writer = line_begin("rule");

		json_text(&writer->json, "rule", list[i]->id);
		json_text(&writer->json, "severity", severity_name(list[i]->severity));
		json_text(&writer->json, "table", list[i]->table);
		json_text(&writer->json, "section", list[i]->section);
		json_text(&writer->json, "breaks", list[i]->breaks);
		line_end(writer);
	}
}
