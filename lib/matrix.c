/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix.h"
#include "base64.h"
#include "mem.h"

size_t matrix_memory_size(unsigned int cores_most)
{
	size_t n = cores_most < MATRIX_CORES_MOST ? cores_most : MATRIX_CORES_MOST;

	return MATRIX_PLANES * n * n * sizeof(uint32_t);
}

void matrix_open(struct matrix *matrix, void *memory, unsigned int n)
{
	uint32_t *values = memory;

	matrix->n = n;
	for (unsigned int plane = 0; plane < MATRIX_PLANES; plane++)
		matrix->values[plane] = values + (size_t)plane * n * n;
	memset(values, 0xFF, MATRIX_PLANES * (size_t)n * n * sizeof(*values)); /* MATRIX_NONE */
}

static uint32_t fit(uint64_t value)
{
	return value < MATRIX_VALUE_MOST ? (uint32_t)value : MATRIX_VALUE_MOST;
}

void matrix_set(struct matrix *matrix, unsigned int from, unsigned int to, uint64_t p50,
		uint64_t min)
{
	size_t cell = (size_t)from * matrix->n + to;

	matrix->values[MATRIX_P50][cell] = fit(p50);
	matrix->values[MATRIX_MIN][cell] = fit(min);
}

const uint32_t *matrix_row(const struct matrix *matrix, enum matrix_plane plane, unsigned int from)
{
	return matrix->values[plane] + (size_t)from * matrix->n;
}

uint64_t matrix_measured(const struct matrix *matrix)
{
	size_t cells = (size_t)matrix->n * matrix->n;
	uint64_t measured = 0;

	for (size_t cell = 0; cell < cells; cell++)
		measured += matrix->values[MATRIX_P50][cell] != MATRIX_NONE;
	return measured;
}

/* ---- what stands out ---- */

uint32_t matrix_largest(const struct matrix *matrix, enum matrix_plane plane)
{
	size_t cells = (size_t)matrix->n * matrix->n;
	uint32_t largest = 0;

	for (size_t cell = 0; cell < cells; cell++) {
		uint32_t value = matrix->values[plane][cell];

		if (value != MATRIX_NONE && value > largest)
			largest = value;
	}
	return largest;
}

/* Into its place among those that are kept; the least of them makes room. */
static unsigned int keep(struct matrix_cell worst[MATRIX_WORST], unsigned int kept,
			 struct matrix_cell cell)
{
	unsigned int at = kept < MATRIX_WORST ? kept : MATRIX_WORST - 1;

	if (kept == MATRIX_WORST && cell.value <= worst[at].value)
		return kept;
	for (; at > 0 && worst[at - 1].value < cell.value; at--)
		worst[at] = worst[at - 1];
	worst[at] = cell;
	return kept < MATRIX_WORST ? kept + 1 : kept;
}

unsigned int matrix_worst(const struct matrix *matrix, enum matrix_plane plane,
			  struct matrix_cell ret_worst[MATRIX_WORST])
{
	unsigned int kept = 0;

	for (unsigned int from = 0; from < matrix->n; from++) {
		const uint32_t *row = matrix_row(matrix, plane, from);

		for (unsigned int to = 0; to < matrix->n; to++)
			if (from != to && row[to] != MATRIX_NONE)
				kept = keep(ret_worst, kept,
					    (struct matrix_cell){from, to, row[to]});
	}
	return kept;
}

/* ---- two bytes for each value ---- */

_Static_assert(MATRIX_VALUE_MOST == 4094u << 15, "the value of MATRIX_CODE_MOST");

uint16_t matrix_code(uint32_t value)
{
	unsigned int exponent = 0;

	if (value == MATRIX_NONE)
		return MATRIX_CODE_NONE;
	if (value >= MATRIX_VALUE_MOST)
		return MATRIX_CODE_MOST;
	while (value >> exponent >> MATRIX_MANTISSA_BITS) /* endless: at most 15 times */
		exponent++;
	return (uint16_t)(exponent << MATRIX_MANTISSA_BITS | value >> exponent);
}

uint32_t matrix_value(uint16_t code)
{
	if (code == MATRIX_CODE_NONE)
		return MATRIX_NONE;
	return (uint32_t)(code & ((1u << MATRIX_MANTISSA_BITS) - 1))
	       << (code >> MATRIX_MANTISSA_BITS);
}

void matrix_text(const uint32_t *values, unsigned int count, char ret_text[MATRIX_TEXT_SIZE])
{
	uint8_t bytes[MATRIX_ROW_MOST * 2];

	if (count > MATRIX_ROW_MOST)
		count = MATRIX_ROW_MOST;
	for (unsigned int i = 0; i < count; i++) {
		uint16_t code = matrix_code(values[i]);

		bytes[2 * i] = (uint8_t)code;
		bytes[2 * i + 1] = (uint8_t)(code >> 8);
	}
	base64_write(bytes, 2 * (size_t)count, ret_text);
}
