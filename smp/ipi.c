/* SPDX-License-Identifier: BSD-2-Clause */
#include "ipi.h"
#include "call.h"
#include "cpu.h"

static bool broadcast_allowed;
static _Atomic(unsigned int) unsent_count;

void ipi_allow_broadcast(bool allowed)
{
	broadcast_allowed = allowed;
}

bool ipi_may_broadcast(void)
{
	return broadcast_allowed;
}

void ipi_send(cpu_index cpu, enum ipi_kind kind)
{
	arch_this_percpu()->sent[kind]++;
	arch_ipi_send(cpu, kind);
}

void ipi_send_mask(const struct cpumask *mask, enum ipi_kind kind)
{
	struct percpu *self = arch_this_percpu();
	unsigned int targets = cpumask_weight(mask);
	cpu_index cpu;

	self->sent[kind] += targets;
	if (targets && broadcast_allowed && targets == num_online_cpus() - 1) {
		arch_ipi_send_all_but_self(kind);
		return;
	}
	for_each_cpu (cpu, mask)
		arch_ipi_send(cpu, kind);
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

	self->received[kind]++;
	self->in_interrupt++;
	switch (kind) {
	case IPI_CALL_FUNC:
	case IPI_CALL_FUNC_SINGLE:
		call_run_queue(self);
		break;
	case IPI_PING:
		ipi_ping(self);
		break;
	case IPI_CPU_STOP:
		cpu_stop_self();
	default:
		break;
	}
	self->in_interrupt--;
}

bool ipi_handle_nmi(void)
{
	struct percpu *self = arch_this_percpu();

	if (!atomic_load_explicit(&self->nmi_expected, memory_order_acquire))
		return false;
	self->received[IPI_NMI]++;
	atomic_store_explicit(&self->nmi_expected, false, memory_order_relaxed);
	/* release; pairs with the acquire of who sent the NMI */
	atomic_fetch_add_explicit(&self->nmi_pings, 1, memory_order_release);
	return true;
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
	static const char *const names[IPI_KINDS] = {"call-func", "call-func-single", "cpu-stop",
						     "ping", "nmi"};

	return kind < IPI_KINDS ? names[kind] : "unknown";
}
