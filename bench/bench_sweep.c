/* SPDX-License-Identifier: BSD-2-Clause */
/* How short the delays may be between what wakes a core: each delay, on each core, many times. */
#include "bringup_stats.h"
#include "budget.h"
#include "cpu.h"
#include "fmt.h"
#include "hotplug.h"

enum {
	CORES_MOST = 16, /* spread over all */
	TRIALS = 300,	 /* of each delay, on all of them together */
	TRIALS_MOST = 4000,
	FAILURES_ENOUGH = 3, /* each takes a tenth of a second */
	SECOND_US = 10000,   /* when a core that left no mark by then is sent another start */
	PATIENCE_US = 50000,
	LIMIT_US = 60000000, /* when a number was asked for */
	TEXT_SIZE = 100,
};

/* clang-format off */
static const uint32_t tried_us[] = {10000, 1000, 200, 100, 50, 20, 10, 5, 2, 1, 0};
/* clang-format on */
_Static_assert(ARRAY_SIZE(tried_us) <= DELAYS_MAX, "one record holds all");

enum gap { RESET_TO_START, START_TO_START, GAPS };
static const char *const gap_names[GAPS] = {"reset-to-start", "start-to-start"};

static struct sweep {
	struct bringup bringup;
	struct delay_trials trials[ARRAY_SIZE(tried_us)];
	uint64_t *spans; /* TRIALS_MOST for each delay */
	cpu_index cores[CORES_MOST];
	unsigned int count, lost;
} sweep;

/* The second start, where it is that whose delay is tried, is sent to a core whatever it does. */
static struct bringup_way way_of(enum gap gap, uint32_t delay_us)
{
	struct bringup_way way = bringup_way(BRINGUP_PARALLEL);

	if (gap == RESET_TO_START)
		way.timing = (struct wake_timing){delay_us, SECOND_US};
	else
		way.timing.start_again_us = delay_us;
	way.again_always = gap == START_TO_START;
	way.patience_us = PATIENCE_US;
	return way;
}

static void lose(struct run *run, unsigned int place)
{
	cpu_index cpu = sweep.cores[place];

	sweep.cores[place] = sweep.cores[--sweep.count];
	sweep.lost++;
	report_check(run->machine->report, "bringup.sweep", VERDICT_FAIL,
		     "core %u does not come back, whatever the delays are: %s", cpu,
		     sweep.bringup.cores[cpu].reason);
}

static bool woken(cpu_index cpu, enum gap gap, uint32_t delay_us)
{
	struct bringup_way way = way_of(gap, delay_us);
	struct cpumask one;

	cpumask_clear_all(&one);
	cpumask_set(&one, cpu);
	return cpu_down(cpu, CPUHP_OFFLINE).status == STATUS_OK &&
	       bringup_again(&sweep.bringup, &one, &way) == STATUS_OK && cpu_online(cpu);
}

/* False: the core is lost. */
static bool try_once(enum gap gap, struct delay_trials *trials, cpu_index cpu)
{
	const struct bringup_core *core = &sweep.bringup.cores[cpu];
	uint64_t *spans = &sweep.spans[(size_t)(trials - sweep.trials) * TRIALS_MOST];
	bool came = woken(cpu, gap, trials->delay_us);

	if (!came || core->attempts != 1)
		trials->retried++;
	else if (core->second_start && gap == RESET_TO_START)
		trials->second++;
	else
		spans[trials->trials - trials->second - trials->retried] =
			core->seen - core->first_reset;
	trials->trials++;
	return came || cpu_up(cpu, CPUHP_ONLINE).status == STATUS_OK;
}

static bool is_settled(const struct delay_trials *trials)
{
	return trials->second + trials->retried >= FAILURES_ENOUGH ||
	       trials->trials >= TRIALS_MOST - CORES_MOST;
}

/* Each core once. */
static void try_all(struct run *run, enum gap gap, struct delay_trials *trials)
{
	for (unsigned int place = 0; place < sweep.count && !is_settled(trials);) {
		if (try_once(gap, trials, sweep.cores[place]))
			place++;
		else
			lose(run, place);
		budget_breathe(run);
	}
}

/* ---- what came of it ---- */

