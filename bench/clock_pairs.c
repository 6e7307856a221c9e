/* SPDX-License-Identifier: BSD-2-Clause */
/* What follows for two cores from their offsets against the boot core must be what they see of each
   other: on a machine where that is not so, no figure of two cores is worth anything. */
#include "offsets.h"
#include "budget.h"
#include "cpu.h"

enum { CORES_MOST = 16, ROUNDS = 100 };

struct pairs {
	cpu_index cores[CORES_MOST]; /* of those whose offset is known, spread over all */
	unsigned int count;
	unsigned int measured, agreeing;
	ticks bound; /* the largest */
	cpu_index odd_from, odd_to;
};

static void choose_cores(const struct run *run, struct pairs *pairs)
{
	unsigned int known = 0, seen = 0, wanted;
	cpu_index cpu;

	for_each_cpu (cpu, &cpu_online_mask)
		known += cpu != smp_processor_id() && offsets_of(run, cpu).known;
	wanted = known < CORES_MOST ? known : CORES_MOST;
	for_each_cpu (cpu, &cpu_online_mask) {
		if (cpu == smp_processor_id() || !offsets_of(run, cpu).known)
			continue;
		if (seen++ * wanted / known == pairs->count)
			pairs->cores[pairs->count++] = cpu;
	}
}

static void note_pair(struct run *run, struct pairs *pairs, cpu_index from, cpu_index to,
		      struct clock_offset offset)
{
	pairs->measured++;
	hist_add(&run->hist[0], offset_size(offset), arch_clock_read());
	if (offset.bound > pairs->bound)
		pairs->bound = offset.bound;
	if (offset_agrees(offset, offsets_between(run, from, to))) {
		pairs->agreeing++;
		return;
	}
	pairs->odd_from = from;
	pairs->odd_to = to;
}

/* False: a core did not answer. */
static bool take_pairs(struct run *run, struct pairs *pairs, struct deadline deadline)
{
	unsigned int asked = run->machine->options.iterations;

	for (unsigned int i = 0; i < pairs->count; i++)
		for (unsigned int j = i + 1; j < pairs->count; j++) {
			cpu_index from = pairs->cores[i], to = pairs->cores[j], lost;
			struct clock_offset offset;

			if (deadline_passed(deadline))
				return true;
			if (exchange_stamps(run, from, to, asked ? asked : ROUNDS, &offset,
					    &lost) != STATUS_OK)
				return false;
			note_pair(run, pairs, from, to, offset);
			budget_breathe(run);
		}
	return true;
}

static void tell_pairs(struct run *run, const struct pairs *pairs)
{
	const struct measurement m = {.name = "clock.pair",
				      .text = "clocks of two other cores against each other",
				      .cpus = pairs->count};

	measure_emit_bounded(run, &m, &run->hist[0], pairs->bound);
	if (pairs->agreeing == pairs->measured)
		report_check(run->machine->report, "clock.pairs", VERDICT_PASS,
			     "%u pairs of other cores are as far apart as their offsets against "
			     "the boot core say",
			     pairs->measured);
	else
		report_check(run->machine->report, "clock.pairs", VERDICT_FAIL,
			     "%u of %u pairs of other cores are not as far apart as their offsets "
			     "against the boot core say: cores %u and %u are the last",
			     pairs->measured - pairs->agreeing, pairs->measured, pairs->odd_from,
			     pairs->odd_to);
}

void clock_pairs(struct run *run)
{
	struct pairs pairs = {0};

	if (!bench_wanted(&run->machine->options, "clock.pair"))
		return;
	offsets_take(run);
	choose_cores(run, &pairs);
	hist_clear(&run->hist[0]);
	if (!take_pairs(run, &pairs, budget_take(run, 2)))
		report_check(run->machine->report, "clock.pairs", VERDICT_FAIL,
			     "a core did not answer, measurement abandoned");
	else if (pairs.measured)
		tell_pairs(run, &pairs);
}
