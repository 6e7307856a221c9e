/* SPDX-License-Identifier: BSD-2-Clause */
#include "budget.h"
#include "arch.h"

enum { SILENCE_US = 800000, US_PER_S = 1000000 };

static unsigned int shares_of_pass(const struct run *run)
{
	const struct bench_group *group;
	unsigned int shares = 0;

	for (size_t i = 0; (group = bench_group(i)) != NULL; i++)
		if (group->run)
			shares += bench_group_shares(&run->machine->options, group);
	return shares;
}

void budget_open(struct run *run)
{
	const struct options *options = &run->machine->options;

	run->budget.end = arch_clock_read() + clock_from_us(&run->machine->clock,
							    (uint64_t)options->budget_s * US_PER_S);
	run->budget.shares_left = shares_of_pass(run) * options->passes;
	run->budget.said = arch_clock_read();
}

void budget_begin(struct run *run, const struct bench_group *group)
{
	unsigned int shares = bench_group_shares(&run->machine->options, group);

	run->budget.group = group;
	run->budget.shares_behind = run->budget.shares_left - shares;
	report_progress(run->machine->report, group->step, group->text);
	run->budget.said = arch_clock_read();
}

void budget_end(struct run *run)
{
	run->budget.shares_left = run->budget.shares_behind;
}

struct deadline budget_take(struct run *run, unsigned int shares)
{
	ticks now = arch_clock_read();
	uint64_t left = run->budget.end > now ? run->budget.end - now : 0;
	unsigned int dealt = run->budget.shares_left > shares ? run->budget.shares_left : shares;

	run->budget.shares_left = dealt - shares;
	return deadline_in_us(left / dealt * shares / run->machine->clock.ticks_per_us);
}

bool budget_breathe(struct run *run)
{
	ticks now = arch_clock_read();

	if (now - run->budget.said < clock_from_us(&run->machine->clock, SILENCE_US))
		return false;
	report_progress(run->machine->report, run->budget.group->step, run->budget.group->text);
	run->budget.said = arch_clock_read();
	return true;
}
