/* SPDX-License-Identifier: BSD-2-Clause */
/* What each file of benchmarks offers: one row for each name of its stats, and who measures them.
 */
#ifndef MUSTER_GROUPS_H
#define MUSTER_GROUPS_H

#include "bench.h"
#include "run.h"

struct bench_group {
	const char *step, *text; /* of the progress record */
	const struct benchmark *benchmarks;
	size_t count;
	void (*run)(struct run *run); /* NULL: measured in passing, at another time */
};

extern const struct bench_group bench_mps, bench_bringup, bench_clock, bench_measure, bench_offsets,
	bench_ipi, bench_call, bench_oneway, bench_line, bench_hotplug, bench_sweep, bench_matrix,
	bench_fanout, bench_flood, bench_wake, bench_irq_mode;
extern const struct bench_group bench_burst, bench_storm, bench_barrier, bench_lock, bench_shared;
extern const struct bench_group bench_gap;

/* In the order in which they run; NULL past the last. */
const struct bench_group *bench_group(size_t number);

/* Of what the options want of it; 0: nothing. */
unsigned int bench_group_shares(const struct options *options, const struct bench_group *group);

#endif
