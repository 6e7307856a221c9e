/* SPDX-License-Identifier: BSD-2-Clause */
/* What each core has of its own. Who writes what is said at each group; groups that other cores
   write start a cache line of their own. */
#ifndef MUSTER_PERCPU_H
#define MUSTER_PERCPU_H

#include "cpuhp.h"
#include "record.h"
#include "smp.h"
#include "types.h"
#include "arch.h"

enum {
	WAITED_SLOTS = 2, /* the second is for when a call in the first timed out */
	SINGLE_SLOTS = 4, /* calls that are not waited for may overlap */
};

/* A call to many cores: what its nodes share. */
struct call_many {
	smp_call_func func;
	void *info;
	bool unwaited;		/* the last call was not waited for: its nodes may still be out */
	bool by_tree;		/* who is told tells others */
	struct cpumask targets; /* of the last call */
	struct cpumask to_tell; /* of those, who is sent an interrupt */
};

/* Written by one core, read by any, which is content with an older value. */
typedef _Atomic(uint64_t) counter;

static inline uint64_t counter_read(const counter *count)
{
	return atomic_load_explicit(count, memory_order_relaxed);
}

/* On the one core that writes it, whose interrupts may count as well. */
static inline void counter_add(counter *count, uint64_t more)
{
	arch_count(count, more);
}

struct percpu {
	/* constant once the core runs */
	struct percpu *self; /* first: arch_this_percpu() reads it */
	cpu_index index;
	hw_id id;
	struct call_node *nodes; /* of this core as target, one for each possible source */

	/* written by the core itself; not in the line above, which every sender reads */
	_Alignas(CACHE_LINE) unsigned int in_interrupt;
	counter received[IPI_KINDS], sent[IPI_KINDS];
	bool takes_leftovers; /* interrupts that come now are the firmware's */
	counter calls_run, ticks, spurious, unexpected, leftovers;
	_Atomic(smp_call_func) running_func;	    /* that it is in */
	_Atomic(struct llist_node *) running;	    /* calls taken from the queue, not let go yet */
	_Atomic(struct llist_node *) works_running; /* the same of irq_works */
	struct call_single_data waited[WAITED_SLOTS];
	struct call_single_data singles[SINGLE_SLOTS];
	_Atomic(cpu_index) waits_for; /* the core for which it waits in a call, or CPU_NONE */
	struct call_many many;
	uint32_t workers_ready;		   /* a bit for each worker that was set up */
	_Atomic(uint32_t) workers_running; /* released: it has followed workers_wanted */
	struct record_fault fault;
	_Atomic(bool) fault_new;      /* releases fault, until it is collected */
	struct record_fault snapshot; /* where the last NMI met it */
	_Atomic(unsigned int) snapshots, unknown_nmis;

	/* written by the boot core, and by this core's hotplug worker while that is asked to run */
	struct cpuhp_cpu_state hotplug;
	_Atomic(uint32_t) workers_wanted;

	/* written by this core and by those that wake, call or ping it */
	_Alignas(CACHE_LINE) llist_head queue;
	_Atomic(bool) resched; /* its workers have been kicked */
	_Atomic(bool) polling; /* it watches these two: no interrupt is needed */
	_Alignas(CACHE_LINE) llist_head irq_works;
	_Alignas(CACHE_LINE) _Atomic(unsigned int) state;
	_Atomic(bool) parked;			      /* it was lost, and has let go of all */
	_Atomic(bool) asked;			      /* somebody asks it by NMI where it is */
	_Atomic(uint32_t) nmi_requests;		      /* a bit for each enum ipi_kind */
	_Alignas(CACHE_LINE) _Atomic(uint64_t) pings; /* written by this core only */
	_Atomic(uint64_t) nmi_pings;
};

/* Before the core runs, in memory that is all zero: what is constant once it does. */
static inline void percpu_lay_out(struct percpu *percpu, cpu_index index, hw_id id,
				  struct call_node *nodes)
{
	percpu->self = percpu;
	percpu->index = index;
	percpu->id = id;
	percpu->nodes = nodes;
}

static inline bool percpu_has_work(const struct percpu *self)
{
	return atomic_load_explicit(&self->queue, memory_order_acquire) ||
	       atomic_load_explicit(&self->resched, memory_order_acquire);
}

#endif
