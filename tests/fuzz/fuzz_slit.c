/* SPDX-License-Identifier: BSD-2-Clause */
/* A SLIT, with an SRAT behind it in the same bytes: what is taken fits, what Linux would refuse is
   an error. */
#include <stdlib.h>

#include "numa.h"
#include "../../acpi/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(bool condition)
{
	if (!condition)
		abort();
}

/* 5.2.17: 10 on the diagonal, more elsewhere. */
static bool matrix_is_valid(const struct slit *slit)
{
	for (uint32_t i = 0; i < slit->count; i++)
		for (uint32_t j = 0; j < slit->count; j++) {
			uint8_t distance = slit->matrix.bytes[i * slit->count + j];

			check(distance == slit_distance(slit, i, j));
			if (i == j ? distance != 10 : distance <= 10)
				return false;
		}
	return true;
}

static bool has_error(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].severity == SEVERITY_ERROR)
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span table = {bytes, size};
	struct finding items[16];
	struct findings findings = {.items = items, .capacity = 16};
	struct slit slit = {0};
	enum status status = slit_read(table, &slit);

	lint_slit(table, span_from(table, span_get32(table, 4)), &findings);
	check(findings.lost == 0);
	if (status != STATUS_OK) {
		check(slit.count == 0 && !slit.matrix.bytes && has_error(&findings));
		return 0;
	}
	check(slit.matrix.size == (size_t)slit.count * slit.count);
	check(matrix_is_valid(&slit) || has_error(&findings));
	check(slit_distance(&slit, slit.count, 0) == 0 && slit_distance(&slit, 0, slit.count) == 0);
	return 0;
}
