/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Locks that the members of a party contend for. Taking one acquires what its last holder released.
 *
 * tas: test-and-set, tried without a pause. tas-backoff: the same, with pauses that grow. ticket:
 * in the order in which they came, all watching one word. mcs: the same order, each watching a word
 * of its own (J. Mellor-Crummey and M. Scott, 1991). csd: the lock of the calls' own nodes, taken
 * as smp_call_function_single_async() takes it, and looked at until it is free.
 */
#ifndef MUSTER_LOCK_H
#define MUSTER_LOCK_H

#include "party.h"

struct lock {
	const char *name;
	bool (*acquire)(unsigned int rank); /* false: waited in vain, it is not held */
	void (*release)(unsigned int rank);
};

enum { LOCK_KINDS = 5 };
extern const struct lock locks[LOCK_KINDS];

/* All are free, for so many members, in the party's room. Before they begin. */
void lock_open(unsigned int size);

#endif
