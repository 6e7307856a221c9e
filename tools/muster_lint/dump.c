/* SPDX-License-Identifier: BSD-2-Clause */
#include "dump.h"
#include "split.h"

/* "A @ 0x0", "0000: 41": no dump is shorter. */
enum { DUMP_SIZE_MIN = 16 };

enum { LINE_BYTES = 16, OFFSET_DIGITS_MIN = 4, OFFSET_DIGITS_MAX = 8 };

enum { RULE_GAP, RULE_EMPTY };

static const struct rule rules[] = {
	[RULE_GAP] = {"dump.gap", SEVERITY_ERROR, "", "acpidump(8)",
		      "bytes are missing, and what was lost on the way is not judged"},
	[RULE_EMPTY] = {"dump.empty", SEVERITY_WARNING, "", "acpidump(8)",
			"tables that are named and not there are not judged"},
};

const struct rule_set dump_rule_set = {"dump", rules, ARRAY_SIZE(rules)};

/* Where the reading stands. */
struct reader {
	uint8_t *bytes;
	struct lint_tables *tables;
	struct findings *findings;
	size_t start, size; /* of the table that is being read, in bytes */
	size_t line;	    /* its number, from 1 */
	size_t empty_count, empty_line;
	bool open;   /* a table has begun */
	bool broken; /* and the rest of it is not taken */
};

/* One line of bytes. */
struct row {
	uint64_t offset;
	uint8_t bytes[LINE_BYTES];
	size_t count;
};

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t';
}

static bool is_line_end(uint8_t byte)
{
	return byte == '\n' || byte == '\r';
}

/* Of a table that was cut before its first byte that no text has. */
static bool is_signature(struct span file)
{
	for (size_t i = 0; i < 4; i++) {
		uint8_t byte = span_get8(file, i);

		if (!(byte >= 'A' && byte <= 'Z') && !(byte >= '0' && byte <= '9') && byte != '_' &&
		    !(byte == ' ' && i == 3))
			return false;
	}
	return true;
}

bool dump_is_text(struct span file)
{
	size_t printable = 0;

	if (file.size < DUMP_SIZE_MIN && is_signature(file))
		return false;

	for (size_t i = 0; i < file.size; i++) {
		uint8_t byte = file.bytes[i];

		/* 0x1B: a log may hold colours. */
		if (byte < ' ' && !(byte >= '\t' && byte <= '\r') && byte != 0x1B)
			return false;
		printable += byte < 0x7F;
	}
	return printable > file.size / 2;
}

static int hex_digit(uint8_t byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10;
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	return -1;
}

static bool is_hex(struct span line, size_t at)
{
	return at < line.size && hex_digit(line.bytes[at]) >= 0;
}

static bool is_blank_or_end(struct span line, size_t at)
{
	return at >= line.size || is_blank(line.bytes[at]);
}

/* Two digits, and no third. */
static bool pair_read(struct span line, size_t at, uint8_t *ret_byte)
{
	if (!is_hex(line, at) || !is_hex(line, at + 1) || !is_blank_or_end(line, at + 2))
		return false;
	*ret_byte = (uint8_t)(hex_digit(line.bytes[at]) << 4 | hex_digit(line.bytes[at + 1]));
	return true;
}

/* The number at a place and the colon behind it; 0 where they are not, or else their length. */
static size_t offset_read(struct span line, size_t at, uint64_t *ret_offset)
{
	size_t digits = 0;

	*ret_offset = 0;
	for (; digits < OFFSET_DIGITS_MAX && is_hex(line, at + digits); digits++)
		*ret_offset = *ret_offset << 4 | (uint64_t)hex_digit(line.bytes[at + digits]);
	if (digits < OFFSET_DIGITS_MIN || at + digits >= line.size ||
	    line.bytes[at + digits] != ':' || at + digits + 1 >= line.size)
		return 0;
	return digits + 1;
}

