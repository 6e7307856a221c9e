/* SPDX-License-Identifier: BSD-2-Clause */
/* Taking a core offline, and bringing it back through the trampoline. */
#include "hotplug_stages.h"
#include "budget.h"
#include "cpu.h"
#include "hotplug.h"

enum { ROUNDS = 20 };

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

static void emit(struct run *run, const struct measurement *m, const struct hist *hist)
{
	if (bench_wanted(&run->machine->options, m->name))
		measure_emit(run, m, hist);
}

static bool cycle(cpu_index cpu, struct hist *downs, struct hist *ups)
{
	ticks gone, back;

	if (!timed_down(cpu, &gone) || !timed_up(cpu, &back))
		return false;
	hist_add(downs, gone, arch_clock_read());
	hist_add(ups, back, arch_clock_read());
	return true;
}

static void measure_cycles(struct run *run, cpu_index cpu)
{
	unsigned int asked = run->machine->options.iterations, rounds = asked ? asked : ROUNDS;
	struct hist *downs = &run->hist[0], *ups = &run->hist[1];
	unsigned int done = 0;

	hist_clear(downs);
	hist_clear(ups);
	if (rounds > ROUNDS) /* each takes milliseconds */
		rounds = ROUNDS;
	while (done < rounds && cycle(cpu, downs, ups)) {
		done++;
		budget_breathe(run);
	}
	report_check(run->machine->report, "hotplug.cycle",
		     done == rounds ? VERDICT_PASS : VERDICT_FAIL,
		     "core %u went offline and came back %u of %u times", cpu, done, rounds);
	if (!done)
		return;
	emit(run, &down, downs);
	emit(run, &up, ups);
}

/* Those that maxcpus= held back: started now, and taken back, as the user wants them. */
static void measure_held_back(struct run *run)
{
	const struct machine *machine = run->machine;
	unsigned int held = 0;
	ticks back, gone;

	hist_clear(run->hist);
	for (cpu_index cpu = 1; cpu < machine->possible_count; cpu++) {
		if (machine->cpus[cpu].plan != PLAN_HELD_BACK)
			continue;
		held++;
		budget_breathe(run);
		if (timed_up(cpu, &back) && timed_down(cpu, &gone))
			hist_add(run->hist, back, arch_clock_read());
	}
	if (!held)
		return;
	check_count(run, "hotplug.held-back", true, "cores that were held back can be started",
		    (unsigned int)run->hist->n, held);
	if (run->hist->n)
		emit(run, &up_held_back, run->hist);
}

static void run_hotplug(struct run *run)
{
	cpu_index cpu = last_core();

	if (cpu) {
		measure_cycles(run, cpu);
		hotplug_stages(run, cpu);
	}
	measure_held_back(run);
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{.id = "hotplug.down", .unit = "ns", .what = "a core goes offline",
	 .how = "before cpu_down() to its return: callbacks, lists drained, dead, reset",
	 .shares = 1, .when = BENCH_ALWAYS},
	{.id = "hotplug.up", .unit = "ns", .what = "a core comes online again",
	 .how = "before cpu_up() to its return: woken, all callbacks run",
	 .shares = 2, .when = BENCH_ALWAYS},
	{.id = "hotplug.stage", .unit = "ns", .what = "where the time of these two goes",
	 .how = "each state's callback, on the clock of the core that runs it; what is left over",
	 .shares = 1, .when = BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_hotplug = {
	.step = "hotplug",
	.text = "measuring cores that leave and return",
	.benchmarks = benchmarks,
	.count = ARRAY_SIZE(benchmarks),
	.run = run_hotplug,
};
