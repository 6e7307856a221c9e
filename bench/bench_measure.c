/* SPDX-License-Identifier: BSD-2-Clause */
/* What measuring itself costs: a round of measure() with nothing in it. */
#include "groups.h"
#include "arch.h"

/* From the end of one sample to the end of the next. The first of all, which has none before it, is
   one of those that warm up. */
static bool sample_nothing(struct run *run, unsigned int round, ticks *ret_span)
{
	static ticks last;
	ticks now = arch_clock_read();

	(void)run, (void)round;
	*ret_span = now - last;
	last = now;
	return true;
}

static const struct measurement overhead = {
	.name = "measure.overhead",
	.text = "a round of measuring with nothing in it",
	.sample = sample_nothing,
	.rounds = 5000,
	.cpus = 1,
};

static void run_measure(struct run *run)
{
	measure(run, &overhead);
}

static const struct benchmark benchmarks[] = {
	{.id = "measure.overhead",
	 .unit = "ns",
	 .what = "what a round costs besides its sample",
	 .how = "end of an empty sample to the end of the next; no sample contains it",
	 .shares = 1,
	 .when = BENCH_ALWAYS},
};
const struct bench_group bench_measure = {
	.step = "measure",
	.text = "measuring what measuring costs",
	.benchmarks = benchmarks,
	.count = ARRAY_SIZE(benchmarks),
	.run = run_measure,
};
