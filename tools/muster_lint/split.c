/* SPDX-License-Identifier: BSD-2-Clause */
#include "split.h"
#include "mem.h"

/* Sizes: 5.2.5.3, 5.2.6; MPS 1.4, 4.1 and 4.2. */
enum {
	LENGTH = 4,
	HEADER_SIZE = 36,
	RSDP_REVISION = 15,
	RSDP_LENGTH = 20,
	RSDP_SIZE_1 = 20,
	RSDP_SIZE = 36,
	MPS_PARAGRAPHS = 8,
	MPS_PARAGRAPH = 16,
	PCMP_LENGTH = 4,
	PCMP_EXTENDED_LENGTH = 40,
};

enum { RULE_UNKNOWN, RULE_TRAILING, RULE_SHORT, RULE_MANY };

static const struct rule rules[] = {
	[RULE_UNKNOWN] = {"file.unknown", SEVERITY_ERROR, "", "5.2.6",
			  "an OS that is led here finds no table"},
	[RULE_TRAILING] = {"file.trailing", SEVERITY_ERROR, "", "5.2.6",
			   "the table lacks bytes that somebody meant to be in it, or the file is "
			   "no true copy"},
	[RULE_SHORT] = {"file.short", SEVERITY_ERROR, "", "5.2.6",
			"an OS that trusts Length reads what lies behind the table as part of it, "
			"or the file is no true copy"},
	[RULE_MANY] = {"file.many", SEVERITY_ERROR, "", "", "tables past that are not judged"},
};

const struct rule_set split_rule_set = {"file", rules, ARRAY_SIZE(rules)};

static bool is_pointer(struct span bytes)
{
	return span_is(bytes, 0, "RSD PTR ") || span_is(bytes, 0, "_MP_") ||
	       span_is(bytes, 0, "PCMP");
}

static bool is_printable(struct span bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (i >= bytes.size || bytes.bytes[i] < ' ' || bytes.bytes[i] > '~')
			return false;
	return true;
}

/* Capitals and digits, and a few that vendors took. */
static bool is_signature(struct span bytes)
{
	if (!is_printable(bytes, 4))
		return false;
	for (size_t i = 0; i < 4; i++)
		if (bytes.bytes[i] >= 'a' && bytes.bytes[i] <= 'z')
			return false;
	return bytes.bytes[0] != ' ';
}

bool split_is_table(struct span bytes)
{
	return is_pointer(bytes) || (is_printable(bytes, 4) && bytes.bytes[0] != ' ');
}

size_t split_length(struct span table)
{
	if (span_is(table, 0, "_MP_"))
		return (size_t)span_get8(table, MPS_PARAGRAPHS) * MPS_PARAGRAPH;
	if (span_is(table, 0, "PCMP"))
		return (size_t)span_get16(table, PCMP_LENGTH) +
		       span_get16(table, PCMP_EXTENDED_LENGTH);
	if (!span_is(table, 0, "RSD PTR "))
		return span_get32(table, LENGTH);
	if (span_get8(table, RSDP_REVISION) >= 2)
		return span_get32(table, RSDP_LENGTH);
	/* Dumps of the first revision often hold what a later one would have there. */
	return table.size == RSDP_SIZE ? RSDP_SIZE : RSDP_SIZE_1;
}

static size_t length_minimum(struct span table)
{
	if (span_is(table, 0, "_MP_"))
		return MPS_PARAGRAPH;
	return span_is(table, 0, "RSD PTR ") ? RSDP_SIZE_1 : HEADER_SIZE;
}

/* Behind another table one has to look sound: most of what is found there is padding. */
static bool is_next_table(struct span bytes)
{
	size_t length = split_length(bytes);

	return (is_pointer(bytes) || is_signature(bytes)) && length >= length_minimum(bytes) &&
	       length <= bytes.size;
}

static void name_copy(struct span table, char ret_name[5])
{
	memset(ret_name, 0, 5);
	for (size_t i = 0; i < 4 && i < table.size; i++)
		ret_name[i] = (char)table.bytes[i];
}

static void say_unknown(struct span bytes, struct findings *findings)
{
	rule_broken(
		findings, &rules[RULE_UNKNOWN], 0,
		"%zu bytes that begin with %02x %02x %02x %02x; the signature of an ACPI table, "
		"\"RSD PTR \", \"_MP_\" or \"PCMP\" is wanted",
		bytes.size, span_get8(bytes, 0), span_get8(bytes, 1), span_get8(bytes, 2),
		span_get8(bytes, 3));
}

static void say_size(struct span table, size_t length, size_t size, const struct rule *rule,
		     struct findings *findings)
{
	char name[5];

	name_copy(table, name);
	rule_broken_in(findings, rule, name, (uint32_t)(length < size ? length : size),
		       "Length says %zu bytes, %zu bytes are there", length, size);
}

static bool add(struct lint_tables *tables, struct span table, struct findings *findings)
{
	if (tables->count < ARRAY_SIZE(tables->items)) {
		tables->items[tables->count++] = table;
		return true;
	}
	rule_broken(findings, &rules[RULE_MANY], 0, "more than %zu tables of one machine",
		    ARRAY_SIZE(tables->items));
	return false;
}

/* The table that bytes begin with; returns what it takes of them. */
static size_t split_one(struct lint_tables *tables, struct span bytes, struct findings *findings)
{
	size_t length = split_length(bytes);

	/* Of the others the lint says so itself. */
	if (length > bytes.size && is_pointer(bytes))
		say_size(bytes, length, bytes.size, &rules[RULE_SHORT], findings);
	/* No table has so little: whoever judges it says so, and may see all of it. */
	if (length > bytes.size || length < length_minimum(bytes))
		length = bytes.size;
	else if (length < bytes.size && !is_next_table(span_from(bytes, length)))
		say_size(bytes, length, bytes.size, &rules[RULE_TRAILING], findings);
	return add(tables, span_part(bytes, 0, length), findings) ? length : bytes.size;
}

void split_add(struct lint_tables *tables, struct span bytes, struct findings *findings)
{
	if (!split_is_table(bytes)) {
		say_unknown(bytes, findings);
		return;
	}
	do {
		bytes = span_from(bytes, split_one(tables, bytes, findings));
	} while (bytes.size > 0 && is_next_table(bytes));
}
