/* SPDX-License-Identifier: BSD-2-Clause */
/* What the run writes into the variable, and what became of it. */
#include "keep.h"
#include "cpu.h"
#include "mem.h"

enum { RULE_WRITE, RULE_FAULT };

static const char not_kept[] = "whoever reads the variable next is told that this run crashed";

static const struct rule rules[] = {
	[RULE_WRITE] = {"nvram.write", SEVERITY_WARNING, "", "UEFI 2.10 8.2.3", not_kept},
	[RULE_FAULT] = {"nvram.fault", SEVERITY_WARNING, "", "UEFI 2.10 8.1", not_kept},
};

enum { NS_PER_MS = 1000000 };

static struct record_nvram books;
static bool given_up; /* the firmware is not called again */

static void note_failure(struct run *run, uint64_t status)
{
	struct report *report = run->machine->report;
	const struct record_fault *fault = &arch_percpu(0)->fault;

	books.failed++;
	given_up = status == RUNTIME_FAULT;
	if (given_up)
		report_broken(report, &rules[RULE_FAULT],
			      "the firmware's SetVariable took %s at 0x%llx, and is not called "
			      "again",
			      fault->name, (unsigned long long)fault->pc);
	else
		report_broken(report, &rules[RULE_WRITE],
			      "the firmware did not take the variable at step '%s' (%s, status "
			      "0x%llx)",
			      report->kept->step, kept_status_words(status),
			      (unsigned long long)status);
}

static uint64_t set_variable(struct run *run, const char *line, size_t length)
{
	const uint64_t arguments[RUNTIME_ARGUMENTS] = {(uintptr_t)kept_name, (uintptr_t)&kept_guid,
						       KEPT_ATTRIBUTES, length, (uintptr_t)line};

	return arch_runtime_call(run->machine, run->machine->set_variable, arguments);
}

static void keep(struct run *run)
{
	static char line[KEPT_MAX];
	const struct clock *clock = &run->machine->clock;
	struct kept *kept = run->machine->report->kept;
	ticks began = arch_clock_read();
	nanoseconds took;
	uint64_t status;

	kept->elapsed_ms = clock_to_ns(clock, began - run->began) / NS_PER_MS;
	books.bytes = kept_write(kept, line, sizeof(line));
	status = set_variable(run, line, books.bytes);
	took = clock_to_ns(clock, arch_clock_read() - began);
	books.writes++;
	books.total += took;
	if (took > books.longest)
		books.longest = took;
	if (status)
		note_failure(run, status);
}

static bool keeps(const struct run *run)
{
	return run->machine->set_variable && run->machine->report->kept && !given_up;
}

/* What is said before each is the last line of a run that stops in the firmware. */
void keep_step(struct run *run, const char *step)
{
	struct kept *kept = run->machine->report->kept;

	if (!keeps(run))
		return;
	report_progress(run->machine->report, "nvram",
			"noting the step in the firmware's variable");
	kept_copy(kept->step, sizeof(kept->step), step);
	keep(run);
}

static void fill_end(struct kept *kept, enum kept_state state, const char *text)
{
	kept->state = state;
	kept_copy(kept->text, sizeof(kept->text), text);
	kept_copy(kept->result, sizeof(kept->result),
		  verdict_name(kept->failed || text[0] ? VERDICT_FAIL
			       : kept->passed	       ? VERDICT_PASS
						       : VERDICT_SKIP));
}

void keep_end(struct run *run, enum kept_state state, const char *text)
{
	struct kept *kept = run->machine->report->kept;

	if (keeps(run)) {
		char step[sizeof(kept->step)];

		memcpy(step, kept->step, sizeof(step));
		report_progress(run->machine->report, "nvram",
				"keeping the result in the firmware's variable");
		memcpy(kept->step, step, sizeof(step));
		fill_end(kept, state, text);
		keep(run);
	}
	if (books.writes)
		report_emit(run->machine->report,
			    &(struct record){.kind = RECORD_NVRAM, .nvram = books});
}
