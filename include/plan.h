/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of the listed cores are to be started, and in which order they are numbered. */
#ifndef MUSTER_PLAN_H
#define MUSTER_PLAN_H

#include "acpi.h"
#include "machine.h"
#include "topology.h"

struct plan_limits {
	hw_id boot_id;
	const struct topology *topology; /* of the table's cores, by their places in it */
	unsigned int possible_most;	 /* that there is memory for */
};

struct plan_counts {
	unsigned int listed, possible, enabled;
	bool boot_core_listed; /* else it was added as the first */
};

/*
 * Numbers the cores: the boot core is 0, then the possible ones in the table's order, then those
 * that cannot be started. cores has room for madt->cpu_count + 1. Limits are taken in the order
 * nosmp, noht, nr_cpus, memory (never possible), then maxcpus (possible, but held back).
 * noht keeps the first thread of each core: the boot core, or else the first that is enabled.
 */
struct plan_counts plan_cpus(const struct madt *madt, const struct options *options,
			     const struct plan_limits *limits, struct machine_cpu *cores);

#endif
