/* SPDX-License-Identifier: BSD-2-Clause */
#include "axis.h"

enum { SIXTEENTH_MORE = 358 }; /* log2(1 + 1 / 16) */

uint32_t axis_log(uint64_t value)
{
	unsigned int whole = value ? 63 - (unsigned int)__builtin_clzll(value) : 0;
	uint64_t mantissa = value ? value << (63 - whole) >> 32 : 1u << 31; /* 1.0 is 1 << 31 */
	uint32_t log = whole;

	/* The square's logarithm is twice as large: each squaring shifts one more bit of it before
	   the point. */
	for (unsigned int bit = 0; bit < AXIS_LOG_BITS; bit++) {
		uint64_t square = mantissa * mantissa;

		log = log << 1 | (uint32_t)(square >> 63);
		mantissa = square >> (square >> 63 ? 32 : 31);
	}
	return log;
}

struct axis axis_over(uint64_t low, uint64_t high)
{
	struct axis axis = {axis_log(low), axis_log(high)};

	if (axis.high < axis.low + SIXTEENTH_MORE)
		axis.high = axis.low + SIXTEENTH_MORE;
	return axis;
}

unsigned int axis_step(const struct axis *axis, uint64_t value, unsigned int steps)
{
	uint32_t log = axis_log(value);

	if (log <= axis->low)
		return 0;
	if (log >= axis->high)
		return steps - 1;
	return (unsigned int)((uint64_t)(log - axis->low) * steps / (axis->high - axis->low));
}
