/* SPDX-License-Identifier: BSD-2-Clause */
/* The inside of calls, for the rest of smp/. The calls themselves are in <smp.h>. */
#ifndef MUSTER_CALL_H
#define MUSTER_CALL_H

#include "percpu.h"

/* On the target, interrupts off: runs all that is queued, oldest first. */
void call_run_queue(struct percpu *self);

/* Lets go of all that was sent to a core that will never run again: what waits in its queue, and
   what it had taken from there. Who waits for one of them gets STATUS_FAULT. */
void call_reclaim(struct percpu *target);

#endif
