/* SPDX-License-Identifier: BSD-2-Clause */
#include "wait.h"

const struct clock *wait_clock;

void wait_open(const struct clock *clock)
{
	wait_clock = clock;
}

void wait_us(uint64_t microseconds)
{
	struct deadline deadline = deadline_in_us(microseconds);

	while (!deadline_passed(deadline))
		arch_relax();
}
