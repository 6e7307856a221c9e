/* SPDX-License-Identifier: BSD-2-Clause */
#include "subtable.h"

enum subtable_end subtable_end_at(struct span table, size_t offset)
{
	uint8_t length;

	if (offset >= table.size)
		return SUBTABLE_END_CLEAN;
	if (!span_has(table, offset, SUBTABLE_HEADER_SIZE) || !span_u8(table, offset + 1, &length))
		return SUBTABLE_END_HEADER;
	return length < SUBTABLE_HEADER_SIZE ? SUBTABLE_END_LENGTH : SUBTABLE_END_OVERRUN;
}

bool subtable_next(struct span table, size_t *offset, struct subtable *ret_subtable)
{
	uint8_t length;

	if (!span_has(table, *offset, SUBTABLE_HEADER_SIZE) ||
	    !span_u8(table, *offset + 1, &length) || length < SUBTABLE_HEADER_SIZE ||
	    !span_has(table, *offset, length))
		return false;
	*ret_subtable = (struct subtable){
		.type = span_get8(table, *offset),
		.offset = (uint32_t)*offset,
		.bytes = span_part(table, *offset, length),
	};
	*offset += length;
	return true;
}

void subtable_explain_end(struct span table, size_t offset, const struct rule *rules,
			  struct findings *findings)
{
	enum subtable_end end = subtable_end_at(table, offset);
	struct span rest = span_from(table, offset);

	if (end == SUBTABLE_END_HEADER)
		rule_broken(findings, &rules[0], (uint32_t)offset,
			    "%zu byte is left at offset %zu; an entry has at least 2", rest.size,
			    offset);
	else if (end == SUBTABLE_END_LENGTH)
		rule_broken(findings, &rules[1], (uint32_t)offset,
			    "entry of type %u at offset %zu: length %u, at least 2 is wanted; "
			    "the other %zu bytes are not read",
			    span_get8(rest, 0), offset, span_get8(rest, 1), rest.size);
	else if (end == SUBTABLE_END_OVERRUN)
		rule_broken(findings, &rules[2], (uint32_t)offset,
			    "entry of type %u at offset %zu: length %u, but the table ends "
			    "after %zu bytes",
			    span_get8(rest, 0), offset, span_get8(rest, 1), rest.size);
}
