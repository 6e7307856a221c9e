/* SPDX-License-Identifier: BSD-2-Clause */
#include "nmi.h"
#include "call.h"
#include "cpu.h"
#include "ipi.h"
#include "wait.h"

enum { ANSWER_US = 1000000 }; /* hundreds of virtual cores can share one real one */

static uint32_t request_bit(enum ipi_kind kind)
{
	return 1u << kind;
}

void nmi_send(struct percpu *target, enum ipi_kind kind)
{
	/* release, before the interrupt; pairs with nmi_take_requests() */
	atomic_fetch_or_explicit(&target->nmi_requests, request_bit(kind), memory_order_seq_cst);
	ipi_send(target, kind);
}

uint32_t nmi_take_requests(struct percpu *self)
{
	return atomic_exchange_explicit(&self->nmi_requests, 0, memory_order_acq_rel);
}

struct record_fault *nmi_snapshot(struct percpu *self)
{
	return &self->snapshot;
}

static enum status await_snapshot(struct percpu *target, unsigned int before)
{
	struct deadline deadline = deadline_in_us(ANSWER_US);

	/* acquire; pairs with nmi_handle() */
	while (atomic_load_explicit(&target->snapshots, memory_order_acquire) == before) {
		if (deadline_passed(deadline))
			return STATUS_TIMEOUT;
		arch_relax();
	}
	return STATUS_OK;
}

/* One at a time asks a core where it is, until it has read the answer. */
static bool ask_begin(struct percpu *target)
{
	struct deadline deadline = deadline_in_us(ANSWER_US);

	while (atomic_exchange_explicit(&target->asked, true, memory_order_acquire)) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

static void ask_end(struct percpu *target)
{
	atomic_store_explicit(&target->asked, false, memory_order_release);
}

static enum status request_snapshot(struct percpu *target, enum ipi_kind kind)
{
	unsigned int before = atomic_load_explicit(&target->snapshots, memory_order_acquire);

	if (!arch_has_nmi())
		return STATUS_UNSUPPORTED;
	nmi_send(target, kind);
	return await_snapshot(target, before);
}

enum status nmi_backtrace(struct percpu *target, struct record_fault *ret_where)
{
	enum status status;

	if (!ask_begin(target))
		return STATUS_TIMEOUT;
	status = request_snapshot(target, IPI_CPU_BACKTRACE);
	if (status == STATUS_OK)
		*ret_where = target->snapshot;
	ask_end(target);
	return status;
}

enum status nmi_crash_stop(struct percpu *target)
{
	return request_snapshot(target, IPI_CPU_CRASH_STOP);
}

void nmi_handle(struct percpu *self, uint32_t requests)
{
	for (unsigned int kind = IPI_MASKABLE_KINDS; kind < IPI_KINDS; kind++)
		counter_add(&self->received[kind], requests >> kind & 1);
	if (requests & request_bit(IPI_NMI_PING))
		/* release; pairs with the acquire of who sent it */
		atomic_fetch_add_explicit(&self->nmi_pings, 1, memory_order_release);
	if (!requests)
		atomic_fetch_add_explicit(&self->unknown_nmis, 1, memory_order_release);
	if (requests & (request_bit(IPI_CPU_BACKTRACE) | request_bit(IPI_CPU_CRASH_STOP)))
		atomic_fetch_add_explicit(&self->snapshots, 1, memory_order_release);
	if (requests & request_bit(IPI_CPU_CRASH_STOP))
		cpu_crash_stop_self(self);
}
