/* SPDX-License-Identifier: BSD-2-Clause */
/* Cores that are lost: they hang, take an exception, or do not stop. What they held is let go. */
#include "scenario.h"
#include "ipi.h"
#include "wait.h"

enum { CORES = 8, LOST = 3, OTHER = 5 };

static unsigned int runs[CORES];

static void count_run(void *info)
{
	(void)info;
	runs[smp_processor_id()]++;
}

static void nothing(void *info)
{
	(void)info;
}

static void take_fault(void *info)
{
	(void)info;
	arch_fault(FAULT_UD);
}

/* All but those of the mask ran so often. */
static void check_runs(uint64_t but, unsigned int times)
{
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		expect_number(runs[cpu], but >> cpu & 1 ? 0 : times);
}

/* Who is left answers, in all kinds of calls; the lost take none. */
static void check_rest(uint64_t lost)
{
	cpu_index other;

	for_each_cpu (other, &cpu_online_mask) /* what was sent there before has run behind this */
		expect_number(smp_call_function_single(other, nothing, NULL, true), STATUS_OK);
	memset(runs, 0, sizeof(runs));
	expect_number(smp_call_function(count_run, NULL, true), STATUS_OK);
	check_runs(lost, 1);
	for (cpu_index cpu = 1; cpu < CORES; cpu++) {
		bool gone = lost >> cpu & 1;

		expect_number(smp_call_function_single(cpu, count_run, NULL, true),
			      gone ? STATUS_OFFLINE : STATUS_OK);
		expect_number(cpumask_test(&cpu_online_mask, cpu), !gone);
		expect_number(cpumask_test(&cpu_active_mask, cpu), !gone);
	}
	check_runs(lost, 2);
	/* All slots are free: none waits, and none is refused. */
	expect(slots_free());
	expect_number(cpu_refusals().count, 0);
	expect(!ipi_may_broadcast());
}

/* The status, and that it took the deadline, once, and little more. */
static void expect_timeout(enum status status, enum status wanted, ticks began)
{
	ticks took = arch_clock_read() - began;

	expect_number(status, wanted);
	expect(took >= clock_from_us(wait_clock, SMP_DEADLINE_US));
	expect(took < clock_from_us(wait_clock, SMP_DEADLINE_US + SMP_DEADLINE_US / 4));
}

/* ---- it hangs ---- */

static void check_hang(const struct machine *machine)
{
	struct gate gate = {0};
	ticks began = arch_clock_read();

	(void)machine;
	expect_timeout(smp_call_function_single(LOST, hold_here, &gate, true), STATUS_TIMEOUT,
		       began);
	expect_number(cpu_state(LOST), CPU_ONLINE);
	cpu_take_out(LOST);
	expect_number(cpu_state(LOST), CPU_STOPPED);
	expect_number(fake_state(fake_core(LOST)), HW_WAITING);
	check_rest(1u << LOST);
}

/* More of them than there are slots to call from. */
static void check_hang_many_times(const struct machine *machine)
{
	struct gate gates[CORES] = {{0}};
	uint64_t lost = 0;

	(void)machine;
	for (cpu_index cpu = 1; cpu <= SINGLE_SLOTS + 2; cpu++) {
		expect_number(smp_call_function_single(cpu, hold_here, &gates[cpu], true),
			      STATUS_TIMEOUT);
		cpu_take_out(cpu);
		lost |= 1u << cpu;
	}
	check_rest(lost);
}

/* It comes back before it is taken out: nothing is lost, and the call ran once. */
static void hold_and_count(void *gate)
{
	hold_here(gate);
	count_run(NULL);
}

static void check_comes_back(const struct machine *machine)
{
	struct gate gate = {0};

	(void)machine;
	expect_number(smp_call_function_single(LOST, hold_and_count, &gate, true), STATUS_TIMEOUT);
	gate_open(&gate);
	expect_number(smp_call_function_single(LOST, nothing, NULL, true), STATUS_OK);
	expect_number(runs[LOST], 1);
	expect(slots_free());
	expect_number(smp_call_function(count_run, NULL, true), STATUS_OK);
	expect_number(runs[LOST], 2);
}

