/* SPDX-License-Identifier: BSD-2-Clause */
/* Raw interrupts: sent, and acknowledged through memory by the handler. */
#include "groups.h"
#include "bench_ipi.h"
#include "cpu.h"
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
	{.name = "ipi.self",
	 .text = "interrupt to oneself",
	 .sample = sample_self,
	 .rounds = 2000,
	 .cpus = 1},
	{.name = "irq_work.self",
	 .text = "work in interrupt context, on the same core",
	 .sample = sample_work_self,
	 .rounds = 2000,
	 .cpus = 1},
};
static const struct measurement others[] = {
	{.name = "ipi.rtt",
	 .text = "interrupt to one core and its answer, always the same",
	 .sample = sample_same,
	 .rounds = 2000,
	 .cpus = 2,
	 .wakes_idle = true,
	 .parameters = {{"to", "one"}}},
	{.name = "ipi.rtt",
	 .text = "interrupt to one core and its answer, each in turn",
	 .sample = sample_one,
	 .rounds = 2000,
	 .cpus = 2,
	 .wakes_idle = true,
	 .parameters = {{"to", "each"}}},
	{.name = "nmi.rtt",
	 .text = "NMI to one core and its answer, each in turn",
	 .sample = sample_nmi,
	 .rounds = 500,
	 .cpus = 2,
	 .wakes_idle = true,
	 .parameters = {{"to", "each"}}},
	{.name = "irq_work.rtt",
	 .text = "work in interrupt context on another core, each in turn",
	 .sample = sample_work,
	 .rounds = 2000,
	 .cpus = 2,
	 .wakes_idle = true,
	 .parameters = {{"to", "each"}}},
};
static const struct measurement kick = {
	.name = "resched.rtt",
	.text = "worker of another core kicked, until it runs, each in turn",
	.sample = sample_worker,
	.rounds = 2000,
	.cpus = 2,
	.wakes_idle = true,
	.parameters = {{"to", "each"}}};

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
	ipi_ways_alone(run);
	if (num_online_cpus() < 2)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (arch_has_nmi() || others[i].sample != sample_nmi)
			measure(run, &others[i]);
	ipi_distances(run);
	ipi_ways_others(run);
	measure_worker(run);
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{"ipi.self", "ns", "interrupt of the boot core to itself, by its id and by what reaches it alone",
	 "before the send to the sight of the handler's count", 2, BENCH_ALWAYS},
	{"ipi.eoi", "ns", "the end of an interrupt, told to the controller",
	 "in the handler, before the write to behind it", 1, BENCH_ALWAYS},
	{"irq_work.self", "ns", "work in interrupt context, on the boot core itself",
	 "before the queueing to the sight that it has run", 1, BENCH_ALWAYS},
	{"ipi.rtt", "ns", "interrupt to one core and its answer, by way and by distance",
	 "before the send to the sight of the target handler's count", 6, BENCH_ALWAYS},
	{"nmi.rtt", "ns", "NMI to one core and its answer, by distance",
	 "before the request is set to the sight of the NMI handler's count", 2, BENCH_ALWAYS},
	{"irq_work.rtt", "ns", "work in interrupt context on another core",
	 "before the queueing to the sight that it has run", 1, BENCH_ALWAYS},
	{"ipi.all", "ns", "interrupt to all others, and all their answers",
	 "before the send to the sight of the last count", 4, BENCH_ALWAYS},
	{"ipi.send", "ns", "the sending alone, to one core and to all others, in each way",
	 "before the send to behind it; answers are waited for later", 7, BENCH_ALWAYS},
	{"resched.rtt", "ns", "worker of another core kicked",
	 "before the kick to the sight that it has run", 1, BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_ipi = {"ipi", "measuring interrupts", benchmarks,
				      ARRAY_SIZE(benchmarks), run_ipi};
