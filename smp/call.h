/* SPDX-License-Identifier: BSD-2-Clause */
/* The inside of calls, for the rest of smp/. The calls themselves are in <smp.h>. */
#ifndef MUSTER_CALL_H
#define MUSTER_CALL_H

#include "percpu.h"

/* On the target, interrupts off: runs all that is queued, oldest first. */
void call_run_queue(struct percpu *self);

/* The queue of a core that comes online, and of one that leaves: all that is queued runs, then
   calls are refused. */
void call_open(struct percpu *self);
void call_close(struct percpu *self);

/* Lets go of all that was sent to a core that will never run it: what waits in its queue, and what
   it had taken from there. Who waits for one of them gets STATUS_FAULT. Later calls are refused. */
void call_reclaim(struct percpu *target);

/* The same for a core that may still run: what it has taken is its own. */
void call_refuse(struct percpu *target);

/* The same for a core that is to be woken. */
void call_renew(struct percpu *target);

/* Calls to many tell their targets through one another, each up to TREE_FANOUT more. */
enum { TREE_FANOUT = 4 };
void call_use_tree(bool use);
bool call_uses_tree(void);

/* On a target, before it runs its node: tells those that are told through it. */
void call_pass_on(const struct call_many *many, cpu_index cpu);

/* ---- nodes ---- */

enum call_kind { CALL_SINGLE, CALL_MANY };

/* call_node.locked; dropped: let go unrun, or at least not run to its end */
enum node_state { NODE_FREE, NODE_HELD, NODE_DROPPED };

static inline bool node_held(const struct call_node *node)
{
	return atomic_load_explicit(&node->locked, memory_order_acquire) == NODE_HELD;
}

static inline void node_unlock(struct call_node *node, enum node_state state)
{
	atomic_store_explicit(&node->locked, (uint16_t)state, memory_order_release);
}

/* For a node that is free, and that no one else can take meanwhile. */
static inline void node_fill(struct call_node *node, struct percpu *self, enum call_kind kind,
			     bool wait)
{
	atomic_store_explicit(&node->locked, NODE_HELD, memory_order_relaxed);
	node->kind = (uint8_t)kind;
	node->wait = wait;
	node->source = self->index;
}

/* On the calling core, as on another: interrupts off. */
static inline enum status call_here(smp_call_func func, void *info)
{
	irq_flags flags = arch_irq_save();

	func(info);
	arch_irq_restore(flags);
	return STATUS_OK;
}

/* ---- call_wait.c ---- */

static inline enum status node_result(uint16_t locked)
{
	return locked == NODE_DROPPED ? STATUS_FAULT : STATUS_OK;
}

/* Until the target lets go of the node, at most until the deadline that *ret_end holds, or, when
   that is 0, for SMP_DEADLINE_US, which *ret_end then says; _one has no deadline to share.
   STATUS_TIMEOUT leaves a stall report. */
enum status call_wait_long(struct percpu *target, struct call_node *node, ticks *ret_end);

enum status call_wait_one(struct percpu *target, struct call_node *node);

/* So often it looks without a look at the clock, which costs more than all the rest. */
enum { SPINS_SHORT = 100 };

/* True: the target has let go of the node, and *ret_status says how. */
static inline bool call_wait_short(struct call_node *node, enum status *ret_status)
{
	for (unsigned int spins = SPINS_SHORT; spins; spins--) {
		/* acquire; pairs with node_unlock() */
		uint16_t locked = atomic_load_explicit(&node->locked, memory_order_acquire);

		if (locked != NODE_HELD) {
			*ret_status = node_result(locked);
			return true;
		}
		arch_relax();
	}
	return false;
}

/* Until the target lets go of the node, first in the one way, then in the other. */
static inline enum status call_wait(struct percpu *target, struct call_node *node)
{
	enum status status;

	return call_wait_short(node, &status) ? status : call_wait_one(target, node);
}

#endif
