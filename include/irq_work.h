/* SPDX-License-Identifier: BSD-2-Clause */
/* Work in hard interrupt context, on this core or another, as Linux's irq_work. It may be queued
   from anywhere, an NMI handler included. */
#ifndef MUSTER_IRQ_WORK_H
#define MUSTER_IRQ_WORK_H

#include "llist.h"
#include "status.h"
#include "types.h"

struct irq_work;
typedef void (*irq_work_func)(struct irq_work *work);

/* In the caller's memory. Zero it before its first use, and set func. */
struct irq_work {
	struct llist_node link; /* first */
	irq_work_func func;
	_Atomic(uint32_t) pending; /* 1 from the queueing until just before func runs */
};

/* Runs work->func(work) once, in interrupt context. STATUS_BUSY: it is queued already and has not
   begun; it will run. STATUS_OFFLINE: the core is not online, nothing was queued. */
enum status irq_work_queue(struct irq_work *work);
enum status irq_work_queue_on(struct irq_work *work, cpu_index cpu);

bool irq_work_pending(const struct irq_work *work);

#endif
