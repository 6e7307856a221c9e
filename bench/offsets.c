/* SPDX-License-Identifier: BSD-2-Clause */
/* Each core's clock against the boot core's, twice, as records. */
#include "offsets.h"
#include "budget.h"
#include "cpu.h"

enum { ROUNDS = 100, LIMIT_US = 500000, NARROW_US = 100000, WIDE_US = 1 };

enum { RULE_APART, RULE_MOVED };

static const struct rule rules[] = {
	[RULE_APART] = {"clock.apart", SEVERITY_WARNING, "", "",
			"time that is read on one core and compared on another is wrong; an OS "
			"takes a slower clock"},
	[RULE_MOVED] = {"clock.drift", SEVERITY_WARNING, "", "",
			"cores that were set alike do not stay so: time jumps when a thread moves, "
			"later if not at once"},
};

struct clock_offset offsets_of(const struct run *run, cpu_index cpu)
{
	if (cpu == 0)
		return (struct clock_offset){.known = true};
	return run->offsets_taken && cpu < run->machine->possible_count ? run->offsets[cpu]
									: (struct clock_offset){0};
}

struct clock_offset offsets_between(const struct run *run, cpu_index from, cpu_index to)
{
	return from == to ? (struct clock_offset){.known = true}
			  : offset_between(offsets_of(run, from), offsets_of(run, to));
}

/* ---- as records ---- */

static struct record_apart apart(const struct run *run, struct clock_offset offset)
{
	const struct clock *clock = &run->machine->clock;

	return (struct record_apart){offset, offset_to_ns(clock, offset.value),
				     offset_bound_to_ns(clock, offset.bound)};
}

static bool is_farther(struct clock_offset offset, cpu_index most_cpu, struct clock_offset most)
{
	return most_cpu == CPU_NONE || offset_size(offset) > offset_size(most);
}

/* The lowest and the highest clock seen so far, the boot core's among them. */
struct extremes {
	cpu_index low_cpu, high_cpu;
	struct clock_offset low, high;
};

static void note_extremes(struct extremes *e, cpu_index cpu, struct clock_offset offset)
{
	if (offset.value < e->low.value) {
		e->low_cpu = cpu;
		e->low = offset;
	}
	if (offset.value > e->high.value) {
		e->high_cpu = cpu;
		e->high = offset;
	}
}

static void note_offset(const struct run *run, struct record_offsets *all, cpu_index cpu,
			struct clock_offset offset)
{
	struct record_apart now = apart(run, offset);

	all->measured++;
	all->certain += offset_is_certain(offset);
	if (now.bound_ns > all->widest_ns)
		all->widest_ns = now.bound_ns;
	if (is_farther(offset, all->most_cpu, all->most.offset)) {
		all->most_cpu = cpu;
		all->most = now;
	}
}

static void note_change(const struct run *run, struct record_offsets *all, cpu_index cpu,
			struct clock_offset change)
{
	all->moved += offset_is_certain(change);
	if (is_farther(change, all->changed_cpu, all->change.offset)) {
		all->changed_cpu = cpu;
		all->change = apart(run, change);
	}
}

static void emit_one(const struct run *run, const struct record_offsets *all, cpu_index cpu,
		     struct clock_offset now, struct clock_offset change)
{
	struct record record = {.kind = RECORD_OFFSET,
				.offset = {.when = all->when,
					   .cpu = cpu,
					   .apart = apart(run, now),
					   .again = change.known,
					   .change = apart(run, change)}};

	report_emit(run->machine->report, &record);
}

static void emit_all(const struct run *run, const struct record_offsets *all)
{
	struct record record = {.kind = RECORD_OFFSETS, .offsets = *all};

	report_emit(run->machine->report, &record);
}

static void find_apart(const struct run *run, const struct record_offsets *all)
{
	if (all->certain)
		report_broken(
			run->machine->report, &rules[RULE_APART],
			"the clocks of %u of %u cores are apart from the boot core's: that of "
			"core %u by %lld ns, known to %llu ns",
			all->certain, all->measured, all->most_cpu, (long long)all->most.ns,
			(unsigned long long)all->most.bound_ns);
}

static void find_moved(const struct run *run, const struct record_offsets *all)
{
	if (all->moved)
		report_broken(run->machine->report, &rules[RULE_MOVED],
			      "the clocks of %u of %u cores have moved against the boot core's in "
			      "%llu ms: that of core %u by %lld ns, known to %llu ns",
			      all->moved, all->measured,
			      (unsigned long long)(all->elapsed / 1000000), all->changed_cpu,
			      (long long)all->change.ns, (unsigned long long)all->change.bound_ns);
}

/* What was measured the first time, and the second time, for each possible core. */
static struct clock_offset *offsets_then(const struct run *run)
{
	return run->offsets;
}

static struct clock_offset *offsets_now(const struct run *run, bool again)
{
	return run->offsets + (again ? run->machine->possible_count : 0);
}

static void tell_one(struct run *run, struct record_offsets *all, struct extremes *extremes,
		     cpu_index cpu)
{
	struct clock_offset now = offsets_now(run, all->again)[cpu], change = {0};

	if (!now.known)
		return;
	if (all->again)
		change = offset_between(offsets_then(run)[cpu], now);
	note_offset(run, all, cpu, now);
	note_extremes(extremes, cpu, now);
	if (change.known)
		note_change(run, all, cpu, change);
	if (change.known || !all->again)
		hist_add(&run->hist[0], offset_size(all->again ? change : now), arch_clock_read());
	emit_one(run, all, cpu, now, change);
}

