/* SPDX-License-Identifier: BSD-2-Clause */
/* The inside of calls, for the rest of smp/. The calls themselves are in <smp.h>. */
#ifndef MUSTER_CALL_H
#define MUSTER_CALL_H

#include "percpu.h"

/* On the target, interrupts off: runs all that is queued, oldest first. */
void call_run_queue(struct percpu *self);

/* Lets go, unrun, all that waits for a core that will never run it. */
void call_reclaim(struct percpu *target);

#endif
