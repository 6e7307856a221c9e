/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls: exactly once, on exactly the right cores, and what is refused. */
#include "scenario.h"
#include "wait.h"
#include "idle.h"

enum { CORES = 6, HELD_BACK = 4 };
enum { ALL_ONLINE = 0x3F & ~(1 << HELD_BACK) };

static void hold_back(struct machine *machine)
{
	(void)machine;
	fake_cpu(HELD_BACK)->plan = PLAN_HELD_BACK;
}

/* Plain numbers, each written by one core: what orders them is what is tested. */
static unsigned int runs[CORES];

static void count_run(void *info)
{
	unsigned int *counts = info;

	expect(!atomic_load(&fake_core(smp_processor_id())->irq_on));
	counts[smp_processor_id()]++;
}

/* Every core ran once if it is a member of mask, else never; forgets the runs. */
static void check_runs(uint64_t mask)
{
	for (cpu_index cpu = 0; cpu < CORES; cpu++)
		expect_number(runs[cpu], mask >> cpu & 1);
	memset(runs, 0, sizeof(runs));
}

/* Behind a call that is waited for, all earlier ones to that core have run. */
static void nothing(void *info)
{
	(void)info;
}

static void flush(void)
{
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		if (cpu_online(cpu))
			expect_number(smp_call_function_single(cpu, nothing, NULL, true),
				      STATUS_OK);
}

static void check_single(const struct machine *machine)
{
	for (cpu_index cpu = 0; cpu < machine->possible_count; cpu++) {
		bool online = ALL_ONLINE >> cpu & 1;
		enum status status = online ? STATUS_OK : STATUS_OFFLINE;

		expect_number(smp_call_function_single(cpu, count_run, runs, true), status);
		check_runs(online ? 1u << cpu : 0);
		expect_number(smp_call_function_single(cpu, count_run, runs, false), status);
		flush();
		check_runs(online ? 1u << cpu : 0);
	}
	expect_number(smp_call_function_single(CORES, count_run, runs, true), STATUS_OFFLINE);
	expect_number(smp_call_function_single(CPU_NONE, count_run, runs, true), STATUS_OFFLINE);
	check_runs(0);
}

/* On the calling core a function runs at once, interrupts off, and they come back as they were. */
static void check_self(const struct machine *machine)
{
	struct call_single_data csd = {.func = count_run, .info = runs};
	struct cpumask mine = mask_of(1);

	(void)machine;
	expect_number(smp_call_function_single(0, count_run, runs, false), STATUS_OK);
	check_runs(1);
	expect_number(smp_call_function_single_async(0, &csd), STATUS_OK);
	check_runs(1);
	expect(!csd_busy(&csd));
	expect_number(smp_call_function_any(&mine, count_run, runs, true), STATUS_OK);
	check_runs(1);
	expect_number(on_each_cpu_mask(&mine, count_run, runs, true), STATUS_OK);
	check_runs(1);
	expect_number(smp_call_function_many(&mine, count_run, runs, true), STATUS_OK);
	check_runs(0);
	expect(atomic_load(&fake_core(0)->irq_on));
	arch_irq_disable();
	expect_number(smp_call_function_single(0, count_run, runs, true), STATUS_OK);
	expect(!atomic_load(&fake_core(0)->irq_on));
	arch_irq_enable();
	check_runs(1);
	expect_number(accepted(0, IPI_CALL_FUNC_SINGLE), 0);
}

static void check_any(const struct machine *machine)
{
	struct cpumask mask = mask_of(1u << 2 | 1u << 5);

	(void)machine;
	expect_number(smp_call_function_any(&mask, count_run, runs, true), STATUS_OK);
	check_runs(1u << 2);
	mask = mask_of(1u << HELD_BACK | 1u << 5); /* the lowest is not online */
	expect_number(smp_call_function_any(&mask, count_run, runs, false), STATUS_OK);
	flush();
	check_runs(1u << 5);
	mask = mask_of(~0ull); /* the calling core comes first */
	expect_number(smp_call_function_any(&mask, count_run, runs, true), STATUS_OK);
	check_runs(1);
	mask = mask_of(1u << HELD_BACK);
	expect_number(smp_call_function_any(&mask, count_run, runs, true), STATUS_OFFLINE);
	mask = mask_of(0);
	expect_number(smp_call_function_any(&mask, count_run, runs, true), STATUS_OFFLINE);
	check_runs(0);
}