/* Calls that it had taken from its queue, and calls that still wait there: all are let go. */
static void check_reclaim(const struct machine *machine)
{
	struct gate first = {0}, second = {0};
	struct call_single_data hang = {.func = hold_here, .info = &second};
	struct call_single_data taken[3], waiting[3];

	(void)machine;
	memset(taken, 0, sizeof(taken));
	memset(waiting, 0, sizeof(waiting));
	expect_number(smp_call_function_single(LOST, hold_here, &first, false), STATUS_OK);
	expect(await_count(&first.entered, 1));
	expect_number(smp_call_function_single_async(LOST, &hang), STATUS_OK);
	for (unsigned int i = 0; i < ARRAY_SIZE(taken); i++) {
		taken[i].func = count_run;
		expect_number(smp_call_function_single_async(LOST, &taken[i]), STATUS_OK);
	}
	expect_number(smp_call_function_single(LOST, count_run, NULL, false), STATUS_OK);
	expect_number(smp_call_function(count_run, NULL, false), STATUS_OK);
	gate_open(&first);
	expect(await_count(&second.entered, 1));
	for (unsigned int i = 0; i < ARRAY_SIZE(waiting); i++) {
		waiting[i].func = count_run;
		expect_number(smp_call_function_single_async(LOST, &waiting[i]), STATUS_OK);
		expect(csd_busy(&waiting[i]) && csd_busy(&taken[i]));
	}
	cpu_take_out(LOST);
	for (unsigned int i = 0; i < ARRAY_SIZE(taken); i++) {
		expect(!csd_busy(&waiting[i]) && !csd_busy(&taken[i]));
		expect_number(smp_call_function_single_async(LOST, &taken[i]), STATUS_OFFLINE);
		expect_number(smp_call_function_single_async(OTHER, &taken[i]), STATUS_OK);
	}
	expect_number(runs[LOST], 0);
	check_rest(1u << LOST);
}

/* Of what a core holds when it is lost, calls that were over do not count: their csds may be on
   their way to another core by then. */
static void check_slot_elsewhere(void (*lose)(void))
{
	const struct call_single_data *slot = &arch_this_percpu()->singles[0];
	struct gate gate = {0};
	struct call_single_data hold = {.func = hold_here, .info = &gate};

	expect_number(smp_call_function_single_async(OTHER, &hold), STATUS_OK);
	expect(await_count(&gate.entered, 1));
	expect_number(smp_call_function_single(OTHER, count_run, NULL, false), STATUS_OK);
	expect(csd_busy(slot));
	lose();
	expect(csd_busy(slot));
	gate_open(&gate);
	expect_number(smp_call_function_single(OTHER, nothing, NULL, true), STATUS_OK);
	expect_number(runs[OTHER], 1);
	check_rest(1u << LOST);
}

static void take_out_lost(void)
{
	cpu_take_out(LOST);
}

static void check_over_before(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function_single(LOST, nothing, NULL, true), STATUS_OK);
	check_slot_elsewhere(take_out_lost);
}

static void collect_lost(void)
{
	expect_number(cpu_next_faulted(0), LOST);
}

static void check_reclaimed_once(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function_single(LOST, take_fault, NULL, true), STATUS_FAULT);
	check_slot_elsewhere(collect_lost);
}

/* All slots are out to a core that hangs: after its deadline a call elsewhere is refused too, but
   not one that is waited for. */
static void check_no_slot(const struct machine *machine)
{
	struct gate gate = {0};
	ticks began;

	(void)machine;
	expect_number(smp_call_function_single(LOST, hold_here, &gate, false), STATUS_OK);
	expect(await_count(&gate.entered, 1));
	for (unsigned int i = 0; i < SINGLE_SLOTS; i++)
		expect_number(smp_call_function_single(LOST, count_run, NULL, false), STATUS_OK);
	began = arch_clock_read();
	expect_timeout(smp_call_function_single(OTHER, count_run, NULL, false), STATUS_BUSY, began);
	expect_number(smp_call_function_single(OTHER, nothing, NULL, true), STATUS_OK);
	expect_number(runs[OTHER], 0);
	expect_number(smp_call_function(count_run, NULL, false), STATUS_OK);
	cpu_take_out(LOST);
	expect_number(runs[LOST], 0);
	check_rest(1u << LOST);
}

/* Both slots of calls that are waited for: the third is refused, at once, and runs nowhere. */
static void check_no_waited_slot(const struct machine *machine)
{
	struct gate gate = {0};
	ticks began;

	(void)machine;
	expect_number(smp_call_function_single(LOST, hold_here, &gate, false), STATUS_OK);
	for (unsigned int i = 0; i < WAITED_SLOTS; i++)
		expect_timeout(smp_call_function_single(LOST, count_run, NULL, true),
			       STATUS_TIMEOUT, arch_clock_read());
	began = arch_clock_read();
	expect_number(smp_call_function_single(OTHER, count_run, NULL, true), STATUS_BUSY);
	expect(arch_clock_read() - began < clock_from_us(wait_clock, SMP_DEADLINE_US / 4));
	expect_number(runs[OTHER], 0);
	cpu_take_out(LOST);
	expect_number(runs[LOST], 0);
	check_rest(1u << LOST);
}

/* ---- calls to many ---- */

