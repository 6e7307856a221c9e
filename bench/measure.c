/* SPDX-License-Identifier: BSD-2-Clause */
/* From one sample to a stat. */
#include "run.h"
#include "bench.h"
#include "budget.h"
#include "clock_offset.h"
#include "cpu.h"
#include "fmt.h"
#include "idle.h"
#include "steady.h"

enum {
	WARM_UP_MOST = 50,
	WARM_UP_PART = 10,   /* of the rounds, and of the time */
	WARM_UP_US = 30000,  /* at most */
	WARM_AGAIN = 3,	     /* after something was printed */
	LIMIT_US = 60000000, /* of one measurement, when a number was asked for */
	ROUNDS_LEAST = 5,    /* even when the time is up */
	ROUNDS_MOST = 1u << 30,
	STEP_READINGS = 1000,
	NARROW_PART = 50, /* of the median: its interval, both sides together */
	NUMBER_SIZE = 12,
	LABEL_SIZE = 64,
};

cpu_index other_core(unsigned int round)
{
	unsigned int others = num_online_cpus() - 1;
	unsigned int skip = round % others;
	cpu_index cpu = cpumask_next(&cpu_online_mask, 1);

	while (skip--)
		cpu = cpumask_next(&cpu_online_mask, cpu + 1);
	return cpu;
}

cpu_index last_core(void)
{
	cpu_index cpu, last = 0;

	for_each_cpu (cpu, &cpu_online_mask)
		last = cpu;
	return last;
}

static void add_parameter(struct record_stat *stat, const char *key, const char *value)
{
	stat->parameters[stat->parameter_count++] = (struct record_parameter){key, value};
}

static void add_parameters(struct record_stat *stat, const struct measurement *m)
{
	if (m->wakes_idle)
		add_parameter(stat, "idle", idle_name(idle_chosen()));
	for (unsigned int i = 0; i < MEASUREMENT_PARAMETERS && m->parameters[i].key; i++)
		add_parameter(stat, m->parameters[i].key, m->parameters[i].value);
}

static bool is_in_ns(const struct run *run, const struct measurement *m)
{
	return !m->unit && run->machine->clock.agrees;
}

static const char *unit_of(const struct run *run, const struct measurement *m)
{
	if (m->unit)
		return m->unit;
	return is_in_ns(run, m) ? "ns" : "ticks";
}

/* For who watches: "ipi.rtt each". */
static void tell(struct run *run, const struct measurement *m, const struct hist *hist)
{
	char label[LABEL_SIZE];
	struct fmt out = FMT_OVER(label);
	const struct record record = {
		.kind = RECORD_LIVE_HIST,
		.live_hist = {.name = label,
			      .unit = unit_of(run, m),
			      .hist = hist,
			      .clock = is_in_ns(run, m) ? &run->machine->clock : NULL}};

	fmt_add(&out, "%s", m->name);
	for (unsigned int i = 0; i < MEASUREMENT_PARAMETERS && m->parameters[i].key; i++)
		fmt_add(&out, " %s", m->parameters[i].value);
	report_emit(run->machine->report, &record);
}

/* What comes before the first pass or behind the last is measured once. */
static bool is_of_a_pass(const struct run *run)
{
	return run->machine->options.passes > 1 && run->budget.group &&
	       run->pass < run->machine->options.passes;
}

static void emit(struct run *run, struct record *record, const struct hist *hist,
		 const struct clock *clock)
{
	char pass[NUMBER_SIZE];

	if (is_of_a_pass(run)) {
		steady_add(run, &record->stat);
		fmt_text(pass, sizeof(pass), "%u", run->pass + 1);
		add_parameter(&record->stat, "pass", pass);
	}
	run->measured++;
	report_emit(run->machine->report, record);
	if (run->machine->options.hist)
		report_histogram(run->machine->report, &record->stat, hist, clock);
}

static void stats_to_ns(struct stats *stats, const struct clock *clock)
{
	uint64_t *values[] = {&stats->min,	&stats->p50,	&stats->p50_low,
			      &stats->p50_high, &stats->p90,	&stats->p99,
			      &stats->p99_9,	&stats->p99_99, &stats->max};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		*values[i] = clock_to_ns(clock, *values[i]);
}

uint64_t measure_emit_bounded(struct run *run, const struct measurement *m, const struct hist *hist,
			      ticks bound)
{
	const struct clock *clock = &run->machine->clock;
	bool in_ns = is_in_ns(run, m);
	struct record record = {
		.kind = RECORD_STAT,
		.stat = {.name = m->name,
			 .unit = unit_of(run, m),
			 .text = m->text,
			 .cpus = m->cpus ? m->cpus : num_online_cpus(),
			 .bound = bound,
			 .max_at = hist->n ? clock_to_ns(clock, hist->max_at - run->began) : 0}};

	hist_stats(hist, &record.stat.stats);
	if (in_ns) {
		stats_to_ns(&record.stat.stats, clock);
		record.stat.bound = bound ? offset_bound_to_ns(clock, bound) : 0;
	}
	add_parameters(&record.stat, m);
	emit(run, &record, hist, in_ns ? clock : NULL);
	tell(run, m, hist);
	return record.stat.stats.p50;
}

