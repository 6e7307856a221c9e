/* SPDX-License-Identifier: BSD-2-Clause */
/* The results of pairs of cores, as far as they are measured. */
#ifndef MUSTER_MATRICES_H
#define MUSTER_MATRICES_H

#include "matrix.h"
#include "options.h"

enum matrix_kind { MATRIX_IPI, MATRIX_LINE, MATRIX_KINDS };

/* Bytes of arena, counted before the door; 0 where none of them is wanted. */
size_t matrices_memory_size(const struct options *options, unsigned int possible_count);

/* Between two samples of the boot core's, or after the run. n is 0 where nothing was measured. */
const struct matrix *matrix_of(enum matrix_kind kind);

/* The cores of its rows and columns. */
const cpu_index *matrix_order(enum matrix_kind kind);

#endif
