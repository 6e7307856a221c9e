/* SPDX-License-Identifier: BSD-2-Clause */
#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 1 << 16 };

/* Its size is known when it has been read: files of /sys and pipes tell none. */
static const char *read_all(FILE *file, uint8_t **bytes, size_t *size)
{
	size_t capacity = 0;

	do {
		uint8_t *larger;

		if (*size > FILE_BYTES_MAX)
			return "has more than 64 MiB, and no table is so large";
		capacity = capacity ? capacity * 2 : FIRST_CAPACITY;
		larger = realloc(*bytes, capacity);
		if (!larger)
			return strerror(ENOMEM);
		*bytes = larger;
		*size += fread(*bytes + *size, 1, capacity - *size, file);
	} while (*size == capacity);
	if (ferror(file))
		return strerror(errno);
	if (*size > FILE_BYTES_MAX)
		return "has more than 64 MiB, and no table is so large";
	return *size > 0 ? NULL : "is empty";
}

const char *file_read(const char *name, struct span *ret_file)
{
	bool is_stdin = strcmp(name, "-") == 0;
	FILE *file = is_stdin ? stdin : fopen(name, "rb");
	uint8_t *bytes = NULL;
	size_t size = 0;
	const char *fault;

	if (!file)
		return strerror(errno);
	fault = read_all(file, &bytes, &size);
	if (!is_stdin)
		fclose(file);
	if (fault) {
		free(bytes);
		return fault;
	}
	*ret_file = (struct span){bytes, size};
	return NULL;
}
