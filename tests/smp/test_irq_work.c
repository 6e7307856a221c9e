/* SPDX-License-Identifier: BSD-2-Clause */
/* Work in interrupt context: where and when it runs, once, in order; and what becomes of it when
   its core leaves or is lost. */
#include "scenario.h"
#include "irq_work.h"
#include "nmi.h"
#include "wait.h"
#include "worker.h"

enum { CORES = 5, CPU = 2, HELD_BACK = 4, MANY = 12 };

static void hold_back(struct machine *machine)
{
	(void)machine;
	fake_cpu(HELD_BACK)->plan = PLAN_HELD_BACK;
}

/* Plain but for the count: each runs on one core. */
static cpu_index ran_on;
static _Atomic(unsigned int) runs;

static void note(struct irq_work *work)
{
	const struct percpu *self = arch_this_percpu();

	expect(self->in_interrupt);
	expect(!atomic_load(&fake_core(self->index)->irq_on));
	expect(!irq_work_pending(work));
	ran_on = self->index;
	atomic_fetch_add_explicit(&runs, 1, memory_order_release);
}

static void nothing(void *info)
{
	(void)info;
}

static void check_self(const struct machine *machine)
{
	static struct irq_work work = {.func = note};

	(void)machine;
	for (unsigned int i = 1; i <= 3; i++) {
		arch_irq_disable();
		expect_number(irq_work_queue(&work), STATUS_OK);
		expect(irq_work_pending(&work));
		expect_number(irq_work_queue(&work), STATUS_BUSY);
		expect_number(irq_work_queue_on(&work, CPU), STATUS_BUSY);
		expect_number(atomic_load(&runs), i - 1);
		arch_irq_enable();
		expect_number(atomic_load(&runs), i);
		expect_number(ran_on, 0);
		expect(!irq_work_pending(&work));
		expect_number(accepted(0, IPI_IRQ_WORK), i);
	}
	expect_number(arch_this_percpu()->in_interrupt, 0);
}

static void check_remote(const struct machine *machine)
{
	static struct irq_work work = {.func = note};

	(void)machine;
	for (cpu_index cpu = 0; cpu < HELD_BACK; cpu++) {
		unsigned int before = atomic_load(&runs);

		expect_number(irq_work_queue_on(&work, cpu), STATUS_OK);
		expect(await_count(&runs, before + 1));
		expect_number(ran_on, cpu);
		expect_number(accepted(cpu, IPI_IRQ_WORK), 1);
		expect_number(atomic_load(&runs), before + 1);
	}
}

static void check_offline(const struct machine *machine)
{
	static struct irq_work work = {.func = note};

	(void)machine;
	expect_number(irq_work_queue_on(&work, HELD_BACK), STATUS_OFFLINE);
	expect_number(irq_work_queue_on(&work, CORES), STATUS_OFFLINE);
	expect_number(irq_work_queue_on(&work, CPU_NONE), STATUS_OFFLINE);
	expect(!irq_work_pending(&work));
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	expect_number(irq_work_queue_on(&work, CPU), STATUS_OFFLINE);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	expect_number(atomic_load(&runs), 0);
	expect_number(irq_work_queue_on(&work, CPU), STATUS_OK);
	expect(await_count(&runs, 1));
}

/* ---- again from its own function, here and elsewhere ---- */

enum { LEGS = 50 };

static void go_on(struct irq_work *work)
{
	unsigned int leg = atomic_fetch_add(&runs, 1) + 1;
	cpu_index next = leg % 2 ? smp_processor_id() : leg % HELD_BACK;

	expect(arch_this_percpu()->in_interrupt);
	if (leg < LEGS)
		expect_number(irq_work_queue_on(work, next), STATUS_OK);
}

static void check_again(const struct machine *machine)
{
	static struct irq_work work = {.func = go_on};

	(void)machine;
	expect_number(irq_work_queue_on(&work, CPU), STATUS_OK);
	expect(await_count(&runs, LEGS));
	for (cpu_index cpu = 1; cpu < HELD_BACK; cpu++)
		expect_number(smp_call_function_single(cpu, nothing, NULL, true), STATUS_OK);
	expect_number(atomic_load(&runs), LEGS);
	expect(!irq_work_pending(&work));
}

/* ---- who comes second relies on the run that is to come ---- */

enum { SECOND = 3 };

static unsigned int said; /* plain: only the order of the work itself makes it seen */
static _Atomic(bool) go;  /* relaxed, so that it orders nothing */

static void hear(struct irq_work *work)
{
	expect_number(said, 1);
	note(work);
}

static void hold_back_work(void *entered)
{
	atomic_fetch_add((_Atomic(unsigned int) *)entered, 1);
	while (!atomic_load_explicit(&go, memory_order_relaxed)) /* the deadline is the row's */
		arch_relax();
}

