/* SPDX-License-Identifier: BSD-2-Clause */
/* The queue of a core: who tells it that there is something, and in which order it runs. */
#include "scenario.h"
#include "ipi.h"
#include "ping.h"

enum { CORES = 5, TARGET = 2, CALLS = 64 };

static void nothing(void *info)
{
	(void)info;
}

static void flush(cpu_index cpu)
{
	expect_number(smp_call_function_single(cpu, nothing, NULL, true), STATUS_OK);
}

static unsigned int told(cpu_index cpu)
{
	return accepted(cpu, IPI_CALL_FUNC) + accepted(cpu, IPI_CALL_FUNC_SINGLE);
}

static bool polls(const struct machine *machine)
{
	return machine->options.idle != IDLE_HALT;
}

/* Once a core is held in a function its queue is empty: the first that comes is told to it, the
   others find the queue filled. A core that watches its queue is never told. */
static void check_told_once(const struct machine *machine)
{
	struct call_single_data csds[6];
	struct gate gate = {0};
	unsigned int before;

	flush(TARGET); /* so it is idle, or about to be */
	before = told(TARGET);
	expect_number(smp_call_function_single(TARGET, hold_here, &gate, false), STATUS_OK);
	expect_number(told(TARGET) - before, !polls(machine));
	expect(await_count(&gate.entered, 1));
	memset(csds, 0, sizeof(csds));
	for (unsigned int i = 0; i < ARRAY_SIZE(csds); i++) {
		csds[i].func = nothing;
		expect_number(smp_call_function_single_async(TARGET, &csds[i]), STATUS_OK);
		expect_number(told(TARGET) - before, polls(machine) ? 0 : 2);
	}
	expect_number(smp_call_function_single(TARGET, nothing, NULL, false), STATUS_OK);
	expect_number(smp_call_function(nothing, NULL, false), STATUS_OK);
	expect_number(told(TARGET) - before, polls(machine) ? 0 : 2);
	gate_open(&gate);
	flush(TARGET);
	expect(told(TARGET) - before <= (polls(machine) ? 0 : 3));
	for (unsigned int i = 0; i < ARRAY_SIZE(csds); i++)
		expect(!csd_busy(&csds[i]));
}

/* Each call to an idle core is told to it, unless it polls. */
static void check_told_each(const struct machine *machine)
{
	unsigned int wanted = polls(machine) ? 0 : CALLS;
	unsigned int before = accepted(TARGET, IPI_CALL_FUNC_SINGLE);
	uint64_t sent = arch_this_percpu()->sent[IPI_CALL_FUNC_SINGLE];

	for (unsigned int i = 0; i < CALLS; i++)
		flush(TARGET);
	expect_number(accepted(TARGET, IPI_CALL_FUNC_SINGLE) - before, wanted);
	expect_number(arch_this_percpu()->sent[IPI_CALL_FUNC_SINGLE] - sent, wanted);
	before = accepted(TARGET, IPI_CALL_FUNC);
	for (unsigned int i = 0; i < CALLS; i++)
		expect_number(smp_call_function(nothing, NULL, true), STATUS_OK);
	expect_number(accepted(TARGET, IPI_CALL_FUNC) - before, wanted);
	expect_number(fake_broadcasts(), wanted);
}

/* The boot core takes calls by interrupt only, however the others idle. */
static _Atomic(unsigned int) came;

static void count_came(void *info)
{
	(void)info;
	expect_number(smp_processor_id(), 0);
	atomic_fetch_add_explicit(&came, 1, memory_order_release);
}

static void call_boot_core(void *info)
{
	expect_number(smp_call_function_single(0, count_came, info, false), STATUS_OK);
}

static void check_boot_core_told(const struct machine *machine)
{
	(void)machine;
	for (unsigned int i = 1; i <= CALLS; i++) {
		flush(TARGET);
		expect_number(smp_call_function_single(TARGET, call_boot_core, NULL, true),
			      STATUS_OK);
		expect(await_count(&came, i));
		expect_number(accepted(0, IPI_CALL_FUNC_SINGLE), i);
	}
}

/* One broadcast where it reaches just the cores that are meant; never once a core is parked. */
static void check_broadcast(const struct machine *machine)
{
	struct cpumask some = mask_of(1u << 1 | 1u << 2);
	unsigned int wanted = !polls(machine);

	expect_number(smp_call_function_many(&some, nothing, NULL, true), STATUS_OK);
	expect_number(fake_broadcasts(), 0);
	expect_number(smp_call_function(nothing, NULL, true), STATUS_OK);
	expect_number(fake_broadcasts(), wanted);
	expect_number(on_each_cpu(nothing, NULL, true), STATUS_OK);
	expect_number(fake_broadcasts(), 2 * wanted);
	cpu_take_out(TARGET);
	expect(!ipi_may_broadcast());
	expect_number(on_each_cpu(nothing, NULL, true), STATUS_OK);
	expect_number(fake_broadcasts(), 2 * wanted);
}

