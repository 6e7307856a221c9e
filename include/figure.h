/* SPDX-License-Identifier: BSD-2-Clause */
/* Figures as people read them: a few digits and a unit. */
#ifndef MUSTER_FIGURE_H
#define MUSTER_FIGURE_H

#include "types.h"

enum { FIGURE_SIZE = 32 };

/* A time of three or four digits, in the unit that people would choose: "812 ns", "8.12 us". */
void figure_time(char value[FIGURE_SIZE], nanoseconds time);

/* The same for a column of figures, where a unit holds until 9999: "8120 ns", "12.3 us". */
void figure_column_time(char value[FIGURE_SIZE], nanoseconds time);

/* A size or a number without unit, the same way: "4.25 MiB", "8120", "12.3M". */
void figure_bytes(char value[FIGURE_SIZE], uint64_t bytes);
void figure_column_number(char value[FIGURE_SIZE], uint64_t number);

#endif
