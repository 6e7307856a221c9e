/* SPDX-License-Identifier: BSD-2-Clause */
/* Callbacks that hang or take an exception; cores that were lost and come back. */
#include "books.h"
#include "hotlog.h"
#include "ipi.h"
#include "wait.h"

enum { CORES = 4, CPU = 2, OTHER = 3 };

static void check_others(void)
{
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		if (cpu != CPU)
			check_at(cpu, CPUHP_ONLINE);
	expect_number(cpuhp_state_of(0), CPUHP_ONLINE);
}

/* Nothing is left of it, and all that was done for it is undone. */
static void check_taken_out(void)
{
	check_at(CPU, CPUHP_OFFLINE);
	expect(!ipi_may_broadcast());
	check_others();
}

static void come_back(void)
{
	hot_log(CPU);
	check_result(cpu_up(CPU, CPUHP_ONLINE), STATUS_OK, CPUHP_INVALID);
	expect_text(hot_log(CPU), hot_way(CPUHP_OFFLINE, CPUHP_ONLINE));
	check_at(CPU, CPUHP_ONLINE);
	expect(ipi_may_broadcast());
	check_others();
}

static void expect_took(ticks began, uint64_t least_us, uint64_t most_us)
{
	ticks took = arch_clock_read() - began;

	expect(took >= clock_from_us(wait_clock, least_us));
	expect(took < clock_from_us(wait_clock, most_us));
}

/* ---- in a callback ---- */

struct loss {
	enum hot hot;
	bool rise;
	enum hot_deed deed;
	uint64_t least_us, most_us;
	const char *undone; /* for a core that never comes back, on the boot core */
};

/* One that is lost while it leaves is lost in that step, or in the callback that it got to. */
static void check_lost_in(struct cpuhp_result result, const struct loss *loss)
{
	expect_number(result.status, STATUS_TIMEOUT);
	if (loss->rise || loss->hot > S2 || result.at != CPUHP_BRINGUP_CPU)
		expect_number(result.at, hot_state(loss->hot));
}

static void check_loss(const struct machine *machine)
{
	const struct loss *loss = scenario_context();
	ticks began;

	(void)machine;
	hot_register();
	if (loss->rise)
		expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	hot_log(CPU);
	hot_plan(CPU, loss->hot, loss->rise, loss->deed);
	began = arch_clock_read();
	check_lost_in(loss->rise ? cpu_up(CPU, CPUHP_ONLINE) : cpu_down(CPU, CPUHP_OFFLINE), loss);
	expect_took(began, loss->least_us, loss->most_us);
	hot_plan(CPU, loss->hot, loss->rise, HOT_NOTHING);
	expect_text(hot_log(CPU), loss->undone);
	check_taken_out();
	expect_number(cpu_next_faulted(0), loss->deed == HOT_FAULT ? CPU : CPU_NONE);
	expect_number(cpu_next_faulted(0), CPU_NONE);
	if (loss->deed == HOT_FAULT)
		expect_text(cpu_percpu(CPU)->fault.name, "ud");
	expect_number(count_of(&fake_core(CPU)->accepted[IPI_CPU_CRASH_STOP]),
		      loss->deed == HOT_HANG && (loss->hot >= O1 || !loss->rise));
	come_back();
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	expect_text(hot_log(CPU), hot_way(CPUHP_ONLINE, CPUHP_OFFLINE));
	come_back();
}

static const struct loss losses[] = {
	{O2, true, HOT_HANG, 5000000, 5300000, "+p1 +p2 +s1 +s2 +o1 +o2 -p2 -p1"},
	{O2, false, HOT_HANG, 5000000, 5300000, "-o3 -o2 -p2 -p1"},
	{O2, true, HOT_FAULT, 0, 300000, "+p1 +p2 +s1 +s2 +o1 +o2 -p2 -p1"},
	{O2, false, HOT_FAULT, 0, 300000, "-o3 -o2 -p2 -p1"},
	/* it is woken a second time, and given up */
	{S2, true, HOT_HANG, 2000000, 3500000, "+p1 +p2 +s1 +s2 +s1 +s2 -p2 -p1"},
	/* behind its last call */
	{S2, false, HOT_HANG, 1000000, 1300000, "-o3 -o2 -o1 -s2 -p2 -p1"},
	{S2, false, HOT_FAULT, 0, 1300000, "-o3 -o2 -o1 -s2 -p2 -p1"},
};

