/* SPDX-License-Identifier: BSD-2-Clause */
#include "smbios.h"
#include "lint.h"

/* 6.1.2: the header of a structure; 7: its types. */
enum {
	STRUCTURE_LENGTH = 1, /* of the part with fields, header included */
	STRUCTURE_HANDLE = 2,
	STRUCTURE_HEADER_SIZE = 4,
	TYPE_SYSTEM = 1,
	TYPE_BOARD = 2,
	TYPE_PROCESSOR = 4,
	TYPE_END = 127,
};

/* 7.2, 7.3: who made it, and what it is. */
enum { NAMES_MAKER = 4, NAMES_PRODUCT = 5 };

/* 7.5, table 21: Processor Information. */
enum {
	CPU_DESIGNATION = 4,
	CPU_TYPE = 5,
	CPU_ID = 8,
	CPU_STATUS = 0x18,
	CPU_SIZE = 0x1a, /* of 2.0 */
	CPU_CORES = 0x23,
	CPU_CORES_ENABLED = 0x24,
	CPU_THREADS = 0x25,
	CPU_CORES_2 = 0x2a,
	CPU_CORES_ENABLED_2 = 0x2c,
	CPU_THREADS_2 = 0x2e,
	CPU_THREADS_ENABLED = 0x30,
	CPU_TYPE_CENTRAL = 3,
	CPU_STATUS_MASK = 7,
	CPU_STATUS_POPULATED = 0x40,
};

/* Far more than any machine has: the sizes of 3.x are only limits, and this bounds the walk. */
enum { TABLE_BYTES_MAX = 1 << 20 };

/* An entry point of either kind, with a little room for what a later revision adds. */
enum { ENTRY_BYTES = 32, ENTRY_BYTES_LEAST = 24 };

enum {
	RULE_UNREADABLE,
	RULE_STRUCTURE,
	RULE_STRINGS,
	RULE_END,
	RULE_COUNT,
	RULE_PROCESSOR_SHORT,
	RULE_PROCESSOR_NONE,
	RULE_CAPACITY,
};

static const char not_read[] = "tools that inventory the machine find nothing, or go astray";

static const struct rule rules[] = {
	[RULE_UNREADABLE] = {"smbios.unreadable", SEVERITY_WARNING, "_SM_", "DSP0134 5.2",
			     not_read},
	[RULE_STRUCTURE] = {"smbios.structure.length", SEVERITY_WARNING, "_SM_", "DSP0134 6.1",
			    "readers lose the structures behind it, or never come to an end"},
	[RULE_STRINGS] = {"smbios.structure.strings", SEVERITY_WARNING, "_SM_", "DSP0134 6.1.3",
			  "readers take what lies behind the table for text"},
	[RULE_END] = {"smbios.end", SEVERITY_NOTE, "_SM_", "DSP0134 7.45",
		      "readers that go by the end's structure run into what lies behind the "
		      "table"},
	[RULE_COUNT] = {"smbios.count", SEVERITY_NOTE, "_SM_", "DSP0134 5.2.1", ""},
	[RULE_PROCESSOR_SHORT] = {"smbios.processor.short", SEVERITY_WARNING, "_SM_", "DSP0134 7.5",
				  "this socket is missing where sockets are "
				  "counted"},
	[RULE_PROCESSOR_NONE] = {"smbios.processor.none", SEVERITY_NOTE, "_SM_", "DSP0134 7.5",
				 "tools that inventory the machine show it without a processor"},
	[RULE_CAPACITY] = {"smbios.processor.capacity", SEVERITY_NOTE, "_SM_", "DSP0134 7.5", ""},
};

const struct rule_set smbios_rule_set = {"smbios", rules, ARRAY_SIZE(rules)};

struct structure {
	uint8_t type;
	uint32_t offset;
	struct span fields;  /* header included */
	struct span strings; /* the NULs between them included; empty: there are none */
};

/* 6.1.3: strings end in a NUL each, and the set in another; a set without strings is two NULs. */
static bool strings_find_end(struct span table, size_t offset, size_t *ret_size)
{
	uint8_t before, c;

	if (!span_u8(table, offset, &before))
		return false;
	for (size_t at = offset + 1; span_u8(table, at, &c); at++) {
		if (before == 0 && c == 0) {
			*ret_size = at + 1 - offset;
			return true;
		}
		before = c;
	}
	return false;
}

/* The structure at *offset, which moves behind it. False, with a finding, where none can be. */
static bool structure_next(struct span table, size_t *offset, struct structure *ret_structure,
			   struct findings *findings)
{
	uint8_t length = span_get8(table, *offset + STRUCTURE_LENGTH);
	size_t strings = 0;

