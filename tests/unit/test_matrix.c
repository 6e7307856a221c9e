/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "base64.h"
#include "matrix.h"
#include <stdlib.h>
#include <string.h>

/* ---- codes ---- */

static void small_values_exactly(void **state)
{
	(void)state;
	for (uint32_t value = 0; value < 4096; value++) {
		assert_int_equal(matrix_code(value), value);
		assert_int_equal(matrix_value((uint16_t)value), value);
	}
}

/* No code but that for nothing reads as nothing, and each that is written reads as itself. */
static void codes_and_values(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= MATRIX_CODE_MOST; code++) {
		uint32_t value = matrix_value((uint16_t)code);

		assert_true(value <= MATRIX_VALUE_MOST);
		assert_int_equal(matrix_value(matrix_code(value)), value);
	}
	assert_int_equal(matrix_value(MATRIX_CODE_NONE), MATRIX_NONE);
	assert_int_equal(matrix_code(MATRIX_NONE), MATRIX_CODE_NONE);
}

static void cut_by_little(void **state)
{
	uint64_t seed = 3;

	(void)state;
	for (unsigned int i = 0; i < 200000; i++) {
		uint32_t value = (uint32_t)(unit_random(&seed) >> 32) >> (seed % 32);
		uint32_t read = matrix_value(matrix_code(value));

		if (value >= MATRIX_VALUE_MOST)
			value = MATRIX_VALUE_MOST;
		assert_true(read <= value && value - read <= value / 2048);
	}
	assert_int_equal(matrix_value(matrix_code(MATRIX_VALUE_MOST - 1)), 4093u << 15);
	assert_int_equal(matrix_value(matrix_code(MATRIX_VALUE_MOST)), MATRIX_VALUE_MOST);
	assert_int_equal(matrix_value(matrix_code(MATRIX_NONE - 1)), MATRIX_VALUE_MOST);
}

static void text_of_a_row(void **state)
{
	const uint32_t values[] = {0, 1, 0x234, MATRIX_NONE, 4096, 0x12345};
	const uint8_t bytes[] = {0, 0, 1, 0, 0x34, 2, 0xFF, 0xFF, 0x00, 0x18, 0x1A, 0x59};
	char *text = malloc(MATRIX_TEXT_SIZE), wanted[32];

	(void)state;
	base64_write(bytes, sizeof(bytes), wanted);
	matrix_text(values, 6, text);
	assert_string_equal(text, wanted);
	free(text);
}

static void longest_text(void **state)
{
	uint32_t *values = calloc(MATRIX_ROW_MOST, sizeof(*values));
	char *text = malloc(MATRIX_TEXT_SIZE);

	(void)state;
	matrix_text(values, MATRIX_ROW_MOST, text);
	assert_int_equal(strlen(text) + 1, MATRIX_TEXT_SIZE);
	matrix_text(values, UINT32_MAX, text); /* no more are read, nor written */
	assert_int_equal(strlen(text) + 1, MATRIX_TEXT_SIZE);
	free(values);
	free(text);
}

/* ---- the store ---- */

static struct matrix open_matrix(unsigned int n)
{
	struct matrix matrix;

	matrix_open(&matrix, malloc(matrix_memory_size(n)), n);
	return matrix;
}

static void close_matrix(struct matrix *matrix)
{
	free(matrix->values[0]);
}

static void nothing_is_there_at_first(void **state)
{
	struct matrix_cell worst[MATRIX_WORST];
	struct matrix matrix = open_matrix(3);

	(void)state;
	for (unsigned int plane = 0; plane < MATRIX_PLANES; plane++)
		for (unsigned int from = 0; from < 3; from++)
			for (unsigned int to = 0; to < 3; to++)
				assert_int_equal(matrix_row(&matrix, plane, from)[to], MATRIX_NONE);
	assert_int_equal(matrix_measured(&matrix), 0);
	assert_int_equal(matrix_largest(&matrix, MATRIX_P50), 0);
	assert_int_equal(matrix_worst(&matrix, MATRIX_P50, worst), 0);
	close_matrix(&matrix);
}

