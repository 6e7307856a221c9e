/* SPDX-License-Identifier: BSD-2-Clause */
/* Formatted text without a C library. */
#ifndef MUSTER_FMT_H
#define MUSTER_FMT_H

#include "types.h"
#include <stdarg.h>

/*
 * As snprintf: writes at most size bytes, always NUL-terminated when size > 0, and returns the
 * length that the whole text needs. Understands %d %i %u %x %X %c %s %p %% with the lengths hh, h,
 * l, ll, z, the flags '-', '0' and '+', a width and a precision (both may be '*'). NULL for %s
 * prints "(null)". Any other conversion is copied as it stands.
 */
int fmt_text(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int fmt_vtext(char *text, size_t size, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));

/* A text that grows in a fixed buffer; what does not fit is cut and remembered. */
struct fmt {
	char *text;
	size_t size;	/* of the buffer, the NUL included */
	size_t length;	/* of the text so far */
	bool truncated; /* something did not fit */
};

#define FMT_OVER(array) ((struct fmt){.text = (array), .size = sizeof(array)})

void fmt_add(struct fmt *fmt, const char *format, ...) __attribute__((format(printf, 2, 3)));
void fmt_add_bytes(struct fmt *fmt, const char *bytes, size_t length);

#endif
