/* SPDX-License-Identifier: BSD-2-Clause */
#include "table.h"
#include "mem.h"

static enum status table_refuse_short(size_t size, const struct table_kind *kind,
				      struct findings *findings)
{
	rule_broken(findings, &kind->rules[RULE_TRUNCATED], TABLE_LENGTH,
		    "%s: %zu bytes; at least %u are wanted", kind->signature, size, kind->minimum);
	return STATUS_TRUNCATED;
}

static enum status table_refuse_signature(struct span bytes, const struct table_kind *kind,
					  struct findings *findings)
{
	rule_broken(findings, &kind->rules[RULE_SIGNATURE], TABLE_SIGNATURE,
		    "signature 0x%08x (as a little-endian number); \"%s\" is wanted",
		    span_get32(bytes, TABLE_SIGNATURE), kind->signature);
	return STATUS_INVALID;
}

enum status table_open(struct span bytes, const struct table_kind *kind, struct span *ret_table,
		       struct findings *findings)
{
	uint32_t length = span_get32(bytes, TABLE_LENGTH);

	if (bytes.size < kind->minimum)
		return table_refuse_short(bytes.size, kind, findings);
	if (!span_is(bytes, TABLE_SIGNATURE, kind->signature))
		return table_refuse_signature(bytes, kind, findings);
	if (length < kind->minimum)
		return table_refuse_short(length, kind, findings);
	if (length != bytes.size)
		rule_broken(findings, &kind->rules[length > bytes.size ? RULE_LENGTH : RULE_SLACK],
			    TABLE_LENGTH, "Length at offset 4 says %u bytes, %zu bytes are there",
			    length, bytes.size);
	*ret_table = table_cut(bytes);
	return STATUS_OK;
}

enum status table_check(struct span bytes, const char *signature, uint32_t minimum)
{
	if (bytes.size < minimum)
		return STATUS_TRUNCATED;
	if (!span_is(bytes, TABLE_SIGNATURE, signature))
		return STATUS_INVALID;
	return span_get32(bytes, TABLE_LENGTH) < minimum ? STATUS_TRUNCATED : STATUS_OK;
}

struct span table_cut(struct span bytes)
{
	uint32_t length = span_get32(bytes, TABLE_LENGTH);

	return length < bytes.size ? span_part(bytes, 0, length) : bytes;
}

struct gas table_gas(struct span table, size_t offset)
{
	struct span gas = span_part(table, offset, GAS_SIZE);

	return (struct gas){
		.space = span_get8(gas, 0),
		.width = span_get8(gas, 1),
		.bit_offset = span_get8(gas, 2),
		.access_size = span_get8(gas, 3),
		.address = span_get64(gas, 4),
	};
}