static void check_many_hang(const struct machine *machine)
{
	struct gate gates[2] = {{0}};
	ticks began;

	(void)machine;
	expect_number(smp_call_function_single(LOST, hold_here, &gates[0], false), STATUS_OK);
	expect_number(smp_call_function_single(OTHER, hold_here, &gates[1], false), STATUS_OK);
	began = arch_clock_read();
	expect_timeout(smp_call_function(count_run, NULL, true), STATUS_TIMEOUT, began);
	check_runs(1u << LOST | 1u << OTHER, 1);
	/* The nodes are still out: the next one is refused, and runs nowhere. */
	began = arch_clock_read();
	expect_timeout(smp_call_function(nothing, NULL, true), STATUS_BUSY, began);
	expect_timeout(on_each_cpu(count_run, NULL, false), STATUS_BUSY, arch_clock_read());
	expect_number(runs[0], 0);
	gate_open(&gates[1]);
	expect_number(smp_call_function_single(OTHER, nothing, NULL, true), STATUS_OK);
	expect_number(runs[OTHER], 1);
	cpu_take_out(LOST);
	check_runs(1u << LOST, 1);
	check_rest(1u << LOST);
}

/* One hangs and one takes an exception: the worse status, but the other's node is still out. */
static void hang_or_fault(void *gate)
{
	if (smp_processor_id() == OTHER)
		hold_here(gate);
	if (smp_processor_id() == LOST)
		take_fault(NULL);
	count_run(NULL);
}

static void check_many_hang_and_fault(const struct machine *machine)
{
	struct gate gate = {0};

	(void)machine;
	expect_number(smp_call_function(hang_or_fault, &gate, true), STATUS_FAULT);
	check_runs(1u << LOST | 1u << OTHER, 1);
	expect_number(smp_call_function(nothing, NULL, true), STATUS_BUSY);
	gate_open(&gate);
	expect_number(smp_call_function_single(OTHER, nothing, NULL, true), STATUS_OK);
	check_runs(1u << LOST, 1);
	expect_number(cpu_next_faulted(0), LOST);
	check_rest(1u << LOST);
}

static void fault_if_lost(void *info)
{
	if (smp_processor_id() == LOST)
		take_fault(info);
	else
		count_run(info);
}

static void check_many_fault(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function(fault_if_lost, NULL, true), STATUS_FAULT);
	check_runs(1u << LOST, 1);
	expect_number(cpu_next_faulted(0), LOST);
	check_rest(1u << LOST);
}

/* ---- it takes an exception ---- */

static void check_fault(const struct machine *machine)
{
	struct call_single_data behind = {.func = count_run};

	(void)machine;
	expect_number(smp_call_function_single(LOST, take_fault, NULL, true), STATUS_FAULT);
	expect_number(cpu_state(LOST), CPU_FAULTED);
	expect_number(cpu_percpu(LOST)->fault.cpu, LOST);
	expect_text(cpu_percpu(LOST)->fault.name, "ud");
	expect_number(smp_call_function_single_async(LOST, &behind), STATUS_OFFLINE);
	expect_number(cpu_next_faulted(LOST + 1), CPU_NONE);
	expect_number(cpu_next_faulted(0), LOST);
	expect_number(cpu_next_faulted(0), CPU_NONE);
	check_rest(1u << LOST);
}

/* Once the boot core waits for the lost one. */
static void open_gate(void *gate)
{
	while (atomic_load(&cpu_percpu(0)->waits_for) != LOST) /* the deadline is the row's */
		arch_relax();
	gate_open(gate);
}

/* The call that is waited for lies behind the one that takes the exception. */
static void check_fault_before(const struct machine *machine)
{
	struct gate gate = {0};
	struct call_single_data fault = {.func = take_fault}, behind = {.func = count_run};

	(void)machine;
	expect_number(smp_call_function_single(LOST, hold_here, &gate, false), STATUS_OK);
	expect(await_count(&gate.entered, 1));
	expect_number(smp_call_function_single_async(LOST, &fault), STATUS_OK);
	expect_number(smp_call_function_single_async(LOST, &behind), STATUS_OK);
	expect_number(smp_call_function_single(OTHER, open_gate, &gate, false), STATUS_OK);
	expect_number(smp_call_function_single(LOST, count_run, NULL, true), STATUS_FAULT);
	expect(!csd_busy(&fault) && !csd_busy(&behind));
	expect_number(cpu_next_faulted(0), LOST);
	expect_number(runs[LOST], 0);
	check_rest(1u << LOST);
}

static const struct scenario rows[] = {
	IDLE_ROWS("hangs", check_hang),
	IDLE_ROWS("hangs, one after the other", check_hang_many_times),
	IDLE_ROWS("comes back", check_comes_back),
	IDLE_ROWS("holds calls when it is taken out", check_reclaim),
	IDLE_ROWS("held calls that were over", check_over_before),
	IDLE_ROWS("is reclaimed once", check_reclaimed_once),
	IDLE_ROWS("holds all slots", check_no_slot),
	IDLE_ROWS("holds both slots of waiting", check_no_waited_slot),
	IDLE_ROWS("two of many hang", check_many_hang),
	IDLE_ROWS("one of many hangs, one takes an exception", check_many_hang_and_fault),
	IDLE_ROWS("one of many takes an exception", check_many_fault),
	IDLE_ROWS("takes an exception", check_fault),
	IDLE_ROWS("takes an exception before the call", check_fault_before),
};

SCENARIOS_MAIN(rows)
