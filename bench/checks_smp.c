/* SPDX-License-Identifier: BSD-2-Clause */
/* Does the rest of the SMP core work here? Each kind of interrupt, each way to send it, hotplug. */
#include "run.h"
#include "cpu.h"
#include "hotplug.h"
#include "ipi.h"
#include "irq_work.h"
#include "ping.h"
#include "tick.h"
#include "wait.h"
#include "worker.h"

enum { ANSWER_US = 1000000, TICK_US = 2000, TICKS = 5 };

/* ---- waiting until each core has done something once more ---- */

static _Atomic(unsigned int) answers;

static bool await_answers(unsigned int wanted)
{
	struct deadline deadline = deadline_in_us(ANSWER_US);

	/* acquire; pairs with answer() */
	while (atomic_load_explicit(&answers, memory_order_acquire) < wanted) {
		worker_run_here();
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

static void answer(void)
{
	atomic_fetch_add_explicit(&answers, 1, memory_order_release);
}

/* ---- RESCHEDULE: per-CPU workers ---- */

static _Atomic(bool) asked[CPUS_MAX];

static bool is_asked(cpu_index cpu)
{
	return atomic_load_explicit(&asked[cpu], memory_order_acquire);
}

static void work(cpu_index cpu)
{
	atomic_store_explicit(&asked[cpu], false, memory_order_relaxed);
	answer();
}

static const struct worker check_worker = {.name = "check", .should_run = is_asked, .run = work};

static void check_workers(struct run *run)
{
	bool good = worker_register(&check_worker) == STATUS_OK;
	cpu_index cpu;

	atomic_store(&answers, 0);
	for_each_cpu (cpu, &cpu_online_mask) {
		atomic_store_explicit(&asked[cpu], true, memory_order_release);
		worker_kick(cpu);
	}
	await_answers(num_online_cpus());
	good &= worker_unregister(&check_worker) == STATUS_OK;
	check_count(run, "ipi.reschedule", good, "cores ran their worker", atomic_load(&answers),
		    num_online_cpus());
}

/* ---- IRQ_WORK ---- */

static void note_work(struct irq_work *work)
{
	(void)work;
	if (arch_this_percpu()->in_interrupt)
		answer();
}

static void check_irq_work(struct run *run)
{
	static struct irq_work work;
	unsigned int queued = 0;
	cpu_index cpu;

	work.func = note_work;
	atomic_store(&answers, 0);
	for_each_cpu (cpu, &cpu_online_mask) {
		queued += irq_work_queue_on(&work, cpu) == STATUS_OK;
		if (!await_answers(queued))
			break;
	}
	check_count(run, "ipi.irq-work", true, "cores ran a work in interrupt context",
		    atomic_load(&answers), num_online_cpus());
}

/* ---- TIMER, WAKEUP ---- */

static uint64_t heard(cpu_index cpu, enum ipi_kind kind)
{
	return counter_read(&percpu_of(cpu)->received[kind]);
}

static unsigned int count_heard(struct run *run, enum ipi_kind kind)
{
	unsigned int count = 0;
	cpu_index cpu;

	for_each_cpu (cpu, &cpu_online_mask)
		count += cpu && heard(cpu, kind) != run->counts[cpu];
	return count;
}

/* How many other cores have heard one, once all have or the time is up. */
static unsigned int await_heard(struct run *run, enum ipi_kind kind)
{
	struct deadline deadline = deadline_in_us(ANSWER_US);

	while (count_heard(run, kind) < num_online_cpus() - 1 && !deadline_passed(deadline))
		arch_relax();
	return count_heard(run, kind);
}

static void note_counts(struct run *run, enum ipi_kind kind)
{
	for (cpu_index cpu = 0; cpu < run->machine->possible_count; cpu++)
		run->counts[cpu] = heard(cpu, kind);
}

static void check_tick(struct run *run)
{
	const counter *own = &arch_this_percpu()->ticks;
	uint64_t before = counter_read(own);
	struct deadline deadline;

	note_counts(run, IPI_TIMER);
	if (tick_start(TICK_US) != STATUS_OK) {
		report_check(run->machine->report, "ipi.timer", VERDICT_SKIP,
			     "the boot core has no timer that runs");
		return;
	}
	deadline = deadline_in_us(ANSWER_US);
	while (counter_read(own) - before < TICKS && !deadline_passed(deadline))
		arch_relax();
	tick_stop();
	check_count(run, "ipi.timer", counter_read(own) - before >= TICKS,
		    "other cores heard the boot core's ticks", await_heard(run, IPI_TIMER),
		    num_online_cpus() - 1);
}

static void check_wakeup(struct run *run)
{
	struct cpumask others;

	note_counts(run, IPI_WAKEUP);
	cpumask_copy(&others, &cpu_online_mask);
	cpumask_clear(&others, smp_processor_id());
	ipi_send_mask(&others, IPI_WAKEUP);
	check_count(run, "ipi.wakeup", true, "other cores were woken for nothing",
		    await_heard(run, IPI_WAKEUP), num_online_cpus() - 1);
}

/* ---- each way to send ---- */

static void count_answer(void *info)
{
	(void)info;
	answer();
}

static bool reaches_all(struct run *run)
{
	ticks span;

	atomic_store(&answers, 0);
	return ping_all(run->counts, &span) &&
	       smp_call_function(count_answer, NULL, true) == STATUS_OK &&
	       atomic_load(&answers) == num_online_cpus() - 1;
}

/* Not every machine delivers by logical addresses; ipi_choose() finds out, and goes back to ids. */
static void check_way(struct run *run, enum ipi_choice way)
{
	enum status status = ipi_choose(way);
	bool good = status == STATUS_OK && reaches_all(run);

	if (status == STATUS_OK)
		report_check(run->machine->report, "ipi.way", good ? VERDICT_PASS : VERDICT_FAIL,
			     "%s: %s all others by interrupts and by calls", ipi_choice_name(way),
			     good ? "reaches" : "does not reach");
	else
		report_check(run->machine->report, "ipi.way", VERDICT_SKIP, "%s: %s",
			     ipi_choice_name(way),
			     status == STATUS_UNSUPPORTED ? "not on this machine"
							  : "some core here does not hear it");
}

static void check_ways(struct run *run)
{
	enum ipi_choice before = ipi_chosen();

	for (enum ipi_choice way = IPI_CHOICE_AUTO; way <= IPI_CHOICE_TREE; way++)
		check_way(run, way);
	ipi_choose(before);
}

/* ---- hotplug: a failure on the way up must leave the core where it was ---- */

static void check_rollback(struct run *run)
{
	cpu_index cpu = last_core();
	struct cpuhp_result down = cpu_down(cpu, CPUHP_OFFLINE), failed, up;
	bool was_offline = !cpu_online(cpu);

	cpuhp_fail(cpu, CPUHP_AP_ACTIVE);
	failed = cpu_up(cpu, CPUHP_ONLINE);
	was_offline &= cpuhp_state_of(cpu) == CPUHP_OFFLINE && !cpu_online(cpu);
	up = cpu_up(cpu, CPUHP_ONLINE);
	report_check(run->machine->report, "hotplug.rollback",
		     down.status == STATUS_OK && failed.status == STATUS_INJECTED &&
				     failed.at == CPUHP_AP_ACTIVE && was_offline &&
				     up.status == STATUS_OK && cpu_online(cpu)
			     ? VERDICT_PASS
			     : VERDICT_FAIL,
		     "core %u went offline: %s; told to fail at '%s': %s at '%s', rolled back; "
		     "online again: %s",
		     cpu, status_name(down.status), cpuhp_state_name(CPUHP_AP_ACTIVE),
		     status_name(failed.status), cpuhp_state_name(failed.at),
		     status_name(up.status));
}

/* An interrupt to a core that is offline does no harm, and a call is refused. */
static void check_sent_offline(struct run *run)
{
	cpu_index cpu = last_core();
	bool good = cpu_down(cpu, CPUHP_OFFLINE).status == STATUS_OK;
	enum status call, work_status;
	static struct irq_work work;

	ipi_send(percpu_of(cpu),
		 IPI_WAKEUP); /* lost, or kept by some controllers until it is back */
	work.func = note_work;
	call = smp_call_function_single(cpu, count_answer, NULL, true);
	work_status = irq_work_queue_on(&work, cpu);
	good &= cpu_up(cpu, CPUHP_ONLINE).status == STATUS_OK;
	report_check(
		run->machine->report, "hotplug.offline",
		good && call == STATUS_OFFLINE && work_status == STATUS_OFFLINE ? VERDICT_PASS
										: VERDICT_FAIL,
		"core %u, offline: a call returns '%s', a work '%s', an interrupt does no harm",
		cpu, status_name(call), status_name(work_status));
}

void checks_smp(struct run *run)
{
	check_workers(run);
	check_irq_work(run);
	check_tick(run);
	check_wakeup(run);
	check_ways(run);
	check_rollback(run);
	check_sent_offline(run);
}
