/* SPDX-License-Identifier: BSD-2-Clause */
/* The books of the random load: who called whom how often, and what ran. */
#ifndef MUSTER_SOAK_H
#define MUSTER_SOAK_H

#include "smp.h"
#include "types.h"

enum { SOAK_CORES_MAX = 64 };

/* Calls of one class from one sender to one target keep their order. Those from functions have a
   class of their own, as one may come between the numbering and the sending of another call. */
enum soak_class { SOAK_FROM_WORKER, SOAK_FROM_FUNCTION, SOAK_CLASSES };

void soak_books_open(void);

/* On the sender: the argument of the next call, which is numbered; taken back when it was refused.
 */
void *soak_book_call(cpu_index to, enum soak_class class);
void soak_unbook_call(cpu_index to, enum soak_class class);
void soak_receive(void *info); /* the function called */

/* A call to many: its number is the argument; those that it was sent to are booked behind it. */
void *soak_book_many(void);
void soak_booked_many(const struct cpumask *targets);
void soak_receive_many(void *info);

/* Calls that ran so far. */
uint64_t soak_ran(void);

/* When all is quiet: what was sent and never ran, ran twice or out of order. */
struct soak_result {
	uint64_t sent, ran;
	uint64_t lost;	   /* sent, and never ran */
	uint64_t disorder; /* came with another number than the next: twice, or too early */
};
struct soak_result soak_books_close(void);

#endif
