/* SPDX-License-Identifier: BSD-2-Clause */
/* Ours against what every UEFI program has today, measured in the same run. */
#include "groups.h"

static void compare(struct run *run, const char *name, const char *peer, const char *text,
		    uint64_t ours, uint64_t theirs)
{
	struct record record = {.kind = RECORD_COMPARE,
				.compare = {name, peer, text, ours, theirs, 0}};

	if (!ours || !theirs)
		return;
	record.compare.ratio_tenths = theirs * 10 / ours;
	report_emit(run->machine->report, &record);
}

void bench_compare(struct run *run)
{
	const struct machine *m = run->machine;

	compare(run, "call.single", "mps.this", "a function on one core, and back",
		run->call_single_p50, m->mps_this_p50);
	/* The same number of cores, or no comparison. */
	if (num_online_cpus() != m->mps_all_cores)
		return;
	compare(run, "call.all", "mps.all", "a function on all cores, and back", run->call_all_p50,
		m->mps_all_p50);
}

/* Measured before the firmware is left, by efi/mp_time.c. */
/* clang-format off */
static const struct benchmark benchmarks[] = {
	{.id = "mps.this", .unit = "ns", .what = "the firmware's StartupThisAP of an empty function",
	 .how = "before the call to its return; with an event also to the sight of that",
	 .shares = 1, .when = BENCH_ALWAYS},
	{.id = "mps.all", .unit = "ns",
	 .what = "the firmware's StartupAllAPs of an empty function, at once and in turn",
	 .how = "before the call to its return; with an event also to the sight of that",
	 .shares = 1, .when = BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_mps = {
	.step = "mp-services",
	.text = "timing the firmware's own MP Services",
	.benchmarks = benchmarks,
	.count = ARRAY_SIZE(benchmarks),
	.run = NULL,
};
