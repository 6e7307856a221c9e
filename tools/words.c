// SPDX-License-Identifier: BSD-2-Clause
/* Muster's words for its manual pages, from the table that its parser and its help are made from.
   words roff|shell: for man, for the UEFI shell's help. */
#include "options.h"
#include <stdio.h>
#include <string.h>

/* roff takes a backslash and a hyphen for more than they are. */
static void put_roff(const char *text)
{
	for (; *text; text++) {
		if (*text == '\\' || *text == '-')
			putchar('\\');
		putchar(*text);
	}
}

static void show_roff(const struct option_help *help)
{
	fputs(".TP\n.B ", stdout);
	put_roff(help->word);
	if (help->values[0]) {
		fputs("\\fI", stdout);
		put_roff(help->values);
		fputs("\\fR", stdout);
	}
	putchar('\n');
	put_roff(help->text);
	putchar('\n');
}

static void show_shell(const struct option_help *help)
{
	printf("  %s%s\r\n      %s\r\n", help->word, help->values, help->text);
}

int main(int count, char **words)
{
	const struct option_help *help;
	void (*show)(const struct option_help *help) = NULL;

	if (count == 2 && strcmp(words[1], "roff") == 0)
		show = show_roff;
	if (count == 2 && strcmp(words[1], "shell") == 0)
		show = show_shell;
	if (!show) {
		fputs("usage: words roff|shell\n", stderr);
		return 2;
	}
	for (size_t i = 0; (help = options_help(i)) != NULL; i++)
		show(help);
	return 0;
}
