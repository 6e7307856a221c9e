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

static void say(struct run *run)
{
	struct budget *budget = &run->budget;

	report_percent(run->machine->report, budget->group->step, budget->group->text,
		       shares_percent(&budget->shares));
	budget->said = arch_clock_read();
}

void budget_open(struct run *run)
{
	const struct options *options = &run->machine->options;
	ticks span = clock_from_us(&run->machine->clock, (uint64_t)options->budget_s * US_PER_S);

	shares_open(&run->budget.shares, arch_clock_read(), span,
		    shares_of_pass(run) * options->passes);
}

void budget_begin(struct run *run, const struct bench_group *group)
{
	run->budget.group = group;
	shares_begin(&run->budget.shares, bench_group_shares(&run->machine->options, group));
	say(run);
}

void budget_end(struct run *run)
{
	shares_end(&run->budget.shares);
}

struct deadline budget_take(struct run *run, unsigned int shares)
{
	ticks now = arch_clock_read();

	return (struct deadline){now + shares_deal(&run->budget.shares, now, shares)};
}

void budget_pause(struct run *run, ticks span)
{
	run->budget.shares.end += span;
}

bool budget_breathe(struct run *run)
{
	ticks silence = clock_from_us(&run->machine->clock, SILENCE_US);

	if (arch_clock_read() - run->budget.said < silence)
		return false;
	say(run);
	return true;
}
