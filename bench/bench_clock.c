/* SPDX-License-Identifier: BSD-2-Clause */
/* What every other figure carries: the clock's own cost, and the machine's own noise. */
#include "groups.h"
#include "wait.h"

enum { WINDOW_US = 1000 };

static bool sample_overhead(struct run *run, unsigned int round, ticks *ret_span)
{
	ticks start = arch_clock_read();
	ticks end = arch_clock_read();

	(void)run, (void)round;
	*ret_span = end - start;
	return true;
}

/* The longest time for which nothing ran, as far as the clock can tell. */
static bool sample_gap(struct run *run, unsigned int round, ticks *ret_span)
{
	struct deadline deadline = deadline_in_us(WINDOW_US);
	ticks last = arch_clock_read(), longest = 0;

	(void)run, (void)round;
	while (!deadline_passed(deadline)) {
		ticks now = arch_clock_read();

		if (now - last > longest)
			longest = now - last;
		last = now; /* the looks at the clock follow one another without a hole */
	}
	*ret_span = longest;
	return true;
}

/* clang-format off */
static const struct measurement table[] = {
	{"clock.overhead", "two readings of the clock in a row",
	 sample_overhead, 10000, 1, false, {{0}}, NULL},
	{"clock.gap", "longest gap in a loop that reads the clock, per ms",
	 sample_gap, 100, 1, false, {{0}}, NULL},
};
/* clang-format on */

static void run_clock(struct run *run)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		measure(run, &table[i]);
}

static const struct benchmark benchmarks[] = {
	{"clock.overhead", "ns", "what each sample carries for being timed",
	 "a reading of the clock to the next", 1, BENCH_ALWAYS},
	{"clock.gap", "ns", "noise: how long the boot core stood still without being told",
	 "longest time between two readings, of a window of 1 ms", 1, BENCH_ALWAYS},
};
const struct bench_group bench_clock = {"clock", "measuring the clock and the noise", benchmarks,
					ARRAY_SIZE(benchmarks), run_clock};
