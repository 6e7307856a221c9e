/* SPDX-License-Identifier: BSD-2-Clause */
/* options_parse() over any text: what it takes lies in range, what it refuses has a sentence. */
#include <stdlib.h>
#include <string.h>

#include "options.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(bool condition)
{
	if (!condition)
		abort();
}

static void check_taken(const struct options *options)
{
	check(options->maxcpus >= 1 && options->maxcpus <= CPUS_MAX);
	check(options->nr_cpus >= 1 && options->nr_cpus <= CPUS_MAX);
	check(options->iterations <= OPTION_ITERATIONS_MAX);
	check(options->idle < IDLE_COUNT && options->x2apic <= X2APIC_OFF);
	check(options->format >= FORMAT_TEXT && options->format <= FORMAT_BOTH);
	check(options->exit <= EXIT_DEBUGEXIT && options->fault <= FAULT_STORM);
	check(options->fault_cpu < CPUS_MAX || options->fault_cpu == CPU_NONE);
	check(memchr(options->only, '\0', sizeof(options->only)) != NULL);
	check(!options->nosmp || options->maxcpus == 1);
}

/* One printable sentence, whatever the word was. */
static void check_sentence(const char *error)
{
	size_t length = strnlen(error, OPTION_ERROR_SIZE);

	check(length > 10 && length < OPTION_ERROR_SIZE - 1);
	for (size_t i = 0; i < length; i++)
		check(error[i] >= ' ' && error[i] <= '~');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *words = malloc(size + 1), *error = malloc(OPTION_ERROR_SIZE);
	struct options options;

	if (size > 0)
		memcpy(words, bytes, size);
	words[size] = '\0';
	if (options_parse(words, &options, error) == STATUS_OK)
		check_taken(&options);
	else
		check_sentence(error);
	free(words);
	free(error);
	return 0;
}
