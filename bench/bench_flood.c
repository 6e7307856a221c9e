/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts as fast as they can be sent. A target that has one of them pending takes the next for
 * the same, so fewer arrive than were sent; but what a sender published before its last one must
 * be seen. Each burst ends with a work for the target, queued as its last interrupt is sent, and is
 * over when that has run.
 */
#include "budget.h"
#include "cpu.h"
#include "ipi.h"
#include "irq_work.h"

enum {
	BURSTS = 100, /* of one flow, if the time allows */
	BURSTS_LEAST = 5,
	WARM_UP = 2,
	SENDS_MOST = 256, /* of all senders to all targets, in a burst */
	SENDS_LEAST = 16, /* of each sender to each target; between two looks at the clock */
	BURST_US = 1000,  /* no more is sent then */
	QUIET_US = 20,	  /* behind the last work: what is still on its way arrives */
	FIGURES = 3,
	PARTS = 1000,
};

/* One for each core at the far end: the target's, or the sender's where there are many. */
struct end {
	_Alignas(CACHE_LINE) struct irq_work last;
	uint64_t sent;
	ticks span; /* of the sending, by the sender's clock */
};

/* Who sends to whom. */
enum flow { ONE_TO_ONE, ONE_TO_ALL, ALL_TO_ONE, FLOWS };

static struct flood {
	struct end *ends;
	struct cpumask sources, targets;
	cpu_index target; /* the only one */
	unsigned int bursts;
	uint64_t sent, received; /* in all bursts of all flows */
} flood;

/* Of a burst. */
struct figures {
	uint64_t sent, received; /* a second */
	uint64_t merged;	 /* of PARTS */
};

_Static_assert(CPUS_MAX * sizeof(struct end) + sizeof(struct hist) <= SCRATCH_SIZE, "both fit");

static _Atomic(unsigned int) works_run;

static void note_last(struct irq_work *work)
{
	(void)work;
	/* release; pairs with await_lasts() */
	atomic_fetch_add_explicit(&works_run, 1, memory_order_release);
}

/* ---- sending ---- */

static unsigned int sends_of_each(void)
{
	unsigned int pairs = cpumask_weight(&flood.sources) * cpumask_weight(&flood.targets);

	return pairs > SENDS_MOST / SENDS_LEAST ? SENDS_LEAST : SENDS_MOST / pairs;
}

/* From the calling core, but for the last one. */
static void send_all(const struct cpumask *targets, struct end *own)
{
	unsigned int most = sends_of_each();
	struct deadline deadline = deadline_in_us(BURST_US);
	ticks start = arch_clock_read();

	own->sent = 0;
	do {
		for (unsigned int i = 0; i < SENDS_LEAST; i++)
			ipi_send_mask(targets, IPI_IRQ_WORK);
		own->sent += SENDS_LEAST;
	} while (own->sent < most && !deadline_passed(deadline));
	own->span = arch_clock_read() - start;
}

/* On each of many senders, interrupts off. */
static void send_from_here(void *info)
{
	struct end *own = &flood.ends[smp_processor_id()];

	(void)info;
	send_all(&flood.targets, own);
	irq_work_queue_on(&own->last, flood.target); /* refused: it is missed */
}

static bool send_last_to_each(void)
{
	cpu_index cpu;

	for_each_cpu (cpu, &flood.targets)
		if (irq_work_queue_on(&flood.ends[cpu].last, cpu) != STATUS_OK)
			return false;
	return true;
}

/* ---- a burst ---- */

static uint64_t count_of(const struct cpumask *mask, bool received)
{
	uint64_t count = 0;
	cpu_index cpu;

	for_each_cpu (cpu, mask)
		count += counter_read(received ? &percpu_of(cpu)->received[IPI_IRQ_WORK]
					       : &percpu_of(cpu)->sent[IPI_IRQ_WORK]);
	return count;
}

