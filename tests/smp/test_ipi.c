/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts between cores: every kind is sent and received, the ways to send them, ticks, stop. */
#include "books.h"
#include "call.h"
#include "idle.h"
#include "ipi.h"
#include "irq_work.h"
#include "nmi.h"
#include "tick.h"
#include "wait.h"
#include "worker.h"

enum { CORES = 6, CPU = 2, OTHER = 4, ROUNDS = 20 };

static _Atomic(unsigned int) runs;

static void count_run(void *info)
{
	(void)info;
	atomic_fetch_add_explicit(&runs, 1, memory_order_release);
}

static void nothing(void *info)
{
	(void)info;
}

/* ---- every kind, sent and received ---- */

static uint64_t sent_by_all(enum ipi_kind kind)
{
	uint64_t sum = 0;

	for (cpu_index cpu = 0; cpu < cpu_possible_count(); cpu++)
		sum += counter_read(&cpu_percpu(cpu)->sent[kind]);
	return sum;
}

static uint64_t received_by_all(enum ipi_kind kind)
{
	uint64_t sum = 0;

	for (cpu_index cpu = 0; cpu < cpu_possible_count(); cpu++)
		sum += counter_read(&cpu_percpu(cpu)->received[kind]);
	return sum;
}

/* Those that were merged on the way do not arrive. */
static uint64_t merged(enum ipi_kind kind)
{
	uint64_t sum = 0;

	for (cpu_index cpu = 0; cpu < cpu_possible_count(); cpu++)
		sum += count_of(&fake_core(cpu)->merged[kind]);
	return sum;
}

static void check_balance(void)
{
	for (enum ipi_kind kind = 0; kind < IPI_KINDS; kind++) {
		struct deadline deadline = deadline_in_us(SMP_DEADLINE_US);
		uint64_t sent = sent_by_all(kind), accepted_all = 0;

		for (cpu_index cpu = 0; cpu < cpu_possible_count(); cpu++)
			accepted_all += accepted(cpu, kind);
		expect_number(accepted_all, sent);
		while (received_by_all(kind) + merged(kind) < sent && !deadline_passed(deadline))
			arch_relax();
		expect_number(received_by_all(kind) + merged(kind), sent);
	}
}

static void count_work(struct irq_work *work)
{
	(void)work;
	count_run(NULL);
}

static void send_each_kind(cpu_index to)
{
	static struct irq_work work = {.func = count_work};
	struct percpu *target = cpu_percpu(to);
	uint64_t before = counter_read(&target->received[IPI_WAKEUP]);
	struct record_fault where;
	unsigned int ran;

	expect_number(smp_call_function_single(to, nothing, NULL, true), STATUS_OK);
	ran = count_of(&runs);
	expect_number(irq_work_queue_on(&work, to), STATUS_OK);
	expect(await_count(&runs, ran + 1));
	worker_kick(to);
	ipi_send(target, IPI_WAKEUP);
	ipi_send(target, IPI_PING);
	while (counter_read(&target->received[IPI_WAKEUP]) == before)
		arch_relax(); /* the deadline is the row's */
	expect_number(nmi_backtrace(target, &where), STATUS_OK);
	expect_number(where.cpu, to);
	before = atomic_load(&target->nmi_pings);
	nmi_send(target, IPI_NMI_PING);
	while (atomic_load(&target->nmi_pings) == before)
		arch_relax(); /* the deadline is the row's */
}

static void check_kinds(const struct machine *machine)
{
	(void)machine;
	for (unsigned int i = 0; i < ROUNDS; i++) {
		for (cpu_index cpu = 1; cpu < CORES; cpu++)
			send_each_kind(cpu);
		expect_number(on_each_cpu(nothing, NULL, true), STATUS_OK);
		tick_local(); /* as from the timer */
	}
	check_balance();
	expect(sent_by_all(IPI_WAKEUP) && sent_by_all(IPI_PING) && sent_by_all(IPI_IRQ_WORK));
	expect(machine->options.idle != IDLE_HALT || sent_by_all(IPI_RESCHEDULE));
	expect_number(sent_by_all(IPI_CALL_FUNC) != 0, machine->options.idle == IDLE_HALT);
	expect_number(sent_by_all(IPI_TIMER), ROUNDS * (CORES - 1));
	expect_number(sent_by_all(IPI_CPU_BACKTRACE), ROUNDS * (CORES - 1));
	expect_number(cpu_next_unknown_nmi(0), CPU_NONE);
	expect_number(counter_read(&arch_this_percpu()->ticks), ROUNDS);
	expect_number(cpu_stop_others(), 0);
	check_balance();
	expect_number(sent_by_all(IPI_CPU_STOP), CORES - 1);
	expect_number(ipi_unsent_count(), 0);
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		expect_number(cpu_state(cpu), CPU_STOPPED);
}

