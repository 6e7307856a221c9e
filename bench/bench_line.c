/* SPDX-License-Identifier: BSD-2-Clause */
/* One cache line to and fro between two cores that do nothing else: the floor that no interrupt can
   beat. */
#include "budget.h"
#include "cpu.h"
#include "fmt.h"
#include "pair.h"

enum { ROUNDS_PER_CORE = 200, CORES_MOST = 32, TEXT_SIZE = 80 };

/* False: the core did not answer. */
static bool play(struct run *run, cpu_index cpu, unsigned int rounds)
{
	static struct pair_samples samples; /* too large for a stack */
	cpu_index lost;

	samples.yields = run->machine->yields;
	for (unsigned int taken = 0; taken < rounds; taken += samples.n) {
		samples.wanted = rounds - taken;
		if (pair_line(smp_processor_id(), cpu, &samples, &lost) != STATUS_OK)
			return false;
		for (unsigned int i = 0; i < samples.n; i++)
			hist_add(run->hist, samples.spans[i], arch_clock_read());
		budget_breathe(run);
	}
	return true;
}

static const struct measurement line = {
	.name = "cacheline.rtt",
	.text = "one cache line there and back, each in turn",
	.rounds = ROUNDS_PER_CORE,
	.cpus = 2,
	.parameters = {{"to", "each"}},
};

/* With too many to play with all of them, those that do are spread evenly over all. */
static void run_line(struct run *run)
{
	unsigned int asked = run->machine->options.iterations, others = num_online_cpus() - 1;
	unsigned int cores = others < CORES_MOST ? others : CORES_MOST;
	struct deadline deadline = budget_take(run, 1);
	struct measurement spread = line;
	unsigned int played = 0;
	char text[TEXT_SIZE];

	if (!cores)
		return;
	hist_clear(run->hist);
	for (; played < cores && !(played && !asked && deadline_passed(deadline)); played++) {
		cpu_index cpu = other_core(played * others / cores);

		if (play(run, cpu, asked ? asked / cores + 1 : line.rounds))
			continue;
		report_check(run->machine->report, line.name, VERDICT_FAIL,
			     "no answer from core %u within %u ms, measurement abandoned", cpu,
			     PAIR_LIMIT_US / 1000);
		return;
	}
	fmt_text(text, sizeof(text), "one cache line there and back, with %u of %u cores in turn",
		 played, others);
	if (played < others)
		spread.text = text;
	measure_emit(run, &spread, run->hist);
}

static const struct benchmark benchmarks[] = {
	{.id = "cacheline.rtt",
	 .unit = "ns",
	 .what = "one cache line to another core and back",
	 .how = "before the own store to the sight of the answering one, both cores polling",
	 .shares = 1,
	 .when = BENCH_ALWAYS},
};
const struct bench_group bench_line = {"cacheline", "measuring cache-line transfers", benchmarks,
				       ARRAY_SIZE(benchmarks), run_line};
