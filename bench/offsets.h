/* SPDX-License-Identifier: BSD-2-Clause */
/* How far the clocks of the cores are apart: what any figure needs that subtracts stamps of two
   cores. Measured once, right after the bring-up, and again at the end of the run. */
#ifndef MUSTER_OFFSETS_H
#define MUSTER_OFFSETS_H

#include "clock_offset.h"
#include "run.h"

/* For every other core that is online, unless it was done before. For a group that needs it,
   whether clock.offset is wanted or not. It uses run->hist. */
void offsets_take(struct run *run);

/* A core's clock against the boot core's; the boot core's own is 0, bound 0. Not known for a core
   that was not online then, or did not answer, or when the time was up. */
struct clock_offset offsets_of(const struct run *run, cpu_index cpu);

/* to's against from's, by way of the boot core. */
struct clock_offset offsets_between(const struct run *run, cpu_index from, cpu_index to);

/* Once more, for how far they have moved since. Says nothing if they were not taken. */
void offsets_again(struct run *run);

/* ---- exchange.c: stamps to and fro over one cache line ---- */

/* far's clock against near's, from so many exchanges between these two, or fewer in 20 ms; they
   may be any two online cores. Boot core only. On failure *ret_lost is who did not answer. */
enum status exchange_stamps(struct run *run, cpu_index near, cpu_index far, unsigned int rounds,
			    struct clock_offset *ret_offset, cpu_index *ret_lost);

/* ---- clock_pairs.c: other cores with each other, against what follows from the table ---- */

void clock_pairs(struct run *run);

#endif