/* An exception on its way online: it counts as come, and is found lost. */
static void check_fault_starting(const struct machine *machine)
{
	(void)machine;
	hot_register();
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	hot_log(CPU);
	hot_plan(CPU, S1, true, HOT_FAULT);
	check_result(cpu_up(CPU, CPUHP_ONLINE), STATUS_TIMEOUT, hot_state(S1));
	hot_plan(CPU, S1, true, HOT_NOTHING);
	expect_number(cpu_next_faulted(0), CPU);
	check_taken_out();
	come_back();
}

/* ---- all at once, as they come up ---- */

static void check_bring_up_loss(const struct machine *machine)
{
	const struct loss *loss = scenario_context();

	open_boot_core(machine);
	hot_register();
	hot_plan(CPU, loss->hot, true, loss->deed);
	bringup_run(&up, machine, up_cores);
	hot_plan(CPU, loss->hot, true, HOT_NOTHING);
	expect_number(num_online_cpus(), CORES - 1);
	expect(*up_cores[CPU].reason);
	if (loss->hot != S2) {
		expect_text(up_cores[CPU].reason, "a hotplug callback failed");
		check_result(up_cores[CPU].failed,
			     loss->deed == HOT_RETURN ? HOT_STATUS : STATUS_TIMEOUT,
			     hot_state(loss->hot));
	}
	expect_number(cpu_next_faulted(0), loss->deed == HOT_FAULT ? CPU : CPU_NONE);
	check_taken_out();
	for (cpu_index cpu = 1; cpu < CORES; cpu++) {
		if (cpu == CPU)
			continue;
		expect_text(hot_log(cpu), hot_way(CPUHP_OFFLINE, CPUHP_ONLINE));
		expect_text(up_cores[cpu].reason, "");
	}
	come_back();
	expect_text(up_cores[CPU].reason, "");
}

static const struct loss bring_up_losses[] = {
	{.hot = P2, .deed = HOT_RETURN}, {.hot = O2, .deed = HOT_RETURN},
	{.hot = O2, .deed = HOT_HANG},	 {.hot = O2, .deed = HOT_FAULT},
	{.hot = S2, .deed = HOT_HANG},
};

/* ---- elsewhere ---- */

static void take_fault(void *info)
{
	(void)info;
	arch_fault(FAULT_PF);
}

static void check_back_after_fault(const struct machine *machine)
{
	(void)machine;
	hot_register();
	for (unsigned int i = 0; i < 3; i++) {
		expect_number(smp_call_function_single(CPU, take_fault, NULL, true), STATUS_FAULT);
		expect_number(cpu_next_faulted(0), CPU);
		expect_text(hot_log(CPU), "-p2 -p1");
		check_taken_out();
		come_back();
	}
}

static void check_back_after_take_out(const struct machine *machine)
{
	struct gate gate = {0};

	(void)machine;
	hot_register();
	for (unsigned int i = 0; i < 3; i++) {
		atomic_store(&gate.entered, 0);
		if (i < 2) {
			expect_number(smp_call_function_single(CPU, hold_here, &gate, false),
				      STATUS_OK);
			expect(await_count(&gate.entered, 1));
		}
		cpu_take_out(CPU);
		expect_number(cpu_state(CPU), CPU_STOPPED);
		expect_text(hot_log(CPU), "-p2 -p1");
		check_taken_out();
		come_back();
	}
}

