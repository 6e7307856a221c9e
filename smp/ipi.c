/* SPDX-License-Identifier: BSD-2-Clause */
#include "ipi.h"
#include "call.h"
#include "cpu.h"
#include "irq_works.h"
#include "wait.h"

enum { HEAR_US = 100000 };

static _Atomic(bool) broadcast_allowed;
static enum ipi_choice chosen; /* written by the boot core between its sends */
static _Atomic(unsigned int) unsent_count;
_Atomic(ticks) ipi_end_span = IPI_END_NONE;

void ipi_allow_broadcast(bool allowed)
{
	atomic_store_explicit(&broadcast_allowed, allowed, memory_order_relaxed);
}

bool ipi_may_broadcast(void)
{
	return chosen == IPI_CHOICE_AUTO &&
	       atomic_load_explicit(&broadcast_allowed, memory_order_relaxed);
}

static enum ipi_route route_of(enum ipi_choice choice)
{
	switch (choice) {
	case IPI_CHOICE_FLAT:
		return ROUTE_FLAT;
	case IPI_CHOICE_CLUSTER:
		return ROUTE_CLUSTER;
	default:
		return ROUTE_PHYSICAL;
	}
}

static void load_route(void *info)
{
	(void)info;
	arch_ipi_route_load();
}

static bool hears(struct percpu *target)
{
	uint64_t before = counter_read(&target->received[IPI_WAKEUP]);
	struct deadline deadline = deadline_in_us(HEAR_US);

	ipi_send(target, IPI_WAKEUP);
	while (counter_read(&target->received[IPI_WAKEUP]) == before)
		if (deadline_passed(deadline))
			return false;
		else
			arch_relax();
	return true;
}

/* Not every machine that takes a logical address delivers by it. */
static bool all_hear(void)
{
	cpu_index cpu;

	for_each_cpu (cpu, &cpu_online_mask)
		if (!hears(percpu_of(cpu)))
			return false;
	return true;
}

static void go_by(enum ipi_choice choice)
{
	arch_ipi_route_choose(route_of(choice));
	call_use_tree(choice == IPI_CHOICE_TREE);
	chosen = choice;
}

enum status ipi_choose(enum ipi_choice choice)
{
	enum status status;

	if (!arch_ipi_route_possible(route_of(choice)))
		return STATUS_UNSUPPORTED;
	/* By their ids every core hears, whatever it has loaded; then the new way. */
	go_by(IPI_CHOICE_PHYSICAL);
	arch_ipi_route_prepare(route_of(choice));
	status = on_each_cpu(load_route, NULL, true);
	if (status != STATUS_OK)
		return status;
	go_by(choice);
	if (route_of(choice) == ROUTE_PHYSICAL || all_hear())
		return STATUS_OK;
	go_by(IPI_CHOICE_PHYSICAL);
	return STATUS_TIMEOUT;
}

enum ipi_choice ipi_chosen(void)
{
	return chosen;
}

void ipi_send_mask(const struct cpumask *mask, enum ipi_kind kind)
{
	struct percpu *self = arch_this_percpu();
	unsigned int targets = cpumask_weight(mask);

	if (!targets)
		return;
	counter_add(&self->sent[kind], targets);
	if (ipi_may_broadcast() && targets == num_online_cpus() - 1)
		arch_ipi_send_all_but_self(kind);
	else
		arch_ipi_send_mask(mask, kind);
}

static void ipi_ping(struct percpu *self)
{
	/* release; pairs with the acquire of who sent the ping */
	atomic_store_explicit(&self->pings,
			      atomic_load_explicit(&self->pings, memory_order_relaxed) + 1,
			      memory_order_release);
}

static __attribute__((noinline)) void handle_other(struct percpu *self, enum ipi_kind kind)
{
	switch (kind) {
	case IPI_PING:
		ipi_ping(self);
		break;
	case IPI_IRQ_WORK:
		irq_work_run(self);
		break;
	case IPI_CPU_STOP:
		cpu_stop_self();
	default: /* a tick, a wake-up, a look at the workers: counted, and the sleep is over */
		break;
	}
}

void ipi_handle(enum ipi_kind kind)
{
	struct percpu *self = arch_this_percpu();

	counter_add(&self->received[kind], 1);
	self->in_interrupt++;
	if (kind == IPI_CALL_FUNC_SINGLE || kind == IPI_CALL_FUNC)
		call_run_queue(self);
	else
		handle_other(self, kind);
	self->in_interrupt--;
}

void ipi_note_unsent(void)
{
	atomic_fetch_add(&unsent_count, 1);
}

unsigned int ipi_unsent_count(void)
{
	return atomic_load(&unsent_count);
}

const char *ipi_name(enum ipi_kind kind)
{
	static const char *const names[IPI_KINDS] = {
		"reschedule", "call-func", "call-func-single", "cpu-stop",  "timer",   "irq-work",
		"wakeup",     "ping",	   "cpu-crash-stop",   "backtrace", "nmi-ping"};

	return kind < IPI_KINDS ? names[kind] : "unknown";
}

const char *ipi_choice_name(enum ipi_choice choice)
{
	static const char *const names[] = {"auto", "physical", "flat", "cluster", "tree"};

	return (unsigned int)choice < ARRAY_SIZE(names) ? names[choice] : "unknown";
}
