/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls that took too long: who waits for whom, and where the other one is, as csd_lock's watch in
   Linux says it. */
#ifndef MUSTER_STALL_H
#define MUSTER_STALL_H

#include "percpu.h"

enum {
	STALLS_MAX = 8,
	REKICK_US = 1000000, /* what has not begun by then may have lost its interrupt */
};

/* On the waiter, outside of interrupts: asks the target by NMI where it is, and files a report. */
void stall_report(struct percpu *self, struct percpu *target, smp_call_func sent, ticks waited);

/* The reports, oldest first; NULL past the last. Those beyond STALLS_MAX are only counted. */
const struct record_stall *stall_get(unsigned int number);
unsigned int stall_count(void);

/* Interrupts that were sent a second time, since a call or a worker had not begun for long. */
void stall_note_rekick(void);
unsigned int stall_rekicks(void);

#endif
