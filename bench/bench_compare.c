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

/* Measured before the firmware is left, by efi/mp.c. */
static const struct benchmark benchmarks[] = {
	{"mps.this", "ns", "the firmware's StartupThisAP of an empty function, blocking",
	 "before the call to its return", 1, BENCH_ALWAYS},
	{"mps.all", "ns", "the firmware's StartupAllAPs of an empty function, blocking",
	 "before the call to its return", 1, BENCH_ALWAYS},
};
const struct bench_group bench_mps = {"mp-services", "timing the firmware's own MP Services",
				      benchmarks, ARRAY_SIZE(benchmarks), NULL};