static void come_second(void *work)
{
	said = 1;
	expect_number(irq_work_queue_on(work, CPU), STATUS_BUSY);
	atomic_store_explicit(&go, true, memory_order_relaxed);
}

static void check_second(const struct machine *machine)
{
	static struct irq_work work = {.func = hear};
	static _Atomic(unsigned int) entered;

	(void)machine;
	expect_number(smp_call_function_single(CPU, hold_back_work, &entered, false), STATUS_OK);
	expect(await_count(&entered, 1));
	expect_number(irq_work_queue_on(&work, CPU), STATUS_OK);
	expect_number(smp_call_function_single(SECOND, come_second, &work, true), STATUS_OK);
	expect(await_count(&runs, 1));
}

/* ---- several ---- */

static struct numbered {
	struct irq_work work; /* first */
	unsigned int number;
} many[MANY];

static unsigned int last_number;

static void follow(struct irq_work *work)
{
	unsigned int number = ((struct numbered *)work)->number;

	expect_number(number, last_number + 1);
	last_number = number;
	note(work);
}

static void number_them(void)
{
	for (unsigned int i = 0; i < MANY; i++)
		many[i] = (struct numbered){.work = {.func = follow}, .number = i + 1};
}

/* While the core is held in a call its interrupts wait: one is sent for all. */
static void check_order(const struct machine *machine)
{
	struct gate gate = {0};

	(void)machine;
	number_them();
	expect_number(smp_call_function_single(CPU, hold_here, &gate, false), STATUS_OK);
	expect(await_count(&gate.entered, 1));
	for (unsigned int i = 0; i < MANY; i++) {
		expect_number(irq_work_queue_on(&many[i].work, CPU), STATUS_OK);
		expect(irq_work_pending(&many[i].work));
		expect_number(irq_work_queue_on(&many[i].work, CPU), STATUS_BUSY);
		expect_number(irq_work_queue_on(&many[i].work, 1), STATUS_BUSY);
	}
	expect_number(accepted(CPU, IPI_IRQ_WORK), 1);
	expect_number(atomic_load(&runs), 0);
	gate_open(&gate);
	expect(await_count(&runs, MANY));
	expect_number(ran_on, CPU);
	expect_number(last_number, MANY);
}

/* From all cores at once onto one; each of them runs once. */
static struct irq_work crowd[CORES];

static void join_crowd(void *info)
{
	(void)info;
	expect_number(irq_work_queue_on(&crowd[smp_processor_id()], CPU), STATUS_OK);
}

static void check_crowd(const struct machine *machine)
{
	(void)machine;
	for (unsigned int i = 1; i <= 200; i++) {
		for (cpu_index cpu = 0; cpu < CORES; cpu++)
			crowd[cpu].func = note;
		expect_number(on_each_cpu(join_crowd, NULL, true), STATUS_OK);
		expect(await_count(&runs, i * HELD_BACK));
	}
	expect_number(atomic_load(&runs), 200 * HELD_BACK);
}

/* ---- in an NMI handler, which may come at any moment ---- */

static struct irq_work from_nmi = {.func = note};
static _Atomic(unsigned int) nmis, nmis_taken;

static void queue_in_nmi(void)
{
	enum status status = irq_work_queue(&from_nmi);

	expect(status == STATUS_OK || status == STATUS_BUSY);
	atomic_fetch_add(&nmis_taken, status == STATUS_OK);
	atomic_fetch_add_explicit(&nmis, 1, memory_order_release);
}

static void set_nmi_hook(struct machine *machine)
{
	(void)machine;
	fake_set_nmi_hook(queue_in_nmi);
}

static void check_nmi(const struct machine *machine)
{
	struct gate gate = {0};

	(void)machine;
	for (unsigned int i = 0; i < 2; i++) { /* idle, then with interrupts off */
		atomic_store(&gate.open, false);
		if (i)
			expect_number(smp_call_function_single(CPU, hold_here, &gate, false),
				      STATUS_OK);
		expect(await_count(&gate.entered, i));
		nmi_send(cpu_percpu(CPU), IPI_NMI_PING);
		expect(await_count(&nmis, 2 * i + 1));
		nmi_send(cpu_percpu(CPU), IPI_NMI_PING);
		expect(await_count(&nmis, 2 * i + 2));
		if (i) { /* it has to wait for the end of the call */
			expect(irq_work_pending(&from_nmi));
			expect_number(atomic_load(&runs) + 1, atomic_load(&nmis_taken));
		}
		gate_open(&gate);
		expect(await_count(&runs, atomic_load(&nmis_taken)));
		expect_number(ran_on, CPU);
	}
}

/* ---- its core leaves, or is lost ---- */

static struct gate busy;

static bool once(cpu_index cpu)
{
	return cpu == CPU && !atomic_load(&busy.entered);
}

