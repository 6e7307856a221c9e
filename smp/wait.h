/* SPDX-License-Identifier: BSD-2-Clause */
/* Deadlines: the only way in which Muster waits. */
#ifndef MUSTER_WAIT_H
#define MUSTER_WAIT_H

#include "arch.h"
#include "clock.h"

struct deadline {
	ticks end;
};

/* Once, on the boot core, before the first wait. */
void wait_open(const struct clock *clock);
extern const struct clock *wait_clock;

static inline struct deadline deadline_in_us(uint64_t microseconds)
{
	return (struct deadline){arch_clock_read() + clock_from_us(wait_clock, microseconds)};
}

static inline bool deadline_passed(struct deadline deadline)
{
	return (int64_t)(arch_clock_read() - deadline.end) >= 0;
}

/* Lets microseconds pass. */
void wait_us(uint64_t microseconds);

#endif
