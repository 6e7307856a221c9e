/* SPDX-License-Identifier: BSD-2-Clause */
/* One core's timer ticks for all. */
#include "scenario.h"
#include "tick.h"
#include "wait.h"

enum { CORES = 5, CPU = 2, PERIOD_US = 10000, TICKS = 20 };

static uint64_t ticks_of(cpu_index cpu)
{
	return counter_read(&cpu_percpu(cpu)->ticks);
}

static uint64_t passed_on_to(cpu_index cpu)
{
	return counter_read(&cpu_percpu(cpu)->received[IPI_TIMER]);
}

/* It is the boot core's look at the clock that makes it go. */
static void let_time_pass(void)
{
	arch_clock_read();
	arch_relax();
}

/* Until the boot core's own timer has ticked so often. */
static void await_ticks(uint64_t wanted)
{
	while (ticks_of(0) < wanted) /* the deadline is the row's */
		let_time_pass();
}

static void nothing(void *info)
{
	(void)info;
}

static void flush(void)
{
	expect_number(smp_call_function(nothing, NULL, true), STATUS_OK);
}

static void check_ticks(const struct machine *machine)
{
	ticks began = arch_clock_read(), took;

	(void)machine;
	expect_number(tick_start(PERIOD_US), STATUS_OK);
	await_ticks(TICKS);
	took = arch_clock_read() - began;
	tick_stop();
	expect(took >= clock_from_us(wait_clock, (TICKS - 1) * PERIOD_US));
	expect(took < clock_from_us(wait_clock, (TICKS + 10) * PERIOD_US));
	flush();
	for (cpu_index cpu = 1; cpu < CORES; cpu++) {
		expect_number(ticks_of(cpu), 0);
		expect_number(accepted(cpu, IPI_TIMER), TICKS);
		while (passed_on_to(cpu) + count_of(&fake_core(cpu)->merged[IPI_TIMER]) < TICKS)
			arch_relax(); /* the deadline is the row's */
		expect(passed_on_to(cpu) > TICKS / 2);
	}
	expect_number(passed_on_to(0), 0);
	wait_us(5 * PERIOD_US); /* it has stopped */
	expect_number(ticks_of(0), TICKS);
	expect_number(accepted(CPU, IPI_TIMER), TICKS);
	expect_number(arch_this_percpu()->in_interrupt, 0);
}

/* Only those that are online get it. */
static void check_gone(const struct machine *machine)
{
	unsigned int before;

	(void)machine;
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	expect_number(tick_start(PERIOD_US), STATUS_OK);
	await_ticks(TICKS);
	expect_number(accepted(CPU, IPI_TIMER), 0);
	expect(accepted(1, IPI_TIMER) >= TICKS);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	before = accepted(CPU, IPI_TIMER);
	await_ticks(ticks_of(0) + TICKS);
	expect(accepted(CPU, IPI_TIMER) - before >= TICKS);
	tick_stop();
	flush();
}

/* Any core's timer will do; the boot core is told then, too. */
static void start_here(void *info)
{
	*(enum status *)info = tick_start(PERIOD_US);
}

static void stop_here(void *info)
{
	(void)info;
	tick_stop();
}

static void check_elsewhere(const struct machine *machine)
{
	enum status status = STATUS_INVALID;

	(void)machine;
	expect_number(smp_call_function_single(CPU, start_here, &status, true), STATUS_OK);
	expect_number(status, STATUS_OK);
	while (passed_on_to(0) < TICKS) /* the deadline is the row's */
		let_time_pass();
	expect(ticks_of(CPU) >= TICKS);
	expect_number(ticks_of(0), 0);
	expect_number(smp_call_function_single(CPU, stop_here, NULL, true), STATUS_OK);
	flush();
}

static void check_no_timer(const struct machine *machine)
{
	(void)machine;
	expect_number(tick_start(PERIOD_US), STATUS_UNSUPPORTED);
	wait_us(5 * PERIOD_US);
	expect_number(ticks_of(0), 0);
	tick_stop();
}

#define ROW(name_, idle_, body_, ...)                                                              \
	{                                                                                          \
		.name = (name_), .body = (body_), .setup = {                                       \
			.cores = CORES,                                                            \
			.idle = (idle_),                                                           \
			__VA_ARGS__                                                                \
		}                                                                                  \
	}
#define ROWS(name_, body_)                                                                         \
	ROW(name_ ", halt", IDLE_HALT, body_, ), ROW(name_ ", poll", IDLE_POLL, body_, ),          \
		ROW(name_ ", mwait", IDLE_MWAIT, body_, )
static const struct scenario rows[] = {
	ROWS("ticks for all", check_ticks),
	ROWS("one is not there", check_gone),
	ROW("from another core, poll", IDLE_POLL, check_elsewhere, ),
	ROW("no timer", IDLE_HALT, check_no_timer, .no_timer = true),
};

SCENARIOS_MAIN(rows)
