/* SPDX-License-Identifier: BSD-2-Clause */
#include "run.h"
#include "cpu.h"
#include "glob.h"
#include "idle.h"
#include "wait.h"

enum {
	WARM_UP_MOST = 50,
	WARM_UP_PART = 10,   /* of the rounds */
	BUDGET_US = 300000,  /* of one measurement, when no number was asked for */
	LIMIT_US = 60000000, /* when one was */
	ROUNDS_LEAST = 5,    /* even when the time is up */
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

static void add_parameters(struct record_stat *stat, const struct measurement *m)
{
	if (m->wakes_idle)
		stat->parameters[stat->parameter_count++] =
			(struct record_parameter){"idle", idle_name(idle_chosen())};
	for (unsigned int i = 0; i < MEASUREMENT_PARAMETERS && m->parameters[i].key; i++)
		stat->parameters[stat->parameter_count++] = m->parameters[i];
}

uint64_t measure_emit(struct run *run, const struct measurement *m, size_t count)
{
	const struct clock *clock = &run->machine->clock;
	struct record record = {.kind = RECORD_STAT,
				.stat = {.name = m->name,
					 .unit = clock->agrees ? "ns" : "ticks",
					 .text = m->text,
					 .cpus = m->cpus ? m->cpus : num_online_cpus()}};

	if (clock->agrees)
		for (size_t i = 0; i < count; i++)
			run->samples[i] = clock_to_ns(clock, run->samples[i]);
	add_parameters(&record.stat, m);
	run->measured++;
	stats_compute(run->samples, count, &record.stat.stats);
	report_emit(run->machine->report, &record);
	return record.stat.stats.p50;
}

static unsigned int rounds_of(const struct run *run, const struct measurement *m)
{
	unsigned int asked = run->machine->options.iterations;

	return asked ? asked : m->rounds;
}

static bool warm_up(struct run *run, const struct measurement *m, unsigned int rounds)
{
	struct deadline deadline = deadline_in_us(BUDGET_US / WARM_UP_PART);
	unsigned int most = rounds / WARM_UP_PART + 1;
	ticks ignored;

	for (unsigned int i = 0; i < most && i < WARM_UP_MOST && !deadline_passed(deadline); i++)
		if (!m->sample(run, i, &ignored))
			return false;
	return true;
}

uint64_t measure(struct run *run, const struct measurement *m)
{
	unsigned int rounds = rounds_of(run, m), i;
	bool exact = run->machine->options.iterations;
	struct deadline deadline;

	if (!glob_match_any(run->machine->options.only, m->name))
		return 0;
	if (!warm_up(run, m, rounds))
		goto failed;
	deadline = deadline_in_us(exact ? LIMIT_US : BUDGET_US);
	for (i = 0; i < rounds && i < SAMPLES_MAX; i++) {
		if (i >= ROUNDS_LEAST && deadline_passed(deadline))
			break;
		if (!m->sample(run, i, &run->samples[i]))
			goto failed;
	}
	return measure_emit(run, m, i);
failed:
	report_check(run->machine->report, m->name, VERDICT_FAIL,
		     "no answer from a core within %u ms, measurement abandoned",
		     SMP_DEADLINE_US / 1000);
	return 0;
}
