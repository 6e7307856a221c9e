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

enum call_kind { CALL_SINGLE, CALL_MANY };

/* call_node.locked; dropped: let go unrun, or at least not run to its end */
enum node_state { NODE_FREE, NODE_HELD, NODE_DROPPED };

static struct call_single_data *csd_of(struct call_node *node)
{
	return (struct call_single_data *)node; /* its first member */
}

static bool node_locked(const struct call_node *node)
{
	return atomic_load_explicit(&node->locked, memory_order_acquire) == NODE_HELD;
}

static void node_unlock(struct call_node *node, enum node_state state)
{
	atomic_store_explicit(&node->locked, (uint16_t)state, memory_order_release);
}

/* Takes a free node for a call; false while an earlier call still holds it. */
static bool node_lock(struct call_node *node, enum call_kind kind, bool wait)
{
	if (atomic_exchange_explicit(&node->locked, NODE_HELD, memory_order_acquire) == NODE_HELD)
		return false;
	node->kind = (uint8_t)kind;
	node->wait = wait;
	node->source = arch_this_percpu()->index;
	return true;
}

/* True when the target must be told: nobody has yet, and it does not watch its queue. */
static bool queue_push(struct percpu *target, struct call_node *node)
{
	struct call_node *head = atomic_load_explicit(&target->queue, memory_order_relaxed);

	do {
		node->next = head;
	} while (!atomic_compare_exchange_weak_explicit(&target->queue, &head, node,
							memory_order_seq_cst,
							memory_order_relaxed)); /* lock-free */
	return !head && !atomic_load_explicit(&target->polling, memory_order_relaxed);
}

static struct call_node *queue_take(struct percpu *target)
{
	return atomic_exchange_explicit(&target->queue, NULL, memory_order_acq_rel);
}

static struct call_node *list_reverse(struct call_node *list)
{
	struct call_node *reversed = NULL;

	while (list) {
		struct call_node *next = list->next;

		list->next = reversed;
		reversed = list;
		list = next;
	}
	return reversed;
}

static void set_running(struct percpu *self, struct call_node *list)
{
	atomic_store_explicit(&self->running, list, memory_order_release);
}

/* A call that nobody waits for is unlocked first, so that it can be sent again from its own
   function. func and info are read before: after the unlock they are the sender's again. */
static void node_run(struct percpu *self, struct call_node *node, struct call_node *rest)
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
	}
	if (node->wait) {
		set_running(self, node);
		func(info);
		set_running(self, rest);
		node_unlock(node, NODE_FREE);
	} else {
		set_running(self, rest);
		node_unlock(node, NODE_FREE);
		func(info);
	}
}

void call_run_queue(struct percpu *self)
{
	struct call_node *list = queue_take(self);

	if (list && list->next)
		list = list_reverse(list);
	while (list) {
		struct call_node *node = list;

		list = node->next; /* before the run: the unlock gives the node away */
		self->calls_run++;
		node_run(self, node, list);
	}
}

static void list_drop(struct call_node *list)
{
	while (list) {
		struct call_node *node = list;

		list = node->next;
		node_unlock(node, NODE_DROPPED);
	}
}

void call_reclaim(struct percpu *target)
{
	list_drop(queue_take(target));
	/* acquire; pairs with set_running() */
	list_drop(atomic_exchange_explicit(&target->running, NULL, memory_order_acq_rel));
}

static enum status node_result(const struct call_node *node)
{
	return atomic_load_explicit(&node->locked, memory_order_acquire) == NODE_DROPPED
		       ? STATUS_FAULT
		       : STATUS_OK;
}

/* Until the target lets go of the node. A target that is no longer online never will: what it held
   is reclaimed, by us or by another who saw it. */
static enum status node_wait(struct call_node *node, cpu_index cpu, struct deadline deadline)
{
	while (node_locked(node)) {
		if (!cpu_online(cpu))
			call_reclaim(cpu_percpu(cpu));
		if (deadline_passed(deadline))
			return STATUS_TIMEOUT;
		arch_relax();
	}
	return node_result(node);
}

static enum status call_here(smp_call_func func, void *info)
{
	irq_flags flags = arch_irq_save();

	func(info);
	arch_irq_restore(flags);
	return STATUS_OK;
}

/* A few csds of the sender's own: calls that are not waited for may overlap. The one that is waited
   for may be free already, but not for an interrupt that comes before the waiter has seen it. */
static struct call_single_data *single_slot(struct percpu *self, bool wait)
{
	struct call_single_data *awaited =
		atomic_load_explicit(&self->awaited, memory_order_relaxed);

	for (unsigned int i = 0; i < SINGLE_SLOTS; i++)
		if (&self->singles[i] != awaited &&
		    node_lock(&self->singles[i].node, CALL_SINGLE, wait))
			return &self->singles[i];
	return NULL;
}

static struct call_single_data *single_slot_wait(struct percpu *self, bool wait)
{
	struct call_single_data *csd = single_slot(self, wait);
	struct deadline deadline;

	if (csd || self->in_interrupt) /* there, waiting for one's own calls could deadlock */
		return csd;
	deadline = deadline_in_us(SMP_DEADLINE_US);
	while (!csd && !deadline_passed(deadline)) {
		arch_relax();
		csd = single_slot(self, wait);
	}
	return csd;
}

