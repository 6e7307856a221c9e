/* SPDX-License-Identifier: BSD-2-Clause */
/* The bring-up once more, from all others offline, in each mode in turn. */
#include "bringup_stats.h"
#include "budget.h"
#include "cpu.h"
#include "hotplug.h"
#include "offsets.h"

#define MODES ((unsigned int)BRINGUP_BROADCAST + 1)
enum {
	ROUNDS = 5,
	ROUNDS_MOST = 100, /* when only= asks for it, and there is room */
	QUICK_US = 300000, /* for all of it, when a number of iterations was asked for */
	NAMED_MOST = 8,	   /* cores that did not come */
};

static struct repeats {
	struct bringup bringup;
	struct bringup_samples samples;
	ticks totals[MODES][ROUNDS_MOST];
	unsigned int total_count[MODES];
	unsigned int done[MODES];
	unsigned int missed; /* cores that did not come, each time that they did not */
	bool skips[MODES];
} repeats;

static void lay_out(struct run *run)
{
	size_t books = run->machine->possible_count * sizeof(struct bringup_core);
	uint8_t *rest =
		(uint8_t *)run->scratch + (books + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
	size_t size = (size_t)((uint8_t *)run->scratch + SCRATCH_SIZE - rest);

	repeats = (struct repeats){
		.bringup = {.machine = run->machine, .cores = run->scratch},
		.samples = {.items = (struct bringup_sample *)rest,
			    .capacity = (unsigned int)(size / sizeof(struct bringup_sample))}};
}
_Static_assert(CPUS_MAX * sizeof(struct bringup_core) +
			       MODES * CPUS_MAX * sizeof(struct bringup_sample) + CACHE_LINE <=
		       SCRATCH_SIZE,
	       "one round of each mode finds room");

/* Those that went offline: of the others it is said. */
static struct cpumask take_down(struct run *run)
{
	struct cpumask down = cpu_online_mask, others = cpu_online_mask;
	cpu_index cpu;

	cpumask_clear(&others, 0);
	cpumask_clear_all(&down);
	for_each_cpu (cpu, &others) {
		struct cpuhp_result result = cpu_down(cpu, CPUHP_OFFLINE);

		if (result.status == STATUS_OK)
			cpumask_set(&down, cpu);
		else if (repeats.missed++ < NAMED_MOST)
			report_check(run->machine->report, "bringup.repeats", VERDICT_FAIL,
				     "core %u did not go offline: hotplug state '%s': %s", cpu,
				     cpuhp_state_name(result.at), status_name(result.status));
		budget_breathe(run);
	}
	return down;
}

/* Alone, as any core is brought up that comes later. */
static void fetch(struct run *run, cpu_index cpu, enum bringup_mode mode)
{
	bool back = cpu_up(cpu, CPUHP_ONLINE).status == STATUS_OK;

	if (repeats.missed++ < NAMED_MOST)
		report_check(run->machine->report, "bringup.repeats", VERDICT_FAIL,
			     "core %u did not come in repeat %u of mode %s: %s; alone it %s", cpu,
			     repeats.done[mode] + 1, bringup_mode_name(mode),
			     repeats.bringup.cores[cpu].reason,
			     back ? "came back" : "does not come back either");
}

static bool again(struct run *run, const struct cpumask *which, enum bringup_mode mode)
{
	struct bringup *b = &repeats.bringup;
	struct bringup_way way = bringup_way(mode);
	unsigned int came = 0;
	cpu_index cpu;

	if (bringup_again(b, which, &way) != STATUS_OK)
		return false;
	for_each_cpu (cpu, which)
		if (cpu_online(cpu))
			came++;
		else
			fetch(run, cpu, mode);
	if (came == b->started) /* else it is the time of giving a core up */
		repeats.totals[mode][repeats.total_count[mode]++] = b->ended - b->began;
	bringup_samples_add(run, &repeats.samples, b, mode);
	return true;
}

/* Cores that were lost on the way are no longer among them. */
static void repeat(struct run *run, enum bringup_mode mode)
{
	struct cpumask which = take_down(run);
	cpu_index cpu;

	if (again(run, &which, mode)) {
		repeats.done[mode]++;
		return;
	}
	repeats.skips[mode] = true;
	for_each_cpu (cpu, &which)
		if (cpu_up(cpu, CPUHP_ONLINE).status != STATUS_OK)
			fetch(run, cpu, mode);
}

static unsigned int rounds_wanted(const struct run *run)
{
	const struct options *options = &run->machine->options;
	unsigned int most = options->only[0] ? ROUNDS_MOST : ROUNDS;
	unsigned int room = repeats.samples.capacity / MODES / (num_online_cpus() - 1);
	unsigned int wanted = options->iterations ? options->iterations : ROUNDS;

	if (wanted > most)
		wanted = most;
	return wanted < room ? wanted : room;
}

static void emit(struct run *run)
{
	for (unsigned int mode = 0; mode < MODES; mode++) {
		hist_clear(run->hist);
		for (unsigned int i = 0; i < repeats.total_count[mode]; i++)
			hist_add(run->hist, repeats.totals[mode][i], arch_clock_read());
		bringup_emit_total(run, run->hist, "repeats", (enum bringup_mode)mode);
		bringup_emit_cores(run, &repeats.samples, "repeats", (enum bringup_mode)mode);
	}
}

static void judge(const struct run *run)
{
	const unsigned int *done = repeats.done;

	if (repeats.missed > NAMED_MOST)
		report_check(run->machine->report, "bringup.repeats", VERDICT_FAIL,
			     "cores stayed away %u times in all", repeats.missed);
	if (!repeats.missed)
		report_check(run->machine->report, "bringup.repeats", VERDICT_PASS,
			     "%u others went offline and came back each time: %u times parallel, "
			     "%u serial, %u by broadcast%s",
			     num_online_cpus() - 1, done[BRINGUP_PARALLEL], done[BRINGUP_SERIAL],
			     done[BRINGUP_BROADCAST],
			     repeats.skips[BRINGUP_BROADCAST]
				     ? ", which this machine does not have, or would reach others"
				     : "");
}

static struct deadline limit_of(struct run *run)
{
	const struct options *options = &run->machine->options;
	struct deadline share = budget_take(run, bench_group_shares(options, &bench_bringup));

	return options->iterations && !options->only[0] ? deadline_in_us(QUICK_US) : share;
}

/* A round takes at least as long as the first bring-up, in each mode. */
static bool is_too_long(const struct run *run, struct deadline deadline)
{
	ticks first = run->bringup.ended - run->bringup.began;
	ticks left = deadline.end - arch_clock_read();

	if (run->machine->options.only[0] || (int64_t)(left - MODES * first) >= 0)
		return false;
	report_check(run->machine->report, "bringup.repeats", VERDICT_SKIP,
		     "waking all took %llu us, too long to do it again and again; only=bringup.* "
		     "does",
		     (unsigned long long)(clock_to_ns(&run->machine->clock, first) / 1000));
	return true;
}

static void run_bringup(struct run *run)
{
	struct deadline deadline = limit_of(run);
	unsigned int rounds;

	if (num_online_cpus() < 2 || is_too_long(run, deadline))
		return;
	if (bench_wanted(&run->machine->options, "bringup.stage"))
		offsets_take(run);
	lay_out(run);
	repeats.skips[BRINGUP_BROADCAST] = !bringup_may_broadcast(num_online_cpus());
	rounds = rounds_wanted(run);
	for (unsigned int i = 0; i < rounds && (!i || !deadline_passed(deadline)); i++)
		for (unsigned int mode = 0; mode < MODES; mode++)
			if (!repeats.skips[mode] && num_online_cpus() > 1)
				repeat(run, (enum bringup_mode)mode);
	emit(run);
	judge(run);
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{.id = "bringup.total", .unit = "ns", .what = "waking all cores, first and again",
	 .how = "first reset to the last core seen online",
	 .shares = 2, .when = BENCH_ALWAYS},
	{.id = "bringup.core", .unit = "ns", .what = "waking one core, a sample for each",
	 .how = "its first reset to its being seen online, with the pauses that all share",
	 .shares = 1, .when = BENCH_ALWAYS},
	{.id = "bringup.stage", .unit = "ns", .what = "each stage of that",
	 .how = "boot core's clock: reset to start to seen; its own: first instruction to each mark",
	 .shares = 1, .when = BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_bringup = {
	.step = "bring-up",
	.text = "waking the other cores again and again",
	.benchmarks = benchmarks,
	.count = ARRAY_SIZE(benchmarks),
	.run = run_bringup,
};