/* Interrupts off, so that what is queued here is still there when the core leaves. */
static void queue_and_leave(void *info)
{
	(void)info;
	for (unsigned int i = 0; i < MANY; i++)
		expect_number(irq_work_queue(&many[i].work), STATUS_OK);
}

static enum status queue_last(cpu_index cpu)
{
	if (cpu == CPU) {
		arch_irq_disable();
		queue_and_leave(NULL);
	}
	return STATUS_OK;
}

/* All that was queued before it left has run there; with interrupts off from its last callback on
   they cannot run before. */
static void check_leaves(const struct machine *machine)
{
	enum cpuhp_state state;

	(void)machine;
	number_them();
	expect_number(
		cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "last", NULL, queue_last, &state).status,
		STATUS_OK);
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
	expect_number(atomic_load(&runs), MANY);
	expect_number(last_number, MANY);
	expect_number(ran_on, CPU);
	for (unsigned int i = 0; i < MANY; i++)
		expect(!irq_work_pending(&many[i].work));
}

static void stay(cpu_index cpu)
{
	(void)cpu;
	arch_irq_disable();
	hold_here(&busy);
}

static void fault(struct irq_work *work)
{
	(void)work;
	arch_fault(FAULT_UD);
}

static void fault_here(void *info)
{
	struct irq_work *work = info;

	expect_number(irq_work_queue(work), STATUS_OK);
	queue_and_leave(NULL);
}

/* They never run, are not pending any more, and may be queued elsewhere. */
static void expect_dropped(unsigned int first)
{
	expect_number(atomic_load(&runs), 0);
	for (unsigned int i = first; i < MANY; i++) {
		expect(!irq_work_pending(&many[i].work));
		expect_number(irq_work_queue_on(&many[i].work, CPU), STATUS_OFFLINE);
	}
	for (unsigned int i = 0; i < MANY; i++)
		expect_number(irq_work_queue_on(&many[i].work, 1), STATUS_OK);
	expect(await_count(&runs, MANY));
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	expect_number(smp_call_function_single(CPU, nothing, NULL, true), STATUS_OK);
	expect_number(atomic_load(&runs), MANY);
}

static void check_taken_out(const struct machine *machine)
{
	static const struct worker stayer = {.should_run = once, .run = stay};

	(void)machine;
	number_them();
	expect_number(worker_register(&stayer), STATUS_OK);
	expect(await_count(&busy.entered, 1));
	for (unsigned int i = 0; i < MANY; i++)
		expect_number(irq_work_queue_on(&many[i].work, CPU), STATUS_OK);
	expect(irq_work_pending(&many[0].work));
	cpu_take_out(CPU);
	expect_dropped(0);
}

/* The first one takes an exception: those behind it, which were taken from the list with it, never
   run. */
static void check_fault(const struct machine *machine)
{
	static struct irq_work work = {.func = fault};

	(void)machine;
	number_them();
	expect_number(smp_call_function_single(CPU, fault_here, &work, true), STATUS_OK);
	while (cpu_state(CPU) != CPU_FAULTED) /* the deadline is the row's */
		arch_relax();
	expect_number(cpu_next_faulted(0), CPU);
	expect_dropped(0);
}

/* What is queued just before it goes runs. */
static void check_cycles(const struct machine *machine)
{
	static struct irq_work work = {.func = note};

	(void)machine;
	for (unsigned int i = 1; i <= 50; i++) {
		expect_number(irq_work_queue_on(&work, CPU), STATUS_OK);
		expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_OK);
		expect_number(atomic_load(&runs), i);
		expect(!irq_work_pending(&work));
		expect_number(irq_work_queue_on(&work, CPU), STATUS_OFFLINE);
		expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_OK);
	}
}

#define ROW(name_, idle_, body_, arrange_) IDLE_ROW(name_, idle_, body_, .arrange = (arrange_))
#define ROWS(name_, body_, arrange_)	   IDLE_ROWS(name_, body_, .arrange = (arrange_))
static const struct scenario rows[] = {
	ROWS("on itself", check_self, hold_back),
	ROWS("on another", check_remote, hold_back),
	ROWS("on one that is not there", check_offline, hold_back),
	ROWS("again from its function", check_again, hold_back),
	ROWS("by a second one that is told it is queued", check_second, hold_back),
	ROWS("in order", check_order, hold_back),
	ROWS("from all at once", check_crowd, hold_back),
	ROWS("from an NMI handler", check_nmi, set_nmi_hook),
	ROWS("its core leaves", check_leaves, hold_back),
	ROWS("its core is taken out", check_taken_out, hold_back),
	ROWS("its core takes an exception", check_fault, hold_back),
	ROWS("its core goes and comes", check_cycles, hold_back),
};

SCENARIOS_MAIN(rows)