/* ---- order ---- */

static unsigned int last_number;

static void follow(void *info)
{
	unsigned int number = (unsigned int)(uintptr_t)info;

	expect_number(number, last_number + 1);
	last_number = number;
}

/* Singles, csds and calls to many, mixed: one queue, in the order of sending. */
static void check_order(const struct machine *machine)
{
	struct cpumask target = mask_of(1u << TARGET);
	static struct call_single_data csds[CALLS];
	unsigned int number = 0;

	(void)machine;
	for (unsigned int i = 0; i < CALLS; i++) {
		void *next = (void *)(uintptr_t)++number;

		if (i % 3 == 0) {
			expect_number(smp_call_function_single(TARGET, follow, next, false),
				      STATUS_OK);
		} else if (i % 3 == 1) {
			csds[i].func = follow;
			csds[i].info = next;
			expect_number(smp_call_function_single_async(TARGET, &csds[i]), STATUS_OK);
		} else {
			expect_number(smp_call_function_many(&target, follow, next, false),
				      STATUS_OK);
		}
	}
	flush(TARGET);
	expect_number(last_number, CALLS);
}

/* A call to many waits for the one before: its function and argument are shared by all nodes. */
static unsigned int first_runs[CORES], second_runs[CORES];

static void count_run(void *counts)
{
	((unsigned int *)counts)[smp_processor_id()]++;
}

static void dawdle(void *info)
{
	(void)info;
	fake_dawdle(1000000);
}

static void check_many_in_turn(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function_single(TARGET, dawdle, NULL, false), STATUS_OK);
	expect_number(smp_call_function(count_run, first_runs, false), STATUS_OK);
	expect_number(smp_call_function(count_run, second_runs, true), STATUS_OK);
	for (cpu_index cpu = 1; cpu < CORES; cpu++) {
		expect_number(first_runs[cpu], 1);
		expect_number(second_runs[cpu], 1);
	}
}

/* ---- raw interrupts ---- */

static void check_pings(const struct machine *machine)
{
	uint64_t counts[CORES];
	ticks span;

	(void)machine;
	for (cpu_index cpu = 0; cpu < CORES; cpu++) {
		expect(ping(cpu, &span));
		expect_number(atomic_load(&cpu_percpu(cpu)->pings), 1);
		if (cpu)
			expect(ping_nmi(cpu, &span));
	}
	expect(ping_all(counts, &span));
	for (cpu_index cpu = 1; cpu < CORES; cpu++) {
		expect_number(atomic_load(&cpu_percpu(cpu)->pings), 2);
		expect_number(atomic_load(&cpu_percpu(cpu)->nmi_pings), 1);
		expect_number(accepted(cpu, IPI_PING), 2);
		expect_number(accepted(cpu, IPI_NMI_PING), 1);
	}
	expect_number(ipi_unsent_count(), 0);
	expect_text(ipi_name(IPI_PING), "ping");
}

/* With interrupts off a core answers an NMI, and nothing else. */
static void check_nmi_gets_through(const struct machine *machine)
{
	struct gate gate = {0};
	ticks span;

	(void)machine;
	expect_number(smp_call_function_single(TARGET, hold_here, &gate, false), STATUS_OK);
	expect(await_count(&gate.entered, 1));
	expect(!ping(TARGET, &span)); /* it stays pending */
	expect(ping_nmi(TARGET, &span));
	gate_open(&gate);
	flush(TARGET);
	expect(ping(TARGET, &span));
	expect_number(accepted(TARGET, IPI_PING), 2);
}

/* A call's interrupt is sent a second time, and then an NMI asks the core where it is. */
static void check_unsent(const struct machine *machine)
{
	ticks span;

	flush(TARGET);
	fake_core(TARGET)->behaviour.send_status = STATUS_TIMEOUT;
	expect_number(ipi_unsent_count(), 0);
	expect(!ping(TARGET, &span));
	expect_number(ipi_unsent_count(), 1);
	expect_number(smp_call_function_single(TARGET, nothing, NULL, true),
		      polls(machine) ? STATUS_OK : STATUS_TIMEOUT);
	expect_number(ipi_unsent_count(), polls(machine) ? 1 : 4);
}

static const struct scenario rows[] = {
	IDLE_ROWS("told only when the queue was empty", check_told_once),
	IDLE_ROWS("told each time when it idles", check_told_each),
	IDLE_ROWS("the boot core is told", check_boot_core_told),
	IDLE_ROWS("broadcast", check_broadcast),
	IDLE_ROWS("order", check_order),
	IDLE_ROWS("calls to many in turn", check_many_in_turn),
	IDLE_ROWS("pings", check_pings),
	IDLE_ROWS("an NMI gets through", check_nmi_gets_through),
	IDLE_ROWS("an interrupt that is not taken", check_unsent),
};

SCENARIOS_MAIN(rows)
