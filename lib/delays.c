/* SPDX-License-Identifier: BSD-2-Clause */
#include "delays.h"

uint32_t delays_bound_ppm(unsigned int trials)
{
	uint64_t bound = trials ? (3 * (uint64_t)PPM + trials - 1) / trials : PPM;

	return bound < PPM ? (uint32_t)bound : PPM;
}

const struct delay_trials *delays_shortest(const struct delay_trials *delays, size_t count)
{
	const struct delay_trials *shortest = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!delays[i].trials || delays[i].second || delays[i].retried)
			break;
		shortest = &delays[i];
	}
	return shortest;
}
