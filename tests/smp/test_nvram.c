/* SPDX-License-Identifier: BSD-2-Clause */
/* The result that survives: when it is written, what it says, and what becomes of a firmware that
   does not take it. */
#include "scenario.h"
#include "kept.h"

enum { CORES = 3, ITERATIONS = 5, CALLS_MOST = 8 };
enum { SERVICE = 0x5E7, OUT_OF_RESOURCES = 9, ERROR_SIZE = KEPT_ERROR_SIZE };
#define ERROR_BIT (1ull << 63)

struct nvram_case {
	uint64_t answer;     /* of the firmware's, to every call */
	unsigned int wanted; /* calls */
	const char *finding; /* that is reported, and how often */
	unsigned int findings;
	bool off;
};

static struct kept kept, calls[CALLS_MOST];
static unsigned int call_count, stats, stats_at[CALLS_MOST], findings;
static bool ended;
static char books[256];

/* The firmware: the line must be whole, the boot core alone, and nobody measure. */
static uint64_t set_variable(uint64_t service, const uint64_t arguments[RUNTIME_ARGUMENTS])
{
	const struct nvram_case *row = scenario_context();
	char error[ERROR_SIZE] = "";

	expect_number(service, SERVICE);
	expect(memcmp((const void *)arguments[0], u"Muster", 14) == 0);
	expect_number(arguments[2], KEPT_ATTRIBUTES);
	expect(arguments[3] <= KEPT_MAX && !ended);
	expect_number(smp_processor_id(), 0);
	if (!expect(call_count < CALLS_MOST))
		return 0;
	expect(kept_read((const char *)arguments[4], arguments[3], &calls[call_count], error) ==
	       STATUS_OK);
	expect_text(error, "");
	stats_at[call_count++] = stats;
	return row->answer;
}

static void take_line(void *context, const char *bytes, size_t length)
{
	const struct nvram_case *row = scenario_context();
	char line[REPORT_LINE_SIZE + 1];

	(void)context;
	snprintf(line, sizeof(line), "%.*s", (int)length, bytes);
	stats += strncmp(line, "{\"rec\":\"stat\"", 13) == 0;
	ended |= strncmp(line, "{\"rec\":\"end\"", 12) == 0;
	findings += row->finding && strstr(line, row->finding) != NULL;
	if (strncmp(line, "{\"rec\":\"nvram\"", 14) == 0)
		snprintf(books, sizeof(books), "%.200s", line);
}

static void arrange(struct machine *machine)
{
	static const struct sink sink = {.write = take_line, .format = FORMAT_JSON};
	const struct nvram_case *row = scenario_context();

	report_add_sink(machine->report, &sink);
	strcpy(machine->options.only, "ipi.rtt,call.all,call.single");
	machine->options.iterations = ITERATIONS;
	machine->options.passes = 1;
	machine->options.budget_s = 1;
	machine->report->kept = &kept;
	machine->set_variable = row->off ? 0 : SERVICE;
	fake_set_service(set_variable);
}

static void run(const struct machine *machine)
{
	machine_main(machine);
}

static void judge_success(void)
{
	const struct kept *last = &calls[call_count - 1];

	expect_text(calls[0].step, "bring-up");
	expect_text(calls[1].step, "measure");
	expect(calls[0].state == KEPT_IN_PROGRESS && calls[1].state == KEPT_IN_PROGRESS);
	expect_number(calls[0].online, 0);
	expect_number(calls[1].online, CORES);
	expect(stats_at[1] < stats && stats_at[2] == stats && stats >= 3);
	expect(last->state == KEPT_DONE);
	expect_text(last->result, "pass");
	expect(last->passed > 10 && last->failed == 0 && last->listed == CORES);
	expect(last->medians[KEPT_IPI_RTT] && last->medians[KEPT_CALL_ALL] &&
	       last->medians[KEPT_CALL_SINGLE] && last->medians[KEPT_BRINGUP]);
	expect(strstr(books, "\"writes\":3,\"failed\":0,") != NULL);
}

static void after(int end_code)
{
	const struct nvram_case *row = scenario_context();

	expect_number(end_code, END_PASS);
	expect(ended);
	expect_number(call_count, row->wanted);
	expect_number(findings, row->findings);
	if (row->off)
		expect_text(books, "");
	else if (row->answer == 0)
		judge_success();
	else
		expect(strstr(books, "\"failed\":0") == NULL && books[0]);
}

static const struct nvram_case taken = {.wanted = 3};
static const struct nvram_case full = {.answer = ERROR_BIT | OUT_OF_RESOURCES,
				       .wanted = 3,
				       .finding = "no room is left",
				       .findings = 3};
static const struct nvram_case faults = {
	.answer = RUNTIME_FAULT, .wanted = 1, .finding = "nvram.fault", .findings = 1};
static const struct nvram_case off = {.off = true};

#define ROW(name_, case_)                                                                          \
	{                                                                                          \
		.name = (name_), .body = run, .setup = {.cores = CORES}, .arrange = arrange,       \
		.bare = true, .after = after, .context = &(case_)                                  \
	}

static const struct scenario rows[] = {
	ROW("each step is noted before it, and the end", taken),
	ROW("a store that is full is told of, and the run goes on", full),
	ROW("a firmware that faults is not called again", faults),
	ROW("nothing is written where nothing is to be kept", off),
};

SCENARIOS_MAIN(rows)
