/* SPDX-License-Identifier: BSD-2-Clause */
/* How figures are made: what is listed is measured, only= and skip= choose, and by the machine's
   own clock the budget is kept and the report never silent. */
#include "scenario.h"
#include "bench.h"
#include "glob.h"
#include <stdlib.h>

enum { CORES = 4, ITERATIONS = 6, BUDGET_S = 2, NAMES_MOST = 128, NAME_SIZE = 64 };
enum { NS_PER_S = 1000000000 };

struct method_case {
	const char *only, *skip;
	bool by_time;	      /* no iterations=, and the clock of the machine */
	unsigned int most_ms; /* that it then takes */
	unsigned int passes;
	bool nothing; /* is measured */
};

/* Where the cores' clocks are known well enough; before the door; where time was stolen. */
static const char maybe[] = "*.oneway,mps.*,gap.*";

static char seen[NAMES_MOST][NAME_SIZE]; /* names of stats */
static unsigned int seen_count, silences, told;
static uint64_t last_line, longest_silence, longest_sample, first_percent_at, last_stat_at;
static unsigned int percent;

static bool is_seen(const char *name)
{
	for (unsigned int i = 0; i < seen_count; i++)
		if (strcmp(seen[i], name) == 0)
			return true;
	return false;
}

static uint64_t number_of(const char *line, const char *key)
{
	const char *at = strstr(line, key);

	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

static void note_stat(const char *line)
{
	char name[NAME_SIZE] = "";
	uint64_t max = number_of(line, "\"max\":");

	sscanf(line, "{\"rec\":\"stat\",\"name\":\"%63[^\"]", name);
	if (strstr(line, "\"unit\":\"ns\"") && max > longest_sample)
		longest_sample = max;
	last_stat_at = arch_clock_read();
	if (!is_seen(name) && expect(seen_count < NAMES_MOST))
		strcpy(seen[seen_count++], name);
}

/* It never goes back. */
static void note_progress(const char *line)
{
	unsigned int now = (unsigned int)number_of(line, "\"percent\":");

	if (strstr(line, "\"percent\":null"))
		return;
	if (!first_percent_at)
		first_percent_at = arch_clock_read();
	expect(now >= percent && now <= 100);
	percent = now;
	told++;
}

static void keep(void *context, const char *bytes, size_t length)
{
	uint64_t now = arch_clock_read();
	char line[REPORT_LINE_SIZE + 1];

	(void)context;
	snprintf(line, sizeof(line), "%.*s", (int)length, bytes);
	if (first_percent_at && now - last_line > longest_silence)
		longest_silence = now - last_line;
	last_line = now;
	if (strncmp(line, "{\"rec\":\"stat\"", 13) == 0)
		note_stat(line);
	else if (strncmp(line, "{\"rec\":\"progress\"", 17) == 0)
		note_progress(line);
	else if (strstr(line, "\"rule\":\"option.only\""))
		silences++;
}

static void arrange(struct machine *machine)
{
	const struct method_case *row = scenario_context();
	const struct sink sink = {.write = keep, .format = FORMAT_JSON};

	report_add_sink(machine->report, &sink);
	if (row->only)
		strcpy(machine->options.only, row->only);
	if (row->skip)
		strcpy(machine->options.skip, row->skip);
	machine->options.passes = row->passes ? row->passes : 1;
	machine->options.iterations = row->by_time ? 0 : ITERATIONS;
	machine->options.budget_s = BUDGET_S;
}

static void run(const struct machine *machine)
{
	machine_main(machine);
}

static bool is_chosen(const struct method_case *row, const struct benchmark *benchmark)
{
	if (row->skip && glob_match_any(row->skip, benchmark->id))
		return false;
	return row->only ? glob_match_any(row->only, benchmark->id)
			 : benchmark->when == BENCH_ALWAYS;
}

/* All that is chosen, and nothing that is not. */
static void judge_names(const struct method_case *row)
{
	const struct benchmark *benchmark;
	unsigned int chosen = 0;

	for (size_t i = 0; (benchmark = bench_list(i)) != NULL; i++) {
		bool wanted = is_chosen(row, benchmark);

		chosen += wanted && is_seen(benchmark->id);
		if (is_seen(benchmark->id) != wanted &&
		    !(wanted && glob_match_any(maybe, benchmark->id)))
			expect_text(benchmark->id, wanted ? "measured" : "not measured");
	}
	expect_number(seen_count, chosen); /* each is listed */
	expect((chosen == 0) == row->nothing);
	expect_number(silences, row->nothing);
}

/* Of a second at most nothing is said, but for as long as one sample takes. */
static void judge_time(const struct method_case *row)
{
	uint64_t took = last_stat_at - first_percent_at;

	expect(told > 5);
	if (!expect(longest_silence <= NS_PER_S + longest_sample))
		fprintf(stderr, "silent for %llu ns\n", (unsigned long long)longest_silence);
	if (!expect(took <= row->most_ms * 1000000ull))
		fprintf(stderr, "all took %llu ns\n", (unsigned long long)took);
}

static void judge(int end_code)
{
	const struct method_case *row = scenario_context();

	expect_number(end_code, END_PASS);
	judge_names(row);
	if (row->by_time)
		judge_time(row);
}

static const struct method_case cases[] = {
	{.passes = 1},
	{.only = "ipi.*,call.a??"},
	{.skip = "*.*r*"},
	{.only = "call.*", .skip = "*.many,nothing.*"},
	{.only = "nothing.*,ipi.sel", .nothing = true},
	{.only = "ipi.self", .skip = "*", .nothing = true},
	/* what takes its own number of samples, and five at least of all, come on top */
	/* gaps are watched for by cores that all work, and then this clock hardly moves */
	{.by_time = true, .skip = "gap.*", .most_ms = 8000},
	{.by_time = true,
	 .only = "ipi.self,ipi.rtt,call.any,call.async",
	 .passes = 3,
	 .most_ms = 3000},
};

#define ROW(name_, number_, ...)                                                                   \
	{                                                                                          \
		.name = (name_), .body = run, .setup = {.cores = CORES, __VA_ARGS__},              \
		.arrange = arrange, .bare = true, .after = judge, .context = &cases[number_]       \
	}
static const struct scenario rows[] = {
	ROW("what is listed is measured", 0, .real_clock = true),
	ROW("only=", 1, .real_clock = true),
	ROW("skip=", 2, .real_clock = true),
	ROW("both", 3, .real_clock = true),
	ROW("only= of nothing", 4, .real_clock = true),
	ROW("skip= of all", 5, .real_clock = true),
	ROW("a budget", 6),
	ROW("a budget of three passes", 7),
};

SCENARIOS_MAIN(rows)
