/* SPDX-License-Identifier: BSD-2-Clause */
#include "clock.h"

enum { NS_PER_S = 1000000000, US_PER_S = 1000000 };

void clock_set(struct clock *clock, const char *source, uint64_t hz)
{
	clock->hz = hz;
	clock->source = source;
	clock->ns_per_tick = ((uint64_t)NS_PER_S << 32) / hz;
	clock->ticks_per_us = hz / US_PER_S ? hz / US_PER_S : 1;
}

nanoseconds clock_to_ns(const struct clock *clock, ticks span)
{
	return (nanoseconds)(((unsigned __int128)span * clock->ns_per_tick) >> 32);
}

ticks clock_from_us(const struct clock *clock, uint64_t microseconds)
{
	return microseconds * clock->ticks_per_us;
}

bool clock_near(uint64_t a_hz, uint64_t b_hz)
{
	uint64_t low = a_hz < b_hz ? a_hz : b_hz;
	uint64_t high = a_hz < b_hz ? b_hz : a_hz;

	return high - low <= low / 100;
}

uint64_t clock_per_second(const struct clock *clock, uint64_t count, ticks span)
{
	return span ? count * clock->hz / span : 0;
}
