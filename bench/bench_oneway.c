/* SPDX-License-Identifier: BSD-2-Clause */
/* One way, by the clocks of two cores: told only where their offset is known well enough. */
#include "budget.h"
#include "cpu.h"
#include "irq_work.h"
#include "offsets.h"
#include "wait.h"

enum {
	ROUNDS = 1000,
	ROUNDS_LEAST = 5,
	WARM_UP = 20,
	BOUND_PART = 4, /* of the median: the bound must be no larger */
};

/* The stamps of one round. The target's are released by its send, and the boot core's handler by
   the count. */
static struct {
	ticks sent, arrived; /* there: boot core, target */
	ticks left, back;    /* and back: target, boot core */
	_Atomic(uint64_t) rounds;
} trip;

static void note_back(void)
{
	trip.back = arch_clock_read();
	atomic_fetch_add_explicit(&trip.rounds, 1, memory_order_release);
}

/* ---- by an interrupt, with a list of works behind it ---- */

static void back_work_func(struct irq_work *work)
{
	(void)work;
	note_back();
}

static struct irq_work back_work = {.func = back_work_func};

static void there_work_func(struct irq_work *work)
{
	trip.arrived = arch_clock_read();
	(void)work;
	trip.left = arch_clock_read();
	irq_work_queue_on(&back_work, 0);
}

static bool send_work(cpu_index cpu)
{
	static struct irq_work there_work = {.func = there_work_func};

	trip.sent = arch_clock_read();
	return irq_work_queue_on(&there_work, cpu) == STATUS_OK;
}

/* ---- by a call ---- */

static void back_call(void *info)
{
	(void)info;
	note_back();
}

static void there_call(void *info)
{
	trip.arrived = arch_clock_read();
	(void)info;
	trip.left = arch_clock_read();
	smp_call_function_single(0, back_call, NULL, false);
}

static bool send_call(cpu_index cpu)
{
	trip.sent = arch_clock_read();
	return smp_call_function_single(cpu, there_call, NULL, false) == STATUS_OK;
}

/* ---- measuring ---- */

struct oneway {
	const char *name, *there, *back;
	bool (*send)(cpu_index cpu);
};

static bool await_round(uint64_t before)
{
	struct deadline deadline = deadline_in_us(SMP_DEADLINE_US);

	/* acquire; pairs with note_back() */
	while (atomic_load_explicit(&trip.rounds, memory_order_acquire) == before) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

static bool go_and_return(const struct oneway *way, cpu_index cpu)
{
	uint64_t before = atomic_load_explicit(&trip.rounds, memory_order_relaxed);

	return way->send(cpu) && await_round(before);
}

static void add_round(struct run *run, struct clock_offset offset)
{
	struct clock_offset other = {-offset.value, offset.bound, true};
	ticks now = arch_clock_read();

	hist_add(&run->hist[0], offset_span(offset, trip.sent, trip.arrived), now);
	hist_add(&run->hist[1], offset_span(other, trip.left, trip.back), now);
}

/* The largest bound of those that took part, in *ret_bound. False: one did not answer. */
static bool take_rounds(struct run *run, const struct oneway *way, ticks *ret_bound)
{
	unsigned int asked = run->machine->options.iterations, taken = 0;
	struct deadline deadline = budget_take(run, 2);
	unsigned int wanted = asked ? asked : ROUNDS, tries = wanted + num_online_cpus();

	for (unsigned int i = 0; i < WARM_UP; i++)
		if (!go_and_return(way, other_core(i)))
			return false;
	for (unsigned int i = 0; i < tries && taken < wanted; i++) {
		struct clock_offset offset = offsets_of(run, other_core(i));

		if (taken >= ROUNDS_LEAST && deadline_passed(deadline))
			break;
		if (!offset.known)
			continue;
		if (!go_and_return(way, other_core(i)))
			return false;
		add_round(run, offset);
		taken++;
		if (offset.bound > *ret_bound)
			*ret_bound = offset.bound;
		budget_breathe(run);
	}
	return true;
}

static void tell(struct run *run, const struct oneway *way, bool there, ticks bound)
{
	const struct hist *hist = &run->hist[there ? 0 : 1];
	const struct clock *clock = &run->machine->clock;
	const struct measurement m = {.name = way->name,
				      .text = there ? way->there : way->back,
				      .cpus = 2,
				      .wakes_idle = there,
				      .parameters = {{"way", there ? "there" : "back"}}};
	struct stats stats;

	hist_stats(hist, &stats);
	if (stats.n && bound <= stats.p50 / BOUND_PART) {
		measure_emit_bounded(run, &m, hist, bound);
		return;
	}
	report_check(run->machine->report, way->name, VERDICT_SKIP,
		     "way=%s is not told: of %llu rounds the median is %llu ns, but the cores' "
		     "clocks are known to %llu ns only, more than a quarter of it",
		     there ? "there" : "back", (unsigned long long)stats.n,
		     (unsigned long long)clock_to_ns(clock, stats.p50),
		     (unsigned long long)offset_bound_to_ns(clock, bound));
}

static void measure_way(struct run *run, const struct oneway *way)
{
	ticks bound = 0;

	hist_clear(&run->hist[0]);
	hist_clear(&run->hist[1]);
	if (!take_rounds(run, way, &bound)) {
		report_check(run->machine->report, way->name, VERDICT_FAIL,
			     "no answer from a core within %u ms, measurement abandoned",
			     SMP_DEADLINE_US / 1000);
		return;
	}
	tell(run, way, true, bound);
	tell(run, way, false, bound);
}

static const struct oneway ways[] = {
	{"ipi.oneway", "interrupt to another core, until work in it reads the clock there",
	 "interrupt of another core to the boot core, the same way", send_work},
	{"call.oneway", "call to another core, until the function reads the clock there",
	 "call of another core to the boot core, the same way", send_call},
};

static void run_oneway(struct run *run)
{
	if (num_online_cpus() < 2)
		return;
	offsets_take(run);
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++)
		if (bench_wanted(&run->machine->options, ways[i].name))
			measure_way(run, &ways[i]);
}

static const struct benchmark benchmarks[] = {
	{"ipi.oneway", "ns", "interrupt one way: from core to core, by both cores' clocks",
	 "before an irq_work is queued to its first instruction, less the clocks' offset", 2,
	 BENCH_ALWAYS},
	{"call.oneway", "ns", "call one way: from core to core, by both cores' clocks",
	 "before the call to the first instruction of its function, less the clocks' offset", 2,
	 BENCH_ALWAYS},
};
const struct bench_group bench_oneway = {"oneway", "measuring one way", benchmarks,
					 ARRAY_SIZE(benchmarks), run_oneway};
