/* SPDX-License-Identifier: BSD-2-Clause */
/* After the door: the application. */
#include "run.h"
#include "bench.h"
#include "budget.h"
#include "cpu.h"
#include "ending.h"
#include "fault.h"
#include "hotplug.h"
#include "ipi.h"
#include "keep.h"
#include "kept.h"
#include "matrices.h"
#include "offsets.h"
#include "party.h"
#include "steady.h"
#include "wait.h"
#include "watch.h"

static struct run the_run;
static struct steady the_steady;

enum { RULE_FAIL, RULE_IPI, RULE_ONLY };

static const struct rule rules[] = {
	[RULE_FAIL] = {"option.fail", SEVERITY_WARNING, "", "", "no core is made to fail"},
	[RULE_IPI] = {"option.ipi", SEVERITY_WARNING, "", "",
		      "interrupts are sent by ids instead, and the figures are those of that way"},
	[RULE_ONLY] = {"option.only", SEVERITY_WARNING, "", "", "nothing was measured"},
};

size_t bench_memory_size(const struct options *options, unsigned int possible_count)
{
	return steady_memory_size(options) + HISTS * sizeof(struct hist) + SCRATCH_SIZE +
	       PAGE_SIZE +
	       possible_count * (sizeof(struct bringup_core) + sizeof(uint64_t) +
				 2 * sizeof(struct clock_offset) + SEAT_SIZE) +
	       matrices_memory_size(options, possible_count) + watch_memory_size(possible_count);
}

static struct bringup_core *take_memory(struct run *run)
{
	struct arena arena = run->machine->arena; /* a copy: nothing is taken after this */
	unsigned int count = run->machine->possible_count;
	size_t cells = matrices_memory_size(&run->machine->options, count);

	run->hist = arena_take(&arena, HISTS * sizeof(*run->hist), CACHE_LINE);
	run->scratch = arena_take(&arena, SCRATCH_SIZE, CACHE_LINE);
	if (cells)
		run->cells = arena_take(&arena, cells, CACHE_LINE);
	run->watchers = arena_take(&arena, watch_memory_size(count), CACHE_LINE);
	run->counts = arena_take(&arena, count * sizeof(uint64_t), CACHE_LINE);
	run->offsets = arena_take(&arena, 2 * count * sizeof(*run->offsets), CACHE_LINE);
	run->seats = arena_take(&arena, (size_t)count * SEAT_SIZE, CACHE_LINE);
	run->steady = &the_steady;
	steady_open(run->steady, &run->machine->options, &arena);
	return arena_take(&arena, count * sizeof(struct bringup_core), CACHE_LINE);
}

ticks bench_now(void)
{
	return arch_clock_read();
}

/* What drawing took, with all there is on the screen. */
static void say_screen(const struct machine *machine)
{
	struct record record = {.kind = RECORD_SCREEN, .screen = machine->screen};
	struct screen_figures figures = {0};

	report_redraw(machine->report, &figures);
	record.screen.redraws = figures.redraws;
	record.screen.updates = figures.updates;
	record.screen.redraw = clock_to_ns(&machine->clock, figures.redraw);
	record.screen.update_most = clock_to_ns(&machine->clock, figures.update_most);
	report_emit(machine->report, &record);
}

void run_end(struct run *run, const char *text, bool panic)
{
	struct report *report = run->machine->report;
	nanoseconds elapsed = clock_to_ns(&run->machine->clock, arch_clock_read() - run->began);

	keep_end(run, panic ? KEPT_CRASHED : KEPT_DONE, text);
	say_screen(run->machine);
	ending_announce(run->machine);
	report_end(report, text, elapsed);
	arch_end(run->machine, ending_wait(run->machine),
		 panic		  ? END_PANIC
		 : report->failed ? END_FAIL
				  : END_PASS);
}

/* fail=STATE: it takes effect as the core comes up. */
static void arrange_failure(struct run *run)
{
	const struct options *options = &run->machine->options;
	enum cpuhp_state state = cpuhp_state_by_name(options->fail);
	cpu_index last = run->machine->possible_count - 1;

	if (!options->fail[0])
		return;
	if (!cpuhp_can_fail(state))
		report_broken(run->machine->report, &rules[RULE_FAIL],
			      "no hotplug state that can fail has the name that fail= gives");
	cpuhp_fail(options->fail_cpu == CPU_NONE ? last : options->fail_cpu, state);
}

static void choose_ipi(struct run *run)
{
	if (ipi_choose(run->machine->options.ipi) != STATUS_OK)
		report_broken(
			run->machine->report, &rules[RULE_IPI],
			"interrupts cannot be sent in the way that ipi= wants, on this machine");
}

static void start_cores(struct run *run, struct bringup_core *cores)
{
	arrange_failure(run);
	bringup_tell(run);
	keep_step(run, "bring-up");
	report_progress(run->machine->report, "bring-up", "waking the other cores");
	bringup_run(&run->bringup, run->machine, cores);
	bringup_report(run);
}

static void run_group(struct run *run, const struct bench_group *group)
{
	if (!group->run || !bench_group_shares(&run->machine->options, group))
		return;
	budget_begin(run, group);
	group->run(run);
	budget_end(run);
}

static void run_benchmarks(struct run *run)
{
	keep_step(run, "measure");
	measure_open(run);
	budget_open(run);
	for (run->pass = 0; run->pass < run->machine->options.passes; run->pass++)
		for (size_t i = 0; bench_group(i); i++)
			run_group(run, bench_group(i));
	steady_report(run);
	bench_compare(run);
}

/* A pattern that matches nothing is a slip of the pen, not a wish. */
static void note_nothing_measured(const struct run *run)
{
	const struct machine *m = run->machine;

	if (m->options.only[0] && !run->measured && !m->mps_this_p50 && !m->mps_all_p50)
		report_broken(m->report, &rules[RULE_ONLY],
			      "no benchmark has a name that only= matches");
}

static void stop_cores(struct run *run)
{
	unsigned int left = cpu_stop_others();

	report_check(run->machine->report, "cpu.stop", left ? VERDICT_FAIL : VERDICT_PASS,
		     "%u cores still run after the stop interrupt", left);
}

void machine_main(const struct machine *machine)
{
	struct run *run = &the_run;
	struct bringup_core *cores;

	run->machine = machine;
	cores = take_memory(run);
	run->began = arch_clock_read();
	wait_open(&machine->clock);
	fault_hook_set(run);	      /* exceptions become records */
	arch_boot_core_open(machine); /* our tables, interrupt controller quiet */
	cpu_open(machine);	      /* the table of cores */
	arch_irq_enable();
	report_redraw(machine->report, NULL); /* the firmware may have drawn as it left */

	start_cores(run, cores);
	choose_ipi(run);
	checks_run(run);
	audit_report(run);
	run_benchmarks(run);
	note_nothing_measured(run);
	soak_run(run);
	offsets_again(run);
	fault_provoke(run);
	fault_collect(run);
	books_check(run);
	stop_cores(run);
	run_end(run, "", false);
}
