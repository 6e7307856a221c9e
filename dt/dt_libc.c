/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Debian's libfdt.a wants of a C library besides mem.h, and of the stack protector that it was
 * compiled with. Linked into muster.efi alone: on the host there is a C library.
 */
#include "mem.h"
#include <stdint.h>

void *memchr(const void *bytes, int byte, size_t size);
void *memchr(const void *bytes, int byte, size_t size)
{
	const unsigned char *place = bytes;

	for (; size > 0; size--, place++)
		if (*place == (unsigned char)byte)
			return (void *)(uintptr_t)place;
	return NULL;
}

size_t strnlen(const char *text, size_t size);
size_t strnlen(const char *text, size_t size)
{
	size_t length = 0;

	while (length < size && text[length] != '\0')
		length++;
	return length;
}

char *strrchr(const char *text, int byte);
char *strrchr(const char *text, int byte)
{
	const char *last = NULL;

	for (; *text != '\0'; text++)
		if (*text == (char)byte)
			last = text;
	return (char *)(uintptr_t)(byte == '\0' ? text : last);
}

/* Any value will do that a text written past its end does not have: a NUL, a line's end, and no
   byte twice. */
uintptr_t __stack_chk_guard = (uintptr_t)0xff0a0d00b75ae1c3;

/* libfdt wrote past an array of its own on the stack. The firmware shows the exception. */
_Noreturn void __stack_chk_fail(void);
_Noreturn void __stack_chk_fail(void)
{
	__builtin_trap();
}
