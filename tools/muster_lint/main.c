/* SPDX-License-Identifier: BSD-2-Clause */
/* muster-lint: judges the tables of machines that are elsewhere; docs/lint.md. */
#include "file.h"
#include "show.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_CLEAN = 0, EXIT_ERRORS = 1, EXIT_UNUSABLE = 2 };

static const char usage[] =
	"usage: muster-lint [OPTION...] FILE...\n"
	"Judges ACPI and MP tables as muster.efi does. A FILE holds the tables of one machine: "
	"the\n"
	"bytes of one table or of several one behind the other, or the text of acpidump(8); or a\n"
	"device tree of an Arm machine.\n"
	"\"-\" is standard input.\n"
	"\n"
	"  --together            all FILEs are tables of one machine\n"
	"  --json                one JSON object a line, for programs\n"
	"  --severity LEAST      show error, warning or note (all) and what is above it\n"
	"  --rules[=markdown]    list the rules, and leave\n"
	"  -h, --help            show this, and leave\n"
	"\n"
	"Exit code: 0 no error was found, 1 errors, 2 wrong usage or a FILE that cannot be read.\n";

enum command { COMMAND_JUDGE, COMMAND_RULES, COMMAND_RULES_MARKDOWN, COMMAND_HELP, COMMAND_WRONG };

struct options {
	enum command command;
	enum severity least;
	bool json, together;
	char **files;
	int file_count;
};

static bool severity_parse(const char *word, enum severity *ret_severity)
{
	for (int i = SEVERITY_NOTE; i <= SEVERITY_ERROR; i++)
		if (strcmp(word, severity_name((enum severity)i)) == 0) {
			*ret_severity = (enum severity)i;
			return true;
		}
	fprintf(stderr, "muster-lint: --severity takes error, warning or note, not '%s'\n", word);
	return false;
}

static enum command rules_parse(const char *form)
{
	if (!form)
		return COMMAND_RULES;
	if (strcmp(form, "markdown") == 0)
		return COMMAND_RULES_MARKDOWN;
	fprintf(stderr, "muster-lint: --rules takes nothing or markdown, not '%s'\n", form);
	return COMMAND_WRONG;
}

static void option_parse(struct options *options, int letter)
{
	if (letter == 'j')
		options->json = true;
	else if (letter == 't')
		options->together = true;
	else if (letter == 'r')
		options->command = rules_parse(optarg);
	else if (letter == 'h')
		options->command = COMMAND_HELP;
	else if (letter != 's' || !severity_parse(optarg, &options->least))
		options->command = COMMAND_WRONG;
}

static struct options options_parse(int count, char **words)
{
	static const struct option names[] = {
		{"json", no_argument, NULL, 'j'},	    {"together", no_argument, NULL, 't'},
		{"severity", required_argument, NULL, 's'}, {"rules", optional_argument, NULL, 'r'},
		{"help", no_argument, NULL, 'h'},	    {NULL, 0, NULL, 0},
	};
	struct options options = {.least = SEVERITY_NOTE};
	int letter;

	while (options.command != COMMAND_WRONG &&
	       (letter = getopt_long(count, words, "h", names, NULL)) != -1)
		option_parse(&options, letter);
	options.files = words + optind;
	options.file_count = count - optind;
	if (options.command == COMMAND_JUDGE && options.file_count == 0)
		options.command = COMMAND_WRONG;
	return options;
}

static int worse(int a, int b)
{
	return a > b ? a : b;
}

/* Files that a machine's tables lie in, and the bytes of those that are texts. */
struct held {
	struct span file;
	uint8_t *bytes;
};

/* NULL, or why it cannot be used. */
static const char *file_take(struct machine *machine, const char *name, struct held *held)
{
	const char *fault = file_read(name, &held->file);

	if (fault)
		return fault;
	/* Each byte of a dump takes at least two digits. */
	held->bytes = malloc(held->file.size / 2 + 1);
	if (!held->bytes)
		return "does not fit in memory";
	return machine_add(machine, name, held->file, held->bytes)
		       ? NULL
		       : "is a text without the dump of any table";
}

static void held_free(struct held *held)
{
	free((void *)(uintptr_t)held->file.bytes);
	free(held->bytes);
	*held = (struct held){.bytes = NULL};
}

static int machine_show(struct machine *machine, const struct options *options)
{
	machine_judge(machine);
	if (options->json)
		show_json(machine, options->least);
	else
		show_text(machine, options->least);
	return machine_count(machine, SEVERITY_ERROR) > 0 || machine->findings.lost > 0
		       ? EXIT_ERRORS
		       : EXIT_CLEAN;
}

/* One machine: of so many files. Those that cannot be read are left out, and told. */
static int machine_run(const struct options *options, const char *name, char **files, int count,
		       struct held *held)
{
	static struct machine machine;
	static struct machine_file machine_files[MACHINE_FILES_MAX];
	int code = EXIT_CLEAN;

	machine_clear(&machine, name, machine_files);
	for (int i = 0; i < count; i++) {
		const char *fault = file_take(&machine, files[i], &held[i]);

		if (!fault)
			continue;
		fprintf(stderr, "muster-lint: %s: %s\n", files[i], fault);
		code = EXIT_UNUSABLE;
	}
	if (machine.file_count > 0)
		code = worse(code, machine_show(&machine, options));
	for (int i = 0; i < count; i++)
		held_free(&held[i]);
	return code;
}

static int judge_together(const struct options *options)
{
	static struct held held[MACHINE_FILES_MAX];
	char name[32];

	if (options->file_count > MACHINE_FILES_MAX) {
		fprintf(stderr, "muster-lint: --together takes at most %d files\n",
			MACHINE_FILES_MAX);
		return EXIT_UNUSABLE;
	}
	snprintf(name, sizeof(name), "%d files together", options->file_count);
	return machine_run(options, name, options->files, options->file_count, held);
}

static int judge_each(const struct options *options)
{
	struct held held = {.bytes = NULL};
	int code = EXIT_CLEAN;

	for (int i = 0; i < options->file_count; i++)
		code = worse(code,
			     machine_run(options, options->files[i], &options->files[i], 1, &held));
	return code;
}

static int run(const struct options *options)
{
	switch (options->command) {
	case COMMAND_HELP:
		fputs(usage, stdout);
		return EXIT_CLEAN;
	case COMMAND_RULES:
		(options->json ? show_rules_json : show_rules_text)();
		return EXIT_CLEAN;
	case COMMAND_RULES_MARKDOWN:
		show_rules_markdown();
		return EXIT_CLEAN;
	case COMMAND_JUDGE:
		return options->together ? judge_together(options) : judge_each(options);
	case COMMAND_WRONG:
		break;
	}
	fputs(usage, stderr);
	return EXIT_UNUSABLE;
}

int main(int count, char **words)
{
	struct options options = options_parse(count, words);
	int code = run(&options);

	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("muster-lint: standard output");
		return EXIT_UNUSABLE;
	}
	return code;
}
