/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A run of bytes with its length. Whoever reads foreign bytes (ACPI tables above all) does it
 * through these functions: this is the one place where bounds are computed. All are total: no
 * argument makes them read outside the span or overflow. Multi-byte values are little-endian
 * and need no alignment.
 */
#ifndef MUSTER_SPAN_H
#define MUSTER_SPAN_H

#include "types.h"

struct span {
	const uint8_t *bytes;
	size_t size;
};

/* True if [offset, offset + length) lies inside the span. */
bool span_has(struct span span, size_t offset, size_t length);

/* The part [offset, offset + length); an empty span (bytes NULL) if it does not lie inside. */
struct span span_part(struct span span, size_t offset, size_t length);

/* All from offset on; an empty span if offset lies past the end. */
struct span span_from(struct span span, size_t offset);

/* The value at an offset, into *ret_value, which stays untouched when false is returned. */
bool span_u8(struct span span, size_t offset, uint8_t *ret_value);
bool span_u16(struct span span, size_t offset, uint16_t *ret_value);
bool span_u32(struct span span, size_t offset, uint32_t *ret_value);
bool span_u64(struct span span, size_t offset, uint64_t *ret_value);

/* The same where the caller has checked the size of the whole structure: 0 when out of bounds. */
uint8_t span_get8(struct span span, size_t offset);
uint16_t span_get16(struct span span, size_t offset);
uint32_t span_get32(struct span span, size_t offset);
uint64_t span_get64(struct span span, size_t offset);

/* The sum of all bytes modulo 256: 0 for a sound ACPI table (ACPI 6.5, 5.2.3.1). */
uint8_t span_sum(struct span span);

/* True if the bytes at offset equal those of text (without its NUL). */
bool span_is(struct span span, size_t offset, const char *text);

#endif
