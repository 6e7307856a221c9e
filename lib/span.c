/* SPDX-License-Identifier: BSD-2-Clause */
#include "span.h"
#include "mem.h"

bool span_has(struct span span, size_t offset, size_t length)
{
	/* Not offset + length <= size: the sum could wrap around. */
	return offset <= span.size && length <= span.size - offset;
}

struct span span_part(struct span span, size_t offset, size_t length)
{
	if (!span_has(span, offset, length) || !span.bytes)
		return (struct span){NULL, 0};
	return (struct span){span.bytes + offset, length};
}

struct span span_from(struct span span, size_t offset)
{
	if (offset > span.size)
		return (struct span){NULL, 0};
	return span_part(span, offset, span.size - offset);
}

/* Byte by byte, because fields of ACPI tables need not be aligned. */
static bool span_number(struct span span, size_t offset, size_t length, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (!span_has(span, offset, length))
		return false;
	for (size_t i = length; i > 0; i--)
		number = number << 8 | span.bytes[offset + i - 1];
	*ret_number = number;
	return true;
}

bool span_u8(struct span span, size_t offset, uint8_t *ret_value)
{
	uint64_t number;

	if (!span_number(span, offset, sizeof(*ret_value), &number))
		return false;
	*ret_value = (uint8_t)number;
	return true;
}

bool span_u16(struct span span, size_t offset, uint16_t *ret_value)
{
	uint64_t number;

	if (!span_number(span, offset, sizeof(*ret_value), &number))
		return false;
	*ret_value = (uint16_t)number;
	return true;
}

bool span_u32(struct span span, size_t offset, uint32_t *ret_value)
{
	uint64_t number;

	if (!span_number(span, offset, sizeof(*ret_value), &number))
		return false;
	*ret_value = (uint32_t)number;
	return true;
}

bool span_u64(struct span span, size_t offset, uint64_t *ret_value)
{
	return span_number(span, offset, sizeof(*ret_value), ret_value);
}

uint8_t span_get8(struct span span, size_t offset)
{
	uint8_t value = 0;

	span_u8(span, offset, &value);
	return value;
}

uint16_t span_get16(struct span span, size_t offset)
{
	uint16_t value = 0;

	span_u16(span, offset, &value);
	return value;
}

uint32_t span_get32(struct span span, size_t offset)
{
	uint32_t value = 0;

	span_u32(span, offset, &value);
	return value;
}

uint64_t span_get64(struct span span, size_t offset)
{
	uint64_t value = 0;

	span_u64(span, offset, &value);
	return value;
}

uint8_t span_sum(struct span span)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < span.size; i++)
		sum = (uint8_t)(sum + span.bytes[i]);
	return sum;
}

bool span_is(struct span span, size_t offset, const char *text)
{
	size_t length = strlen(text);

	if (length == 0)
		return offset <= span.size;
	return span_has(span, offset, length) && memcmp(span.bytes + offset, text, length) == 0;
}
