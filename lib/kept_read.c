/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the line that an earlier run left. It may be anybody's bytes: flash that was cut in the
   middle, or another program's. */
#include "kept.h"
#include "crc32.h"
#include "fmt.h"
#include "mem.h"
#include "span.h"

enum { KEY_SIZE = 24, VALUE_SIZE = 200, SUM_DIGITS = 8, ESCAPE_DIGITS = 4 };

/* ,"crc32":"01234567"} */
static const char sum_before[] = ",\"crc32\":\"", sum_behind[] = "\"}";
enum {
	SUM_BEFORE = sizeof(sum_before) - 1,
	SUM_BEHIND = sizeof(sum_behind) - 1,
	SUM_LENGTH = SUM_BEFORE + SUM_DIGITS + SUM_BEHIND,
};

/* ---- the bytes, one after the other ---- */

struct reader {
	struct span rest;
};

static int reader_peek(const struct reader *reader)
{
	uint8_t byte;

	return span_u8(reader->rest, 0, &byte) ? byte : -1;
}

static void reader_skip(struct reader *reader)
{
	reader->rest = span_from(reader->rest, 1);
}

static bool reader_take(struct reader *reader, char wanted)
{
	if (reader_peek(reader) != wanted)
		return false;
	reader_skip(reader);
	return true;
}

static bool hex_digit(int byte, unsigned int *ret_digit)
{
	if (byte >= '0' && byte <= '9')
		*ret_digit = (unsigned int)(byte - '0');
	else if (byte >= 'a' && byte <= 'f')
		*ret_digit = (unsigned int)(byte - 'a' + 10);
	else
		return false;
	return true;
}

static bool read_hex(struct reader *reader, unsigned int digits, uint32_t *ret_value)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < digits; i++) {
		unsigned int digit;

		if (!hex_digit(reader_peek(reader), &digit))
			return false;
		value = value << 4 | digit;
		reader_skip(reader);
	}
	*ret_value = value;
	return true;
}

/* One character of a string, of which Muster writes but one kind of escape. */
static bool read_character(struct reader *reader, char *ret_character)
{
	int byte = reader_peek(reader);
	uint32_t code;

	if (byte < ' ' || byte > '~')
		return false;
	reader_skip(reader);
	*ret_character = (char)byte;
	if (byte != '\\')
		return true;
	if (!reader_take(reader, 'u') || !read_hex(reader, ESCAPE_DIGITS, &code) || !code ||
	    code > UINT8_MAX)
		return false;
	*ret_character = (char)code;
	return true;
}

/* What is longer than its room is cut. */
static bool read_string(struct reader *reader, char *text, size_t size)
{
	size_t length = 0;
	char character;

	if (!reader_take(reader, '"'))
		return false;
	while (reader_peek(reader) != '"') {
		if (!read_character(reader, &character))
			return false;
		if (length < size - 1)
			text[length++] = character;
	}
	text[length] = '\0';
	reader_skip(reader);
	return true;
}

static bool read_number(struct reader *reader, uint64_t *ret_number)
{
	uint64_t number = 0;
	int byte = reader_peek(reader);

	if (byte < '0' || byte > '9')
		return false;
	for (; byte >= '0' && byte <= '9'; byte = reader_peek(reader)) {
		unsigned int digit = (unsigned int)(byte - '0');

		if (number > (UINT64_MAX - digit) / 10)
			return false;
		number = number * 10 + digit;
		reader_skip(reader);
	}
	*ret_number = number;
	return true;
}

static bool read_null(struct reader *reader)
{
	return reader_take(reader, 'n') && reader_take(reader, 'u') && reader_take(reader, 'l') &&
	       reader_take(reader, 'l');
}

/* ---- the members ---- */

#define OF(member) offsetof(struct kept, member), sizeof(((struct kept *)0)->member)