	if (length < STRUCTURE_HEADER_SIZE || !span_has(table, *offset, length)) {
		rule_broken(findings, &rules[RULE_STRUCTURE], (uint32_t)*offset,
			    "structure of type %u at offset %zu: length %u; at least 4, and at "
			    "most the %zu bytes that are left, is wanted",
			    span_get8(table, *offset), *offset, length, table.size - *offset);
		return false;
	}
	/* Behind the end there is nothing to lose, and some end without their two NULs. */
	if (!strings_find_end(table, *offset + length, &strings) &&
	    span_get8(table, *offset) != TYPE_END) {
		rule_broken(findings, &rules[RULE_STRINGS], (uint32_t)*offset,
			    "structure of type %u at offset %zu: its strings have no end, two NULs "
			    "are wanted",
			    span_get8(table, *offset), *offset);
		return false;
	}
	*ret_structure = (struct structure){
		.type = span_get8(table, *offset),
		.offset = (uint32_t)*offset,
		.fields = span_part(table, *offset, length),
		.strings = span_part(table, *offset + length, strings),
	};
	*offset += length + strings;
	return true;
}

/* The number-th string of a set, from 1 on; 0 stands for none. */
static void string_copy(char target[SMBIOS_DESIGNATION_SIZE], struct span strings, uint8_t number)
{
	size_t at = 0, length = 0;
	uint8_t c;

	for (; number > 1 && span_u8(strings, at, &c); at++)
		if (c == 0)
			number--;
	for (; number == 1 && span_u8(strings, at, &c) && c != 0; at++)
		if (length < SMBIOS_DESIGNATION_SIZE - 1)
			target[length++] = (char)(c >= ' ' && c <= '~' ? c : '?');
	target[length] = '\0';
}

/* 7.5.6 to 7.5.8: 0xFF in the byte sends to the word that 3.0 added; there 0xFFFF is reserved. */
static uint16_t cpu_count(struct span fields, size_t byte, size_t word)
{
	uint8_t small = span_get8(fields, byte);
	uint16_t large = span_get16(fields, word);

	if (small != UINT8_MAX)
		return small;
	if (!span_has(fields, word, sizeof(large)))
		return UINT8_MAX;
	return large != UINT16_MAX ? large : 0;
}

static struct smbios_socket socket_of(const struct structure *structure)
{
	struct span fields = structure->fields;
	uint8_t status = span_get8(fields, CPU_STATUS);
	uint16_t threads_enabled = span_get16(fields, CPU_THREADS_ENABLED);
	struct smbios_socket socket = {
		.offset = structure->offset,
		.handle = span_get16(fields, STRUCTURE_HANDLE),
		.populated = status & CPU_STATUS_POPULATED,
		.status = status & CPU_STATUS_MASK,
		.processor_id = span_get64(fields, CPU_ID),
		.cores = cpu_count(fields, CPU_CORES, CPU_CORES_2),
		.cores_enabled = cpu_count(fields, CPU_CORES_ENABLED, CPU_CORES_ENABLED_2),
		.threads = cpu_count(fields, CPU_THREADS, CPU_THREADS_2),
		.threads_enabled = threads_enabled != UINT16_MAX ? threads_enabled : 0,
	};

	string_copy(socket.designation, structure->strings, span_get8(fields, CPU_DESIGNATION));
	return socket;
}

/* Sockets in use that do not tell a count: then its sum means nothing. */
struct untold {
	bool cores, cores_enabled, threads, threads_enabled;
};

static void sum_socket(struct smbios *smbios, struct untold *untold,
		       const struct smbios_socket *socket)
{
	smbios->in_use++;
	smbios->cores += socket->cores;
	smbios->cores_enabled += socket->cores_enabled;
	smbios->threads += socket->threads;
	smbios->threads_enabled += socket->threads_enabled;
	untold->cores |= socket->cores == 0;
	untold->cores_enabled |= socket->cores_enabled == 0;
	untold->threads |= socket->threads == 0;
	untold->threads_enabled |= socket->threads_enabled == 0;
}

static void sums_close(struct smbios *smbios, const struct untold *untold)
{
	smbios->cores = untold->cores ? 0 : smbios->cores;
	smbios->cores_enabled = untold->cores_enabled ? 0 : smbios->cores_enabled;
	smbios->threads = untold->threads ? 0 : smbios->threads;
	smbios->threads_enabled = untold->threads_enabled ? 0 : smbios->threads_enabled;
}

/* Where a walk stands. */
struct walk {
	struct smbios *smbios;
	struct findings *findings;
	struct untold untold;
	uint32_t left_out_first; /* of the sockets that found the list full */
	unsigned int short_count;
	uint32_t short_first;
};

static void add_socket(struct walk *walk, const struct smbios_socket *socket)
{
	struct smbios *smbios = walk->smbios;

	smbios->sockets++;
	smbios->populated += socket->populated;
	if (socket->populated && socket->status != SMBIOS_CPU_DISABLED_BY_USER &&
	    socket->status != SMBIOS_CPU_DISABLED_BY_FIRMWARE)
		sum_socket(smbios, &walk->untold, socket);
	if (smbios->item_count < SMBIOS_SOCKETS_MAX)
		smbios->items[smbios->item_count++] = *socket;
	else if (smbios->sockets == SMBIOS_SOCKETS_MAX + 1)
		walk->left_out_first = socket->offset;
}

