/* SPDX-License-Identifier: BSD-2-Clause */
/* What every other figure carries: the clock's own cost, and the machine's own noise. */
#include "run.h"
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
	 sample_overhead, 10000, 1, false, {{0}}},
	{"clock.gap", "longest gap in a loop that reads the clock, per ms",
	 sample_gap, 100, 1, false, {{0}}},
};
/* clang-format on */

void bench_clock(struct run *run)
{
	report_progress(run->machine->report, "clock", "measuring the clock and the noise");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		measure(run, &table[i]);
}
