/* SPDX-License-Identifier: BSD-2-Clause */
#include "idle.h"
#include "call.h"
#include "cpu.h"
#include "wait.h"
#include "workers.h"

enum { POLL_US = 5 }; /* longer, and cores that share a processor take it from each other */

static _Atomic(enum idle_kind) chosen;

static bool is_there(enum idle_kind kind)
{
	return (kind != IDLE_MWAIT || arch_has_mwait()) &&
	       (kind != IDLE_SUSPEND || arch_has_suspend());
}

void idle_choose(enum idle_kind kind)
{
	atomic_store_explicit(&chosen, is_there(kind) ? kind : IDLE_HALT, memory_order_relaxed);
}

enum idle_kind idle_chosen(void)
{
	return atomic_load_explicit(&chosen, memory_order_relaxed);
}

void idle_change(enum idle_kind kind)
{
	cpu_index cpu;

	idle_choose(kind);
	for_each_cpu (cpu, &cpu_active_mask)
		worker_kick(cpu);
}

static void idle_poll(struct percpu *self)
{
	/* Interrupts stay on, for what is sent without the queue; calls come through memory. */
	arch_irq_enable();
	while (!percpu_has_work(self)) /* no deadline: idle */
		arch_relax();
	arch_irq_disable();
}

/* As Linux's haltpoll: who is called soon again is spared the sleep, and who is not does sleep. The
   list is taken behind the store, as its senders look at polling behind their push. */
static void idle_haltpoll(struct percpu *self)
{
	struct deadline deadline = deadline_in_us(POLL_US);

	arch_irq_enable();
	while (!percpu_has_work(self) && !deadline_passed(deadline))
		arch_relax();
	arch_irq_disable();
	if (percpu_has_work(self))
		return;
	atomic_store(&self->polling, false);
	call_run_queue(self);
	if (!atomic_load(&self->resched))
		arch_idle_halt();
	atomic_store(&self->polling, true);
}

/* The usual one first: its way back to sleep is in each call. */
static void idle_sleep(struct percpu *self, enum idle_kind kind)
{
	if (kind == IDLE_HALT)
		arch_idle_halt();
	else if (kind == IDLE_POLL)
		idle_poll(self);
	else if (kind == IDLE_MWAIT)
		arch_idle_mwait(self);
	else if (kind == IDLE_HALTPOLL)
		idle_haltpoll(self);
	else
		arch_idle_suspend();
}

/* Before the queue is first looked at: a sender that sees polling sends no interrupt. How the core
   sleeps must go with it, so it is decided here, too. */
static enum idle_kind idle_begin(struct percpu *self)
{
	enum idle_kind kind = idle_chosen();

	atomic_store(&self->polling, kind != IDLE_HALT && kind != IDLE_SUSPEND);
	return kind;
}

/* The workers may wait for other cores, so calls must be able to interrupt them. */
static void run_workers(struct percpu *self)
{
	atomic_store(&self->polling, false);
	call_run_queue(self); /* what came while its sender saw us watch */
	self->in_interrupt--;
	arch_irq_enable();
	do
		atomic_exchange(&self->resched, false);	     /* acquires what the kick is for */
	while (workers_run(self) && !self->hotplug.offline); /* endless: while there is work */
	arch_irq_disable();
	self->in_interrupt++;
	if (self->hotplug.offline)
		cpu_die(self);
}

void idle_forever(struct percpu *self)
{
	enum idle_kind kind = idle_begin(self);

	self->in_interrupt++; /* functions run from here must not wait for other cores either */
	for (;;) {	      /* endless: the life of an idle core */
		if (atomic_load_explicit(&self->queue, memory_order_relaxed))
			call_run_queue(self);
		if (!atomic_load_explicit(&self->resched, memory_order_relaxed)) {
			idle_sleep(self, kind);
			continue;
		}
		run_workers(self);
		kind = idle_begin(self);
	}
}
