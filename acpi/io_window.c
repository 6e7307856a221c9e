/* SPDX-License-Identifier: BSD-2-Clause */
/* 6.4.3.5.1 and 6.4.3.5.2: QWord and DWord Address Space Descriptors, in a DSDT's buffers. */
#include "acpi.h"

/* Both have the same fields, of 8 or 4 bytes each from the granularity on. */
enum descriptor {
	TAG_DWORD = 0x87,
	TAG_QWORD = 0x8A,
	AT_LENGTH = 1,
	AT_TYPE = 3,
	AT_FIELDS = 6,
	TYPE_IO = 1,
	HEAD = 3, /* bytes that the length does not count */
};
enum field { GRANULARITY, MINIMUM, MAXIMUM, TRANSLATION, LENGTH, FIELDS };

static uint64_t field_of(struct span dsdt, size_t at, unsigned int size, enum field field)
{
	size_t offset = at + AT_FIELDS + (size_t)field * size;

	return size == sizeof(uint64_t) ? span_get64(dsdt, offset) : span_get32(dsdt, offset);
}

/* Bytes of each field, 0: no descriptor of I/O starts there. */
static unsigned int field_size(struct span dsdt, size_t at)
{
	uint8_t tag = span_get8(dsdt, at);
	unsigned int size = tag == TAG_QWORD ? 8 : tag == TAG_DWORD ? 4 : 0;

	if (!size || span_get16(dsdt, at + AT_LENGTH) != AT_FIELDS - HEAD + FIELDS * size ||
	    span_get8(dsdt, at + AT_TYPE) != TYPE_IO ||
	    !span_has(dsdt, at, AT_FIELDS + FIELDS * size))
		return 0;
	return size;
}

bool acpi_io_window(struct span dsdt, uint64_t port, uint64_t *ret_window)
{
	for (size_t at = 0; at < dsdt.size; at++) {
		unsigned int size = field_size(dsdt, at);
		uint64_t first, last, window;

		if (!size)
			continue;
		first = field_of(dsdt, at, size, MINIMUM);
		last = field_of(dsdt, at, size, MAXIMUM);
		window = field_of(dsdt, at, size, TRANSLATION);
		if (window == 0 || port < first || port > last ||
		    last - first + 1 != field_of(dsdt, at, size, LENGTH) ||
		    window > UINT64_MAX - last)
			continue;
		*ret_window = window;
		return true;
	}
	return false;
}
