/* SPDX-License-Identifier: BSD-2-Clause */
#include "json.h"
#include "mem.h"

/* Keys are ours and short; the limit bounds a line even if one is not. */
enum { KEY_LIMIT = 40, ESCAPE_SIZE = 8 };

/* The escaped form of one byte into text; returns its length. */
static size_t escape(unsigned char byte, char text[ESCAPE_SIZE])
{
	if (byte >= ' ' && byte < 0x7F && byte != '"' && byte != '\\') {
		text[0] = (char)byte;
		return 1;
	}
	return (size_t)fmt_text(text, ESCAPE_SIZE, "\\u%04x", byte);
}

/* A cut falls between two bytes of the source, never inside an escape. */
static void add_string(struct json *json, const char *string, size_t limit)
{
	size_t written = 0;
	char text[ESCAPE_SIZE];

	fmt_add_bytes(json->out, "\"", 1);
	for (; *string; string++) {
		size_t length = escape((unsigned char)*string, text);

		if (written + length > limit) {
			fmt_add_bytes(json->out, "...", 3);
			break;
		}
		fmt_add_bytes(json->out, text, length);
		written += length;
	}
	fmt_add_bytes(json->out, "\"", 1);
}

static void member(struct json *json, const char *key)
{
	if (!json->first)
		fmt_add_bytes(json->out, ",", 1);
	json->first = false;
	if (!key)
		return;
	add_string(json, key, KEY_LIMIT);
	fmt_add_bytes(json->out, ":", 1);
}

static void container(struct json *json, const char *key, const char *bracket)
{
	member(json, key);
	fmt_add_bytes(json->out, bracket, 1);
	json->first = true;
}

static void container_end(struct json *json, const char *bracket)
{
	fmt_add_bytes(json->out, bracket, 1);
	json->first = false;
}

void json_object(struct json *json, const char *key)
{
	container(json, key, "{");
}

void json_object_end(struct json *json)
{
	container_end(json, "}");
}

void json_array(struct json *json, const char *key)
{
	container(json, key, "[");
}

void json_array_end(struct json *json)
{
	container_end(json, "]");
}

void json_text(struct json *json, const char *key, const char *text)
{
	member(json, key);
	add_string(json, text ? text : "", json->string_limit);
}

void json_number(struct json *json, const char *key, uint64_t value)
{
	member(json, key);
	fmt_add(json->out, "%llu", (unsigned long long)value);
}

void json_signed(struct json *json, const char *key, int64_t value)
{
	member(json, key);
	fmt_add(json->out, "%lld", (long long)value);
}

void json_number_or_null(struct json *json, const char *key, uint64_t value, uint64_t null_value)
{
	if (value != null_value) {
		json_number(json, key, value);
		return;
	}
	member(json, key);
	fmt_add_bytes(json->out, "null", 4);
}

void json_tenths(struct json *json, const char *key, uint64_t tenths)
{
	member(json, key);
	fmt_add(json->out, "%llu.%llu", (unsigned long long)(tenths / 10),
		(unsigned long long)(tenths % 10));
}

void json_bool(struct json *json, const char *key, bool value)
{
	const char *word = value ? "true" : "false";

	member(json, key);
	fmt_add_bytes(json->out, word, strlen(word));
}

void json_hex(struct json *json, const char *key, uint64_t value)
{
	member(json, key);
	fmt_add(json->out, "\"0x%llx\"", (unsigned long long)value);
}
