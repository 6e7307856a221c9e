/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls that stall: the report that says who waits for whom, and the interrupt that is sent again.
 */
#include "scenario.h"
#include "ipi.h"
#include "stall.h"
#include "wait.h"
#include "worker.h"

enum { CORES = 7, LOST = 3, OTHER = 5, SECOND_US = 1000000, NO_ONE = 99 };

static void nothing(void *info)
{
	(void)info;
}

static _Atomic(unsigned int) runs;

static void count_run(void *info)
{
	(void)info;
	atomic_fetch_add(&runs, 1);
}

static void hold(cpu_index cpu, struct gate *gate)
{
	unsigned int before = atomic_load(&gate->entered);

	expect_number(smp_call_function_single(cpu, hold_here, gate, false), STATUS_OK);
	expect(await_count(&gate->entered, before + 1));
}

static const struct record_stall *report(unsigned int number)
{
	static const struct record_stall none;
	const struct record_stall *stall = stall_get(number);

	return expect(stall) ? stall : &none;
}

/* ---- one that hangs in a function ---- */

static void check_report(const struct machine *machine)
{
	bool deaf = scenario_context();
	const struct record_stall *stall;
	struct gate gate = {0};

	(void)machine;
	fake_core(LOST)->behaviour.deaf_to_nmi = deaf;
	expect(!stall_get(0));
	hold(LOST, &gate);
	expect_number(smp_call_function_single(LOST, count_run, NULL, true), STATUS_TIMEOUT);
	expect_number(stall_count(), 1);
	stall = report(0);
	expect_number(stall->waiter, 0);
	expect_number(stall->chain_length, 1);
	expect_number(stall->chain[0], LOST);
	expect(!stall->circle);
	expect(stall->waited >= 4990ull * SECOND_US && stall->waited < 5300ull * SECOND_US);
	expect_number(stall->sent, (uintptr_t)count_run);
	expect_number(stall->running, (uintptr_t)hold_here);
	expect_number(stall->answers_nmi, !deaf);
	if (!deaf) {
		expect_number(stall->where.cpu, LOST);
		expect_text(stall->where.name, "NMI");
	}
	expect_number(accepted(LOST, IPI_CPU_BACKTRACE), !deaf);
	expect(!stall_get(1));
	gate_open(&gate);
	expect_number(smp_call_function_single(LOST, nothing, NULL, true), STATUS_OK);
	expect_number(atomic_load(&runs), 1);
	expect_number(cpu_percpu(0)->waits_for, CPU_NONE);
}

/* A call to many: a report for each that hangs. */
static void check_many(const struct machine *machine)
{
	struct gate gates[2] = {{0}};

	(void)machine;
	hold(LOST, &gates[0]);
	hold(OTHER, &gates[1]);
	expect_number(smp_call_function(count_run, NULL, true), STATUS_TIMEOUT);
	expect_number(stall_count(), 2);
	expect_number(report(0)->chain[0], LOST);
	expect_number(report(1)->chain[0], OTHER);
	expect_number(report(1)->sent, (uintptr_t)count_run);
	gate_open(&gates[0]);
	gate_open(&gates[1]);
	expect_number(smp_call_function_single(LOST, nothing, NULL, true), STATUS_OK);
	expect_number(smp_call_function_single(OTHER, nothing, NULL, true), STATUS_OK);
	expect_number(atomic_load(&runs), CORES - 1);
	expect_number(smp_call_function(count_run, NULL, true), STATUS_OK);
	expect_number(stall_count(), 2);
}

/* Calls that are in time, refused, or dropped are none. */
static void take_fault(void *info)
{
	(void)info;
	arch_fault(FAULT_UD);
}

static void dawdle(void *info)
{
	(void)info;
	fake_dawdle(4 * SECOND_US);
}