static void check_many(const struct machine *machine)
{
	(void)machine;
	for (uint64_t bits = 0; bits < 1u << CORES; bits++) {
		struct cpumask mask = mask_of(bits);
		uint64_t others = bits & ALL_ONLINE & ~1ull;

		expect_number(smp_call_function_many(&mask, count_run, runs, true), STATUS_OK);
		check_runs(others);
		expect_number(smp_call_function_many(&mask, count_run, runs, false), STATUS_OK);
		flush();
		check_runs(others);
		expect_number(on_each_cpu_mask(&mask, count_run, runs, true), STATUS_OK);
		check_runs(bits & ALL_ONLINE);
		expect_number(on_each_cpu_mask(&mask, count_run, runs, false), STATUS_OK);
		flush();
		check_runs(bits & ALL_ONLINE);
	}
	expect_number(smp_call_function(count_run, runs, true), STATUS_OK);
	check_runs(ALL_ONLINE & ~1);
	expect_number(on_each_cpu(count_run, runs, true), STATUS_OK);
	check_runs(ALL_ONLINE);
	expect_number(on_each_cpu(count_run, runs, false), STATUS_OK);
	flush();
	check_runs(ALL_ONLINE);
}

/* A csd is the sender's again once its function has started, and not before. */
static void check_async(const struct machine *machine)
{
	struct call_single_data first = {.func = count_run, .info = runs}, second = first;
	struct gate gate = {0};

	(void)machine;
	expect_number(smp_call_function_single_async(HELD_BACK, &first), STATUS_OFFLINE);
	expect(!csd_busy(&first));
	expect_number(smp_call_function_single(1, hold_here, &gate, false), STATUS_OK);
	expect(await_count(&gate.entered, 1));
	expect_number(smp_call_function_single_async(1, &first), STATUS_OK);
	expect_number(smp_call_function_single_async(1, &second), STATUS_OK);
	expect(csd_busy(&first));
	expect_number(smp_call_function_single_async(1, &first), STATUS_BUSY);
	expect_number(smp_call_function_single_async(2, &first), STATUS_BUSY);
	expect_number(smp_call_function_single_async(0, &first), STATUS_BUSY);
	gate_open(&gate);
	flush();
	expect(!csd_busy(&first) && !csd_busy(&second));
	expect_number(runs[1], 2);
	runs[1] = 0;
	check_runs(0);
	expect_number(smp_call_function_single_async(2, &first), STATUS_OK);
	flush();
	check_runs(1u << 2);
}

/* A csd may be sent on from its own function. */
static struct call_single_data baton;
static _Atomic(unsigned int) legs;

static void pass_on(void *info)
{
	unsigned int leg = atomic_fetch_add(&legs, 1) + 1;

	(void)info;
	if (leg < 20)
		expect_number(smp_call_function_single_async(1 + leg % 3, &baton), STATUS_OK);
}

static void check_baton(const struct machine *machine)
{
	(void)machine;
	baton.func = pass_on;
	expect_number(smp_call_function_single_async(1, &baton), STATUS_OK);
	expect(await_count(&legs, 20));
	flush();
	expect_number(atomic_load(&legs), 20);
	expect(!csd_busy(&baton));
}

/* ---- in a function, where no wait is allowed ---- */

static struct gate busy_gate;
static _Atomic(unsigned int) inside_done;

static void try_inside(void *info)
{
	static struct call_single_data csd;
	struct cpumask mask = mask_of(1u << 3);
	cpu_index self = smp_processor_id(), held = 5;
	unsigned int sent = 0;

	expect_number(smp_call_function_single(3, count_run, info, true), STATUS_INVALID);
	expect_number(smp_call_function_any(&mask, count_run, info, true), STATUS_INVALID);
	expect_number(smp_call_function_many(&mask, count_run, info, true), STATUS_INVALID);
	expect_number(smp_call_function_many(&mask, count_run, info, false), STATUS_INVALID);
	expect_number(smp_call_function(count_run, info, true), STATUS_INVALID);
	expect_number(on_each_cpu(count_run, info, true), STATUS_INVALID);
	expect_number(on_each_cpu_mask(&mask, count_run, info, false), STATUS_INVALID);
	/* who must not wait is told so first, whoever it is for */
	expect_number(smp_call_function_single(HELD_BACK, count_run, info, true), STATUS_INVALID);
	expect_number(smp_call_function_single(HELD_BACK, count_run, info, false), STATUS_OFFLINE);
	expect_number(smp_call_function_single(self, count_run, info, true), STATUS_OK);
	csd.func = count_run;
	csd.info = info;
	expect_number(smp_call_function_single_async(2, &csd), STATUS_OK);
	/* All its slots are out: refused at once, as it cannot wait for them. A call that the boot
	   core waits for meanwhile has none of them. */
	while (smp_call_function_single(held, nothing, NULL, false) == STATUS_OK)
		sent++;
	expect_number(smp_call_function_single(held, nothing, NULL, false), STATUS_BUSY);
	expect_number(sent, SINGLE_SLOTS);
	atomic_fetch_add_explicit(&inside_done, 1, memory_order_release);
}

