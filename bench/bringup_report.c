/* SPDX-License-Identifier: BSD-2-Clause */
/* The bring-up as records: the books, every core, and what it took. */
#include "bringup_stats.h"
#include "cpu.h"
#include "fmt.h"

/* What lies between two marks of one clock; at least 1, as 0 means that one is missing. */
static nanoseconds between(const struct run *run, ticks first, ticks stamp)
{
	nanoseconds span;

	if (!first || !stamp)
		return 0;
	span = clock_to_ns(&run->machine->clock, stamp - first);
	return span ? span : 1;
}

static nanoseconds since_began(const struct run *run, ticks stamp)
{
	return between(run, run->bringup.began, stamp);
}

/* Of a core whose callback failed: which state it was. The text holds until the next core's. */
static const char *reason_of(const struct bringup_core *up)
{
	static char text[80];

	if (up->failed.status == STATUS_OK)
		return up->reason;
	fmt_text(text, sizeof(text), "hotplug state '%s': %s", cpuhp_state_name(up->failed.at),
		 status_name(up->failed.status));
	return text;
}

static void fill_started(const struct run *run, struct record_core *core)
{
	const struct bringup_core *up = &run->bringup.cores[core->index];
	struct wake_marks marks = arch_wake_look(core->index);

	core->state = cpu_state_name(cpu_state(core->index));
	core->stage = arch_stage_name(marks.stage);
	core->reason = reason_of(up);
	core->attempts = up->attempts;
	core->sent = (struct record_core_sent){.reset = since_began(run, up->reset),
					       .start = since_began(run, up->start),
					       .seen = since_began(run, up->seen)};
	core->own = (struct record_core_own){.paging = between(run, marks.first, marks.paging),
					     .c = between(run, marks.first, marks.c),
					     .online = between(run, marks.first, marks.online)};
}

static void emit_core(const struct run *run, cpu_index index)
{
	struct record record = {.kind = RECORD_CORE,
				.core = machine_core_record(run->machine, index)};

	if (run->machine->cpus[index].plan == PLAN_START)
		fill_started(run, &record.core);
	report_emit(run->machine->report, &record);
}

void bringup_tell(const struct run *run)
{
	for (cpu_index cpu = 0; cpu < run->machine->listed_count; cpu++) {
		struct record record = {.kind = RECORD_LIVE_CORE,
					.core = machine_core_record(run->machine, cpu)};

		if (run->machine->cpus[cpu].plan == PLAN_START)
			record.core.state = cpu_state_name(cpu_state(cpu));
		report_emit(run->machine->report, &record);
	}
}

static unsigned int count_plan(const struct machine *machine, enum cpu_plan plan)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < machine->listed_count; i++)
		count += machine->cpus[i].plan == plan;
	return count;
}

static unsigned int count_failed(void)
{
	unsigned int count = 0;

	for (cpu_index cpu = 0; cpu < cpu_possible_count(); cpu++)
		count += cpu_state(cpu) == CPU_FAILED;
	return count;
}

static struct record_bringup books_of(const struct run *run)
{
	const struct machine *m = run->machine;
	const struct bringup *b = &run->bringup;

	return (struct record_bringup){.mode = bringup_mode_name(m->options.bringup),
				       .wake = arch_wake_way().name,
				       .listed = m->listed_count,
				       .enabled = m->enabled_count,
				       .online_capable = count_plan(m, PLAN_ONLINE_CAPABLE),
				       .disabled = count_plan(m, PLAN_DISABLED),
				       .started = b->started,
				       .online = num_online_cpus(),
				       .failed = count_failed(),
				       .held_back = count_plan(m, PLAN_HELD_BACK) +
						    count_plan(m, PLAN_IMPOSSIBLE),
				       .second_starts = b->second_starts,
				       .retried = b->retried,
				       .strangers = arch_wake_strangers(NULL, 0),
				       .total = clock_to_ns(&m->clock, b->ended - b->began)};
}

static void emit_books(const struct run *run)
{
	struct record record = {.kind = RECORD_BRINGUP, .bringup = books_of(run)};

	report_emit(run->machine->report, &record);
}

static void check_books(const struct run *run)
{
	struct report *report = run->machine->report;
	struct record_bringup b = books_of(run);
	unsigned int sum = b.online + b.failed + b.held_back + b.disabled + b.online_capable;

	report_check(report, "bringup.books", sum == b.listed ? VERDICT_PASS : VERDICT_FAIL,
		     "%u listed = %u online + %u failed + %u held back + %u disabled + %u "
		     "online-capable",
		     b.listed, b.online, b.failed, b.held_back, b.disabled, b.online_capable);
	report_check(report, "bringup.online",
		     b.online == b.started + 1 ? VERDICT_PASS : VERDICT_FAIL,
		     "%u of %u started cores came online", b.online - 1, b.started);
}

void bringup_report(struct run *run)
{
	emit_books(run);
	for (cpu_index cpu = 0; cpu < run->machine->listed_count; cpu++)
		emit_core(run, cpu);
	check_books(run);
	census_report(run);
	bringup_emit_first(run);
}
