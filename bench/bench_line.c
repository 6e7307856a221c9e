/* SPDX-License-Identifier: BSD-2-Clause */
/* One cache line to and fro between two cores that do nothing else: the floor that no interrupt can
   beat. */
#include "run.h"
#include "cpu.h"
#include "glob.h"
#include "wait.h"

enum { ROUNDS_PER_CORE = 200, WARM_UP = 20, RESPONSE_US = 1000000, CORES_MOST = 32 };

static struct {
	_Alignas(CACHE_LINE) _Atomic(uint64_t) ball; /* odd: the other core's turn */
	_Alignas(CACHE_LINE) _Atomic(bool) over;
} court;

/* On the other core, interrupts off; its own deadline, so that it always comes back. */
static void return_balls(void *info)
{
	struct deadline deadline = deadline_in_us(SMP_DEADLINE_US);

	(void)info;
	while (!atomic_load_explicit(&court.over, memory_order_acquire) &&
	       !deadline_passed(deadline)) {
		uint64_t ball = atomic_load_explicit(&court.ball, memory_order_acquire);

		if (ball & 1)
			atomic_store_explicit(&court.ball, ball + 1, memory_order_release);
		else
			arch_relax();
	}
}

static bool serve(ticks *ret_span)
{
	struct deadline deadline = deadline_in_us(RESPONSE_US);
	uint64_t ball = atomic_load_explicit(&court.ball, memory_order_relaxed);
	ticks start = arch_clock_read();

	atomic_store_explicit(&court.ball, ball + 1, memory_order_release);
	while (atomic_load_explicit(&court.ball, memory_order_acquire) != ball + 2) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	*ret_span = arch_clock_read() - start;
	return true;
}

static size_t play(struct run *run, cpu_index cpu, size_t taken, unsigned int rounds)
{
	ticks span;
	bool answered = true;

	atomic_store(&court.ball, 0);
	atomic_store(&court.over, false);
	if (smp_call_function_single(cpu, return_balls, NULL, false) != STATUS_OK)
		return taken;
	for (unsigned int i = 0; i < WARM_UP && answered; i++)
		answered = serve(&span);
	for (unsigned int i = 0; i < rounds && answered && taken < SAMPLES_MAX; i++) {
		answered = serve(&span);
		if (answered)
			run->samples[taken++] = span;
	}
	atomic_store_explicit(&court.over, true, memory_order_release);
	/* an empty call behind it: when that is done, the other core is free again */
	smp_call_function_single(cpu, return_balls, NULL, true);
	return taken;
}

static const struct measurement line = {
	.name = "cacheline.rtt",
	.text = "one cache line there and back, each in turn",
	.rounds = ROUNDS_PER_CORE,
	.cpus = 2,
	.parameters = {{"to", "each"}},
};

void bench_line(struct run *run)
{
	unsigned int rounds = run->machine->options.iterations, cores = num_online_cpus() - 1;
	size_t taken = 0;

	if (!cores || !glob_match_any(run->machine->options.only, line.name))
		return;
	report_progress(run->machine->report, "cacheline", "measuring cache-line transfers");
	if (cores > CORES_MOST)
		cores = CORES_MOST;
	for (unsigned int i = 0; i < cores; i++)
		taken = play(run, other_core(i), taken, rounds ? rounds / cores + 1 : line.rounds);
	measure_emit(run, &line, taken);
}