static void tell_all(struct run *run, struct record_offsets *all)
{
	struct extremes extremes = {.low = {.known = true}, .high = {.known = true}};

	hist_clear(&run->hist[0]);
	for (cpu_index cpu = 1; cpu < run->machine->possible_count; cpu++)
		tell_one(run, all, &extremes, cpu);
	all->from = extremes.low_cpu;
	all->to = extremes.high_cpu;
	all->pair = apart(run, offset_between(extremes.low, extremes.high));
	emit_all(run, all);
}

/* ---- measuring ---- */

/* Two cores of one machine exchange a line in less; if not, something came between. */
static bool is_wide(const struct run *run, struct clock_offset offset)
{
	return !offset.known || offset.bound > clock_from_us(&run->machine->clock, WIDE_US);
}

/* False: it did not answer. */
static bool take_one(struct run *run, cpu_index cpu, struct clock_offset *offset)
{
	unsigned int asked = run->machine->options.iterations;
	struct clock_offset now;
	cpu_index lost;

	if (exchange_stamps(run, smp_processor_id(), cpu, asked ? asked : ROUNDS, &now, &lost) ==
	    STATUS_OK) {
		*offset = offset_narrow(*offset, now);
		return true;
	}
	report_check(run->machine->report, "clock.offset", VERDICT_FAIL,
		     "no answer from core %u within %u ms", lost, SMP_DEADLINE_US / 1000);
	return false;
}

/* All other cores that are not known well; how many of them are left so. 0 also when one did not
   answer: that was said. */
static unsigned int take_wide(struct run *run, struct clock_offset *offsets,
			      struct deadline deadline)
{
	unsigned int left = 0;
	cpu_index cpu;

	for_each_cpu (cpu, &cpu_online_mask) {
		if (cpu == smp_processor_id() || !is_wide(run, offsets[cpu]))
			continue;
		if (deadline_passed(deadline))
			return left;
		if (!take_one(run, cpu, &offsets[cpu]))
			return 0;
		left += is_wide(run, offsets[cpu]);
	}
	return left;
}

/* All other cores in turn, until the time is up; then, for a short while, those again that are not
   known well. Nothing is said before that: a slow line would take the time. */
static void take_all(struct run *run, struct clock_offset *offsets, struct deadline deadline)
{
	struct deadline narrowing = deadline_in_us(NARROW_US);

	for (cpu_index cpu = 0; cpu < run->machine->possible_count; cpu++)
		offsets[cpu] = (struct clock_offset){0};
	while (take_wide(run, offsets, deadline))
		if (deadline_passed(narrowing) || deadline_passed(deadline))
			break;
}

static void emit_stat(struct run *run, const char *name, const char *text)
{
	const struct measurement m = {.name = name, .text = text};

	if (run->hist[0].n && bench_wanted(&run->machine->options, name))
		measure_emit(run, &m, &run->hist[0]);
}

static struct record_offsets open_summary(const char *when, bool again)
{
	return (struct record_offsets){.when = when,
				       .cores = num_online_cpus() - 1,
				       .most_cpu = CPU_NONE,
				       .changed_cpu = CPU_NONE,
				       .again = again};
}

void offsets_take(struct run *run)
{
	struct record_offsets all = open_summary("start", false);
	bool wanted = bench_wanted(&run->machine->options, "clock.offset");

	if (run->offsets_taken || num_online_cpus() < 2)
		return;
	take_all(run, offsets_now(run, false),
		 wanted ? budget_take(run, 1) : deadline_in_us(LIMIT_US));
	run->offsets_taken = arch_clock_read();
	tell_all(run, &all);
	find_apart(run, &all);
	emit_stat(run, "clock.offset", "clock of each other core against the boot core's");
}

void offsets_again(struct run *run)
{
	struct record_offsets all = open_summary("end", true);

	if (!run->offsets_taken || num_online_cpus() < 2 ||
	    !bench_wanted(&run->machine->options, "clock.drift"))
		return;
	report_progress(run->machine->report, "offsets", "comparing the clocks once more");
	all.elapsed = clock_to_ns(&run->machine->clock, arch_clock_read() - run->offsets_taken);
	take_all(run, offsets_now(run, true), deadline_in_us(LIMIT_US));
	tell_all(run, &all);
	find_moved(run, &all);
	emit_stat(run, "clock.drift", "how far each other core's clock has moved since");
}

static void run_offsets(struct run *run)
{
	offsets_take(run);
	clock_pairs(run);
}

static const struct benchmark benchmarks[] = {
	{"clock.offset", "ns", "each other core's clock against the boot core's, without its sign",
	 "middle of what the stamps of all exchanges allow; its bound is in the offset records", 1,
	 BENCH_ALWAYS},
	{"clock.drift", "ns", "how far each other core's clock moved during the run, without sign",
	 "clock.offset at the end of the run less that at its start", 1, BENCH_ALWAYS},
	{"clock.pair", "ns", "other cores' clocks against each other, without sign",
	 "as clock.offset, directly between the two", 2, BENCH_WITH_MATRIX},
};
const struct bench_group bench_offsets = {"offsets", "comparing the clocks of the cores",
					  benchmarks, ARRAY_SIZE(benchmarks), run_offsets};
