/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of <string.h> that Muster needs, with the C library's names and meaning: the compiler
   calls the first four by itself, also where no library is linked. */
#ifndef MUSTER_MEM_H
#define MUSTER_MEM_H

#include <stddef.h>

void *memcpy(void *restrict target, const void *restrict source, size_t size);
void *memmove(void *target, const void *source, size_t size);
void *memset(void *target, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);

size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t size);

#endif
