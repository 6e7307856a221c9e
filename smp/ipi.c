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

/* Not every machine that takes a logical address delivers by it. A ping that is not heard is taken
   out of the books. */
static bool all_hear(void)
{
	struct percpu *self = arch_this_percpu();
	unsigned int deaf = 0;
	cpu_index cpu;

	for_each_cpu (cpu, &cpu_online_mask) {
		const _Atomic(uint64_t) *pings = &cpu_percpu(cpu)->pings;
		uint64_t before = atomic_load_explicit(pings, memory_order_acquire);
		struct deadline deadline = deadline_in_us(HEAR_US);

		ipi_send(cpu_percpu(cpu), IPI_PING);
		while (atomic_load_explicit(pings, memory_order_acquire) == before &&
		       !deadline_passed(deadline))
			arch_relax();
		deaf += atomic_load_explicit(pings, memory_order_acquire) == before;
	}
	counter_add(&self->sent[IPI_PING], -(uint64_t)deaf);
	return !deaf;
}

enum status ipi_choose(enum ipi_choice choice)
{
	enum ipi_route route = route_of(choice);
	enum status status;

	if (!arch_ipi_route_possible(route))
		return STATUS_UNSUPPORTED;
	/* By their ids every core hears, whatever it has loaded; then the new way. */
	arch_ipi_route_choose(ROUTE_PHYSICAL);
	arch_ipi_route_prepare(route);
	status = on_each_cpu(load_route, NULL, true);
	if (status != STATUS_OK)
		return status;
	arch_ipi_route_choose(route);
	if (route != ROUTE_PHYSICAL && !all_hear()) {
		arch_ipi_route_choose(ROUTE_PHYSICAL);
		chosen = IPI_CHOICE_PHYSICAL;
		return STATUS_TIMEOUT;
	}
	call_use_tree(choice == IPI_CHOICE_TREE);
	chosen = choice;
	return STATUS_OK;
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

void ipi_handle(enum ipi_kind kind)
{
	struct percpu *self = arch_this_percpu();

	counter_add(&self->received[kind], 1);
	self->in_interrupt++;
	switch (kind) {
	case IPI_CALL_FUNC:
	case IPI_CALL_FUNC_SINGLE:
		call_run_queue(self);
		break;
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
	self->in_interrupt--;
}

void ipi_note_unsent(cpu_index cpu)
{
	(void)cpu;
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
