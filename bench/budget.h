/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * budget=: the time that all benchmarks together may take. What is left is dealt out anew before
 * each measurement, in equal shares among all that are still to come, so what one does not need
 * goes to the others.
 */
#ifndef MUSTER_BUDGET_H
#define MUSTER_BUDGET_H

#include "groups.h"
#include "wait.h"

/* The clock starts, for all passes. */
void budget_open(struct run *run);

/* The next group begins: shares of those that it does not take are let go at its end. */
void budget_begin(struct run *run, const struct bench_group *group);
void budget_end(struct run *run);

/* So much time has whatever takes this many of the shares of struct benchmark. */
struct deadline budget_take(struct run *run, unsigned int shares);

/* So much time went by in which nothing was measured: it does not count. */
void budget_pause(struct run *run, ticks span);

/* Says that the run goes on, if nothing was said for nearly a second. Never while a sample is
   being taken; afterwards caches are cold. True: it said so. */
bool budget_breathe(struct run *run);

#endif
