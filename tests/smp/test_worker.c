/* SPDX-License-Identifier: BSD-2-Clause */
/* Per-CPU workers: set up once, parked and unparked with their core, run while they should. */
#include "scenario.h"
#include "idle.h"
#include "irq_work.h"
#include "stall.h"
#include "workers.h"

enum { CORES = 5, CPU = 2, HELD_BACK = 4, LOG_MOST = 64 };

static void hold_back(struct machine *machine)
{
	(void)machine;
	fake_cpu(HELD_BACK)->plan = PLAN_HELD_BACK;
}

/* What was called on each core, plain: "s" for setup, "p" and "u" for park and unpark, "r" for
   each run. */
static char logs[CORES][LOG_MOST];
static _Atomic(unsigned int) wishes[CORES], runs[CORES];

static void note(cpu_index cpu, const char *what)
{
	const struct percpu *self = arch_this_percpu();

	expect_number(self->index, cpu);
	expect_number(self->in_interrupt, 0);
	expect(atomic_load(&fake_core(cpu)->irq_on));
	if (strlen(logs[cpu]) < LOG_MOST - 1)
		strcat(logs[cpu], what);
}

static void set_up(cpu_index cpu)
{
	note(cpu, "s");
}

static void park(cpu_index cpu)
{
	note(cpu, "p");
}

static void unpark(cpu_index cpu)
{
	note(cpu, "u");
}

static bool should_run(cpu_index cpu)
{
	expect_number(smp_processor_id(), cpu);
	return atomic_load(&wishes[cpu]);
}

static void run(cpu_index cpu)
{
	note(cpu, "r");
	atomic_fetch_sub(&wishes[cpu], 1);
	atomic_fetch_add_explicit(&runs[cpu], 1, memory_order_release);
}

static const struct worker worker = {.name = "noter",
				     .setup = set_up,
				     .park = park,
				     .unpark = unpark,
				     .should_run = should_run,
				     .run = run};

static void nothing(void *info)
{
	(void)info;
}

static void expect_logs(const char *wanted)
{
	for (cpu_index cpu = 0; cpu < CORES; cpu++)
		expect_text(logs[cpu], cpu == HELD_BACK ? "" : wanted);
}

static void check_life(const struct machine *machine)
{
	(void)machine;
	expect_number(worker_register(&worker), STATUS_OK);
	expect_logs("s");
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	expect_text(logs[CPU], "sp");
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	expect_text(logs[CPU], "spu");
	expect_number(cpu_down(CPU, CPUHP_AP_ONLINE_IDLE).status, STATUS_OK);
	expect_text(logs[CPU], "spup");
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	expect_text(logs[CPU], "spupu");
	logs[CPU][1] = '\0';
	expect_logs("s");
	expect_number(worker_unregister(&worker), STATUS_OK);
	expect_logs("sp");
	expect_number(worker_unregister(&worker), STATUS_NOT_FOUND);
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	expect_logs("sp");
	/* another one is set up anew, even in the same place */
	expect_number(worker_register(&worker), STATUS_OK);
	expect_logs("sps");
	expect_number(cpu_up(HELD_BACK, CPUHP_ONLINE).status, STATUS_OK);
	expect_text(logs[HELD_BACK], "s");
}

/* Cores that are not active: their workers run from CPUHP_AP_WORKERS on, and not below. */
static void check_between(const struct machine *machine)
{
	(void)machine;
	expect_number(cpu_down(CPU, CPUHP_AP_WORKERS).status, STATUS_OK);
	expect_number(cpu_down(1, CPUHP_AP_ONLINE_IDLE).status, STATUS_OK);
	expect_number(worker_register(&worker), STATUS_OK);
	expect_text(logs[CPU], "s");
	expect_text(logs[1], "");
	expect_number(cpu_up(1, CPUHP_AP_ONLINE_DYN).status, STATUS_OK);
	expect_text(logs[1], "s");
	atomic_store(&wishes[CPU], 1);
	worker_kick(CPU);
	expect(await_count(&runs[CPU], 1));
	expect_number(worker_unregister(&worker), STATUS_OK);
	expect_text(logs[CPU], "srp");
	expect_text(logs[1], "sp");
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	expect_number(cpu_up(1, CPUHP_ONLINE).status, STATUS_OK);
	expect_text(logs[CPU], "srp");
}

/* A core that is gone when a worker is taken back, and another takes its place. */
static void check_away(const struct machine *machine)
{
	(void)machine;
	expect_number(worker_register(&worker), STATUS_OK);
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	expect_number(worker_unregister(&worker), STATUS_OK);
	expect_number(worker_register(&worker), STATUS_OK);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	expect_text(logs[CPU], "sps");
	/* one that was lost never parked it */
	cpu_take_out(CPU);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	expect_text(logs[CPU], "spss");
}

