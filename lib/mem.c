/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Build with -fno-builtin, and gcc with -fno-tree-loop-distribute-patterns as well: otherwise the
 * compiler recognises these loops and turns each function into a call of itself.
 */
#include "mem.h"

#include <stdint.h>

/* Words only where both sides are aligned: before the MMU is on, AArch64 faults on all others. */
typedef uint64_t __attribute__((may_alias)) word;

static int mem_words_fit(const void *a, const void *b)
{
	return (((uintptr_t)a | (uintptr_t)b) & (sizeof(word) - 1)) == 0;
}

static void mem_copy_up(unsigned char *target, const unsigned char *source, size_t size)
{
	if (mem_words_fit(target, source)) {
		for (; size >= sizeof(word); size -= sizeof(word)) {
			*(word *)(void *)target = *(const word *)(const void *)source;
			target += sizeof(word);
			source += sizeof(word);
		}
	}
	for (; size > 0; size--)
		*target++ = *source++;
}

/* target and source are the ends of the ranges. */
static void mem_copy_down(unsigned char *target, const unsigned char *source, size_t size)
{
	if (mem_words_fit(target, source)) {
		for (; size >= sizeof(word); size -= sizeof(word)) {
			target -= sizeof(word);
			source -= sizeof(word);
			*(word *)(void *)target = *(const word *)(const void *)source;
		}
	}
	for (; size > 0; size--)
		*--target = *--source;
}

void *memcpy(void *restrict target, const void *restrict source, size_t size)
{
	mem_copy_up(target, source, size);
	return target;
}

void *memmove(void *target, const void *source, size_t size)
{
	/* Up is safe unless target lies inside the source; the subtraction wraps if it is below. */
	if ((uintptr_t)target - (uintptr_t)source >= size)
		mem_copy_up(target, source, size);
	else
		mem_copy_down((unsigned char *)target + size, (const unsigned char *)source + size,
			      size);
	return target;
}

void *memset(void *target, int byte, size_t size)
{
	unsigned char *end = target;
	word pattern = (word)(unsigned char)byte * 0x0101010101010101u;

	if (mem_words_fit(target, target)) {
		for (; size >= sizeof(word); size -= sizeof(word)) {
			*(word *)(void *)end = pattern;
			end += sizeof(word);
		}
	}
	for (; size > 0; size--)
		*end++ = (unsigned char)byte;
	return target;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *left = a, *right = b;

	for (size_t i = 0; i < size; i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	return 0;
}

size_t strlen(const char *text)
{
	size_t length = 0;

	while (text[length] != '\0')
		length++;
	return length;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char left = (unsigned char)a[i], right = (unsigned char)b[i];

		if (left != right)
			return left < right ? -1 : 1;
		if (left == '\0')
			return 0;
	}
	return 0;
}