static void check_none(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function_single(OTHER, dawdle, NULL, true), STATUS_OK);
	expect_number(smp_call_function_single(LOST, take_fault, NULL, true), STATUS_FAULT);
	expect_number(smp_call_function_single(LOST, nothing, NULL, true), STATUS_OFFLINE);
	expect_number(stall_count(), 0);
	expect(!stall_get(0));
	expect_number(stall_rekicks(), 0);
}

static void check_too_many(const struct machine *machine)
{
	enum { ROUNDS = STALLS_MAX + 3 };

	(void)machine;
	for (unsigned int i = 0; i < ROUNDS; i++) {
		cpu_index cpu = 1 + i % (CORES - 1);
		struct gate gate = {0};

		hold(cpu, &gate);
		expect_number(smp_call_function_single(cpu, nothing, NULL, true), STATUS_TIMEOUT);
		gate_open(&gate);
		expect_number(smp_call_function_single(cpu, nothing, NULL, true), STATUS_OK);
	}
	expect_number(stall_count(), ROUNDS);
	for (unsigned int i = 0; i < STALLS_MAX; i++) {
		expect_number(report(i)->chain[0], 1 + i % (CORES - 1));
		expect_number(report(i)->where.cpu, 1 + i % (CORES - 1));
	}
	expect(!stall_get(STALLS_MAX) && !stall_get(STALLS_MAX + 1));
}

/* ---- who waits for whom: in workers, interrupts off, so that they answer no call ---- */

struct chain {
	cpu_index next[CORES]; /* for whom each waits; itself: it hangs; NO_ONE: it takes no part */
	unsigned int length;
	cpu_index chain[STALL_CHAIN_MAX];
	bool circle;
};

static struct gate chained;
static _Atomic(uint64_t) starts_at; /* later than the boot core */
static _Atomic(unsigned int) timeouts, ended;

static bool takes_part(cpu_index cpu)
{
	const struct chain *chain = scenario_context();

	return cpu && chain->next[cpu] != NO_ONE && !atomic_load(&starts_at);
}

static void wait_for_next(cpu_index cpu)
{
	const struct chain *chain = scenario_context();
	irq_flags flags = arch_irq_save();
	cpu_index next = chain->next[cpu];

	atomic_fetch_add_explicit(&chained.entered, 1, memory_order_release);
	while (!atomic_load(&starts_at) || arch_clock_read() < atomic_load(&starts_at))
		arch_relax(); /* the deadline is the row's */
	if (next == cpu) {
		while (!atomic_load(&chained.open)) /* the deadline is the row's */
			arch_relax();
	} else if (smp_call_function_single(next, count_run, NULL, true) == STATUS_TIMEOUT) {
		atomic_fetch_add(&timeouts, 1);
	}
	atomic_fetch_add_explicit(&ended, 1, memory_order_release);
	arch_irq_restore(flags);
}

static unsigned int begin_chain(const struct chain *chain)
{
	static const struct worker waiter = {.should_run = takes_part, .run = wait_for_next};
	unsigned int count = 0;

	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		count += chain->next[cpu] != NO_ONE;
	expect_number(worker_register(&waiter), STATUS_OK);
	expect(await_count(&chained.entered, count));
	return count;
}

static void end_chain(unsigned int count)
{
	arch_irq_enable();
	gate_open(&chained);
	expect(await_count(&ended, count));
	for (cpu_index cpu = 1; cpu < CORES; cpu++) {
		expect_number(smp_call_function_single(cpu, nothing, NULL, true), STATUS_OK);
		expect_number(cpu_percpu(cpu)->waits_for, CPU_NONE);
	}
}

static void check_chain(const struct machine *machine)
{
	const struct chain *chain = scenario_context();
	unsigned int count = begin_chain(chain);
	const struct record_stall *stall;

	(void)machine;
	arch_irq_disable(); /* the boot core may be waited for, too */
	atomic_store(&starts_at, arch_clock_read() + SECOND_US * 1000ull);
	expect_number(smp_call_function_single(chain->next[0], nothing, NULL, true),
		      STATUS_TIMEOUT);
	expect_number(stall_count(), 1);
	stall = report(0);
	expect_number(stall->waiter, 0);
	expect_number(stall->chain_length, chain->length);
	for (unsigned int i = 0; i < chain->length; i++)
		expect_number(stall->chain[i], chain->chain[i]);
	expect_number(stall->circle, chain->circle);
	expect_number(stall->running, 0); /* it hangs, but in no function of a call */
	expect(stall->answers_nmi);
	expect_number(stall->where.cpu, chain->next[0]);
	end_chain(count);
}

