/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of the group of interrupts. */
#ifndef MUSTER_BENCH_IPI_H
#define MUSTER_BENCH_IPI_H

#include "run.h"

/* bench_ipi_ways.c: what can be had on the boot core alone, and what takes others. */
void ipi_ways_alone(struct run *run);
void ipi_ways_others(struct run *run);

/* One interrupt of the boot core's to itself, ended; where arch_extras.send_end is there. */
bool ipi_sample_end(struct run *run, unsigned int round, ticks *ret_span);

/* bench_ipi_distance.c: to those that are equally near to the boot core, for each distance. */
void ipi_distances(struct run *run);

#endif
