/* SPDX-License-Identifier: BSD-2-Clause */
#include "numa.h"
#include "table.h"

/* 5.2.17 */
enum { SLIT_COUNT = 36, SLIT_MATRIX = 44, SLIT_COUNT_MAX = 0xffff };

enum status slit_read(struct span table, struct slit *ret_slit)
{
	enum status status = table_check(table, "SLIT", SLIT_MATRIX);
	uint64_t count = span_get64(table, SLIT_COUNT);

	if (status != STATUS_OK)
		return status;
	table = table_cut(table);
	/* Bounded first: the square of a larger count has no room in a table, nor in 64 bits. */
	if (count > SLIT_COUNT_MAX || !span_has(table, SLIT_MATRIX, (size_t)(count * count)))
		return STATUS_TRUNCATED;
	*ret_slit = (struct slit){
		.count = (uint32_t)count,
		.matrix = span_part(table, SLIT_MATRIX, (size_t)(count * count)),
	};
	return STATUS_OK;
}

uint8_t slit_distance(const struct slit *slit, uint32_t from, uint32_t to)
{
	if (from >= slit->count || to >= slit->count)
		return 0;
	return span_get8(slit->matrix, (size_t)from * slit->count + to);
}
