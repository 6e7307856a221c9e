/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls travel through one lock-free list for each core. The sender fills a node, sets its lock,
 * and pushes it; only who finds the list empty sends an interrupt, since whoever filled it before
 * has sent one that is not served yet. The target takes the whole list at once.
 *
 * Two pairs order everything: the push releases the node and the take acquires it; the unlock
 * releases what the function did and the waiter's look at the lock acquires it. A third is for a
 * target that is lost on the way: it releases what it has left to do, call_reclaim() acquires it.
 */
#include "call.h"
#include "cpu.h"
#include "ipi.h"
#include "wait.h"

static struct call_node *node_of(struct llist_node *link)
{
	return (struct call_node *)link; /* its first member */
}

static struct call_single_data *csd_of(struct call_node *node)
{
	return (struct call_single_data *)node; /* its first member */
}

/* ---- on the target ---- */

static void set_running(struct percpu *self, struct llist_node *list)
{
	atomic_store_explicit(&self->running, list, memory_order_release);
}

static void set_function(struct percpu *self, smp_call_func func)
{
	atomic_store_explicit(&self->running_func, func, memory_order_relaxed);
}

/* The usual case by itself: one call alone, and somebody waits for it. */
static inline void run_lone(struct percpu *self, struct call_node *node, smp_call_func func,
			    void *info)
{
	set_running(self, &node->link);
	set_function(self, func);
	counter_add(&self->calls_run, 1);
	func(info);
	set_running(self, NULL);
	node_unlock(node, NODE_FREE);
	set_function(self, NULL);
}

/* A call that nobody waits for is unlocked first, so that it can be sent again from its own
   function. func and info are read before: after the unlock they are the sender's again. */
static void node_run(struct percpu *self, struct call_node *node, struct llist_node *rest)
{
	smp_call_func func;
	void *info;

	if (node->kind == CALL_SINGLE) {
		func = csd_of(node)->func;
		info = csd_of(node)->info;
	} else {
		const struct call_many *many = &cpu_percpu(node->source)->many;

		func = many->func;
		info = many->info;
		call_pass_on(many, self->index);
	}
	set_function(self, func);
	if (node->wait) {
		func(info);
		set_running(self, rest);
		node_unlock(node, NODE_FREE);
	} else {
		set_running(self, rest);
		node_unlock(node, NODE_FREE);
		func(info);
	}
}

static __attribute__((noinline)) void run_list(struct percpu *self, struct llist_node *list)
{
	list = llist_reverse(list);
	set_running(self, list);
	do {
		struct call_node *node = node_of(list);

		list = list->next; /* before the run: the unlock gives the node away */
		counter_add(&self->calls_run, 1);
		node_run(self, node, list);
	} while (list);
	set_function(self, NULL);
}

static __attribute__((noinline)) void run_lone_many(struct percpu *self, struct call_node *node)
{
	const struct call_many *many = &percpu_of(node->source)->many;

	if (many->by_tree) /* there is more to do */
		run_list(self, &node->link);
	else
		run_lone(self, node, many->func, many->info);
}

void call_run_queue(struct percpu *self)
{
	struct llist_node *list = llist_take(&self->queue);

	if (list <= LLIST_CLOSED) { /* one comparison for both */
		if (list)
			cpu_retire(self);
		return;
	}
	if (list->next || !node_of(list)->wait)
		run_list(self, list);
	else if (node_of(list)->kind == CALL_SINGLE)
		run_lone(self, node_of(list), csd_of(node_of(list))->func,
			 csd_of(node_of(list))->info);
	else
		run_lone_many(self, node_of(list));
}

void call_open(struct percpu *self)
{
	llist_open(&self->queue);
}

void call_close(struct percpu *self)
{
	do
		call_run_queue(self);
	while (!llist_close_empty(&self->queue)); /* deadline: it ends when no call comes */
}

static void list_drop(struct llist_node *list)
{
	while (list) {
		struct call_node *node = node_of(list);

		list = list->next;
		node_unlock(node, NODE_DROPPED);
	}
}

void call_refuse(struct percpu *target)
{
	list_drop(llist_close(&target->queue));
}

void call_reclaim(struct percpu *target)
{
	call_refuse(target);
	/* acquire; pairs with set_running() */
	list_drop(atomic_exchange_explicit(&target->running, NULL, memory_order_acq_rel));
}

/* ---- on the sender: one target ---- */

static inline enum status call_send(struct percpu *self, struct percpu *target,
				    struct call_node *node)
{
	switch (llist_push(&target->queue, &node->link)) {
	case LLIST_REFUSED:
		node_unlock(node, NODE_FREE);
		return STATUS_OFFLINE;
	case LLIST_FIRST:
		/* after the push: pairs with idle.c, where it is cleared before a look at the list
		 */
		if (!atomic_load_explicit(&target->polling, memory_order_seq_cst))
			ipi_send_from(self, target, IPI_CALL_FUNC_SINGLE);
		break;
	default:
		break;
	}
	return STATUS_OK;
}