static void check_crash_stop(const struct machine *machine)
{
	struct gate gate = {0};

	(void)machine;
	expect_number(smp_call_function_single(CPU, hold_here, &gate, false), STATUS_OK);
	expect(await_count(&gate.entered, 1));
	expect_number(nmi_crash_stop(cpu_percpu(CPU)), STATUS_OK);
	while (cpu_state(CPU) != CPU_STOPPED) /* the deadline is the row's */
		arch_relax();
	expect_number(cpu_percpu(CPU)->snapshot.cpu, CPU);
	cpu_take_out(CPU);
	check_balance();
	expect_number(received_by_all(IPI_CPU_CRASH_STOP), 1);
	expect_number(nmi_crash_stop(cpu_percpu(CPU)), STATUS_TIMEOUT); /* nobody is there */
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	check_answers(CPU);
}

/* A core that hangs is taken out all the same. */
static void check_no_nmi(const struct machine *machine)
{
	struct gate gate = {0};
	struct record_fault where;

	(void)machine;
	expect_number(smp_call_function_single(CPU, hold_here, &gate, false), STATUS_OK);
	expect(await_count(&gate.entered, 1));
	expect_number(nmi_backtrace(cpu_percpu(CPU), &where), STATUS_UNSUPPORTED);
	expect_number(nmi_crash_stop(cpu_percpu(CPU)), STATUS_UNSUPPORTED);
	cpu_take_out(CPU);
	for (enum ipi_kind kind = IPI_MASKABLE_KINDS; kind < IPI_KINDS; kind++)
		expect_number(sent_by_all(kind), 0);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	check_answers(CPU);
}

static void check_names(const struct machine *machine)
{
	(void)machine;
	for (enum ipi_kind kind = 0; kind < IPI_KINDS; kind++)
		for (enum ipi_kind other = 0; other < kind; other++)
			expect(strcmp(ipi_name(kind), ipi_name(other)) != 0);
	expect_text(ipi_name(IPI_KINDS), "unknown");
	expect_text(ipi_choice_name(IPI_CHOICE_TREE), "tree");
	expect_text(ipi_choice_name((enum ipi_choice)9), "unknown");
}

/* ---- ways to send ---- */

static void call_all(unsigned int times)
{
	for (unsigned int i = 0; i < times; i++) {
		unsigned int before = count_of(&runs), others = num_online_cpus() - 1;

		expect_number(smp_call_function(count_run, NULL, true), STATUS_OK);
		expect_number(count_of(&runs), before + others);
		expect_number(smp_call_function(count_run, NULL, false), STATUS_OK);
		expect_number(on_each_cpu(count_run, NULL, true), STATUS_OK);
		expect_number(count_of(&runs), before + 3 * others + 1);
	}
}

static void check_choices(const struct machine *machine)
{
	static const enum ipi_choice choices[] = {IPI_CHOICE_PHYSICAL, IPI_CHOICE_FLAT,
						  IPI_CHOICE_CLUSTER, IPI_CHOICE_TREE,
						  IPI_CHOICE_AUTO};
	bool halts = machine->options.idle == IDLE_HALT;

	expect_number(ipi_chosen(), IPI_CHOICE_AUTO);
	for (unsigned int i = 0; i < ARRAY_SIZE(choices); i++) {
		bool logical = choices[i] == IPI_CHOICE_FLAT || choices[i] == IPI_CHOICE_CLUSTER;
		bool possible = !logical || !machine->arch.no_clusters;
		enum ipi_choice before = ipi_chosen();
		unsigned int broadcasts;

		expect_number(ipi_choose(choices[i]), possible ? STATUS_OK : STATUS_UNSUPPORTED);
		expect_number(ipi_chosen(), possible ? choices[i] : before);
		expect_number(call_uses_tree(), ipi_chosen() == IPI_CHOICE_TREE);
		broadcasts = fake_broadcasts();
		call_all(ROUNDS);
		expect_number(fake_broadcasts() != broadcasts,
			      halts && choices[i] == IPI_CHOICE_AUTO);
		for (cpu_index cpu = 1; cpu < CORES; cpu++)
			check_answers(cpu);
	}
	check_balance();
}

/* A core that hears nothing on the new way: all are sent to as before. */
static void check_deaf(const struct machine *machine)
{
	(void)machine;
	atomic_store(&fake_core(OTHER)->to_lose[IPI_WAKEUP], 1);
	expect_number(ipi_choose(IPI_CHOICE_CLUSTER), STATUS_TIMEOUT);
	expect_number(ipi_chosen(), IPI_CHOICE_PHYSICAL);
	call_all(1);
	expect_number(ipi_choose(IPI_CHOICE_CLUSTER), STATUS_OK);
	expect_number(ipi_chosen(), IPI_CHOICE_CLUSTER);
	call_all(1);
}