/* However a core idles: a kick wakes it, and the worker runs while it should, and no more. */
static void check_kick(const struct machine *machine)
{
	(void)machine;
	expect_number(worker_register(&worker), STATUS_OK);
	for (cpu_index cpu = 1; cpu < HELD_BACK; cpu++) {
		for (unsigned int i = 0; i < 20; i++) {
			unsigned int wanted = atomic_load(&runs[cpu]) + i % 4;

			if (i % 2)
				expect_number(smp_call_function_single(cpu, nothing, NULL, true),
					      STATUS_OK);
			atomic_store(&wishes[cpu], i % 4);
			worker_kick(cpu);
			expect(await_count(&runs[cpu], wanted));
			expect_number(atomic_load(&wishes[cpu]), 0);
		}
		expect_number(atomic_load(&runs[cpu]), 30);
	}
	/* one that is polling or in mwait needs no interrupt */
	while (!atomic_load(&cpu_percpu(CPU)->polling) && machine->options.idle != IDLE_HALT)
		arch_relax(); /* the deadline is the row's */
	expect(machine->options.idle == IDLE_HALT ? accepted(CPU, IPI_RESCHEDULE) >= 15
						  : accepted(CPU, IPI_RESCHEDULE) <= 21);
	expect_number(accepted(HELD_BACK, IPI_RESCHEDULE), 0);
}

/* From a function, from another core's worker, and from the worker itself. */
static void kick_from_here(void *info)
{
	atomic_fetch_add(&wishes[(uintptr_t)info], 1);
	worker_kick((cpu_index)(uintptr_t)info);
}

static void check_kick_from_elsewhere(const struct machine *machine)
{
	(void)machine;
	expect_number(worker_register(&worker), STATUS_OK);
	for (cpu_index from = 1; from < HELD_BACK; from++) {
		for (cpu_index to = 1; to < HELD_BACK; to++) {
			unsigned int before = atomic_load(&runs[to]);

			expect_number(smp_call_function_single(from, kick_from_here,
							       (void *)(uintptr_t)to, true),
				      STATUS_OK);
			expect(await_count(&runs[to], before + 1));
		}
	}
	worker_kick(HELD_BACK); /* nobody hears it */
	worker_kick(CPU);	/* nothing to do */
}

/* The boot core has no idle loop: its workers run when it says so. */
static void check_here(const struct machine *machine)
{
	(void)machine;
	expect_number(worker_register(&worker), STATUS_OK);
	expect_text(logs[0], "s");
	atomic_store(&wishes[0], 2);
	worker_run_here();
	expect_text(logs[0], "s"); /* nobody kicked it */
	worker_kick(0);
	expect_text(logs[0], "s");
	for (unsigned int i = 0; i < 4; i++)
		worker_run_here();
	expect_text(logs[0], "srr");
	expect_number(smp_call_function_single(1, kick_from_here, NULL, true), STATUS_OK);
	while (!atomic_load(&arch_this_percpu()->resched)) /* the deadline is the row's */
		arch_relax();
	worker_run_here();
	expect_text(logs[0], "srrr");
	expect_number(worker_unregister(&worker), STATUS_OK);
	expect_text(logs[0], "srrrp");
}

/* The others are in place 1 to 7, behind the hotplug worker. */
static void check_full(const struct machine *machine)
{
	static struct worker others[WORKERS_MAX];

	(void)machine;
	for (unsigned int i = 1; i < WORKERS_MAX; i++) {
		others[i] = worker;
		expect_number(worker_register(&others[i]), STATUS_OK);
	}
	expect_number(worker_register(&worker), STATUS_NO_MEMORY);
	expect_number(worker_unregister(&worker), STATUS_NOT_FOUND);
	expect_logs("sssssss");
	expect_number(worker_unregister(&others[3]), STATUS_OK);
	expect_logs("sssssssp");
	expect_number(worker_register(&worker), STATUS_OK);
	expect_logs("sssssssps");
}

/* ---- waiting for each other ---- */

static _Atomic(unsigned int) answers;
static _Atomic(unsigned int) rounds[CORES];

static bool wants_round(cpu_index cpu)
{
	return cpu && atomic_load(&rounds[cpu]);
}

static void answer(void *info)
{
	(void)info;
	atomic_fetch_add_explicit(&answers, 1, memory_order_release);
}

/* All wait for all, each for the next: calls interrupt a worker, also one that waits. */
static void ask_all(cpu_index cpu)
{
	for (cpu_index other = 0; other < HELD_BACK; other++)
		expect_number(
			smp_call_function_single((cpu + other) % HELD_BACK, answer, NULL, true),
			STATUS_OK);
	expect_number(on_each_cpu(answer, NULL, true), STATUS_OK);
	atomic_fetch_sub(&rounds[cpu], 1);
}

static void check_wait_for_each_other(const struct machine *machine)
{
	static const struct worker asker = {.should_run = wants_round, .run = ask_all};
	enum { ROUNDS = 200 };

	(void)machine;
	expect_number(worker_register(&asker), STATUS_OK);
	for (cpu_index cpu = 1; cpu < HELD_BACK; cpu++)
		atomic_store(&rounds[cpu], ROUNDS);
	for (cpu_index cpu = 1; cpu < HELD_BACK; cpu++)
		worker_kick(cpu);
	expect(await_count(&answers, (HELD_BACK - 1) * ROUNDS * 2 * HELD_BACK));
	for (cpu_index cpu = 1; cpu < HELD_BACK; cpu++)
		expect_number(smp_call_function_single(cpu, nothing, NULL, true), STATUS_OK);
	expect_number(atomic_load(&answers), (HELD_BACK - 1) * ROUNDS * 2 * HELD_BACK);
	expect_number(worker_unregister(&asker), STATUS_OK);
}