/* Outside of interrupts a core waits for one call at a time, in the first slot; it is still held
   only by a call that timed out. What never changes in these nodes is set by call_renew(). */
static __attribute__((noinline)) struct call_single_data *other_slot(struct percpu *self)
{
	for (unsigned int i = 1; i < WAITED_SLOTS; i++)
		if (!node_held(&self->waited[i].node))
			return &self->waited[i];
	return NULL;
}

/* For the compiler: keeps this pointer, and not one to each member behind it. */
#define one_register(pointer) __asm__("" : "+r"(pointer))

static inline enum status single_wait(struct percpu *self, struct percpu *target,
				      smp_call_func func, void *info)
{
	struct call_single_data *csd = &self->waited[0];
	enum status status;

	if (node_held(&csd->node))
		csd = other_slot(self);
	if (!csd)
		return STATUS_BUSY;
	one_register(csd);
	csd->func = func;
	csd->info = info;
	atomic_store_explicit(&csd->node.locked, NODE_HELD, memory_order_relaxed);
	status = call_send(self, target, &csd->node);
	one_register(csd);
	return status == STATUS_OK ? call_wait(target, &csd->node) : status;
}

void call_renew(struct percpu *target)
{
	for (unsigned int i = 0; i < WAITED_SLOTS; i++) {
		target->waited[i].node.kind = CALL_SINGLE;
		target->waited[i].node.wait = true;
		target->waited[i].node.source = target->index;
	}
	call_reclaim(target);
}

/* Interrupts are off, or one that comes between the look and the fill could take the same. */
static bool single_try(struct percpu *self, struct percpu *target, smp_call_func func, void *info,
		       enum status *ret_status)
{
	for (unsigned int i = 0; i < SINGLE_SLOTS; i++) {
		struct call_single_data *csd = &self->singles[i];

		if (node_held(&csd->node))
			continue;
		csd->func = func;
		csd->info = info;
		node_fill(&csd->node, self, CALL_SINGLE, false);
		*ret_status = call_send(self, target, &csd->node);
		return true;
	}
	return false;
}

static enum status single_send(struct percpu *self, struct percpu *target, smp_call_func func,
			       void *info)
{
	struct deadline deadline = {0};
	enum status status;

	for (;;) { /* the deadline is below */
		irq_flags flags = arch_irq_save();
		bool sent = single_try(self, target, func, info, &status);

		arch_irq_restore(flags);
		if (sent)
			return status;
		if (self->in_interrupt) /* there, waiting for one's own calls could deadlock */
			return STATUS_BUSY;
		if (!deadline.end)
			deadline = deadline_in_us(SMP_DEADLINE_US);
		else if (deadline_passed(deadline))
			return STATUS_BUSY;
		arch_relax();
	}
}

static __attribute__((noinline)) enum status single_unusual(cpu_index cpu, smp_call_func func,
							    void *info, bool wait)
{
	return wait ? STATUS_INVALID : single_send(arch_this_percpu(), percpu_of(cpu), func, info);
}

enum status smp_call_function_single(cpu_index cpu, smp_call_func func, void *info, bool wait)
{
	struct percpu *self = arch_this_percpu();

	if (cpu == self->index)
		return call_here(func, info);
	if (cpu >= CPUS_MAX)
		return STATUS_OFFLINE;
	if (!wait || self->in_interrupt)
		return single_unusual(cpu, func, info, wait);
	return single_wait(self, percpu_of(cpu), func, info);
}

enum status smp_call_function_single_async(cpu_index cpu, struct call_single_data *csd)
{
	struct percpu *self = arch_this_percpu();
	struct percpu *target = cpu_percpu(cpu);

	if (cpu == self->index)
		return csd_busy(csd) ? STATUS_BUSY : call_here(csd->func, csd->info);
	if (!target)
		return STATUS_OFFLINE;
	/* Several cores may try to send the same csd. */
	if (atomic_exchange_explicit(&csd->node.locked, NODE_HELD, memory_order_acquire) ==
	    NODE_HELD)
		return STATUS_BUSY;
	node_fill(&csd->node, self, CALL_SINGLE, false);
	return call_send(self, target, &csd->node);
}

bool csd_busy(const struct call_single_data *csd)
{
	return node_held(&csd->node);
}

enum status smp_call_function_any(const struct cpumask *mask, smp_call_func func, void *info,
				  bool wait)
{
	cpu_index self = smp_processor_id();
	enum status status = STATUS_OFFLINE;
	cpu_index cpu;

	if (cpumask_test(mask, self))
		return call_here(func, info);
	for (cpu = cpumask_first(mask); cpu != CPU_NONE && status == STATUS_OFFLINE;
	     cpu = cpumask_next(mask, cpu + 1))
		status = smp_call_function_single(cpu, func, info, wait);
	return status;
}
