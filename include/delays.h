/* SPDX-License-Identifier: BSD-2-Clause */
/* Which delay is the shortest that always worked, and how sure that is. */
#ifndef MUSTER_DELAYS_H
#define MUSTER_DELAYS_H

#include "types.h"

enum { DELAYS_MAX = 12 };

/* What came of one delay. A trial fails in one way at most. */
struct delay_trials {
	uint32_t delay_us;
	unsigned int trials;
	unsigned int second;  /* of those, came, but needed another start */
	unsigned int retried; /* came by the patient timing only, or not at all */
};

/* Of trials without a failure: with a confidence of 95 % at most so many of a million fail, by the
   rule of three (3 in so many trials; Hanley and Lippman-Hand, JAMA 249, 1983). */
enum { PPM = 1000000 };
uint32_t delays_bound_ppm(unsigned int trials);

/* From the longest to the shortest: the last one up to which none has failed, and all were tried;
   NULL where the first has failed already. */
const struct delay_trials *delays_shortest(const struct delay_trials *delays, size_t count);

#endif