/* A core that did not answer its first start is none for ever. */
static void be_deaf(struct machine *machine)
{
	(void)machine;
	fake_core(CPU)->behaviour.deaf_starts = 4;
}

static void check_back_after_silence(const struct machine *machine)
{
	check_books(machine, &(struct books){.online = CORES - 1, .failed = 1});
	expect_number(cpuhp_state_of(CPU), CPUHP_OFFLINE);
	hot_register();
	check_taken_out();
	come_back();
	check_books(machine, &(struct books){.online = CORES});
}

static void hold_back(struct machine *machine)
{
	(void)machine;
	fake_cpu(CPU)->plan = PLAN_HELD_BACK;
}

static void check_held_back_comes(const struct machine *machine)
{
	check_books(machine, &(struct books){.online = CORES - 1, .held_back = 1});
	hot_register();
	check_taken_out();
	come_back();
	expect_number(up_cores[CPU].attempts, 1);
}

/* It never comes: cpu_up() says so, and what was prepared is undone. */
static void check_never_comes(const struct machine *machine)
{
	(void)machine;
	hot_register();
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	hot_log(CPU);
	fake_core(CPU)->behaviour.deaf_starts = 4;
	check_result(cpu_up(CPU, CPUHP_ONLINE), STATUS_TIMEOUT, CPUHP_BRINGUP_CPU);
	expect_text(hot_log(CPU), "+p1 +p2 -p2 -p1");
	expect_text(up_cores[CPU].reason, "never answered");
	expect_number(cpu_state(CPU), CPU_FAILED);
	check_taken_out();
	come_back();
}

/* One that took an exception nobody has collected: it is not there, whoever asks. */
static void check_uncollected(const struct machine *machine)
{
	(void)machine;
	hot_register();
	expect_number(smp_call_function_single(CPU, take_fault, NULL, true), STATUS_FAULT);
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_TIMEOUT);
	expect_text(hot_log(CPU), "-p2 -p1");
	expect_number(cpuhp_state_of(CPU), CPUHP_OFFLINE);
	come_back();
	expect_number(cpu_next_faulted(0), CPU);
	check_at(CPU, CPUHP_ONLINE);
	expect_number(smp_call_function_single(CPU, take_fault, NULL, true), STATUS_FAULT);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	check_at(CPU, CPUHP_ONLINE);
	expect_number(cpu_next_faulted(0), CPU);
}

#define ROW(name_, body_, ...)                                                                     \
	{                                                                                          \
		.name = (name_), .body = (body_), .setup = {.cores = CORES}, __VA_ARGS__           \
	}
#define LOSS(name_, number_) ROW(name_, check_loss, .context = &losses[number_])
#define BRING_UP(name_, number_)                                                                   \
	ROW(name_, check_bring_up_loss, .bare = true, .context = &bring_up_losses[number_])
static const struct scenario rows[] = {
	LOSS("hangs, up", 0),
	LOSS("hangs, down", 1),
	LOSS("takes an exception, up", 2),
	LOSS("takes an exception, down", 3),
	LOSS("hangs before its first call", 4),
	LOSS("hangs behind its last call", 5),
	LOSS("takes an exception behind its last call", 6),
	ROW("takes an exception before its first call", check_fault_starting, ),
	BRING_UP("one of all fails before", 0),
	BRING_UP("one of all fails", 1),
	BRING_UP("one of all hangs", 2),
	BRING_UP("one of all takes an exception", 3),
	BRING_UP("one of all hangs before its first call", 4),
	ROW("comes back after an exception", check_back_after_fault, ),
	ROW("comes back after it was taken out", check_back_after_take_out, ),
	ROW("comes back after it never came", check_back_after_silence, .arrange = be_deaf),
	ROW("was held back, and comes", check_held_back_comes, .arrange = hold_back),
	ROW("never comes", check_never_comes, ),
	ROW("an exception that nobody collected", check_uncollected, ),
};

SCENARIOS_MAIN(rows)
