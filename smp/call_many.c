/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls to many cores: one node each, in the target's memory, which share function and argument. */
#include "call.h"
#include "cpu.h"
#include "ipi.h"

static bool use_tree; /* written by the boot core between its calls */

void call_use_tree(bool use)
{
	use_tree = use;
}

bool call_uses_tree(void)
{
	return use_tree;
}

/*
 * Interrupts to those below one place of the tree. The sender's is 0, then come the members of
 * to_tell in their order, all that the call goes to. Those below a place are pushed before it, so
 * whoever runs its node can tell them.
 */
static void tree_tell(const struct call_many *many, unsigned int place)
{
	cpu_index cpu = cpumask_nth(&many->to_tell, place * TREE_FANOUT);

	for (unsigned int i = 0; i < TREE_FANOUT && cpu != CPU_NONE; i++) {
		ipi_send(percpu_of(cpu), IPI_CALL_FUNC);
		cpu = cpumask_next(&many->to_tell, cpu + 1);
	}
}

void call_pass_on(const struct call_many *many, cpu_index cpu)
{
	if (many->by_tree)
		tree_tell(many, cpumask_rank(&many->to_tell, cpu) + 1);
}

/* The worst of what the targets of the last call to many say; they share one deadline. */
static enum status many_wait(struct percpu *self)
{
	enum status worst = STATUS_OK;
	bool out = false; /* a node still is, whatever became of the others */
	ticks end = 0;
	cpu_index cpu;

	for_each_cpu (cpu, &self->many.targets) {
		struct percpu *target = percpu_of(cpu);
		struct call_node *node = &target->nodes[self->index];
		enum status status;

		if (!call_wait_short(node, &status))
			status = call_wait_long(target, node, &end);

		out |= status == STATUS_TIMEOUT;
		if (status > worst)
			worst = status;
	}
	self->many.unwaited = out;
	return worst;
}

/* LLIST_REFUSED: the target is none any more, as it went offline just now, or its node is held by a
   call that never ended, which *status then says. */
static enum llist_push many_push(struct percpu *self, struct percpu *target, bool wait,
				 enum status *status)
{
	struct call_node *node = &target->nodes[self->index];
	enum llist_push push = LLIST_REFUSED;

	if (node_held(node)) {
		*status = STATUS_BUSY;
	} else {
		node_fill(node, self, CALL_MANY, wait);
		push = llist_push(&target->queue, &node->link);
		if (push == LLIST_REFUSED)
			node_unlock(node, NODE_FREE);
	}
	if (push == LLIST_REFUSED)
		cpumask_clear(&self->many.targets, target->index);
	return push;
}

static enum status many_send_each(struct percpu *self, bool wait)
{
	struct call_many *many = &self->many;
	enum status status = STATUS_OK;
	cpu_index cpu;

	cpumask_clear_all(&many->to_tell);
	for_each_cpu (cpu, &many->targets) {
		struct percpu *target = percpu_of(cpu);

		if (many_push(self, target, wait, &status) == LLIST_FIRST &&
		    !atomic_load_explicit(&target->polling, memory_order_seq_cst))
			cpumask_set(&many->to_tell, cpu);
	}
	ipi_send_mask(&many->to_tell, IPI_CALL_FUNC);
	return status;
}

/* From the last place to the first, see tree_tell(). Who is gone is told for. */
static enum status many_send_tree(struct percpu *self, bool wait)
{
	struct call_many *many = &self->many;
	enum status status = STATUS_OK;
	cpu_index cpu;

	cpumask_copy(&many->to_tell, &many->targets);
	for (cpu = cpumask_last(&many->to_tell); cpu != CPU_NONE;
	     cpu = cpumask_before(&many->to_tell, cpu))
		if (many_push(self, percpu_of(cpu), wait, &status) == LLIST_REFUSED)
			call_pass_on(many, cpu);
	tree_tell(many, 0);
	return status;
}

static enum status many_send(struct percpu *self, const struct cpumask *mask, bool wait)
{
	cpumask_and(&self->many.targets, mask, &cpu_online_mask);
	cpumask_clear(&self->many.targets, self->index);
	return self->many.by_tree ? many_send_tree(self, wait) : many_send_each(self, wait);
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
	self->many.by_tree = use_tree;
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
