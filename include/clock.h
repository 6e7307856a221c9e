/* SPDX-License-Identifier: BSD-2-Clause */
/* Ticks and nanoseconds: the one place where they meet. */
#ifndef MUSTER_CLOCK_H
#define MUSTER_CLOCK_H

#include "types.h"

struct clock {
	uint64_t hz;
	uint64_t ns_per_tick;  /* 32.32 fixed point */
	uint64_t ticks_per_us; /* rounded down, at least 1 */
	bool invariant;	       /* the rate does not follow the core's frequency or sleep */
	bool agrees;	       /* every source lies within 1 % of the one chosen */
	const char *source;    /* the name of the one chosen */
	const char *read;      /* the instructions of arch_clock_read() */
	const char *order;     /* who sees to it that a reading is in program order: "processor";
				  "muster", which tells each core to; "unknown" */
};

/* Fills the conversion factors; hz is at least 1 MHz (STATUS_INVALID else is the caller's). */
void clock_set(struct clock *clock, const char *source, uint64_t hz);

/* Exact to one part in 2^32 for spans below 2^63 ns. */
nanoseconds clock_to_ns(const struct clock *clock, ticks span);
ticks clock_from_us(const struct clock *clock, uint64_t microseconds);

/* How many in a second, rounded down; for counts below 2^30 and rates below 2^34 Hz. 0 for no span.
 */
uint64_t clock_per_second(const struct clock *clock, uint64_t count, ticks span);

/* a and b lie within 1 % of each other. */
bool clock_near(uint64_t a_hz, uint64_t b_hz);

#endif
