/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of cores: states, refusals, the stop at the end, and who cleans up behind a core. */
#include "scenario.h"
#include "ipi.h"
#include "irq_work.h"
#include "ping.h"
#include "wait.h"
#include <sched.h>

enum { CORES = 6, LOST = 2, SENDER = 1, HELPER = 3 };

static void nothing(void *info)
{
	(void)info;
}

/* ---- the stop ---- */

static void check_stop(const struct machine *machine)
{
	ticks began = arch_clock_read();

	(void)machine;
	expect_number(cpu_stop_others(), 0);
	expect(arch_clock_read() - began < clock_from_us(wait_clock, 1000000));
	for (cpu_index cpu = 1; cpu < CORES; cpu++) {
		expect_number(cpu_state(cpu), CPU_STOPPED);
		expect_number(smp_call_function_single(cpu, nothing, NULL, true), STATUS_OFFLINE);
	}
	expect_number(cpu_state(0), CPU_ONLINE);
	expect_number(cpu_refusals().count, 0);
}

/* One does not hear it: it is counted, after a second, and the others have stopped. */
static void check_stop_hang(const struct machine *machine)
{
	struct gate gate = {0};
	ticks began, took;

	(void)machine;
	expect_number(smp_call_function_single(LOST, hold_here, &gate, false), STATUS_OK);
	expect(await_count(&gate.entered, 1));
	began = arch_clock_read();
	expect_number(cpu_stop_others(), 1);
	took = arch_clock_read() - began;
	expect(took >= clock_from_us(wait_clock, 1000000));
	expect(took < clock_from_us(wait_clock, 1300000));
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		expect_number(cpu_state(cpu), cpu == LOST ? CPU_ONLINE : CPU_STOPPED);
}

/* ---- changes of state that must not be ---- */

static void check_refusal(const struct machine *machine)
{
	struct cpu_refusal refusal;

	(void)machine;
	expect_number(cpu_refusals().count, 0);
	expect(!cpu_try_move(LOST, CPU_WAKING, CPU_OFFLINE));
	expect_number(cpu_refusals().count, 0);
	expect(!cpu_move(LOST, CPU_WAKING, CPU_FAILED));
	expect(!cpu_move(SENDER, CPU_OFFLINE, CPU_WAKING));
	refusal = cpu_refusals();
	expect_number(refusal.count, 2);
	expect_number(refusal.cpu, LOST);
	expect_number(refusal.from, CPU_WAKING);
	expect_number(refusal.to, CPU_FAILED);
	expect_number(refusal.found, CPU_ONLINE);
	expect_number(cpu_state(LOST), CPU_ONLINE);
	expect_text(cpu_state_name(cpu_state(LOST)), "online");
	expect_text(cpu_state_name((enum cpu_state)99), "unknown");
}

static void be_refused(void *info)
{
	(void)info;
	expect(!cpu_move(smp_processor_id(), CPU_STOPPED, CPU_WAKING));
	cpu_note_unexpected(0x40 + smp_processor_id());
}

/* All at once, and the boot core looks on: what it sees is whole. */
static void check_refusals_at_once(const struct machine *machine)
{
	unsigned int vector = 0;

	(void)machine;
	expect_number(cpu_unexpected(&vector), 0);
	expect_number(smp_call_function(be_refused, NULL, false), STATUS_OK);
	while (cpu_refusals().count < CORES - 1) { /* the deadline is the row's */
		struct cpu_refusal refusal = cpu_refusals();

		if (refusal.cpu) {
			expect_number(refusal.from, CPU_STOPPED);
			expect_number(refusal.found, CPU_ONLINE);
		}
		arch_relax();
	}
	expect_number(smp_call_function(nothing, NULL, true), STATUS_OK);
	expect(cpu_refusals().cpu >= 1 && cpu_refusals().cpu < CORES);
	expect_number(cpu_unexpected(&vector), CORES - 1);
	expect(vector > 0x40 && vector < 0x40 + CORES);
}

/* ---- a target is lost in the middle of a sender's call, while the boot core waits for it ---- */

static struct gate boot_held;
static _Atomic(unsigned int) lost_entered, may_fault, sender_done;

/* On the sender, between its push and its interrupt. */
static void lose_target(enum fake_event event, cpu_index cpu)
{
	if (event != FAKE_SEND || cpu != LOST || arch_this_percpu()->index != SENDER)
		return;
	atomic_store(&may_fault, 1);
	fake_stir();
	while (cpu_state(LOST) != CPU_FAULTED) /* the deadline is the row's */
		sched_yield();
}

static void fault_when_told(void *info)
{
	(void)info;
	atomic_fetch_add(&lost_entered, 1);
	while (!atomic_load(&may_fault)) /* the deadline is the row's */
		arch_relax();
	arch_fault(FAULT_PF);
}

