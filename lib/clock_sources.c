/* SPDX-License-Identifier: BSD-2-Clause */
#include "clock_sources.h"
#include "clock.h"

enum { PPM = 1000000 };

bool clock_is_witness(const struct clock_source_reading *reading)
{
	return reading->hz && reading->kind != CLOCK_NOMINAL;
}

/* With how many other witnesses this one agrees. */
static unsigned int agreement(const struct clock_source_reading *readings, unsigned int count,
			      unsigned int index)
{
	unsigned int others = 0;

	for (unsigned int i = 0; i < count; i++)
		others += i != index && clock_is_witness(&readings[i]) &&
			  clock_near(readings[i].hz, readings[index].hz);
	return others;
}

static bool contradicts(const struct clock_source_reading *reading, uint64_t hz)
{
	if (!clock_is_witness(reading) || clock_near(reading->hz, hz))
		return false;
	return reading->kind != CLOCK_DELAY || reading->hz < hz;
}

unsigned int clock_choose(const struct clock_source_reading *readings, unsigned int count,
			  bool *ret_agrees)
{
	unsigned int best = count, most = 0, witnesses = 0;

	for (unsigned int i = 0; i < count; i++) {
		unsigned int others = agreement(readings, count, i);

		if (!clock_is_witness(&readings[i]))
			continue;
		witnesses++;
		if (best == count || others > most) {
			best = i;
			most = others;
		}
	}
	*ret_agrees = witnesses == 1 || most > 0;
	for (unsigned int i = 0; i < count && best < count; i++)
		*ret_agrees = *ret_agrees && !contradicts(&readings[i], readings[best].hz);
	return best;
}

/* There is no division of 128 bits here: where a product is too large, the divisor is scaled. */
static uint64_t millionths(uint64_t part, uint64_t whole)
{
	if (part < UINT64_MAX / 2 / PPM)
		return (part * PPM + whole / 2) / whole;
	return whole < PPM ? INT64_MAX : part / (whole / PPM);
}

int64_t clock_apart_ppm(uint64_t hz, uint64_t other_hz)
{
	bool less = hz < other_hz;
	uint64_t ppm = other_hz ? millionths(less ? other_hz - hz : hz - other_hz, other_hz) : 0;
	int64_t size = ppm > INT64_MAX ? INT64_MAX : (int64_t)ppm;

	return less ? -size : size;
}
