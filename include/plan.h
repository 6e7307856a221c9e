/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of the listed cores are to be started, and in which order they are numbered. */
#ifndef MUSTER_PLAN_H
#define MUSTER_PLAN_H

#include "acpi.h"
#include "lint.h"
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

/* The first enabled entry of a MADT is to be the boot core's (ACPI 6.5, 5.2.12.1). */
void plan_lint_order(const struct madt *madt, hw_id boot_id, struct findings *findings);

/* Says that the boot core is not listed; that of so many enabled cores, where there are more than
   one, none but it can start, as no memory is free below 1 MiB. */
void plan_lint_missing(hw_id boot_id, struct findings *findings);
void plan_lint_low_memory(unsigned int enabled, struct findings *findings);

extern const struct rule_set plan_rule_set;

#endif
