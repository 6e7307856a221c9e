/* SPDX-License-Identifier: BSD-2-Clause */
/* All that is measured, in order, and which of it this run wants. */
#include "groups.h"
#include "bench.h"
#include "glob.h"
#include "mem.h"

/* clang-format off */
static const struct bench_group *const groups[] = {
	&bench_mps,
	&bench_bringup,
	&bench_clock,
	&bench_measure,
	&bench_offsets,
	&bench_gap,
	&bench_ipi,
	&bench_wake,
	&bench_flood,
	&bench_fanout,
	&bench_call,
	&bench_oneway,
	&bench_burst,
	&bench_storm,
	&bench_line,
	&bench_barrier,
	&bench_lock,
	&bench_shared,
	&bench_hotplug,
	&bench_sweep,
	&bench_matrix,
	&bench_irq_mode,
};
/* clang-format on */

const struct bench_group *bench_group(size_t number)
{
	return number < ARRAY_SIZE(groups) ? groups[number] : NULL;
}

const struct benchmark *bench_list(size_t number)
{
	for (size_t i = 0; i < ARRAY_SIZE(groups); number -= groups[i]->count, i++)
		if (number < groups[i]->count)
			return &groups[i]->benchmarks[number];
	return NULL;
}

static const struct benchmark *find(const char *id)
{
	const struct benchmark *benchmark;

	for (size_t i = 0; (benchmark = bench_list(i)) != NULL; i++)
		if (strcmp(benchmark->id, id) == 0)
			return benchmark;
	return NULL;
}

static bool is_due(const struct options *options, const struct benchmark *benchmark)
{
	if (options->only[0])
		return glob_match_any(options->only, benchmark->id);
	return benchmark->when == BENCH_ALWAYS ||
	       (benchmark->when == BENCH_WITH_MATRIX && options->matrix);
}

bool bench_wanted(const struct options *options, const char *id)
{
	const struct benchmark *benchmark = find(id);

	return benchmark && is_due(options, benchmark) &&
	       !(options->skip[0] && glob_match_any(options->skip, id));
}

unsigned int bench_group_shares(const struct options *options, const struct bench_group *group)
{
	unsigned int shares = 0;

	for (size_t i = 0; i < group->count; i++)
		if (bench_wanted(options, group->benchmarks[i].id))
			shares += group->benchmarks[i].shares;
	return shares;
}
