/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A random load: on every core a worker sends calls of all kinds to random cores, from functions as
 * well, while the boot core takes cores offline and back and changes the way they idle. Each call
 * is numbered, so that one that is lost, runs twice or out of order is found.
 */
#include "run.h"
#include "cpu.h"
#include "fmt.h"
#include "hotplug.h"
#include "idle.h"
#include "ipi.h"
#include "soak.h"
#include "wait.h"
#include "worker.h"

enum {
	BURST = 50, /* calls between two looks at what else is to be done */
	CYCLE_US = 20000,
	IDLE_US = 300000,
	PROGRESS_US = 1000000,
	CSDS = 4,
};

/* One for each class of calls, since a function can interrupt the worker. */
struct soak_sender {
	uint64_t random;
	struct call_single_data csds[CSDS];
};

static struct soak_core {
	_Alignas(CACHE_LINE) struct soak_sender senders[SOAK_CLASSES];
	_Atomic(unsigned int) errors; /* statuses that must not be */
	enum status first_error;
} cores[SOAK_CORES_MAX];

static _Atomic(bool) going;
static unsigned int core_count;

static struct soak_core *self(void)
{
	return &cores[smp_processor_id()];
}

/* xorshift64: G. Marsaglia, Xorshift RNGs, 2003 */
static uint32_t dice(enum soak_class class, uint32_t sides)
{
	uint64_t *random = &self()->senders[class].random;

	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return (uint32_t)(*random >> 32) % sides;
}

static void note_status(enum status status)
{
	if (status == STATUS_OK || status == STATUS_OFFLINE || status == STATUS_BUSY)
		return;
	if (atomic_fetch_add_explicit(&self()->errors, 1, memory_order_relaxed) == 0)
		self()->first_error = status;
}

/* ---- kinds of calls ---- */

static void send_single(enum soak_class class, cpu_index to, bool wait)
{
	enum status status =
		smp_call_function_single(to, soak_receive, soak_book_call(to, class), wait);

	if (status != STATUS_OK)
		soak_unbook_call(to, class);
	note_status(status);
}

static void send_own_csd(enum soak_class class, cpu_index to)
{
	struct call_single_data *csd = &self()->senders[class].csds[dice(class, CSDS)];
	enum status status;

	if (csd_busy(csd))
		return;
	csd->func = soak_receive;
	csd->info = soak_book_call(to, class);
	status = smp_call_function_single_async(to, csd);
	if (status != STATUS_OK)
		soak_unbook_call(to, class);
	note_status(status);
}

static void send_many(void)
{
	bool wait = dice(SOAK_FROM_WORKER, 2);
	struct cpumask mask;
	enum status status;

	cpumask_clear_all(&mask);
	for (cpu_index cpu = 0; cpu < core_count; cpu++)
		if (dice(SOAK_FROM_WORKER, 2))
			cpumask_set(&mask, cpu);
	status = smp_call_function_many(&mask, soak_receive_many, soak_book_many(), wait);
	if (status == STATUS_OK)
		soak_booked_many(&arch_this_percpu()->many.targets);
	note_status(status);
}

/* A function that calls on, as functions may: not waiting. */
static void send_from_function(void *info)
{
	cpu_index to = dice(SOAK_FROM_FUNCTION, core_count);

	(void)info;
	if (dice(SOAK_FROM_FUNCTION, 2))
		send_single(SOAK_FROM_FUNCTION, to, false);
	else
		send_own_csd(SOAK_FROM_FUNCTION, to);
}

static void send_one(void)
{
	cpu_index to = dice(SOAK_FROM_WORKER, core_count);

	switch (dice(SOAK_FROM_WORKER, 8)) {
	case 0:
		send_many();
		break;
	case 1: /* to itself it would not be in a function's context */
		if (to != smp_processor_id())
			note_status(smp_call_function_single(to, send_from_function, NULL, false));
		break;
	case 2:
	case 3:
		send_own_csd(SOAK_FROM_WORKER, to);
		break;
	case 4:
	case 5:
		send_single(SOAK_FROM_WORKER, to, false);
		break;
	default:
		send_single(SOAK_FROM_WORKER, to, true);
		break;
	}
}

static bool soak_should_run(cpu_index cpu)
{
	return cpu < core_count && atomic_load_explicit(&going, memory_order_relaxed);
}

static void soak_burst(cpu_index cpu)
{
	(void)cpu;
	for (unsigned int i = 0; i < BURST; i++)
		send_one();
}

static const struct worker soak_worker = {
	.name = "soak", .should_run = soak_should_run, .run = soak_burst};

/* ---- the boot core's part ---- */

struct soak {
	struct run *run;
	struct deadline end, progress, cycle, idle;
	unsigned int seconds, cycles, failed_cycles, idle_changes;
};

