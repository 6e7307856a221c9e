/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How far the counters of two cores are apart, and how well that is known. One core sends at a
 * stamp of its own, the other stamps with its counter, the first sees that at a second stamp. The
 * other's stamp was taken between the two, so its counter is ahead of ours by stamped - seen at
 * least, and by stamped - sent at most. What all exchanges of a short while allow lies between the
 * highest of the first and the lowest of the second.
 */
#ifndef MUSTER_CLOCK_OFFSET_H
#define MUSTER_CLOCK_OFFSET_H

#include "clock.h"
#include "types.h"

/* In ticks. The true one is at most bound away from value, to either side. */
struct clock_offset {
	int64_t value;
	ticks bound;
	bool known;
};

/* All zero: no exchange yet. */
struct offset_search {
	uint64_t exchanges;
	int64_t low, high; /* that all of them allow */
	int64_t shortest_low, shortest_high;
	ticks shortest; /* from sent to seen */
};

void offset_add(struct offset_search *search, ticks sent, ticks stamped, ticks seen);

/* Not known without an exchange. If no one offset fits all of them, the counters moved meanwhile,
   and it is what the shortest allows. */
struct clock_offset offset_result(const struct offset_search *search);

/* What two results of the same counters allow together; if nothing, the one that is known better.
   One that is not known says nothing. */
struct clock_offset offset_narrow(struct clock_offset a, struct clock_offset b);

/* Of to's counter against from's, where both are known against the same third: the bounds add. */
struct clock_offset offset_between(struct clock_offset from, struct clock_offset to);

/* The absolute value. */
ticks offset_size(struct clock_offset offset);

/* It cannot be 0. */
bool offset_is_certain(struct clock_offset offset);

/* Can both be true of the same counters? False also where one of them is not known. */
bool offset_agrees(struct clock_offset a, struct clock_offset b);

/* From a stamp of one core to a later one of another, whose counter is ahead of the first's by so
   much. A span cannot be negative: what comes out so is 0, and within the bound. */
ticks offset_span(struct clock_offset offset, ticks from, ticks to);

int64_t offset_to_ns(const struct clock *clock, int64_t value);
nanoseconds offset_bound_to_ns(const struct clock *clock, ticks bound); /* rounded up */

#endif
