/* SPDX-License-Identifier: BSD-2-Clause */
/* glob_match_any(): the input is the patterns, a NUL, and the text. */
#include <stdlib.h>
#include <string.h>

#include "glob.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(bytes, '\0', size) : NULL;

	if (!end)
		return 0;

	size_t text_size = size - (size_t)(end - bytes) - 1;
	char *patterns = strdup((const char *)bytes), *text = malloc(text_size + 1);

	memcpy(text, end + 1, text_size);
	text[text_size] = '\0';
	bool matches = glob_match_any(patterns, text);

	/* A list that holds a lone star takes all, and so does none. */
	if (!matches && (strcmp(patterns, "*") == 0 || patterns[0] == '\0'))
		abort();
	/* A text without wildcards and commas matches itself. */
	if (!matches && strcmp(patterns, text) == 0 && !strpbrk(text, ",*?"))
		abort();
	free(patterns);
	free(text);
	return 0;
}