static void cycle_one(struct soak *soak)
{
	cpu_index cpu = 1 + dice(SOAK_FROM_WORKER, core_count - 1);

	soak->cycles++;
	if (cpu_down(cpu, CPUHP_OFFLINE).status != STATUS_OK ||
	    cpu_up(cpu, CPUHP_ONLINE).status != STATUS_OK)
		soak->failed_cycles++;
	soak->cycle = deadline_in_us(CYCLE_US);
}

static void change_idle(struct soak *soak)
{
	idle_change((enum idle_kind)dice(SOAK_FROM_WORKER, IDLE_SUSPEND + arch_has_suspend()));
	soak->idle_changes++;
	soak->idle = deadline_in_us(IDLE_US);
}

static void say_progress(struct soak *soak)
{
	char text[80];

	fmt_text(text, sizeof(text), "%u s, %llu calls ran, %u cores went and came",
		 ++soak->seconds, (unsigned long long)soak_ran(), soak->cycles);
	report_progress(soak->run->machine->report, "soak", text);
	soak->progress = deadline_in_us(PROGRESS_US);
}

static void soak_on(struct soak *soak)
{
	while (!deadline_passed(soak->end)) {
		soak_burst(0);
		worker_run_here();
		if (core_count > 2 && deadline_passed(soak->cycle))
			cycle_one(soak);
		if (deadline_passed(soak->idle))
			change_idle(soak);
		if (deadline_passed(soak->progress))
			say_progress(soak);
	}
}

static void nothing(void *info)
{
	(void)info;
}

/* Calls may call on: when two rounds to all are over, so are they. */
static bool settle(void)
{
	bool good;

	atomic_store(&going, false);
	good = worker_unregister(&soak_worker) == STATUS_OK;

	for (unsigned int round = 0; round < 2; round++) {
		cpu_index cpu;

		for_each_cpu (cpu, &cpu_online_mask)
			good &= smp_call_function_single(cpu, nothing, NULL, true) == STATUS_OK;
	}
	return good;
}

static unsigned int count_errors(enum status *ret_first)
{
	unsigned int errors = 0;

	for (unsigned int i = 0; i < core_count; i++) {
		unsigned int count = atomic_load(&cores[i].errors);

		if (count && !errors)
			*ret_first = cores[i].first_error;
		errors += count;
	}
	return errors;
}

static void judge(struct soak *soak, bool settled)
{
	struct report *report = soak->run->machine->report;
	struct soak_result books = soak_books_close();
	enum status first = STATUS_OK;
	unsigned int errors = count_errors(&first);

	report_check(
		report, "soak.calls",
		settled && books.sent && books.sent == books.ran && !books.lost &&
				!books.disorder && !errors
			? VERDICT_PASS
			: VERDICT_FAIL,
		"%llu calls sent, %llu ran, %llu lost, %llu twice or out of order, %u ended with "
		"an error%s%s (seed %u)",
		(unsigned long long)books.sent, (unsigned long long)books.ran,
		(unsigned long long)books.lost, (unsigned long long)books.disorder, errors,
		errors ? ", first: " : "", errors ? status_name(first) : "",
		(unsigned int)soak->run->machine->options.seed);
	report_check(report, "soak.hotplug", soak->failed_cycles ? VERDICT_FAIL : VERDICT_PASS,
		     "%u cores went offline and came back meanwhile, %u of them failed; cores "
		     "changed the way they idle %u times",
		     soak->cycles, soak->failed_cycles, soak->idle_changes);
}

static void open_cores(const struct options *options)
{
	/* splitmix's constant: seeds that are near each other give streams that are not */
	const uint64_t spread = 0x9E3779B97F4A7C15ull;
	uint64_t number = options->seed;

	core_count = last_core() + 1 < SOAK_CORES_MAX ? last_core() + 1 : SOAK_CORES_MAX;
	for (unsigned int i = 0; i < core_count; i++) {
		cores[i] = (struct soak_core){0};
		for (unsigned int class = 0; class < SOAK_CLASSES; class ++)
			cores[i].senders[class].random = ++number * spread;
	}
	soak_books_open();
}

void soak_run(struct run *run)
{
	const struct options *options = &run->machine->options;
	enum idle_kind idle = idle_chosen();
	struct soak soak = {.run = run};

	if (!options->soak_s)
		return;
	open_cores(options);
	report_progress(run->machine->report, "soak", "a random load on all cores");
	soak.end = deadline_in_us(options->soak_s * 1000000ull);
	soak.progress = deadline_in_us(PROGRESS_US);
	soak.cycle = soak.idle = deadline_in_us(CYCLE_US);
	atomic_store(&going, true);
	worker_register(&soak_worker);
	soak_on(&soak);
	judge(&soak, settle());
	idle_change(idle);
}
