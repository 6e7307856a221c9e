/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes JSON objects into a fmt. What comes out is ASCII: control characters, quotes, backslashes
 * and bytes from 0x7F on are escaped as \u00XX, so no string can break a line or steer a terminal.
 */
#ifndef MUSTER_REPORT_JSON_H
#define MUSTER_REPORT_JSON_H

#include "fmt.h"
#include "types.h"

struct record_words;

struct json {
	struct fmt *out;
	size_t string_limit; /* bytes of one string's escaped text; what is cut ends in "..." */
	bool first;	     /* the next member needs no comma */
	const struct record_words *words;
};

/* Containers. The key is NULL for the outermost one and for members of an array. */
void json_object(struct json *json, const char *key);
void json_object_end(struct json *json);
void json_array(struct json *json, const char *key);
void json_array_end(struct json *json);

/* Members. NULL for a text reads as "". */
void json_text(struct json *json, const char *key, const char *text);
void json_number(struct json *json, const char *key, uint64_t value);
void json_signed(struct json *json, const char *key, int64_t value);
void json_number_or_null(struct json *json, const char *key, uint64_t value, uint64_t null_value);
void json_tenths(struct json *json, const char *key, uint64_t tenths); /* 125.9 */
void json_bool(struct json *json, const char *key, bool value);
void json_hex(struct json *json, const char *key, uint64_t value); /* "0x1f" */

#endif