/* Calls that pass on their interrupts reach all, also where some need none, have gone, or come. */
static void check_tree(const struct machine *machine)
{
	unsigned int count = machine->possible_count;

	expect_number(ipi_choose(IPI_CHOICE_TREE), STATUS_OK);
	call_all(ROUNDS);
	expect_number(fake_broadcasts(), 0);
	for (uint64_t bits = 0; bits < 1u << count; bits += 1 + (1u << count) / 64) {
		struct cpumask mask = mask_of(bits);
		unsigned int before = count_of(&runs);

		cpumask_clear(&mask, 0);
		expect_number(smp_call_function_many(&mask, count_run, NULL, true), STATUS_OK);
		expect_number(count_of(&runs), before + cpumask_weight(&mask));
	}
	idle_change(IDLE_POLL); /* they follow one by one: some poll, and are not told */
	call_all(ROUNDS);
	idle_change(IDLE_HALT);
	call_all(ROUNDS);
	check_balance();
	for (cpu_index cpu = 1; cpu < count; cpu++) {
		expect_number(cpu_down(cpu, CPUHP_OFFLINE).status, STATUS_OK);
		call_all(1);
		expect_number(cpu_up(cpu, CPUHP_ONLINE).status, STATUS_OK);
		call_all(1);
	}
}

/* ---- broadcasts: only while every core that could hear one is online ---- */

static void expect_broadcasts(bool wanted)
{
	unsigned int before = fake_broadcasts();

	expect_number(ipi_may_broadcast(), wanted);
	call_all(1);
	expect_number(fake_broadcasts() != before, wanted);
}

static void take_fault(void *info)
{
	(void)info;
	arch_fault(FAULT_UD);
}

static void check_broadcasts(const struct machine *machine)
{
	(void)machine;
	expect_broadcasts(true);
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	expect_broadcasts(false);
	expect_number(cpu_down(OTHER, CPUHP_AP_ONLINE_IDLE).status, STATUS_OK);
	expect_broadcasts(false);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	expect_broadcasts(true); /* the other one takes calls */
	expect_number(cpu_up(OTHER, CPUHP_ONLINE).status, STATUS_OK);
	expect_broadcasts(true);
	expect_number(smp_call_function_single(CPU, take_fault, NULL, true), STATUS_FAULT);
	expect_number(cpu_next_faulted(0), CPU);
	expect_broadcasts(false);
	cpuhp_fail(OTHER, CPUHP_AP_ONLINE_DYN);
	expect_number(cpu_down(OTHER, CPUHP_OFFLINE).status, STATUS_INJECTED);
	expect_broadcasts(false); /* the failure changes nothing */
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	expect_broadcasts(true);
	cpuhp_fail(OTHER, CPUHP_AP_ONLINE_DYN);
	expect_number(cpu_down(OTHER, CPUHP_OFFLINE).status, STATUS_INJECTED);
	expect_broadcasts(true);
	cpu_take_out(CPU);
	expect_broadcasts(false);
	expect_number(cpu_up(CPU, CPUHP_AP_ONLINE_IDLE).status, STATUS_OK);
	expect_broadcasts(true);
}

static void hold_back(struct machine *machine)
{
	(void)machine;
	fake_cpu(CPU)->plan = PLAN_HELD_BACK;
}

static void check_held_back(const struct machine *machine)
{
	(void)machine;
	expect_broadcasts(false);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	expect_broadcasts(true);
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	expect_broadcasts(false);
}

#define TREE(name_, cores_)                                                                        \
	{                                                                                          \
		.name = (name_), .body = check_tree, .setup = {.cores = (cores_) }                 \
	}
static const struct scenario rows[] = {
	IDLE_ROWS("every kind", check_kinds),
	IDLE_ROWS("stopped by NMI", check_crash_stop),
	IDLE_ROW("not to be stopped by NMI", IDLE_HALT, check_no_nmi, .setup.no_nmi = true),
	IDLE_ROW("names", IDLE_HALT, check_names, ),
	IDLE_ROWS("every way", check_choices),
	{.name = "no logical addresses",
	 .body = check_choices,
	 .setup = {.cores = CORES, .no_clusters = true}},
	IDLE_ROW("one does not hear", IDLE_HALT, check_deaf, ),
	TREE("tree of 2", 2),
	TREE("tree of 3", 3),
	TREE("tree of 4", 4),
	TREE("tree of 5", 5),
	TREE("tree of 6", 6),
	TREE("tree of 7", 7),
	TREE("tree of 8", 8),
	TREE("tree of 9", 9),
	TREE("tree of 10", 10),
	TREE("tree of 11", 11),
	TREE("tree of 12", 12),
	TREE("tree of 13", 13),
	TREE("tree of 14", 14),
	TREE("tree of 15", 15),
	TREE("tree of 16", 16),
	IDLE_ROW("broadcasts", IDLE_HALT, check_broadcasts, ),
	IDLE_ROW("broadcasts, one is held back", IDLE_HALT, check_held_back, .arrange = hold_back),
};

SCENARIOS_MAIN(rows)
