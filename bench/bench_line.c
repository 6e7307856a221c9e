/* SPDX-License-Identifier: BSD-2-Clause */
/* One cache line to and fro between two cores that do nothing else: the floor that no interrupt can
   beat. */
#include "budget.h"
#include "cpu.h"
#include "fmt.h"

enum {
	ROUNDS_PER_CORE = 200,
	WARM_UP = 20,
	CORES_MOST = 32,
	TURNS = 4096,
	TURNS_GIVING_WAY = 64,
	TEXT_SIZE = 80
};

static struct {
	_Alignas(CACHE_LINE) _Atomic(uint64_t) ball; /* odd: the other core's turn */
	_Alignas(CACHE_LINE) _Atomic(bool) over;
	bool yields;
} court;

/* Bare loads: PAUSE takes up to 140 cycles, as long as the line itself (Intel's Optimization
   Reference Manual, "Pause Latency in Skylake"). A core that may not be real gives way each
   turn. */
static bool is_here(uint64_t ball)
{
	bool yields = court.yields;
	unsigned int turns = yields ? TURNS_GIVING_WAY : TURNS;

	for (unsigned int i = 0; i < turns; i++) {
		if (atomic_load_explicit(&court.ball, memory_order_acquire) == ball)
			return true;
		if (yields)
			arch_relax();
	}
	return false;
}

/* False: the game is over, or the time is up. The clock is read only when the ball is late. */
static bool await_ball(uint64_t ball)
{
	struct deadline deadline;

	if (is_here(ball))
		return true;
	deadline = deadline_in_us(SMP_DEADLINE_US);
	while (!is_here(ball))
		if (atomic_load_explicit(&court.over, memory_order_acquire) ||
		    deadline_passed(deadline))
			return false;
	return true;
}

/* On the other core, interrupts off. */
static void return_balls(void *info)
{
	(void)info;
	for (uint64_t ball = 1; await_ball(ball); ball += 2)
		atomic_store_explicit(&court.ball, ball + 1, memory_order_release);
}

static void nothing(void *info)
{
	(void)info;
}

static bool serve(ticks *ret_span)
{
	uint64_t ball = atomic_load_explicit(&court.ball, memory_order_relaxed);
	ticks start = arch_clock_read();

	atomic_store_explicit(&court.ball, ball + 1, memory_order_release);
	if (!await_ball(ball + 2))
		return false;
	*ret_span = arch_clock_read() - start;
	return true;
}

/* False: the core did not answer. */
static bool play(struct run *run, cpu_index cpu, unsigned int rounds)
{
	ticks span;
	bool answered = true;

	atomic_store(&court.ball, 0);
	atomic_store(&court.over, false);
	if (smp_call_function_single(cpu, return_balls, NULL, false) != STATUS_OK)
		return false;
	for (unsigned int i = 0; i < WARM_UP && answered; i++)
		answered = serve(&span);
	for (unsigned int i = 0; i < rounds && answered; i++) {
		answered = serve(&span);
		if (answered)
			hist_add(run->hist, span, arch_clock_read());
	}
	atomic_store_explicit(&court.over, true, memory_order_release);
	/* an empty call behind it: when that is done, the other core is free again */
	return smp_call_function_single(cpu, nothing, NULL, true) == STATUS_OK && answered;
}

static const struct measurement line = {
	.name = "cacheline.rtt",
	.text = "one cache line there and back, each in turn",
	.rounds = ROUNDS_PER_CORE,
	.cpus = 2,
	.parameters = {{"to", "each"}},
};

/* With too many to play with all of them, those that do are spread evenly over all. */
static void run_line(struct run *run)
{
	unsigned int asked = run->machine->options.iterations, others = num_online_cpus() - 1;
	unsigned int cores = others < CORES_MOST ? others : CORES_MOST;
	struct measurement spread = line;
	char text[TEXT_SIZE];

	if (!cores)
		return;
	court.yields = run->machine->yields;
	hist_clear(run->hist);
	for (unsigned int i = 0; i < cores; i++) {
		cpu_index cpu = other_core(i * others / cores);

		budget_breathe(run);
		if (play(run, cpu, asked ? asked / cores + 1 : line.rounds))
			continue;
		report_check(run->machine->report, line.name, VERDICT_FAIL,
			     "no answer from core %u within %u ms, measurement abandoned", cpu,
			     SMP_DEADLINE_US / 1000);
		return;
	}
	fmt_text(text, sizeof(text), "one cache line there and back, with %u of %u cores in turn",
		 cores, others);
	if (cores < others)
		spread.text = text;
	measure_emit(run, &spread, run->hist);
}

static const struct benchmark benchmarks[] = {
	{"cacheline.rtt", "ns", "one cache line to another core and back",
	 "before the own store to the sight of the answering one, both cores polling", 1,
	 BENCH_ALWAYS},
};
const struct bench_group bench_line = {"cacheline", "measuring cache-line transfers", benchmarks,
				       ARRAY_SIZE(benchmarks), run_line};