static void each_cell_by_itself(void **state)
{
	const unsigned int n = 17;
	struct matrix matrix = open_matrix(n);

	(void)state;
	for (unsigned int from = 0; from < n; from++)
		for (unsigned int to = 0; to < n; to++)
			matrix_set(&matrix, from, to, 1000 * from + to, 10 * from + to);
	for (unsigned int from = 0; from < n; from++)
		for (unsigned int to = 0; to < n; to++) {
			assert_int_equal(matrix_row(&matrix, MATRIX_P50, from)[to],
					 1000 * from + to);
			assert_int_equal(matrix_row(&matrix, MATRIX_MIN, from)[to], 10 * from + to);
		}
	assert_int_equal(matrix_measured(&matrix), n * n);
	assert_int_equal(matrix_largest(&matrix, MATRIX_P50), 1000 * (n - 1) + n - 1);
	close_matrix(&matrix);
}

static void too_large_is_as_large_as_can_be_told(void **state)
{
	struct matrix matrix = open_matrix(1);

	(void)state;
	matrix_set(&matrix, 0, 0, UINT64_MAX, (uint64_t)MATRIX_NONE);
	assert_int_equal(matrix_row(&matrix, MATRIX_P50, 0)[0], MATRIX_VALUE_MOST);
	assert_int_equal(matrix_row(&matrix, MATRIX_MIN, 0)[0], MATRIX_VALUE_MOST);
	assert_int_equal(matrix_measured(&matrix), 1);
	close_matrix(&matrix);
}

static void memory_is_bounded(void **state)
{
	(void)state;
	assert_int_equal(matrix_memory_size(4), 2 * 4 * 4 * 4);
	assert_int_equal(matrix_memory_size(CPUS_MAX), matrix_memory_size(MATRIX_CORES_MOST));
	assert_int_equal(matrix_memory_size(MATRIX_CORES_MOST), 8 << 20);
}

/* ---- what stands out ---- */

static int by_value(const void *a, const void *b)
{
	uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;

	return (second > first) - (second < first);
}

/* Against all of them sorted; the diagonal holds the largest, and does not count. */
static void worst_pairs(void **state)
{
	enum { N = 9, OTHERS = N * (N - 1) };
	uint32_t sorted[OTHERS];
	struct matrix_cell worst[MATRIX_WORST];
	uint64_t seed = 5;

	(void)state;
	for (unsigned int round = 0; round < 500; round++) {
		struct matrix matrix = open_matrix(N);
		unsigned int filled = round % (OTHERS + 1), set = 0, kept;

		for (unsigned int from = 0; from < N; from++)
			for (unsigned int to = 0; to < N; to++) {
				uint32_t value = (uint32_t)(unit_random(&seed) % 50);

				if (from == to)
					matrix_set(&matrix, from, to, 1000, 1000);
				else if (set < filled)
					matrix_set(&matrix, from, to, sorted[set++] = value, 0);
			}
		qsort(sorted, set, sizeof(*sorted), by_value);
		kept = matrix_worst(&matrix, MATRIX_P50, worst);
		assert_int_equal(kept, set < MATRIX_WORST ? set : MATRIX_WORST);
		for (unsigned int i = 0; i < kept; i++) {
			assert_int_equal(worst[i].value, sorted[i]);
			assert_int_equal(
				matrix_row(&matrix, MATRIX_P50, worst[i].from)[worst[i].to],
				worst[i].value);
			assert_int_not_equal(worst[i].from, worst[i].to);
		}
		close_matrix(&matrix);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_values_exactly),
		cmocka_unit_test(codes_and_values),
		cmocka_unit_test(cut_by_little),
		cmocka_unit_test(text_of_a_row),
		cmocka_unit_test(longest_text),
		cmocka_unit_test(nothing_is_there_at_first),
		cmocka_unit_test(each_cell_by_itself),
		cmocka_unit_test(too_large_is_as_large_as_can_be_told),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(worst_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
