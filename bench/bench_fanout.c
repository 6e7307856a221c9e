/* SPDX-License-Identifier: BSD-2-Clause */
/* One sender, and ever more targets: 1, 2, 4, ... and all others, in each way to send. */
#include "groups.h"
#include "cpu.h"
#include "fmt.h"
#include "ipi.h"
#include "ping.h"

enum { ROUNDS = 100, TEXT_SIZE = 12 };

static struct cpumask targets;

static bool sample_pings(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)round;
	return ping_mask(&targets, run->counts, ret_span);
}

static void nothing(void *info)
{
	(void)info;
}

static bool sample_calls(struct run *run, unsigned int round, ticks *ret_span)
{
	ticks start = arch_clock_read();

	(void)run, (void)round;
	if (smp_call_function_many(&targets, nothing, NULL, true) != STATUS_OK)
		return false;
	*ret_span = arch_clock_read() - start;
	return true;
}

static const struct measurement pings = {.name = "ipi.fanout",
					 .text = "interrupt to n others, and all their answers",
					 .sample = sample_pings,
					 .rounds = ROUNDS,
					 .wakes_idle = true};
static const struct measurement calls = {.name = "call.fanout",
					 .text = "call to n others, waited for",
					 .sample = sample_calls,
					 .rounds = ROUNDS,
					 .wakes_idle = true};

/* The lowest of the others. */
static void choose_targets(unsigned int count)
{
	cpu_index cpu = 0;

	cpumask_clear_all(&targets);
	for (unsigned int i = 0; i < count; i++) {
		cpu = cpumask_next(&cpu_online_mask, cpu + 1);
		cpumask_set(&targets, cpu);
	}
}

static void measure_count(struct run *run, const struct measurement *row, unsigned int count,
			  const char *way)
{
	struct measurement m = *row;
	char text[TEXT_SIZE];

	choose_targets(count);
	fmt_text(text, sizeof(text), "%u", count);
	m.cpus = count + 1;
	m.parameters[0] = (struct record_parameter){"n", text};
	m.parameters[1] = (struct record_parameter){"send", way};
	measure(run, &m);
}

static void measure_counts(struct run *run, const struct measurement *row, const char *way)
{
	unsigned int others = num_online_cpus() - 1;

	for (unsigned int count = 1; count < others; count *= 2)
		measure_count(run, row, count, way);
	measure_count(run, row, others, way);
}

/* A broadcast reaches all others or nobody. */
static void run_fanout(struct run *run)
{
	enum ipi_choice before = ipi_chosen();

	if (num_online_cpus() < 2)
		return;
	for (enum ipi_choice way = IPI_CHOICE_PHYSICAL; way <= IPI_CHOICE_TREE; way++) {
		if (ipi_choose(way) != STATUS_OK)
			continue;
		if (way != IPI_CHOICE_TREE)
			measure_counts(run, &pings, ipi_choice_name(way));
		if (way == IPI_CHOICE_PHYSICAL || way == IPI_CHOICE_TREE)
			measure_counts(run, &calls, ipi_choice_name(way));
	}
	if (ipi_choose(IPI_CHOICE_AUTO) == STATUS_OK && ipi_may_broadcast())
		measure_count(run, &pings, num_online_cpus() - 1, "broadcast");
	ipi_choose(before);
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{"ipi.fanout", "ns", "interrupt to 1, 2, 4, ... and all others, by unicast, logical addresses, broadcast",
	 "before the send to the sight of the last count", 12, BENCH_WITH_MATRIX},
	{"call.fanout", "ns", "call to 1, 2, 4, ... and all others, told one by one or through one another",
	 "before the call to its return", 8, BENCH_WITH_MATRIX},
};
/* clang-format on */
const struct bench_group bench_fanout = {"fanout",
					 "measuring interrupts and calls to ever more cores",
					 benchmarks, ARRAY_SIZE(benchmarks), run_fanout};