static void check_inside(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function_single(5, hold_here, &busy_gate, false), STATUS_OK);
	expect(await_count(&busy_gate.entered, 1));
	expect_number(smp_call_function_single(1, try_inside, runs, true), STATUS_OK);
	gate_open(&busy_gate);
	flush();
	check_runs(1u << 1 | 1u << 2);
}

/* The boot core, too, is in interrupt context when it runs what others call there. */
static void call_boot_core(void *info)
{
	expect_number(smp_call_function_single(0, try_inside, info, false), STATUS_OK);
}

static void check_inside_boot_core(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function_single(5, hold_here, &busy_gate, false), STATUS_OK);
	expect(await_count(&busy_gate.entered, 1));
	expect_number(smp_call_function_single(1, call_boot_core, runs, true), STATUS_OK);
	expect(await_count(&inside_done, 1));
	gate_open(&busy_gate);
	flush();
	check_runs(1u << 0 | 1u << 2);
	expect_number(arch_this_percpu()->in_interrupt, 0);
	expect_number(on_each_cpu(count_run, runs, true), STATUS_OK);
	check_runs(ALL_ONLINE);
}

/* An interrupt comes between the end of a call and its waiter's look: what it sends must not be
   taken for that call. */
static _Atomic(unsigned int) boot_interrupted;

static void send_behind_its_back(void *info)
{
	const struct call_single_data *awaited = &arch_this_percpu()->waited[0];

	expect(csd_busy(awaited));
	atomic_store_explicit(&boot_interrupted, 1, memory_order_relaxed);
	while (csd_busy(awaited)) /* the deadline is the row's */
		arch_relax();
	expect_number(smp_call_function_single(5, nothing, info, false), STATUS_OK);
}

static void interrupt_boot_core(void *info)
{
	expect_number(smp_call_function_single(0, send_behind_its_back, info, false), STATUS_OK);
	while (!atomic_load_explicit(&boot_interrupted, memory_order_relaxed))
		arch_relax(); /* the deadline is the row's */
}

static void check_slots_apart(const struct machine *machine)
{
	(void)machine;
	expect_number(smp_call_function_single(5, hold_here, &busy_gate, false), STATUS_OK);
	expect(await_count(&busy_gate.entered, 1));
	expect_number(smp_call_function_single(1, interrupt_boot_core, NULL, true), STATUS_OK);
	gate_open(&busy_gate);
	flush();
}

static void check_idle(const struct machine *machine)
{
	enum idle_kind kind = machine->options.idle;

	if (kind == IDLE_MWAIT && machine->arch.no_mwait)
		kind = IDLE_HALT;
	if (kind == IDLE_SUSPEND && !machine->arch.has_suspend)
		kind = IDLE_HALT;
	expect_number(idle_chosen(), kind);
	expect_number(on_each_cpu(count_run, runs, true), STATUS_OK);
	check_runs(ALL_ONLINE);
}

static bool any_watches(void)
{
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		if (atomic_load(&cpu_percpu(cpu)->polling))
			return true;
	return false;
}

/* They do not watch for ever: who is called late is told. */
static void check_haltpoll(const struct machine *machine)
{
	const counter *sent = &arch_this_percpu()->sent[IPI_CALL_FUNC];
	struct deadline deadline;
	uint64_t before;

	check_idle(machine);
	deadline = deadline_in_us(SMP_DEADLINE_US);
	while (any_watches() && !deadline_passed(deadline))
		arch_relax();
	expect(!any_watches());
	before = counter_read(sent);
	check_idle(machine);
	expect_number(counter_read(sent) - before, num_online_cpus() - 1);
}

#define ROW(name_, idle_, body_) IDLE_ROW(name_, idle_, body_, .arrange = hold_back)
#define ROWS(name_, body_)	 IDLE_ROWS(name_, body_, .arrange = hold_back)
static const struct scenario rows[] = {
	ROWS("to one", check_single),
	ROWS("to oneself", check_self),
	ROWS("to any", check_any),
	ROWS("to many and all", check_many),
	ROWS("async", check_async),
	ROWS("async, sent on", check_baton),
	ROWS("from a function", check_inside),
	ROWS("from a function on the boot core", check_inside_boot_core),
	ROWS("from a function on the boot core, which waits", check_slots_apart),
	ROWS("idle", check_idle),
	{.name = "mwait that is not there",
	 .body = check_idle,
	 .setup = {.cores = CORES, .idle = IDLE_MWAIT, .no_mwait = true},
	 .arrange = hold_back},
	ROW("haltpoll", IDLE_HALTPOLL, check_haltpoll),
	{.name = "suspend",
	 .body = check_idle,
	 .setup = {.cores = CORES, .idle = IDLE_SUSPEND, .has_suspend = true},
	 .arrange = hold_back},
	{.name = "suspend that is not there",
	 .body = check_idle,
	 .setup = {.cores = CORES, .idle = IDLE_SUSPEND},
	 .arrange = hold_back},
};

SCENARIOS_MAIN(rows)