/* Two wait for the same one at the same time, and ask it where it is: each gets a whole answer. */
static void check_same_target(const struct machine *machine)
{
	unsigned int count = begin_chain(scenario_context()), waiters = 0;

	(void)machine;
	atomic_store(&starts_at, arch_clock_read() + SECOND_US * 1000ull);
	expect(await_count(&timeouts, count - 1));
	expect_number(stall_count(), count - 1);
	for (unsigned int i = 0; i < count - 1; i++) {
		const struct record_stall *stall = report(i);

		waiters |= 1u << stall->waiter;
		expect_number(stall->chain_length, 1);
		expect_number(stall->chain[0], 6);
		expect(stall->answers_nmi);
		expect_number(stall->where.cpu, 6);
	}
	expect_number(waiters, 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4 | 1u << 5);
	end_chain(count);
}

static const struct chain chains[] = {
	{{1, 2, 3, 3, NO_ONE, NO_ONE, NO_ONE}, 3, {1, 2, 3}, false},
	{{6, NO_ONE, NO_ONE, 3, 3, NO_ONE, 4}, 3, {6, 4, 3}, false},
	{{1, 2, 3, 1, NO_ONE, NO_ONE, NO_ONE}, 3, {1, 2, 3}, true},
	{{1, 2, 3, 2, NO_ONE, NO_ONE, NO_ONE}, 3, {1, 2, 3}, true},
	{{1, 0, NO_ONE, NO_ONE, NO_ONE, NO_ONE, NO_ONE}, 1, {1}, true},
	{{1, 2, 0, NO_ONE, NO_ONE, NO_ONE, NO_ONE}, 2, {1, 2}, true},
	{{1, 2, 3, 4, 5, 6, 6}, 4, {1, 2, 3, 4}, false},
	{{NO_ONE, 6, 6, 6, 6, 6, 6}, 1, {6}, false},
};

/* ---- an interrupt that was lost ---- */

static void lose(cpu_index cpu, enum ipi_kind kind, unsigned int count)
{
	atomic_store(&fake_core(cpu)->to_lose[kind], count);
}

static void expect_took(ticks began, uint64_t least_us, uint64_t most_us)
{
	ticks took = arch_clock_read() - began;

	expect(took >= clock_from_us(wait_clock, least_us));
	expect(took < clock_from_us(wait_clock, most_us));
}

static void check_rekick(const struct machine *machine)
{
	ticks began;

	(void)machine;
	expect_number(smp_call_function_single(LOST, nothing, NULL, true), STATUS_OK);
	expect_number(stall_rekicks(), 0);
	for (unsigned int i = 1; i <= 3; i++) {
		lose(LOST, IPI_CALL_FUNC_SINGLE, 1);
		began = arch_clock_read();
		expect_number(smp_call_function_single(LOST, count_run, NULL, true), STATUS_OK);
		expect_took(began, SECOND_US, 2 * SECOND_US);
		expect_number(stall_rekicks(), i);
		expect_number(atomic_load(&runs), i);
	}
	expect_number(stall_count(), 0);
}

/* One of many has not heard it; then one that nobody waited for, found by the next who waits. */
static void check_rekick_others(const struct machine *machine)
{
	ticks began;

	(void)machine;
	lose(LOST, IPI_CALL_FUNC, 1);
	began = arch_clock_read();
	expect_number(smp_call_function(count_run, NULL, true), STATUS_OK);
	expect_took(began, SECOND_US, 2 * SECOND_US);
	expect_number(stall_rekicks(), 1);
	expect_number(atomic_load(&runs), CORES - 1);
	lose(OTHER, IPI_CALL_FUNC_SINGLE, 1);
	expect_number(smp_call_function_single(OTHER, count_run, NULL, false), STATUS_OK);
	expect_number(smp_call_function_single(OTHER, count_run, NULL, true), STATUS_OK);
	expect_number(stall_rekicks(), 2);
	expect_number(atomic_load(&runs), CORES + 1);
	expect_number(stall_count(), 0);
}