static void read_names(struct smbios *smbios, const struct structure *structure)
{
	uint8_t product = span_get8(structure->fields, NAMES_PRODUCT);

	if (structure->type == TYPE_SYSTEM && !smbios->maker[0] && !smbios->product[0]) {
		string_copy(smbios->maker, structure->strings,
			    span_get8(structure->fields, NAMES_MAKER));
		string_copy(smbios->product, structure->strings, product);
	}
	if (structure->type == TYPE_BOARD && !smbios->board[0])
		string_copy(smbios->board, structure->strings, product);
}

static void read_structure(struct walk *walk, const struct structure *structure)
{
	struct smbios_socket socket;

	walk->smbios->structures++;
	read_names(walk->smbios, structure);
	if (structure->type != TYPE_PROCESSOR)
		return;
	if (structure->fields.size < CPU_SIZE) {
		if (walk->short_count++ == 0)
			walk->short_first = structure->offset;
		return;
	}
	if (span_get8(structure->fields, CPU_TYPE) != CPU_TYPE_CENTRAL)
		return;
	socket = socket_of(structure);
	add_socket(walk, &socket);
}

/* What is said once for all structures. */
static void explain_sockets(const struct walk *walk)
{
	const struct smbios *smbios = walk->smbios;

	if (walk->short_count > 0)
		rule_broken(walk->findings, &rules[RULE_PROCESSOR_SHORT], walk->short_first,
			    "%u structures of type 4 have less than 26 bytes, the first at offset "
			    "%u",
			    walk->short_count, walk->short_first);
	if (smbios->sockets > SMBIOS_SOCKETS_MAX)
		rule_broken(walk->findings, &rules[RULE_CAPACITY], walk->left_out_first,
			    "%u sockets, from offset %u on they are only counted; room is for %d",
			    smbios->sockets, walk->left_out_first, SMBIOS_SOCKETS_MAX);
	if (smbios->sockets == 0)
		rule_broken(walk->findings, &rules[RULE_PROCESSOR_NONE], 0,
			    "none of %u structures is of type 4 and a central processor",
			    smbios->structures);
}

/* 7.45, and the count that 2.x has. */
static void explain_end(const struct walk *walk, const struct smbios_entry *entry, size_t offset,
			bool ended)
{
	const struct smbios *smbios = walk->smbios;

	if (!ended)
		rule_broken(walk->findings, &rules[RULE_END], (uint32_t)offset,
			    "the last of %u structures, before offset %zu, is not of type 127",
			    smbios->structures, offset);
	if (entry->structures != 0 && entry->structures != smbios->structures)
		rule_broken(walk->findings, &rules[RULE_COUNT], 0,
			    "the entry point counts %u structures, the table holds %u",
			    entry->structures, smbios->structures);
}

enum status smbios_read_table(struct span table, const struct smbios_entry *entry,
			      struct smbios *ret_smbios, struct findings *findings)
{
	struct walk walk = {.smbios = ret_smbios, .findings = findings};
	struct structure structure;
	bool ended = false;
	size_t offset = 0;

	*ret_smbios = (struct smbios){.major = entry->major, .minor = entry->minor};
	while (!ended && offset < table.size &&
	       structure_next(table, &offset, &structure, findings)) {
		read_structure(&walk, &structure);
		ended = structure.type == TYPE_END;
	}
	sums_close(ret_smbios, &walk.untold);
	explain_sockets(&walk);
	if (ended || offset == table.size)
		explain_end(&walk, entry, offset, ended);
	return ret_smbios->sockets > 0 ? STATUS_OK : STATUS_NOT_FOUND;
}

static struct span map(const struct acpi_memory *memory, phys_addr address, size_t length)
{
	if (address.value > UINT64_MAX - length)
		return (struct span){NULL, 0};
	return span_part(memory->map(memory->context, address, length), 0, length);
}

static enum status refuse_unreadable(const char *what, phys_addr address, struct findings *findings)
{
	rule_broken(findings, &rules[RULE_UNREADABLE], 0, "the %s at 0x%llx cannot be read", what,
		    (unsigned long long)address.value);
	return STATUS_INVALID;
}

enum status smbios_read(phys_addr entry_point, const struct acpi_memory *memory,
			struct smbios *ret_smbios, struct findings *findings)
{
	struct span bytes = map(memory, entry_point, ENTRY_BYTES), table;
	struct smbios_entry entry;
	enum status status;

	if (bytes.size == 0)
		bytes = map(memory, entry_point, ENTRY_BYTES_LEAST);
	if (bytes.size == 0)
		return refuse_unreadable("entry point", entry_point, findings);
	status = smbios_read_entry(bytes, &entry, findings);
	if (status != STATUS_OK)
		return status;
	table = map(memory, entry.table,
		    entry.table_size < TABLE_BYTES_MAX ? entry.table_size : TABLE_BYTES_MAX);
	if (table.size == 0)
		return refuse_unreadable("table", entry.table, findings);
	return smbios_read_table(table, &entry, ret_smbios, findings);
}