static const struct member {
	const char *key;
	size_t offset, size;
	bool is_text;
} members[] = {
	{"muster", OF(version), true},
	{"step", OF(step), true},
	{"result", OF(result), true},
	{"text", OF(text), true},
	{"arch", OF(arch), true},
	{"board", OF(board), true},
	{"words", OF(words), true},
	{"check", OF(check), true},
	{"fault", OF(fault), true},
	{"listed", OF(listed), false},
	{"online", OF(online), false},
	{"passed", OF(passed), false},
	{"failed", OF(failed), false},
	{"skipped", OF(skipped), false},
	{"elapsed_ms", OF(elapsed_ms), false},
	{"bringup_ns", OF(medians[KEPT_BRINGUP]), false},
	{"ipi_rtt_ns", OF(medians[KEPT_IPI_RTT]), false},
	{"call_single_ns", OF(medians[KEPT_CALL_SINGLE]), false},
	{"call_all_ns", OF(medians[KEPT_CALL_ALL]), false},
};

/* A line being read: what is wanted of it, and what it has. */
struct reading {
	struct kept kept;
	uint64_t schema;
	bool has_state;
};

static void store_text(struct reading *reading, const char *key, const char *text)
{
	for (unsigned int state = 0; state < KEPT_STATES; state++)
		if (strcmp(key, "state") == 0 &&
		    strcmp(text, kept_state_name((enum kept_state)state)) == 0) {
			reading->kept.state = (enum kept_state)state;
			reading->has_state = true;
		}
	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		if (members[i].is_text && strcmp(key, members[i].key) == 0)
			kept_copy((char *)&reading->kept + members[i].offset, members[i].size,
				  text);
}

static void store_number(struct reading *reading, const char *key, uint64_t number)
{
	uint32_t small = number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;

	if (strcmp(key, "schema") == 0)
		reading->schema = number;
	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		char *target = (char *)&reading->kept + members[i].offset;

		if (members[i].is_text || strcmp(key, members[i].key) != 0)
			continue;
		if (members[i].size == sizeof(small))
			memcpy(target, &small, sizeof(small));
		else
			memcpy(target, &number, sizeof(number));
	}
}

static bool read_member(struct reader *reader, struct reading *reading)
{
	char key[KEY_SIZE], text[VALUE_SIZE];
	uint64_t number;
	bool good;

	if (!read_string(reader, key, sizeof(key)) || !reader_take(reader, ':'))
		return false;
	if (reader_peek(reader) == '"') {
		good = read_string(reader, text, sizeof(text));
		if (good)
			store_text(reading, key, text);
	} else if (reader_peek(reader) == 'n') {
		good = read_null(reader);
	} else {
		good = read_number(reader, &number);
		if (good)
			store_number(reading, key, number);
	}
	return good;
}

static bool read_members(struct reader *reader, struct reading *reading)
{
	if (!reader_take(reader, '{'))
		return false;
	do {
		if (!read_member(reader, reading))
			return false;
	} while (reader_take(reader, ','));
	return reader->rest.size == 0;
}

/* ---- the line ---- */

static enum status refuse(char error[KEPT_ERROR_SIZE], const char *sentence)
{
	fmt_text(error, KEPT_ERROR_SIZE, "%s", sentence);
	return STATUS_INVALID;
}

static bool find_sum(struct span line, size_t at, uint32_t *ret_sum)
{
	struct reader digits = {span_part(line, at + SUM_BEFORE, SUM_DIGITS)};

	return span_is(line, at, sum_before) && read_hex(&digits, SUM_DIGITS, ret_sum) &&
	       span_is(line, at + SUM_BEFORE + SUM_DIGITS, sum_behind);
}

enum status kept_read(const char *line, size_t length, struct kept *ret_kept,
		      char error[KEPT_ERROR_SIZE])
{
	struct span all = {(const uint8_t *)line, length};
	struct reading reading = {.schema = 0};
	struct reader reader;
	uint32_t sum;
	size_t body;

	if (length < SUM_LENGTH || !find_sum(all, length - SUM_LENGTH, &sum))
		return refuse(error, "it does not end in a checksum, as a result of Muster's does");
	body = length - SUM_LENGTH;
	if (sum != crc32_add(0, line, body))
		return refuse(error, "its checksum is wrong, so it was changed or cut");
	reader.rest = span_part(all, 0, body);
	if (!read_members(&reader, &reading))
		return refuse(error, "it is no line of text members and numbers");
	if (reading.schema != KEPT_SCHEMA || !reading.has_state)
		return refuse(error, "it is of a version of Muster's that is not known here");
	*ret_kept = reading.kept;
	return STATUS_OK;
}
