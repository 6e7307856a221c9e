/* SPDX-License-Identifier: BSD-2-Clause */
/* kept_read() over any bytes, as they are and with the right checksum behind them: what it takes
   can be told and written again, what it refuses has a sentence. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"
#include "kept.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(bool condition)
{
	if (!condition)
		abort();
}

static void check_plain(const char *text, size_t most)
{
	size_t length = strnlen(text, most);

	check(length > 3 && length < most);
	for (size_t i = 0; i < length; i++)
		check(text[i] >= ' ' && text[i] <= '~');
}

/* What is written again says the same, and stays as it is from then on. */
static void check_taken(struct kept *kept)
{
	char *line = malloc(KEPT_MAX), text[KEPT_TEXT_SIZE], error[KEPT_ERROR_SIZE];
	struct kept again;

	check(kept->state < KEPT_STATES);
	kept_tell(kept, text);
	check_plain(text, sizeof(text));
	kept_judge(kept);
	check(kept->state != KEPT_IN_PROGRESS);
	check(kept_read(line, kept_write(kept, line, KEPT_MAX), &again, error) == STATUS_OK);
	check(again.state == kept->state && again.passed == kept->passed);
	free(line);
}

static void try(const char *line, size_t length)
{
	char error[KEPT_ERROR_SIZE];
	struct kept kept;

	if (kept_read(line, length, &kept, error) == STATUS_OK)
		check_taken(&kept);
	else
		check_plain(error, sizeof(error));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	enum { SUM_LENGTH = 20 };
	char *line = malloc(size + SUM_LENGTH + 1), *exact = malloc(size);

	if (size > 0) {
		memcpy(line, bytes, size);
		memcpy(exact, bytes, size);
	}
	try(exact, size);
	snprintf(line + size, SUM_LENGTH + 1, ",\"crc32\":\"%08x\"}", crc32_add(0, line, size));
	try(line, size + SUM_LENGTH);
	free(line);
	free(exact);
	return 0;
}