static bool await_lasts(unsigned int wanted)
{
	struct deadline deadline = deadline_in_us(SMP_DEADLINE_US);

	/* acquire; pairs with note_last() */
	while (atomic_load_explicit(&works_run, memory_order_acquire) < wanted) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

/* Each sender's rate by its own clock: what it sent, the last one left out, and how long that took;
   the sum of all. */
static uint64_t rate_of(const struct clock *clock, unsigned int targets)
{
	uint64_t rate = 0;
	cpu_index cpu;

	for_each_cpu (cpu, &flood.sources)
		rate += clock_per_second(clock, flood.ends[cpu].sent * targets,
					 flood.ends[cpu].span);
	return rate;
}

static bool send_burst(enum flow flow)
{
	if (flow != ALL_TO_ONE) {
		send_all(&flood.targets, &flood.ends[0]);
		return send_last_to_each();
	}
	return on_each_cpu_mask(&flood.sources, send_from_here, NULL, true) == STATUS_OK;
}

/* False: what was published before a last one was not seen. */
static bool send_and_count(struct run *run, enum flow flow, struct figures *figures)
{
	unsigned int targets = cpumask_weight(&flood.targets);
	unsigned int lasts = flow == ALL_TO_ONE ? cpumask_weight(&flood.sources) : targets;
	uint64_t sent = count_of(&flood.sources, false), received = count_of(&flood.targets, true);
	ticks start = arch_clock_read(), span;

	atomic_store(&works_run, 0);
	if (!send_burst(flow) || !await_lasts(lasts))
		return false;
	span = arch_clock_read() - start;
	wait_us(QUIET_US);
	sent = count_of(&flood.sources, false) - sent;
	received = count_of(&flood.targets, true) - received;
	flood.bursts++;
	flood.sent += sent;
	flood.received += received;
	figures->sent = rate_of(&run->machine->clock, targets);
	figures->received = clock_per_second(&run->machine->clock, received, span);
	figures->merged = sent > received ? (sent - received) * PARTS / sent : 0;
	return true;
}

/* ---- a flow ---- */

static void choose_ends(struct run *run, enum flow flow)
{
	cpu_index cpu;

	flood.target = other_core(0);
	cpumask_clear_all(&flood.sources);
	cpumask_clear_all(&flood.targets);
	for_each_cpu (cpu, &cpu_online_mask) {
		bool is_target = flow == ONE_TO_ALL ? cpu != 0 : cpu == flood.target;

		if (is_target)
			cpumask_set(&flood.targets, cpu);
		else if (cpu == 0 || flow == ALL_TO_ONE)
			cpumask_set(&flood.sources, cpu);
	}
	flood.ends = run->scratch;
	for (cpu = 0; cpu < run->machine->possible_count; cpu++)
		flood.ends[cpu] = (struct end){.last = {.func = note_last}};
}

static bool take_bursts(struct run *run, enum flow flow, struct hist *const *hists)
{
	unsigned int asked = run->machine->options.iterations;
	struct deadline deadline = budget_take(run, FIGURES);
	struct figures f;

	for (unsigned int i = 0; i < WARM_UP; i++)
		if (!send_and_count(run, flow, &f))
			return false;
	for (unsigned int i = 0; i < (asked ? asked : BURSTS); i++) {
		if (!asked && i >= BURSTS_LEAST && deadline_passed(deadline))
			break;
		if (!send_and_count(run, flow, &f))
			return false;
		hist_add(hists[0], f.sent, arch_clock_read());
		hist_add(hists[1], f.received, arch_clock_read());
		hist_add(hists[2], f.merged, arch_clock_read());
		budget_breathe(run);
	}
	return true;
}

static const struct record_parameter from_to[FLOWS][2] = {
	[ONE_TO_ONE] = {{"from", "one"}, {"to", "one"}},
	[ONE_TO_ALL] = {{"from", "one"}, {"to", "all"}},
	[ALL_TO_ONE] = {{"from", "all"}, {"to", "one"}},
};
static const struct measurement rows[FIGURES] = {
	{.name = "flood.sent", .text = "interrupts sent in a second", .unit = "per-s"},
	{.name = "flood.received", .text = "interrupts taken in a second", .unit = "per-s"},
	{.name = "flood.merged",
	 .text = "of a thousand interrupts sent, those taken together with others",
	 .unit = "permille"},
};

static void emit_one(struct run *run, enum flow flow, const struct measurement *row,
		     const struct hist *hist)
{
	struct measurement m = *row;

	m.cpus = flow == ONE_TO_ONE ? 2 : 0;
	m.parameters[0] = from_to[flow][0];
	m.parameters[1] = from_to[flow][1];
	if (bench_wanted(&run->machine->options, m.name))
		measure_emit(run, &m, hist);
}

/* A rate by a clock that cannot be trusted is none. */
static void emit(struct run *run, enum flow flow, struct hist *const *hists)
{
	for (unsigned int i = run->machine->clock.agrees ? 0 : FIGURES - 1; i < FIGURES; i++)
		emit_one(run, flow, &rows[i], hists[i]);
}

static bool run_flow(struct run *run, enum flow flow)
{
	struct hist *third = (struct hist *)((struct end *)run->scratch + CPUS_MAX);
	struct hist *const hists[FIGURES] = {&run->hist[0], &run->hist[1], third};

	for (unsigned int i = 0; i < FIGURES; i++)
		hist_clear(hists[i]);
	choose_ends(run, flow);
	if (!take_bursts(run, flow, hists))
		return false;
	emit(run, flow, hists);
	return true;
}

static void run_flood(struct run *run)
{
	unsigned int cores = num_online_cpus();
	bool heard = true;

	if (cores < 2)
		return;
	flood = (struct flood){0};
	for (enum flow flow = ONE_TO_ONE; flow < FLOWS && heard; flow++)
		if (cores > 2 || flow == ONE_TO_ONE)
			heard = run_flow(run, flow);
	report_check(
		run->machine->report, "ipi.flood",
		heard && flood.received <= flood.sent ? VERDICT_PASS : VERDICT_FAIL,
		"%u bursts, %llu interrupts sent, %llu taken, the rest together with these; %s",
		flood.bursts, (unsigned long long)flood.sent, (unsigned long long)flood.received,
		heard ? "the last of each burst was heard" : "the last of one was not heard");
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{"flood.sent", "per-s", "interrupts that can be sent in a second: one to one, one to all, all to one",
	 "sends of a burst of 1 ms at most, by the sender's clock; of many senders the sum", 3, BENCH_ALWAYS},
	{"flood.received", "per-s", "interrupts that are taken in a second, while they are sent so",
	 "runs of the handlers of a burst, until the last work has run", 3, BENCH_ALWAYS},
	{"flood.merged", "permille", "of these, those that were taken together with another",
	 "(sent - taken) / sent", 3, BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_flood = {"flood", "measuring floods of interrupts", benchmarks,
					ARRAY_SIZE(benchmarks), run_flood};