static void call_send(cpu_index cpu, struct call_single_data *csd)
{
	struct percpu *target = cpu_percpu(cpu);

	if (queue_push(target, &csd->node))
		ipi_send(cpu, IPI_CALL_FUNC_SINGLE);
	if (!cpu_online(cpu)) /* lost since the caller looked, perhaps reclaimed before the push */
		call_reclaim(target);
}

/* In interrupt context nobody waits, so there is one such call at a time. */
static enum status call_send_wait(struct percpu *self, cpu_index cpu, struct call_single_data *csd)
{
	enum status status;

	atomic_store_explicit(&self->awaited, csd, memory_order_relaxed);
	call_send(cpu, csd);
	status = node_wait(&csd->node, cpu, deadline_in_us(SMP_DEADLINE_US));
	atomic_store_explicit(&self->awaited, NULL, memory_order_relaxed);
	return status;
}

enum status smp_call_function_single(cpu_index cpu, smp_call_func func, void *info, bool wait)
{
	struct percpu *self = arch_this_percpu();
	struct call_single_data *csd;

	if (cpu == self->index)
		return call_here(func, info);
	if (!cpu_online(cpu))
		return STATUS_OFFLINE;
	if (wait && self->in_interrupt)
		return STATUS_INVALID;
	csd = single_slot_wait(self, wait);
	if (!csd)
		return STATUS_BUSY;
	csd->func = func;
	csd->info = info;
	if (wait)
		return call_send_wait(self, cpu, csd);
	call_send(cpu, csd);
	return STATUS_OK;
}

enum status smp_call_function_single_async(cpu_index cpu, struct call_single_data *csd)
{
	if (cpu == smp_processor_id())
		return csd_busy(csd) ? STATUS_BUSY : call_here(csd->func, csd->info);
	if (!cpu_online(cpu))
		return STATUS_OFFLINE;
	if (!node_lock(&csd->node, CALL_SINGLE, false))
		return STATUS_BUSY;
	call_send(cpu, csd);
	return STATUS_OK;
}

bool csd_busy(const struct call_single_data *csd)
{
	return node_locked(&csd->node);
}

enum status smp_call_function_any(const struct cpumask *mask, smp_call_func func, void *info,
				  bool wait)
{
	cpu_index self = smp_processor_id();
	cpu_index cpu;

	if (cpumask_test(mask, self))
		return call_here(func, info);
	for_each_cpu (cpu, mask)
		if (cpu_online(cpu))
			return smp_call_function_single(cpu, func, info, wait);
	return STATUS_OFFLINE;
}

/* The worst of what the targets of the last call to many say; they share one deadline. */
static enum status many_wait(struct percpu *self)
{
	struct deadline deadline = deadline_in_us(SMP_DEADLINE_US);
	enum status worst = STATUS_OK;
	bool out = false; /* a node still is, whatever became of the others */
	cpu_index cpu;

	for_each_cpu (cpu, &self->many.targets) {
		struct call_node *node = &cpu_percpu(cpu)->nodes[self->index];
		enum status status = node_wait(node, cpu, deadline);

		out |= status == STATUS_TIMEOUT;
		if (status > worst)
			worst = status;
	}
	self->many.unwaited = out;
	return worst;
}

static enum status many_send(struct percpu *self, const struct cpumask *mask, bool wait)
{
	struct cpumask *targets = &self->many.targets;
	enum status status = STATUS_OK;
	struct cpumask to_tell;
	cpu_index cpu;

	cpumask_and(targets, mask, &cpu_online_mask);
	cpumask_clear(targets, self->index);
	cpumask_clear_all(&to_tell);
	for_each_cpu (cpu, targets) {
		struct percpu *target = cpu_percpu(cpu);

		if (!node_lock(&target->nodes[self->index], CALL_MANY, wait))
			status = STATUS_BUSY;
		else if (queue_push(target, &target->nodes[self->index]))
			cpumask_set(&to_tell, cpu);
	}
	ipi_send_mask(&to_tell, IPI_CALL_FUNC);
	return status;
}

/* All nodes of one sender share func and info, so the call before must be over. */
static enum status many_begin(struct percpu *self, const struct cpumask *mask, smp_call_func func,
			      void *info, bool wait)
{
	if (self->in_interrupt)
		return STATUS_INVALID;
	if (self->many.unwaited)
		many_wait(self);
	if (self->many.unwaited)
		return STATUS_BUSY;
	self->many.func = func;
	self->many.info = info;
	self->many.unwaited = true;
	return many_send(self, mask, wait);
}

enum status smp_call_function_many(const struct cpumask *mask, smp_call_func func, void *info,
				   bool wait)
{
	struct percpu *self = arch_this_percpu();
	enum status status = many_begin(self, mask, func, info, wait);

	return status == STATUS_OK && wait ? many_wait(self) : status;
}

enum status smp_call_function(smp_call_func func, void *info, bool wait)
{
	return smp_call_function_many(&cpu_online_mask, func, info, wait);
}

enum status on_each_cpu_mask(const struct cpumask *mask, smp_call_func func, void *info, bool wait)
{
	struct percpu *self = arch_this_percpu();
	enum status status = many_begin(self, mask, func, info, wait);

	if (status != STATUS_OK)
		return status;
	if (cpumask_test(mask, self->index))
		call_here(func, info);
	return wait ? many_wait(self) : STATUS_OK;
}

enum status on_each_cpu(smp_call_func func, void *info, bool wait)
{
	return on_each_cpu_mask(&cpu_online_mask, func, info, wait);
}