/* Two blanks end the bytes: behind them are the same as characters, which may look like bytes. */
static bool row_read(struct span line, size_t at, struct row *ret_row)
{
	size_t length = offset_read(line, at, &ret_row->offset);

	if (length == 0)
		return false;
	at += length;
	for (ret_row->count = 0; ret_row->count < LINE_BYTES; ret_row->count++, at += 3)
		if (at >= line.size || !is_blank(line.bytes[at]) ||
		    !pair_read(line, at + 1, &ret_row->bytes[ret_row->count]))
			break;
	return ret_row->count > 0;
}

/* Words before the bytes may look like bytes too: the row that is wanted next goes first. */
static bool row_find(struct span line, uint64_t wanted, struct row *ret_row)
{
	struct row row;
	bool found = false;

	for (size_t at = 0; at < line.size; at++) {
		if (at > 0 && !is_blank(line.bytes[at - 1]))
			continue;
		if (!row_read(line, at, &row))
			continue;
		if (!found || row.offset == wanted)
			*ret_row = row;
		found = true;
		if (row.offset == wanted)
			break;
	}
	return found;
}

/* "APIC @ 0x7FE1000", "RSD PTR @ 0xF68D0", "SSDT @ (nil)". */
static bool is_heading(struct span line)
{
	for (size_t at = 1; at + 4 < line.size; at++)
		if (line.bytes[at + 1] == '@' && !is_blank(line.bytes[at - 1]) &&
		    ((span_is(line, at, " @ 0x") && is_hex(line, at + 5)) ||
		     span_is(line, at, " @ (nil)")))
			return true;
	return false;
}

static void table_close(struct reader *reader)
{
	if (reader->open && reader->size > 0)
		split_add(reader->tables,
			  (struct span){reader->bytes + reader->start, reader->size},
			  reader->findings);
	else if (reader->open && !reader->broken && reader->empty_count++ == 0)
		reader->empty_line = reader->line;
	reader->start += reader->size;
	reader->size = 0;
	reader->open = false;
	reader->broken = false;
}

static void table_open(struct reader *reader)
{
	table_close(reader);
	reader->open = true;
}

static void table_break(struct reader *reader, const struct row *row)
{
	const char *name = reader->size >= 4 ? (const char *)reader->bytes + reader->start : "";
	char signature[5] = "";

	for (size_t i = 0; i < 4 && name[0] != '\0'; i++)
		signature[i] = name[i];
	rule_broken_in(reader->findings, &rules[RULE_GAP], signature, (uint32_t)reader->size,
		       "line %zu of the text holds offset 0x%llx, and 0x%zx is wanted: the table "
		       "is cut there",
		       reader->line, (unsigned long long)row->offset, reader->size);
	reader->broken = true;
}

static void table_add(struct reader *reader, const struct row *row)
{
	/* Its heading was lost. */
	if (row->offset == 0 && reader->size > 0)
		table_open(reader);
	if (!reader->open || reader->broken)
		return;
	if (row->offset != reader->size) {
		table_break(reader, row);
		return;
	}
	for (size_t i = 0; i < row->count; i++)
		reader->bytes[reader->start + reader->size++] = row->bytes[i];
}

/* What goes on where the table stands is a row, whatever its characters spell; a row of elsewhere
   may be the words before a heading. */
static void line_read(struct reader *reader, struct span line)
{
	struct row row;
	bool found = row_find(line, reader->size, &row);

	if (found && row.offset == reader->size)
		table_add(reader, &row);
	else if (is_heading(line))
		table_open(reader);
	else if (found)
		table_add(reader, &row);
}

void dump_read(struct span text, uint8_t *bytes, struct lint_tables *tables,
	       struct findings *findings)
{
	struct reader reader = {.bytes = bytes, .tables = tables, .findings = findings};

	for (size_t at = 0, end; at < text.size; at = end + 1) {
		for (end = at; end < text.size && !is_line_end(text.bytes[end]);)
			end++;
		reader.line += !(end == at && at > 0 && text.bytes[at] == '\n' &&
				 text.bytes[at - 1] == '\r');
		line_read(&reader, span_part(text, at, end - at));
	}
	table_close(&reader);
	if (reader.empty_count > 0)
		rule_broken(findings, &rules[RULE_EMPTY], 0,
			    "%zu headings without bytes behind them, the first one before line %zu "
			    "of the text",
			    reader.empty_count, reader.empty_line);
}
