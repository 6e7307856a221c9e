/* SPDX-License-Identifier: BSD-2-Clause */
/* options_add_file() over any bytes, behind words of another place: what it takes can be told,
   what it refuses has a sentence that says where. */
#include <stdlib.h>
#include <string.h>

#include "options.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(bool condition)
{
	if (!condition)
		abort();
}

static void check_printable(const char *text, size_t limit)
{
	size_t length = strnlen(text, limit);

	check(length < limit);
	for (size_t i = 0; i < length; i++)
		check(text[i] >= ' ' && text[i] <= '~');
}

static void check_taken(const struct option_set *set)
{
	unsigned int actions = 0;

	for (size_t i = 0; options_help(i); i++) {
		const char *word = options_help(i)->word;

		check(set->said[i].origin <= ORIGIN_FILE_BESIDE);
		check_printable(set->said[i].value, sizeof(set->said[i].value));
		if (set->said[i].origin != ORIGIN_DEFAULT)
			actions += !strcmp(word, "run") || !strcmp(word, "help") ||
				   !strcmp(word, "info") || !strcmp(word, "lint") ||
				   !strcmp(word, "list");
	}
	check(actions <= 1 && set->options.cfg);
	check(set->options.maxcpus >= 1 && set->options.maxcpus <= CPUS_MAX);
	check(!set->options.nosmp || set->options.maxcpus == 1);
	check_printable(set->options.only, sizeof(set->options.only));
}

static void check_sentence(const char *error)
{
	static const char where[] = "muster.cfg beside the image";

	check_printable(error, OPTION_ERROR_SIZE - 1);
	check(strncmp(error, where, sizeof(where) - 1) == 0);
	check(strlen(error) > sizeof(where) + 10);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *error = malloc(OPTION_ERROR_SIZE);
	struct option_set *set = malloc(sizeof(*set));

	options_open(set);
	check(options_add(set, "lint maxcpus=3 nosmp", ORIGIN_FILE, error) == STATUS_OK);
	if (options_add_file(set, (struct span){bytes, size}, ORIGIN_FILE_BESIDE, error) ==
	    STATUS_OK)
		check_taken(set);
	else
		check_sentence(error);
	free(set);
	free(error);
	return 0;
}
