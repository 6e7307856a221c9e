/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was measured from each core to each, and how it is told in few bytes. Rows are the cores
 * from which, columns those to which, both in one order.
 */
#ifndef MUSTER_MATRIX_H
#define MUSTER_MATRIX_H

#include "types.h"

enum {
	MATRIX_CORES_MOST = 1024, /* of more, so many are measured */
	MATRIX_ROW_MOST = 512,	  /* cells in one record */
	MATRIX_WORST = 4,
};
#define MATRIX_NONE UINT32_MAX /* not measured */

enum matrix_plane { MATRIX_P50, MATRIX_MIN, MATRIX_PLANES };

struct matrix {
	unsigned int n;
	uint32_t *values[MATRIX_PLANES]; /* n * n each; MATRIX_NONE where nothing was measured */
};

/* Bytes for the values of so many cores at most, to be aligned as for a uint32_t. */
size_t matrix_memory_size(unsigned int cores_most);

/* No value is there yet. n is no more than the memory is for, nor than MATRIX_CORES_MOST. */
void matrix_open(struct matrix *matrix, void *memory, unsigned int n);

/* Larger values become the largest that can be told. */
void matrix_set(struct matrix *matrix, unsigned int from, unsigned int to, uint64_t p50,
		uint64_t min);
const uint32_t *matrix_row(const struct matrix *matrix, enum matrix_plane plane, unsigned int from);

/* Cells that hold a value. */
uint64_t matrix_measured(const struct matrix *matrix);

/* ---- what stands out ---- */

struct matrix_cell {
	unsigned int from, to;
	uint32_t value;
};

/* Of a plane; 0 where nothing is there. */
uint32_t matrix_largest(const struct matrix *matrix, enum matrix_plane plane);

/* The largest of a plane but for the diagonal, the worst first; returns how many there are. */
unsigned int matrix_worst(const struct matrix *matrix, enum matrix_plane plane,
			  struct matrix_cell ret_worst[MATRIX_WORST]);

/* ---- two bytes for each value ---- */

enum {
	MATRIX_MANTISSA_BITS = 12,
	MATRIX_CODE_NONE = 0xFFFF,
	MATRIX_CODE_MOST = 0xFFFE,
};
#define MATRIX_VALUE_MOST (4094u << 15)

/* mantissa << exponent, the exponent in the upper 4 bits: exact below 4096, then cut by less than
   0.05 %. */
uint16_t matrix_code(uint32_t value);
uint32_t matrix_value(uint16_t code);

/* A row's cells, at most MATRIX_ROW_MOST, low byte first, in base64. */
enum { MATRIX_TEXT_SIZE = (MATRIX_ROW_MOST * 2 + 2) / 3 * 4 + 1 };
void matrix_text(const uint32_t *values, unsigned int count, char ret_text[MATRIX_TEXT_SIZE]);

#endif
