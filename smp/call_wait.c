/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for a call to be over. */
#include "call.h"
#include "cpu.h"
#include "ipi.h"
#include "stall.h"
#include "wait.h"

static smp_call_func function_of(const struct percpu *self, const struct call_node *node)
{
	return node == &self->waited[0].node   ? self->waited[0].func
	       : node == &self->waited[1].node ? self->waited[1].func
					       : self->many.func;
}
_Static_assert(WAITED_SLOTS == 2, "function_of() looks at each");

static void rekick(struct percpu *target)
{
	if (!cpu_online(target->index) || !percpu_has_work(target))
		return;
	stall_note_rekick();
	ipi_send(target, IPI_CALL_FUNC_SINGLE);
}

/* A target of a call to many may wait for one that should have told it, and hangs: so all are. */
static void rekick_for(struct percpu *self, struct percpu *target, const struct call_node *node)
{
	cpu_index cpu;

	if (node->kind == CALL_SINGLE) {
		rekick(target);
		return;
	}
	for_each_cpu (cpu, &self->many.targets)
		if (node_held(&percpu_of(cpu)->nodes[self->index]))
			rekick(percpu_of(cpu));
}

static enum status wait_until(struct percpu *self, struct percpu *target, struct call_node *node,
			      struct deadline deadline)
{
	struct deadline rekick_at = deadline_in_us(REKICK_US);
	ticks began = arch_clock_read();
	bool rekicked = false;

	while (node_held(node)) {
		if (deadline_passed(deadline)) {
			stall_report(self, target, function_of(self, node),
				     arch_clock_read() - began);
			return STATUS_TIMEOUT;
		}
		if (!rekicked && deadline_passed(rekick_at)) {
			rekicked = true;
			rekick_for(self, target, node);
		}
		arch_relax();
	}
	return node_result(atomic_load_explicit(&node->locked, memory_order_acquire));
}

enum status call_wait_long(struct percpu *target, struct call_node *node, ticks *ret_end)
{
	struct percpu *self = arch_this_percpu();
	enum status status;

	if (!*ret_end)
		*ret_end = deadline_in_us(SMP_DEADLINE_US).end;
	atomic_store_explicit(&self->waits_for, target->index, memory_order_relaxed);
	status = wait_until(self, target, node, (struct deadline){*ret_end});
	atomic_store_explicit(&self->waits_for, CPU_NONE, memory_order_relaxed);
	return status;
}

enum status call_wait_one(struct percpu *target, struct call_node *node)
{
	ticks end = 0;

	return call_wait_long(target, node, &end);
}