/* The second one is lost, too: that is the time-out, and the NMI that asks ends the sleep. */
static void check_rekick_lost(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function_single(LOST, nothing, NULL, true), STATUS_OK);
	lose(LOST, IPI_CALL_FUNC_SINGLE, FAKE_ALWAYS);
	expect_number(smp_call_function_single(LOST, count_run, NULL, true), STATUS_TIMEOUT);
	expect_number(stall_rekicks(), 1);
	expect_number(stall_count(), 1);
	expect_number(report(0)->running, 0);
	expect(report(0)->answers_nmi);
	expect(await_count(&runs, 1));
	lose(LOST, IPI_CALL_FUNC_SINGLE, 0);
	expect_number(smp_call_function_single(LOST, nothing, NULL, true), STATUS_OK);
	expect_number(atomic_load(&runs), 1);
}

/* A call that has begun, and takes long, is not sent again. */
static void check_no_rekick(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function_single(OTHER, dawdle, NULL, true), STATUS_OK);
	expect_number(stall_rekicks(), 0);
	expect_number(stall_count(), 0);
}

/* CORES are few: core 1 is to tell 5 and 6. Who is told through a core that hangs is told by the
   sender, after a while. */
static void check_tree(const struct machine *machine)
{
	struct gate gate = {0};

	(void)machine;
	expect_number(ipi_choose(IPI_CHOICE_TREE), STATUS_OK);
	hold(1, &gate);
	expect_number(smp_call_function(count_run, NULL, true), STATUS_TIMEOUT);
	expect_number(atomic_load(&runs), CORES - 2);
	expect_number(stall_count(), 1);
	expect_number(report(0)->chain[0], 1);
	expect(stall_rekicks() >= 2);
	gate_open(&gate);
	expect_number(smp_call_function(nothing, NULL, true), STATUS_OK);
	expect_number(atomic_load(&runs), CORES - 1);
}

#define ROW(name_, idle_, body_, context_) IDLE_ROW(name_, idle_, body_, .context = (context_))
#define ROWS(name_, body_, context_)	   IDLE_ROWS(name_, body_, .context = (context_))
static const struct scenario rows[] = {
	ROWS("hangs", check_report, NULL),
	ROWS("hangs, deaf to NMIs", check_report, &chains[0]),
	ROWS("two of many hang", check_many, NULL),
	ROWS("none stalls", check_none, NULL),
	ROW("more than are kept", IDLE_HALT, check_too_many, NULL),
	ROWS("chain", check_chain, &chains[0]),
	ROW("chain, other cores", IDLE_HALT, check_chain, &chains[1]),
	ROWS("circle", check_chain, &chains[2]),
	ROW("circle of the others", IDLE_HALT, check_chain, &chains[3]),
	ROW("circle of two with the waiter", IDLE_HALT, check_chain, &chains[4]),
	ROW("circle of three with the waiter", IDLE_HALT, check_chain, &chains[5]),
	ROW("longer chain than is kept", IDLE_HALT, check_chain, &chains[6]),
	ROWS("all wait for one", check_same_target, &chains[7]),
	ROW("lost interrupt", IDLE_HALT, check_rekick, NULL),
	ROW("lost interrupts, of calls to many and of others", IDLE_HALT, check_rekick_others,
	    NULL),
	ROW("lost again", IDLE_HALT, check_rekick_lost, NULL),
	ROWS("nothing lost", check_no_rekick, NULL),
	ROW("tree", IDLE_HALT, check_tree, NULL),
};

SCENARIOS_MAIN(rows)
