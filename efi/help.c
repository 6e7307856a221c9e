/* SPDX-License-Identifier: BSD-2-Clause */
/* help, list: what can be said, and what is measured. */
#include "survey.h"
#include "bench.h"
#include "fmt.h"
#include "version.h"

enum { LINE_SIZE = 160, PARAGRAPH_SIZE = 640 };

static const char *const when_names[] = {
	[BENCH_ALWAYS] = "always",
	[BENCH_WITH_MATRIX] = "with matrix=on",
	[BENCH_BY_NAME] = "by name only",
};

void help_words(struct firmware *firmware)
{
	char line[LINE_SIZE];

	firmware_print(firmware, "muster " MUSTER_VERSION
				 ": boots every core without an OS and measures how they talk");
	firmware_print(firmware, "usage: muster.efi [WORD...]");
	for (size_t i = 0; options_help(i); i++) {
		const struct option_help *help = options_help(i);

		fmt_text(line, sizeof(line), "  %s%s", help->word, help->values);
		firmware_print(firmware, line);
		fmt_text(line, sizeof(line), "      %s", help->text);
		firmware_print(firmware, line);
	}
}

static void help_benchmark(struct firmware *firmware, const struct benchmark *benchmark)
{
	char head[LINE_SIZE], words[PARAGRAPH_SIZE], text[PARAGRAPH_SIZE + LINE_SIZE];

	fmt_text(head, sizeof(head), "  %-26s%-10s%6u  %s", benchmark->id, benchmark->unit,
		 benchmark->shares, when_names[benchmark->when]);
	fmt_text(words, sizeof(words), "%s: %s", benchmark->what, benchmark->how);
	firmware_write(firmware, text, report_paragraph(text, sizeof(text), head, words));
}

void help_benchmarks(struct firmware *firmware, const struct options *options)
{
	bool chosen = options->only[0] || options->skip[0];
	const struct benchmark *benchmark;
	char line[LINE_SIZE];

	firmware_print(firmware,
		       "muster " MUSTER_VERSION ": what is measured, in this order; share: "
		       "of the time of budget=");
	fmt_text(line, sizeof(line), "  %-26s%-10s%6s  %s", "name", "unit", "share", "measured");
	firmware_print(firmware, line);
	for (size_t i = 0; (benchmark = bench_list(i)) != NULL; i++)
		if (!chosen || bench_wanted(options, benchmark->id))
			help_benchmark(firmware, benchmark);
}
