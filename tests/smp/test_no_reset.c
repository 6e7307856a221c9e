/* SPDX-License-Identifier: BSD-2-Clause */
/* Cores that cannot be reset: they park, and are started from there; one that runs on is left. */
#include "books.h"
#include "hotlog.h"

enum { CORES = 4, CPU = 2 };

static void expect_never_reset(void)
{
	for (cpu_index cpu = 0; cpu < CORES; cpu++)
		expect_number(count_of(&fake_core(cpu)->resets), 0);
}

static void check_all_came(const struct machine *machine)
{
	for (cpu_index cpu = 1; cpu < CORES; cpu++) {
		check_came(cpu);
		expect_number(count_of(&fake_core(cpu)->starts), 1);
	}
	check_books(machine, &(struct books){.online = CORES});
	expect_number(up.second_starts, 0);
	expect_never_reset();
}

static void down_and_up(void)
{
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	expect_number(cpu_state(CPU), CPU_OFFLINE);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	check_answers(CPU);
}

static void check_hotplug(const struct machine *machine)
{
	(void)machine;
	for (unsigned int i = 0; i < 10; i++)
		down_and_up();
	expect_never_reset();
}

static void fault_here(void *info)
{
	(void)info;
	arch_fault(FAULT_UD);
}

static void check_back_after_fault(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function_single(CPU, fault_here, NULL, true), STATUS_FAULT);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	check_answers(CPU);
	down_and_up();
	expect_never_reset();
}

static struct gate gate;

static void hold_cpu(void)
{
	expect_number(smp_call_function_single(CPU, hold_here, &gate, false), STATUS_OK);
	expect(await_count(&gate.entered, 1));
}

/* The NMI parks it in the midst of a call. */
static void check_back_after_take_out(const struct machine *machine)
{
	(void)machine;
	hold_cpu();
	cpu_take_out(CPU);
	expect_number(cpu_state(CPU), CPU_STOPPED);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	check_answers(CPU);
	expect_never_reset();
}

static void make_deaf(struct machine *machine)
{
	(void)machine;
	fake_core(CPU)->behaviour.deaf_to_nmi = true;
}

/* It cannot be stopped at all: what it has taken is not let go, and it is not woken again before it
   has retired by itself. */
static void check_left_alone(const struct machine *machine)
{
	struct call_single_data behind = {.func = hold_here, .info = &gate};

	(void)machine;
	hold_cpu();
	expect_number(smp_call_function_single_async(CPU, &behind), STATUS_OK);
	cpu_take_out(CPU);
	expect_number(cpu_state(CPU), CPU_STOPPED);
	expect(!cpumask_test(&cpu_online_mask, CPU));
	expect(!csd_busy(&behind)); /* it had not been taken yet */
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_BUSY);
	expect_number(cpu_state(CPU), CPU_STOPPED);
	expect_number(smp_call_function_single(CPU, hold_here, &gate, true), STATUS_OFFLINE);
	expect_number(count_of(&fake_core(CPU)->starts), 1);
	gate_open(&gate);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK); /* it has retired */
	check_answers(CPU);
	check_answers(CPU + 1);
	expect_never_reset();
}

static void refuse_start(struct machine *machine)
{
	(void)machine;
	fake_core(CPU)->behaviour.start_status = STATUS_TIMEOUT;
}

static void check_refused(const struct machine *machine)
{
	check_failed(CPU, STAGE_NONE, "nobody took the start");
	check_came(CPU + 1);
	check_books(machine, &(struct books){.online = CORES - 1, .failed = 1});
	fake_core(CPU)->behaviour.start_status = STATUS_OK;
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	check_answers(CPU);
	expect_never_reset();
}

static void dawdle_in_c(struct machine *machine)
{
	(void)machine;
	fake_core(CPU)->behaviour =
		(struct fake_behaviour){.slow_at = STAGE_C, .slows = 1, .slow_us = FAKE_FOREVER};
}

/* Given up on its way, it is turned away when it comes, and can be started from where it parks. */
static void check_late(const struct machine *machine)
{
	check_failed(CPU, STAGE_C, "it runs on, and cannot be reset on this machine");
	check_came(CPU + 1);
	check_books(machine, &(struct books){.online = CORES - 1, .failed = 1});
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_BUSY);
	expect_number(cpu_state(CPU), CPU_FAILED);
	fake_let_go(fake_core(CPU));
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	check_answers(CPU);
	expect_never_reset();
}

/* The same behind the door that lets it in: its starting callback hangs for a while. */
static struct gate starting;

static enum status hang_starting(cpu_index cpu)
{
	if (cpu == CPU && !atomic_load(&starting.open))
		fake_dawdle(FAKE_FOREVER);
	return STATUS_OK;
}

static void check_late_starting(const struct machine *machine)
{
	enum cpuhp_state at;

	(void)machine;
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	expect_number(
		cpuhp_setup_state(CPUHP_AP_STARTING_DYN, "hang", hang_starting, NULL, &at).status,
		STATUS_OK);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_TIMEOUT);
	expect_number(cpu_state(CPU), CPU_FAILED);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_BUSY);
	gate_open(&starting);
	fake_let_go(fake_core(CPU));
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	check_answers(CPU);
	expect_number(cpu_refusals().count, 0);
	expect_never_reset();
}

#define ROW(name_, body_, ...)                                                                     \
	{                                                                                          \
		.name = (name_), .body = (body_),                                                  \
		.setup = {.cores = CORES, .idle = IDLE_HALT, .no_reset = true}, __VA_ARGS__        \
	}

static const struct scenario rows[] = {
	ROW("all come", check_all_came, ),
	ROW("one goes and comes back", check_hotplug, ),
	ROW("comes back after a fault", check_back_after_fault, ),
	ROW("comes back after it was taken out", check_back_after_take_out, ),
	ROW("hears no NMI, and is left alone", check_left_alone, .arrange = make_deaf),
	ROW("its start is not taken", check_refused, .arrange = refuse_start),
	ROW("comes after it was given up", check_late, .arrange = dawdle_in_c),
	ROW("is let in, and comes after it was given up", check_late_starting, ),
};
SCENARIOS_MAIN(rows)
