/* SPDX-License-Identifier: BSD-2-Clause */
#include "heat.h"
#include "axis.h"
#include "mem.h"

enum {
	BUCKET_SHIFT = AXIS_LOG_BITS - 3, /* eight buckets for each doubling */
	BUCKETS = 32 << 3,
	COMMON_PERCENT = 98,
	FAR_TIMES = 4, /* what is larger than common by more would take the colours of all others */
};

static unsigned int round_up_divide(unsigned int number, unsigned int divisor)
{
	return (number + divisor - 1) / divisor;
}

void heat_divide(struct heat *heat, unsigned int n, unsigned int bins_most)
{
	heat->each = n ? round_up_divide(n, bins_most) : 1;
	heat->bins = round_up_divide(n, heat->each);
	heat->measured = 0;
	heat->low = heat->high = 0;
	heat->cut = false;
	memset(heat->mean, 0xFF, sizeof(heat->mean)); /* MATRIX_NONE */
}

uint32_t heat_mean(const struct heat *heat, unsigned int row, unsigned int column)
{
	return heat->mean[row * heat->bins + column];
}

static void look_at_row(struct heat *heat, const struct matrix *matrix, unsigned int bin)
{
	uint64_t sums[HEAT_BINS_MOST] = {0};
	uint32_t counts[HEAT_BINS_MOST] = {0};

	for (unsigned int i = 0; i < heat->each; i++) {
		unsigned int from = bin * heat->each + i;
		const uint32_t *row = matrix_row(matrix, MATRIX_P50, from);

		for (unsigned int to = 0; from < matrix->n && to < matrix->n; to++)
			if (row[to] != MATRIX_NONE) {
				sums[to / heat->each] += row[to];
				counts[to / heat->each]++;
			}
	}
	for (unsigned int column = 0; column < heat->bins; column++) {
		heat->mean[bin * heat->bins + column] =
			counts[column] ? (uint32_t)(sums[column] / counts[column]) : MATRIX_NONE;
		heat->measured += counts[column];
	}
}

static unsigned int bucket_of(uint32_t mean)
{
	return axis_log(mean) >> BUCKET_SHIFT;
}

/* From one core to itself is another thing than from one to another. */
static bool tells_range(const struct heat *heat, unsigned int square)
{
	return heat->mean[square] != MATRIX_NONE &&
	       (heat->bins == 1 || square / heat->bins != square % heat->bins);
}

/* The bucket in which those lie that are as large as most. */
static unsigned int common_bucket(const struct heat *heat)
{
	uint32_t counts[BUCKETS] = {0}, all = 0, seen = 0;
	unsigned int bucket = 0;

	for (unsigned int i = 0; i < heat->bins * heat->bins; i++)
		if (tells_range(heat, i)) {
			counts[bucket_of(heat->mean[i])]++;
			all++;
		}
	for (; bucket < BUCKETS - 1; bucket++) {
		seen += counts[bucket];
		if ((uint64_t)seen * 100 >= (uint64_t)all * COMMON_PERCENT)
			break;
	}
	return bucket;
}

static void find_range(struct heat *heat)
{
	unsigned int bucket = common_bucket(heat);
	uint32_t common = 0;

	heat->low = MATRIX_NONE;
	heat->high = 0;
	for (unsigned int i = 0; i < heat->bins * heat->bins; i++) {
		uint32_t mean = heat->mean[i];

		if (!tells_range(heat, i))
			continue;
		if (mean < heat->low)
			heat->low = mean;
		if (mean > heat->high)
			heat->high = mean;
		if (mean > common && bucket_of(mean) <= bucket)
			common = mean;
	}
	if (heat->low == MATRIX_NONE)
		heat->low = 0;
	heat->cut = heat->high / FAR_TIMES > common;
	if (heat->cut)
		heat->high = common;
	if (heat->high < heat->low + heat->low / 2) /* noise must not look like a difference */
		heat->high = heat->low + heat->low / 2;
}

void heat_look(struct heat *heat, const struct matrix *matrix)
{
	heat->measured = 0;
	for (unsigned int bin = 0; bin < heat->bins; bin++)
		look_at_row(heat, matrix, bin);
	find_range(heat);
}

void heat_steps(const struct heat *heat, uint8_t *ret_steps)
{
	const struct axis axis = axis_over(heat->low, heat->high);

	for (unsigned int i = 0; i < heat->bins * heat->bins; i++)
		ret_steps[i] = heat->mean[i] == MATRIX_NONE
				       ? (uint8_t)HEAT_NONE
				       : (uint8_t)axis_step(&axis, heat->mean[i], RAMP_STEPS);
}
