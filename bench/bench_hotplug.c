/* SPDX-License-Identifier: BSD-2-Clause */
/* Taking a core offline, and bringing it back through the trampoline. */
#include "run.h"
#include "cpu.h"
#include "glob.h"
#include "hotplug.h"

enum { ROUNDS = 20, WORDS_MAX = SAMPLES_MAX / 2 };

static const struct measurement down = {
	.name = "hotplug.down",
	.text = "a core goes offline: calls drained, workers parked, reset",
	.cpus = 2,
	.parameters = {{"core", "last"}},
};
static const struct measurement up = {
	.name = "hotplug.up",
	.text = "a core comes online: from its reset to all states done",
	.cpus = 2,
	.parameters = {{"core", "last"}},
};
static const struct measurement up_held_back = {
	.name = "hotplug.up",
	.text = "a core comes online that was held back",
	.cpus = 2,
	.parameters = {{"core", "held-back"}},
};

static bool timed_down(cpu_index cpu, ticks *ret_span)
{
	ticks start = arch_clock_read();
	struct cpuhp_result result = cpu_down(cpu, CPUHP_OFFLINE);

	*ret_span = arch_clock_read() - start;
	return result.status == STATUS_OK;
}

static bool timed_up(cpu_index cpu, ticks *ret_span)
{
	ticks start = arch_clock_read();
	struct cpuhp_result result = cpu_up(cpu, CPUHP_ONLINE);

	*ret_span = arch_clock_read() - start;
	return result.status == STATUS_OK;
}

static bool wanted(const struct run *run, const struct measurement *m)
{
	return glob_match_any(run->machine->options.only, m->name);
}

static void emit(struct run *run, const struct measurement *m, size_t from, size_t count)
{
	if (!wanted(run, m))
		return;
	for (size_t i = 0; i < count; i++)
		run->samples[i] = run->samples[from + i];
	measure_emit(run, m, count);
}

static void measure_cycles(struct run *run, cpu_index cpu)
{
	unsigned int asked = run->machine->options.iterations, rounds = asked ? asked : ROUNDS;
	uint64_t *downs = run->samples, *ups = run->samples + WORDS_MAX;
	unsigned int done = 0;

	if (rounds > ROUNDS) /* each takes milliseconds */
		rounds = ROUNDS;
	while (done < rounds && timed_down(cpu, &downs[done]) && timed_up(cpu, &ups[done]))
		done++;
	report_check(run->machine->report, "hotplug.cycle",
		     done == rounds ? VERDICT_PASS : VERDICT_FAIL,
		     "core %u went offline and came back %u of %u times", cpu, done, rounds);
	if (!done)
		return;
	emit(run, &down, 0, done);
	emit(run, &up, WORDS_MAX, done);
}

/* Those that maxcpus= held back: started now, and taken back, as the user wants them. */
static void measure_held_back(struct run *run)
{
	const struct machine *machine = run->machine;
	unsigned int held = 0;
	size_t came = 0;
	ticks span;

	for (cpu_index cpu = 1; cpu < machine->possible_count; cpu++) {
		if (machine->cpus[cpu].plan != PLAN_HELD_BACK)
			continue;
		held++;
		if (came < SAMPLES_MAX && timed_up(cpu, &run->samples[came]) &&
		    timed_down(cpu, &span))
			came++;
	}
	if (!held)
		return;
	check_count(run, "hotplug.held-back", true, "cores that were held back can be started",
		    (unsigned int)came, held);
	if (came)
		emit(run, &up_held_back, 0, came);
}

void bench_hotplug(struct run *run)
{
	cpu_index cpu = last_core();

	if (!wanted(run, &down) && !wanted(run, &up))
		return;
	report_progress(run->machine->report, "hotplug", "measuring cores that leave and return");
	if (cpu)
		measure_cycles(run, cpu);
	measure_held_back(run);
}