static void hold_boot_core(void *info)
{
	while (!atomic_load(&lost_entered)) /* held earlier, it could not send that call */
		arch_relax();		    /* the deadline is the row's */
	expect_number(smp_call_function_single(0, hold_here, info, false), STATUS_OK);
}

static void send_to_lost(void *info)
{
	(void)info;
	while (!atomic_load(&boot_held.entered) || !atomic_load(&lost_entered))
		arch_relax(); /* the deadline is the row's */
	expect_number(smp_call_function_single(LOST, nothing, NULL, false), STATUS_OK);
	expect(slots_free());
	atomic_store(&sender_done, 1);
	gate_open(&boot_held);
}

static void set_hook(struct machine *machine)
{
	(void)machine;
	fake_set_hook(lose_target);
}

static void check_reclaimed_by_another(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function_single(SENDER, send_to_lost, NULL, false), STATUS_OK);
	expect_number(smp_call_function_single(HELPER, hold_boot_core, &boot_held, false),
		      STATUS_OK);
	expect_number(smp_call_function_single(LOST, fault_when_told, NULL, true), STATUS_FAULT);
	expect_number(atomic_load(&sender_done), 1);
	expect_number(cpu_next_faulted(0), LOST);
	expect(slots_free());
}

/* ---- the boot core ---- */

static const struct machine *the_machine;

static void end_run(const struct record_fault *fault)
{
	expect_number(fault->cpu, 0);
	expect_text(fault->name, "gp");
	arch_end(the_machine, EXIT_RESET, END_PANIC);
}

static void check_boot_core_fault(const struct machine *machine)
{
	the_machine = machine;
	cpu_set_fault_hook(end_run);
	arch_fault(FAULT_GP);
	expect(!"behind the fault");
}

static void fault_later(struct irq_work *work)
{
	(void)work;
	arch_fault(FAULT_PF);
}

static void fault_behind(void *info)
{
	static struct irq_work work = {.func = fault_later};

	(void)info;
	expect_number(irq_work_queue(&work), STATUS_OK);
}

/* The exception comes behind the call, which is over. */
static void check_fault_behind(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function_single(LOST, fault_behind, NULL, true), STATUS_OK);
	while (cpu_state(LOST) != CPU_FAULTED) /* the deadline is the row's */
		arch_relax();
	expect_number(smp_call_function_single(LOST, nothing, NULL, true), STATUS_OFFLINE);
	expect_number(smp_call_function(nothing, NULL, true), STATUS_OK); /* it is left out */
	expect_number(cpu_next_faulted(0), LOST);
	expect_number(smp_call_function(nothing, NULL, true), STATUS_OK);
}

/* An NMI that nobody here sent is survived, counted, and said once. */
static void take_nmi(void *info)
{
	(void)info;
	arch_fault(FAULT_NMI);
}

static void check_stray_nmi(const struct machine *machine)
{
	ticks span;

	(void)machine;
	expect(ping_nmi(LOST, &span)); /* one that is awaited */
	expect_number(cpu_next_unknown_nmi(0), CPU_NONE);
	expect_number(smp_call_function_single(LOST, take_nmi, NULL, true), STATUS_OK);
	expect_number(smp_call_function_single(HELPER, take_nmi, NULL, true), STATUS_OK);
	expect_number(cpu_percpu(LOST)->unknown_nmis, 1);
	expect_number(cpu_next_unknown_nmi(LOST + 1), HELPER);
	expect_number(cpu_next_unknown_nmi(0), LOST);
	expect_number(cpu_next_unknown_nmi(0), CPU_NONE);
	ipi_send(cpu_percpu(LOST), IPI_NMI_PING);	      /* without a request: nobody's too */
	while (!atomic_load(&cpu_percpu(LOST)->unknown_nmis)) /* the deadline is the row's */
		arch_relax();
	expect_number(atomic_load(&cpu_percpu(LOST)->nmi_pings), 1);
	expect_number(cpu_percpu(LOST)->snapshot.cpu, LOST);
	expect_number(cpu_state(LOST), CPU_ONLINE);
	expect_number(cpu_next_faulted(0), CPU_NONE);
	expect_number(smp_call_function(nothing, NULL, true), STATUS_OK);
}

#define ROW(name_, idle_, arrange_, body_) IDLE_ROW(name_, idle_, body_, .arrange = (arrange_))
#define ROWS(name_, body_)		   IDLE_ROWS(name_, body_)
static const struct scenario rows[] = {
	ROWS("stop", check_stop),
	ROWS("stop, one hangs", check_stop_hang),
	ROWS("refusal", check_refusal),
	ROWS("refusals at once", check_refusals_at_once),
	ROWS("exception on the boot core", check_boot_core_fault),
	ROWS("exception behind a call", check_fault_behind),
	ROWS("stray NMI", check_stray_nmi),
	ROW("reclaimed by another", IDLE_HALT, set_hook, check_reclaimed_by_another),
};

SCENARIOS_MAIN(rows)
