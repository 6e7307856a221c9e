/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint_fields.h"

static uint64_t field_value(const struct lint_field *field, struct span bytes)
{
	uint64_t value = 0;

	for (size_t i = field->bytes; i > 0; i--)
		value = value << 8 | span_get8(bytes, field->offset + i - 1u);
	return value;
}

bool lint_field_odd(const struct lint_field *field, struct span bytes, uint64_t *ret_value)
{
	uint64_t value = field_value(field, bytes);

	if (!span_has(bytes, field->offset, field->bytes) ||
	    ((value & field->zero_bits) == 0 && value >= field->least && value <= field->most))
		return false;
	*ret_value = value;
	return true;
}

void lint_field_wanted(const struct lint_field *field, struct fmt *text)
{
	if (field->zero_bits == UINT64_MAX)
		fmt_add(text, "0");
	else if (field->least == field->most)
		fmt_add(text, "%llu", (unsigned long long)field->least);
	else if (field->zero_bits != 0)
		fmt_add(text, "0 in bits 0x%llx", (unsigned long long)field->zero_bits);
	else if (field->most == UINT64_MAX)
		fmt_add(text, "at least %llu", (unsigned long long)field->least);
	else
		fmt_add(text, "%llu to %llu", (unsigned long long)field->least,
			(unsigned long long)field->most);
}

void lint_fields(struct span table, const struct lint_field *fields, size_t count,
		 const struct rule *rules, struct findings *findings)
{
	for (size_t i = 0; i < count; i++) {
		char text[64];
		struct fmt wanted = FMT_OVER(text);
		uint64_t value;

		if (!lint_field_odd(&fields[i], table, &value))
			continue;
		lint_field_wanted(&fields[i], &wanted);
		rule_broken(findings, &rules[fields[i].rule], fields[i].offset,
			    "%s at offset %u is 0x%llx; %s is wanted", fields[i].name,
			    fields[i].offset, (unsigned long long)value, text);
	}
}
