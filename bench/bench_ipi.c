/* SPDX-License-Identifier: BSD-2-Clause */
/* Raw interrupts: sent, and acknowledged through memory by the handler. */
#include "groups.h"
#include "cpu.h"
#include "ipi.h"
#include "irq_work.h"
#include "ping.h"
#include "wait.h"
#include "worker.h"

static bool sample_self(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run, (void)round;
	return ping(smp_processor_id(), ret_span);
}

static bool sample_one(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run;
	return ping(other_core(round), ret_span);
}

static bool sample_same(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run, (void)round;
	return ping(other_core(0), ret_span);
}

static bool sample_all(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)round;
	return ping_all(run->counts, ret_span);
}

static bool sample_nmi(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run;
	return ping_nmi(other_core(round), ret_span);
}

/* ---- work in interrupt context, and in a worker ---- */

static _Atomic(uint64_t) runs;

static bool await_run(uint64_t before)
{
	struct deadline deadline = deadline_in_us(SMP_DEADLINE_US);

	/* acquire; pairs with note_run() */
	while (atomic_load_explicit(&runs, memory_order_acquire) == before) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

static void note_run(void)
{
	atomic_fetch_add_explicit(&runs, 1, memory_order_release);
}

static void work_func(struct irq_work *work)
{
	(void)work;
	note_run();
}

static bool sample_work_on(cpu_index cpu, ticks *ret_span)
{
	static struct irq_work work = {.func = work_func};
	uint64_t before = atomic_load(&runs);
	ticks start = arch_clock_read();

	if (irq_work_queue_on(&work, cpu) != STATUS_OK || !await_run(before))
		return false;
	*ret_span = arch_clock_read() - start;
	return true;
}

static bool sample_work_self(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run, (void)round;
	return sample_work_on(smp_processor_id(), ret_span);
}

static bool sample_work(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run;
	return sample_work_on(other_core(round), ret_span);
}

static _Atomic(cpu_index) wanted_on = CPU_NONE;

static bool is_wanted(cpu_index cpu)
{
	return atomic_load_explicit(&wanted_on, memory_order_relaxed) == cpu;
}

static void run_wanted(cpu_index cpu)
{
	(void)cpu;
	atomic_store_explicit(&wanted_on, CPU_NONE, memory_order_relaxed);
	note_run();
}

static const struct worker bench_worker = {
	.name = "bench", .should_run = is_wanted, .run = run_wanted};

static bool sample_worker(struct run *run, unsigned int round, ticks *ret_span)
{
	cpu_index cpu = other_core(round);
	uint64_t before = atomic_load(&runs);
	ticks start = arch_clock_read();

	(void)run;
	atomic_store_explicit(&wanted_on, cpu, memory_order_relaxed);
	worker_kick(cpu);
	if (!await_run(before))
		return false;
	*ret_span = arch_clock_read() - start;
	return true;
}

/* clang-format off */
static const struct measurement alone[] = {
	{"ipi.self", "interrupt to oneself",
	 sample_self, 2000, 1, false, {{0}}, NULL},
	{"irq_work.self", "work in interrupt context, on the same core",
	 sample_work_self, 2000, 1, false, {{0}}, NULL},
};
static const struct measurement others[] = {
	{"ipi.rtt", "interrupt to one core and its answer, always the same",
	 sample_same, 2000, 2, true, {{"to", "one"}}, NULL},
	{"ipi.rtt", "interrupt to one core and its answer, each in turn",
	 sample_one, 2000, 2, true, {{"to", "each"}}, NULL},
	{"nmi.rtt", "NMI to one core and its answer, each in turn",
	 sample_nmi, 500, 2, true, {{"to", "each"}}, NULL},
	{"irq_work.rtt", "work in interrupt context on another core, each in turn",
	 sample_work, 2000, 2, true, {{"to", "each"}}, NULL},
};
static const struct measurement kick = {
	"resched.rtt", "worker of another core kicked, until it runs, each in turn",
	sample_worker, 2000, 2, true, {{"to", "each"}}, NULL};
/* clang-format on */

static void measure_all(struct run *run, const char *way)
{
	const struct measurement m = {.name = "ipi.all",
				      .text = "interrupt to all others, and all their answers",
				      .sample = sample_all,
				      .rounds = 1000,
				      .wakes_idle = true,
				      .parameters = {{"send", way}},
				      NULL};

	measure(run, &m);
}

/* In every way in which this machine can; first in the one that the other benchmarks use. */
static void measure_ways(struct run *run)
{
	enum ipi_choice before = ipi_chosen();

	measure_all(run, ipi_may_broadcast()	     ? "broadcast"
			 : before == IPI_CHOICE_AUTO ? "unicast"
						     : ipi_choice_name(before));
	for (enum ipi_choice way = IPI_CHOICE_PHYSICAL; way <= IPI_CHOICE_CLUSTER; way++)
		if (way != before && ipi_choose(way) == STATUS_OK)
			measure_all(run, ipi_choice_name(way));
	ipi_choose(before);
}

static void measure_worker(struct run *run)
{
	if (worker_register(&bench_worker) == STATUS_OK)
		measure(run, &kick);
	worker_unregister(&bench_worker);
}

static void run_ipi(struct run *run)
{
	for (size_t i = 0; i < ARRAY_SIZE(alone); i++)
		measure(run, &alone[i]);
	if (num_online_cpus() < 2)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (arch_has_nmi() || others[i].sample != sample_nmi)
			measure(run, &others[i]);
	measure_ways(run);
	measure_worker(run);
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{"ipi.self", "ns", "interrupt of the boot core to itself",
	 "before the send to the sight of the handler's count", 1, BENCH_ALWAYS},
	{"irq_work.self", "ns", "work in interrupt context, on the boot core itself",
	 "before the queueing to the sight that it has run", 1, BENCH_ALWAYS},
	{"ipi.rtt", "ns", "interrupt to one core and its answer",
	 "before the send to the sight of the target handler's count", 2, BENCH_ALWAYS},
	{"nmi.rtt", "ns", "NMI to one core and its answer",
	 "before the request is set to the sight of the NMI handler's count", 1, BENCH_ALWAYS},
	{"irq_work.rtt", "ns", "work in interrupt context on another core",
	 "before the queueing to the sight that it has run", 1, BENCH_ALWAYS},
	{"ipi.all", "ns", "interrupt to all others, and all their answers",
	 "before the send to the sight of the last count", 4, BENCH_ALWAYS},
	{"resched.rtt", "ns", "worker of another core kicked",
	 "before the kick to the sight that it has run", 1, BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_ipi = {"ipi", "measuring interrupts", benchmarks,
				      ARRAY_SIZE(benchmarks), run_ipi};
