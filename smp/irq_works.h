/* SPDX-License-Identifier: BSD-2-Clause */
/* The inside of irq_work, for the rest of smp/. */
#ifndef MUSTER_IRQ_WORKS_H
#define MUSTER_IRQ_WORKS_H

#include "irq_work.h"
#include "percpu.h"

/* On the core, interrupts off: runs all that is queued, oldest first. */
void irq_work_run(struct percpu *self);

/* For a core that comes online, that leaves (what is queued runs), and that is lost (it never does,
   and is not pending any more). */
void irq_work_open(struct percpu *self);
void irq_work_close(struct percpu *self);
void irq_work_reclaim(struct percpu *target);
void irq_work_refuse(struct percpu *target); /* what it has taken is its own: it may run */

#endif