static void emit_stat(struct run *run, enum gap gap, unsigned int number)
{
	const struct delay_trials *trials = &sweep.trials[number];
	unsigned int good = trials->trials - trials->second - trials->retried;
	char delay[TEXT_SIZE];
	const struct measurement m = {
		.name = "bringup.sweep",
		.text = "reset of a core to its being seen online, with such a delay",
		.cpus = 2,
		.parameters = {{"gap", gap_names[gap]}, {"delay", delay}},
	};

	fmt_text(delay, sizeof(delay), "%uus", trials->delay_us);
	hist_clear(run->hist);
	for (unsigned int i = 0; i < good; i++)
		hist_add(run->hist, sweep.spans[number * TRIALS_MOST + i], arch_clock_read());
	if (good)
		measure_emit(run, &m, run->hist);
}

static void emit(struct run *run, enum gap gap, unsigned int cores)
{
	struct record record = {
		.kind = RECORD_DELAYS,
		.delays = {.name = "bringup.sweep", .gap = gap_names[gap], .cores = cores}};

	for (unsigned int i = 0; i < ARRAY_SIZE(tried_us); i++) {
		if (sweep.trials[i].trials)
			record.delays.trials[record.delays.count++] = sweep.trials[i];
		emit_stat(run, gap, i);
	}
	report_emit(run->machine->report, &record);
}

static unsigned int rounds_wanted(const struct run *run)
{
	unsigned int asked = run->machine->options.iterations;

	return asked ? asked : (TRIALS + sweep.count - 1) / sweep.count;
}

/* All delays take turns, so each has been tried as often when the time is up. */
static void run_gap(struct run *run, enum gap gap)
{
	struct deadline share = budget_take(run, 1), limit = deadline_in_us(LIMIT_US);
	struct deadline deadline = run->machine->options.iterations ? limit : share;
	unsigned int rounds, cores = sweep.count;

	if (!sweep.count)
		return;
	rounds = rounds_wanted(run);
	for (unsigned int i = 0; i < ARRAY_SIZE(tried_us); i++)
		sweep.trials[i] = (struct delay_trials){.delay_us = tried_us[i]};
	for (unsigned int round = 0; round < rounds && (!round || !deadline_passed(deadline));
	     round++)
		for (unsigned int i = 0; i < ARRAY_SIZE(tried_us); i++)
			try_all(run, gap, &sweep.trials[i]);
	emit(run, gap, cores);
}

static void choose_cores(struct run *run)
{
	unsigned int others = num_online_cpus() - 1;
	size_t books = run->machine->possible_count * sizeof(struct bringup_core);

	sweep = (struct sweep){.bringup = {.machine = run->machine, .cores = run->scratch}};
	sweep.spans = (uint64_t *)((uint8_t *)run->scratch +
				   (books + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE);
	sweep.count = others < CORES_MOST ? others : CORES_MOST;
	for (unsigned int i = 0; i < sweep.count; i++)
		sweep.cores[i] = other_core(i * others / sweep.count);
}
_Static_assert(CPUS_MAX * sizeof(struct bringup_core) + CACHE_LINE +
			       ARRAY_SIZE(tried_us) * TRIALS_MOST * sizeof(uint64_t) <=
		       SCRATCH_SIZE,
	       "the books and all trials find room");

static void run_sweep(struct run *run)
{
	if (num_online_cpus() < 2)
		return;
	if (!arch_wake_way().by_reset) {
		report_check(run->machine->report, "bringup.sweep", VERDICT_SKIP,
			     "cores are woken by %s here, with no delays in between",
			     arch_wake_way().name);
		return;
	}
	choose_cores(run);
	for (unsigned int gap = 0; gap < GAPS; gap++)
		run_gap(run, (enum gap)gap);
	if (!sweep.lost)
		report_check(run->machine->report, "bringup.sweep", VERDICT_PASS,
			     "%u cores came back from every trial", sweep.count);
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{.id = "bringup.sweep", .unit = "ns", .what = "how short the delays may be that wake a core",
	 .how = "a core's reset to its being seen online, if its start came so soon after",
	 .shares = 2, .when = BENCH_BY_NAME},
};
/* clang-format on */
const struct bench_group bench_sweep = {
	.step = "sweep",
	.text = "waking cores with shorter and shorter delays",
	.benchmarks = benchmarks,
	.count = ARRAY_SIZE(benchmarks),
	.run = run_sweep,
};
