/* SPDX-License-Identifier: BSD-2-Clause */
/* Many calls and works for one core at once: sent back to back, or behind others in its queue. */
#include "groups.h"
#include "counted.h"
#include "cpu.h"
#include "fmt.h"
#include "irq_work.h"

enum { BURST_MOST = 64, DEPTH_MOST = 256, TEXT_SIZE = 8 };

/* Never on a stack, nor in scratch: what a core that hangs was sent stays in its queue. */
static struct call_single_data csds[DEPTH_MOST + 1];
static struct irq_work works[BURST_MOST];

static void nothing(void *info)
{
	(void)info;
}

static void count_work(struct irq_work *work)
{
	count_run(work);
}

static bool send(cpu_index cpu, struct call_single_data *csd, smp_call_func func)
{
	if (csd_busy(csd))
		return false;
	csd->func = func;
	csd->info = NULL;
	return smp_call_function_single_async(cpu, csd) == STATUS_OK;
}

/* ---- bursts ---- */

static unsigned int burst; /* of the measurement that runs */

/* The last one is waited for, and calls of one sender keep their order: then all have run. */
static bool sample_burst(struct run *run, unsigned int round, ticks *ret_span)
{
	cpu_index cpu = other_core(0);
	ticks start = arch_clock_read();

	(void)run, (void)round;
	for (unsigned int i = 0; i + 1 < burst; i++)
		if (!send(cpu, &csds[i], nothing))
			return false;
	if (smp_call_function_single(cpu, nothing, NULL, true) != STATUS_OK)
		return false;
	*ret_span = (arch_clock_read() - start) / burst;
	return true;
}

static bool sample_burst_sent(struct run *run, unsigned int round, ticks *ret_span)
{
	uint64_t wanted = atomic_load(&runs) + burst;
	cpu_index cpu = other_core(0);
	ticks start = arch_clock_read();

	(void)run, (void)round;
	for (unsigned int i = 0; i < burst; i++)
		if (!send(cpu, &csds[i], count_run))
			return false;
	*ret_span = (arch_clock_read() - start) / burst;
	return await_runs(wanted);
}

static bool sample_works(struct run *run, unsigned int round, ticks *ret_span)
{
	uint64_t wanted = atomic_load(&runs) + burst;
	cpu_index cpu = other_core(0);
	ticks start = arch_clock_read();

	(void)run, (void)round;
	for (unsigned int i = 0; i < burst; i++) {
		works[i].func = count_work;
		if (irq_work_queue_on(&works[i], cpu) != STATUS_OK)
			return false;
	}
	if (!await_runs(wanted))
		return false;
	*ret_span = (arch_clock_read() - start) / burst;
	return true;
}

/* ---- behind others ---- */

static unsigned int depth;

static struct {
	_Alignas(CACHE_LINE) _Atomic(bool) entered;
	_Alignas(CACHE_LINE) _Atomic(bool) open;
} gate;

/* On the target: keeps it from its queue until the gate opens. */
static void keep_busy(void *info)
{
	struct deadline deadline = deadline_in_us(SMP_DEADLINE_US);

	(void)info;
	atomic_store_explicit(&gate.entered, true, memory_order_release);
	while (!atomic_load_explicit(&gate.open, memory_order_acquire) &&
	       !deadline_passed(deadline))
		arch_relax();
}

static bool close_gate(cpu_index cpu)
{
	struct deadline deadline = deadline_in_us(SMP_DEADLINE_US);

	atomic_store(&gate.entered, false);
	atomic_store(&gate.open, false);
	if (smp_call_function_single(cpu, keep_busy, NULL, false) != STATUS_OK)
		return false;
	while (!atomic_load_explicit(&gate.entered, memory_order_acquire)) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

static bool sample_depth(struct run *run, unsigned int round, ticks *ret_span)
{
	uint64_t wanted = atomic_load(&runs) + 1;
	cpu_index cpu = other_core(0);
	bool queued = close_gate(cpu);
	ticks start;

	(void)run, (void)round;
	for (unsigned int i = 0; i < depth && queued; i++)
		queued = send(cpu, &csds[i], nothing);
	queued = queued && send(cpu, &csds[depth], count_run);
	start = arch_clock_read();
	atomic_store_explicit(&gate.open, true, memory_order_release);
	if (!queued || !await_runs(wanted))
		return false;
	*ret_span = arch_clock_read() - start;
	return true;
}

/* ---- the table ---- */

struct row {
	struct measurement measurement;
	const char *key; /* the parameter that number is */
	unsigned int *number, numbers[4];
};

/* clang-format off */
static const struct row rows[] = {
	{{.name = "call.burst", .text = "calls to one core back to back, the last waited for, each",
	  .sample = sample_burst, .rounds = 200, .cpus = 2, .wakes_idle = true,
	  .parameters = {{"until", "done"}}}, "burst", &burst, {1, 4, 16, 64}},
	{{.name = "call.burst", .text = "calls to one core back to back, none waited for, each",
	  .sample = sample_burst_sent, .rounds = 200, .cpus = 2, .wakes_idle = true,
	  .parameters = {{"until", "sent"}}}, "burst", &burst, {1, 4, 16, 64}},
	{{.name = "irq_work.burst", .text = "works for one core back to back, until all have run, each",
	  .sample = sample_works, .rounds = 200, .cpus = 2, .wakes_idle = true},
	 "burst", &burst, {1, 16, 64}},
	{{.name = "call.depth", .text = "call behind others in the queue of a core, from its release",
	  .sample = sample_depth, .rounds = 100, .cpus = 2},
	 "depth", &depth, {0, 1, 16, 256}},
};
/* clang-format on */

/* False: a core did not answer. What was queued for it stays queued, so nothing else goes on. */
static bool measure_row(struct run *run, const struct row *row)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(row->numbers); i++) {
		struct measurement m = row->measurement;
		unsigned int at = m.parameters[0].key ? 1 : 0,
			     failed = run->machine->report->failed;
		char text[TEXT_SIZE];

		if (i && !row->numbers[i]) /* fewer of them */
			break;
		*row->number = row->numbers[i];
		fmt_text(text, sizeof(text), "%u", row->numbers[i]);
		m.parameters[at] = (struct record_parameter){row->key, text};
		measure(run, &m);
		if (run->machine->report->failed != failed)
			return false;
	}
	return true;
}

static void run_burst(struct run *run)
{
	if (num_online_cpus() < 2)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!measure_row(run, &rows[i]))
			return;
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{"call.burst", "ns", "calls to one core back to back: the time of each",
	 "before the first call to the return of the last, or to the sight that all ran; by their number",
	 8, BENCH_ALWAYS},
	{"irq_work.burst", "ns", "works for one core back to back: the time of each",
	 "before the first is queued to the sight that all have run, by their number", 3, BENCH_ALWAYS},
	{"call.depth", "ns", "a call behind so many others, on a core that was busy until now",
	 "before the core is released to the sight that the call has run", 4, BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_burst = {"burst", "measuring bursts of calls", benchmarks,
					ARRAY_SIZE(benchmarks), run_burst};
