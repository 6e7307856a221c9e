/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Per-CPU workers, as Linux's smpboot threads: one instance of each worker on each core, run by the
 * idle loop with interrupts on, where it may wait for other cores. When its core goes offline a
 * worker is parked, and unparked when it comes back. On the boot core, which has no idle loop,
 * workers run when it calls worker_run_here().
 */
#ifndef MUSTER_WORKER_H
#define MUSTER_WORKER_H

#include "status.h"
#include "types.h"

/* All run on the core cpu; each may be NULL but should_run and run. */
struct worker {
	const char *name;
	void (*setup)(cpu_index cpu); /* before its first run on this core */
	void (*park)(cpu_index cpu);
	void (*unpark)(cpu_index cpu);
	bool (*should_run)(cpu_index cpu);
	void (*run)(cpu_index cpu); /* one piece of work; called again while should_run() */
};

enum { WORKERS_MAX = 8 };

/* On the boot core: starts it on all cores that are online. STATUS_NO_MEMORY: WORKERS_MAX are
   there. The struct must stay. */
enum status worker_register(const struct worker *worker);

/* On the boot core: parks it everywhere, and forgets it. STATUS_TIMEOUT: a core did not park it. */
enum status worker_unregister(const struct worker *worker);

/* From any core: tells the core to look whether its workers should run. */
void worker_kick(cpu_index cpu);

/* On the boot core: runs what is to be run here. */
void worker_run_here(void);

#endif
