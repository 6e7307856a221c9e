/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Barriers among the members of a party: nobody leaves before all have come, and whoever leaves
 * sees all that the others did before they came.
 *
 * central: one counter and one flag that changes its sense each time. tree: counters for at most
 * BARRIER_FAN_IN each; who comes last goes on to the next, and lets the others go on the way back
 * (a combining tree). dissemination: in round r each tells the one that is 2^r places on; after
 * log2(n) rounds all know of all. After J. Mellor-Crummey and M. Scott, Algorithms for Scalable
 * Synchronization on Shared-Memory Multiprocessors, 1991.
 */
#ifndef MUSTER_BARRIER_H
#define MUSTER_BARRIER_H

#include "party.h"

enum barrier_kind { BARRIER_CENTRAL, BARRIER_TREE, BARRIER_DISSEMINATION, BARRIER_KINDS };

enum { BARRIER_FAN_IN = 4 };

/* For so many members, in the party's room. Before they begin. */
void barrier_open(enum barrier_kind kind, unsigned int size);

/* The how manieth time it is, from 1, is kept in the member's reached. False: somebody was waited
   for in vain. */
bool barrier_wait(unsigned int rank);

#endif
