/* SPDX-License-Identifier: BSD-2-Clause */
#include "irq_works.h"
#include "cpu.h"
#include "ipi.h"

static struct irq_work *work_of(struct llist_node *link)
{
	return (struct irq_work *)link; /* its first member */
}

bool irq_work_pending(const struct irq_work *work)
{
	return atomic_load_explicit(&work->pending, memory_order_acquire);
}

static enum status queue_on(struct irq_work *work, struct percpu *target)
{
	/* Several may try, an NMI handler among them. Release: who comes second relies on the run
	   that is to come, see works_run_one(). */
	if (atomic_exchange_explicit(&work->pending, 1, memory_order_acq_rel))
		return STATUS_BUSY;
	switch (llist_push(&target->irq_works, &work->link)) {
	case LLIST_REFUSED:
		atomic_store_explicit(&work->pending, 0, memory_order_release);
		return STATUS_OFFLINE;
	case LLIST_FIRST:
		ipi_send(target, IPI_IRQ_WORK);
		return STATUS_OK;
	default:
		return STATUS_OK;
	}
}

enum status irq_work_queue(struct irq_work *work)
{
	return queue_on(work, arch_this_percpu());
}

enum status irq_work_queue_on(struct irq_work *work, cpu_index cpu)
{
	struct percpu *target = cpu_percpu(cpu);

	return target ? queue_on(work, target) : STATUS_OFFLINE;
}

/* pending ends before the function runs, so that it can be queued again from there. By an exchange:
   it reads what the last one wrote who was told that the work was queued already, so the function
   sees what that one did before. A store could wait in the core behind the function's loads. */
static void works_run_one(struct irq_work *work)
{
	atomic_exchange_explicit(&work->pending, 0, memory_order_acq_rel);
	work->func(work);
}

void irq_work_run(struct percpu *self)
{
	struct llist_node *list = llist_take(&self->irq_works);

	if (list == LLIST_CLOSED)
		cpu_retire(self);
	list = llist_reverse(list);
	while (list) {
		struct irq_work *work = work_of(list);

		list = list->next;
		/* release; pairs with irq_work_reclaim() */
		atomic_store_explicit(&self->works_running, list, memory_order_release);
		works_run_one(work);
	}
}

void irq_work_open(struct percpu *self)
{
	llist_open(&self->irq_works);
}

void irq_work_close(struct percpu *self)
{
	do
		irq_work_run(self);
	while (!llist_close_empty(&self->irq_works)); /* deadline: ends when none comes */
}

static void list_drop(struct llist_node *list)
{
	while (list) {
		struct irq_work *work = work_of(list);

		list = list->next;
		atomic_store_explicit(&work->pending, 0, memory_order_release);
	}
}

void irq_work_refuse(struct percpu *target)
{
	list_drop(llist_close(&target->irq_works));
}

void irq_work_reclaim(struct percpu *target)
{
	irq_work_refuse(target);
	list_drop(atomic_exchange_explicit(&target->works_running, NULL, memory_order_acq_rel));
}