/* Interrupts reach a core whose worker runs, and only there no call must wait. */
static _Atomic(unsigned int) worked;

static void count_work(struct irq_work *work)
{
	(void)work;
	expect(arch_this_percpu()->in_interrupt);
	atomic_fetch_add_explicit(&worked, 1, memory_order_release);
}

static struct gate busy;

static bool once(cpu_index cpu)
{
	return cpu == CPU && !atomic_load(&busy.entered);
}

static void stay(cpu_index cpu)
{
	(void)cpu;
	hold_here(&busy);
}

static void check_interrupted(const struct machine *machine)
{
	static const struct worker stayer = {.should_run = once, .run = stay};
	static struct irq_work work = {.func = count_work};

	(void)machine;
	expect_number(worker_register(&stayer), STATUS_OK);
	expect(await_count(&busy.entered, 1));
	expect_number(smp_call_function_single(CPU, nothing, NULL, true), STATUS_OK);
	expect_number(irq_work_queue_on(&work, CPU), STATUS_OK);
	expect(await_count(&worked, 1));
	gate_open(&busy);
	expect_number(worker_unregister(&stayer), STATUS_OK);
}

/* A worker that does not come back: who takes it back is told so. */
static void check_hangs(const struct machine *machine)
{
	static const struct worker stayer = {.should_run = once, .run = stay};

	(void)machine;
	expect_number(worker_register(&stayer), STATUS_OK);
	expect(await_count(&busy.entered, 1));
	expect_number(worker_unregister(&stayer), STATUS_TIMEOUT);
	cpu_take_out(CPU);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	expect_number(smp_call_function_single(CPU, nothing, NULL, true), STATUS_OK);
}

/* Every way of idling follows every other while they run. */
static void check_idle_changes(const struct machine *machine)
{
	static const enum idle_kind kinds[] = {IDLE_POLL,  IDLE_MWAIT, IDLE_HALT,
					       IDLE_MWAIT, IDLE_POLL,  IDLE_HALT};

	(void)machine;
	expect_number(worker_register(&worker), STATUS_OK);
	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		idle_change(kinds[i]);
		expect_number(idle_chosen(), kinds[i]);
		for (cpu_index cpu = 1; cpu < HELD_BACK; cpu++) {
			struct percpu *target = cpu_percpu(cpu);

			while (atomic_load(&target->resched) ||
			       atomic_load(&target->polling) != (kinds[i] != IDLE_HALT))
				arch_relax(); /* the deadline is the row's */
			expect_number(smp_call_function_single(cpu, kick_from_here,
							       (void *)(uintptr_t)cpu, true),
				      STATUS_OK);
			expect(await_count(&runs[cpu], i + 1));
		}
	}
}

/* As where MONITOR is weak: the kick is slept through until an interrupt follows it. */
static void check_deaf(const struct machine *machine)
{
	struct deadline late = deadline_in_us(1000000), passed = deadline_in_us(0);

	(void)machine;
	expect_number(worker_register(&worker), STATUS_OK);
	while (fake_state(fake_core(CPU)) != HW_MWAIT)
		arch_relax(); /* the deadline is the row's */
	atomic_store(&fake_core(CPU)->behaviour.deaf_to_stores, true);
	wait_us(100); /* it looks at that once more */
	atomic_store(&wishes[CPU], 1);
	worker_kick(CPU);
	workers_rekick(CPU, &late);
	expect_number(stall_rekicks(), 0);
	workers_rekick(CPU, &passed);
	expect(await_count(&runs[CPU], 1));
	expect_number(stall_rekicks(), 1);
	expect(!deadline_passed(passed));
	atomic_store(&fake_core(CPU)->behaviour.deaf_to_stores, false);
}

#define ROW(name_, idle_, body_) IDLE_ROW(name_, idle_, body_, .arrange = hold_back)
#define ROWS(name_, body_)	 IDLE_ROWS(name_, body_, .arrange = hold_back)
static const struct scenario rows[] = {
	ROWS("from setup to park", check_life),
	ROWS("on cores that are not active", check_between),
	ROWS("its core was away", check_away),
	ROWS("kicks", check_kick),
	ROWS("kicks from elsewhere", check_kick_from_elsewhere),
	ROWS("on the boot core", check_here),
	ROWS("too many", check_full),
	ROWS("wait for each other", check_wait_for_each_other),
	ROWS("is interrupted", check_interrupted),
	ROWS("hangs", check_hangs),
	ROW("idling changes", IDLE_HALT, check_idle_changes),
	ROW("a core is deaf to stores", IDLE_MWAIT, check_deaf),
};

SCENARIOS_MAIN(rows)
