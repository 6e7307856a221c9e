/* SPDX-License-Identifier: BSD-2-Clause */
#include "idle.h"
#include "call.h"

static enum idle_kind chosen;

void idle_choose(enum idle_kind kind)
{
	chosen = kind == IDLE_MWAIT && !arch_has_mwait() ? IDLE_HALT : kind;
}

enum idle_kind idle_chosen(void)
{
	return chosen;
}

static void idle_poll(struct percpu *self)
{
	/* Interrupts stay on, for what is sent without the queue; calls come through memory. */
	arch_irq_enable();
	while (!atomic_load_explicit(&self->queue, memory_order_relaxed)) /* no deadline: idle */
		arch_relax();
	arch_irq_disable();
}

void idle_forever(struct percpu *self)
{
	/* Before the queue is first looked at: a sender that sees it sends no interrupt. */
	atomic_store(&self->polling, chosen != IDLE_HALT);
	self->in_interrupt++; /* functions run from here must not wait for other cores either */
	for (;;) {	      /* endless: the life of an idle core */
		if (atomic_load_explicit(&self->queue, memory_order_relaxed))
			call_run_queue(self);
		if (chosen == IDLE_POLL)
			idle_poll(self);
		else if (chosen == IDLE_MWAIT)
			arch_idle_mwait(&self->queue);
		else
			arch_idle_halt();
	}
}
