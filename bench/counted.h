/* SPDX-License-Identifier: BSD-2-Clause */
/* A called function that is counted, and the wait for it. Each file that includes this has a
   counter of its own, so that what one gave up, and runs late, is not taken for another's. */
#ifndef MUSTER_COUNTED_H
#define MUSTER_COUNTED_H

#include "smp.h"
#include "wait.h"

static _Atomic(uint64_t) runs; /* written by the targets */

static inline void count_run(void *info)
{
	(void)info;
	/* release; pairs with await_runs() */
	atomic_fetch_add_explicit(&runs, 1, memory_order_release);
}

/* False: fewer have run in SMP_DEADLINE_US. */
static inline bool await_runs(uint64_t wanted)
{
	struct deadline deadline = deadline_in_us(SMP_DEADLINE_US);

	/* acquire; pairs with count_run() */
	while (atomic_load_explicit(&runs, memory_order_acquire) < wanted) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

#endif
