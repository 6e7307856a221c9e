/* SPDX-License-Identifier: BSD-2-Clause */
/* What each core has of its own. Who writes what is said at each group; groups that other cores
   write start a cache line of their own. */
#ifndef MUSTER_PERCPU_H
#define MUSTER_PERCPU_H

#include "record.h"
#include "smp.h"
#include "types.h"
#include "arch.h"

enum { SINGLE_SLOTS = 4 };

/* A call to many cores: what its nodes share. */
struct call_many {
	smp_call_func func;
	void *info;
	bool unwaited;		/* the last call was not waited for: its nodes may still be out */
	struct cpumask targets; /* of the last call */
};

struct percpu {
	/* constant once the core runs */
	struct percpu *self; /* first: arch_this_percpu() reads it */
	cpu_index index;
	hw_id id;
	struct call_node *nodes; /* of this core as target, one for each possible source */

	/* written by the core itself */
	unsigned int in_interrupt;
	uint64_t received[IPI_KINDS], sent[IPI_KINDS];
	uint64_t calls_run;
	_Atomic(struct call_node *) running; /* calls taken from the queue, not let go yet */
	struct call_single_data singles[SINGLE_SLOTS];
	_Atomic(struct call_single_data *) awaited; /* of singles, the one that is waited for */
	struct call_many many;
	struct record_fault fault; /* valid once state is CPU_FAULTED */

	/* written by this core and by those that wake, call or ping it */
	_Alignas(CACHE_LINE) _Atomic(struct call_node *) queue;
	_Atomic(bool) polling; /* it watches the queue: no interrupt is needed */
	_Alignas(CACHE_LINE) _Atomic(unsigned int) state;
	_Alignas(CACHE_LINE) _Atomic(uint64_t) pings; /* written by this core only */
	_Atomic(uint64_t) nmi_pings;
	_Atomic(bool) nmi_expected;
};

#endif
