/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for a call to be over. */
#include "call.h"
#include "cpu.h"
#include "ipi.h"
#include "stall.h"
#include "wait.h"

enum {
	SPINS_SHORT = 100,   /* without a look at the clock, which costs more than all the rest */
	REKICK_US = 1000000, /* a call that has not begun by then may have lost its interrupt */
};

static enum status node_result(const struct call_node *node)
{
	return atomic_load_explicit(&node->locked, memory_order_acquire) == NODE_DROPPED
		       ? STATUS_FAULT
		       : STATUS_OK;
}

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

static enum status wait_long(struct percpu *self, struct percpu *target, struct call_node *node,
			     ticks *ret_end)
{
	struct deadline rekick_at = deadline_in_us(REKICK_US);
	struct deadline deadline = {*ret_end};
	ticks began = arch_clock_read();
	bool rekicked = false;

	if (!deadline.end)
		deadline = deadline_in_us(SMP_DEADLINE_US);
	*ret_end = deadline.end;
	while (node_held(node)) {
		if (deadline_passed(deadline)) {
			stall_report(self, target, function_of(self, node),
				     arch_clock_read() - began);
			return STATUS_TIMEOUT;
		}
		if (!rekicked && deadline_passed(rekick_at)) {
			rekicked = true;
			rekick(target);
		}
		arch_relax();
	}
	return node_result(node);
}

enum status call_wait(struct percpu *self, struct percpu *target, struct call_node *node,
		      ticks *ret_end)
{
	enum status status;

	for (unsigned int spins = 0; spins < SPINS_SHORT; spins++) {
		if (!node_held(node))
			return node_result(node);
		arch_relax();
	}
	atomic_store_explicit(&self->waits_for, target->index, memory_order_relaxed);
	status = wait_long(self, target, node, ret_end);
	atomic_store_explicit(&self->waits_for, CPU_NONE, memory_order_relaxed);
	return status;
}