uint64_t measure_emit(struct run *run, const struct measurement *m, const struct hist *hist)
{
	return measure_emit_bounded(run, m, hist, 0);
}

/* Not longer than it takes to be warm, nor than a part of the time that there is. */
static struct deadline warm_up_end(const struct run *run, struct deadline end)
{
	ticks now = arch_clock_read(), most = clock_from_us(&run->machine->clock, WARM_UP_US);
	ticks part = end.end > now ? (end.end - now) / WARM_UP_PART : 0;

	return (struct deadline){now + (part < most ? part : most)};
}

/* Once at least. */
static bool warm_up(struct run *run, const struct measurement *m, unsigned int rounds,
		    struct deadline end)
{
	struct deadline deadline = warm_up_end(run, end);
	ticks ignored;

	for (unsigned int i = 0; i == 0 || (i < rounds && !deadline_passed(deadline)); i++)
		if (!m->sample(run, i, &ignored))
			return false;
	return true;
}

static unsigned int warm_up_rounds(unsigned int rounds)
{
	unsigned int part = rounds / WARM_UP_PART + 1;

	return part < WARM_UP_MOST ? part : WARM_UP_MOST;
}

static ticks common_divisor(ticks a, ticks b)
{
	while (b) {
		ticks rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* A counter may count in more than ones: all its readings are then multiples of that apart. */
void measure_open(struct run *run)
{
	ticks last = arch_clock_read();

	run->clock_step = 0;
	for (unsigned int i = 0; i < STEP_READINGS; i++) {
		ticks now = arch_clock_read();

		run->clock_step = common_divisor(run->clock_step, now - last);
		last = now;
	}
}

/* The median is known to 1 % to either side, or to one step of the clock. */
static bool is_narrow(const struct run *run, const struct stats *stats)
{
	uint64_t width = stats->p50_high - stats->p50_low;

	return stats->n >= STATS_INTERVAL_LEAST &&
	       (width <= 2 * run->clock_step || width <= stats->p50 / NARROW_PART);
}

/* Up to that round, or as far as the time goes. */
static bool take_until(struct run *run, const struct measurement *m, unsigned int rounds,
		       struct deadline deadline)
{
	struct hist *hist = run->hist;
	ticks span;

	for (unsigned int i = (unsigned int)hist->n; i < rounds; i++) {
		if (i >= ROUNDS_LEAST && deadline_passed(deadline))
			break;
		if (!m->sample(run, i, &span))
			return false;
		hist_add(hist, span, arch_clock_read());
		if (!budget_breathe(run))
			continue;
		tell(run, m, hist);
		if (!warm_up(run, m, WARM_AGAIN, deadline))
			return false;
	}
	return true;
}

/* Half of them, and then the others. */
static bool take_exactly(struct run *run, const struct measurement *m, unsigned int rounds,
			 struct stats *ret_half)
{
	struct deadline deadline = deadline_in_us(LIMIT_US);

	if (!warm_up(run, m, warm_up_rounds(rounds), deadline) ||
	    !take_until(run, m, rounds / 2, deadline))
		return false;
	hist_stats(run->hist, ret_half);
	return take_until(run, m, rounds, deadline);
}

/* Half as many as the measurement wants, then twice as many, and again, until they say enough. */
static bool take_enough(struct run *run, const struct measurement *m, struct deadline deadline,
			struct stats *ret_half)
{
	unsigned int rounds = m->rounds > ROUNDS_LEAST ? m->rounds : ROUNDS_LEAST;
	struct stats all;

	if (!warm_up(run, m, warm_up_rounds(rounds), deadline) ||
	    !take_until(run, m, rounds / 2, deadline))
		return false;
	hist_stats(run->hist, ret_half);
	for (; rounds <= ROUNDS_MOST; rounds *= 2) {
		if (!take_until(run, m, rounds, deadline))
			return false;
		hist_stats(run->hist, &all);
		if (all.n < rounds || is_narrow(run, &all))
			break;
		*ret_half = all;
	}
	return true;
}

static bool take(struct run *run, const struct measurement *m, struct stats *ret_half)
{
	unsigned int asked = run->machine->options.iterations;
	struct deadline deadline = budget_take(run, 1);

	hist_clear(run->hist);
	return asked ? take_exactly(run, m, asked, ret_half)
		     : take_enough(run, m, deadline, ret_half);
}

uint64_t measure(struct run *run, const struct measurement *m)
{
	struct stats half, all;

	if (!bench_wanted(&run->machine->options, m->name))
		return 0;
	if (take(run, m, &half)) {
		hist_stats(run->hist, &all);
		steady_compare(run, m->name, &half, &all);
		return measure_emit(run, m, run->hist);
	}
	report_check(run->machine->report, m->name, VERDICT_FAIL,
		     "no answer from a core within %u ms, measurement abandoned",
		     SMP_DEADLINE_US / 1000);
	return 0;
}
