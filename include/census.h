/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The census: what each witness says of the cores, side by side. The MADT, the firmware's MP
 * Services, CPUID and SMBIOS are asked before the door; who really answers shows behind it.
 */
#ifndef MUSTER_CENSUS_H
#define MUSTER_CENSUS_H

#include "finding.h"
#include "lint.h"
#include "types.h"

enum { CENSUS_UNKNOWN = -1 }; /* the witness was not there, or does not say */

struct census {
	int madt_listed, madt_enabled;
	int mp_listed, mp_enabled; /* EFI_MP_SERVICES_PROTOCOL */
	int cpuid_threads;	   /* logical processors of all packages that are listed */
	int smbios_threads;	   /* type 4, enabled sockets; at least one a core */
	int smbios_cores;	   /* the same, cores that are enabled */
	int answered;		   /* boot core included, listed or not */
};

extern const struct rule_set census_rule_set;

/* Nobody was asked. */
void census_open(struct census *ret_census);

/* One core as one witness names it. */
struct census_cpu {
	hw_id id;
	bool usable;  /* enabled */
	bool healthy; /* true where the witness does not say */
	bool boot_core;
};

struct census_list {
	const struct census_cpu *items; /* at most CPUS_MAX are looked at */
	size_t count;
};

/* MADT against MP Services, by id; and the totals against each other. boot_id is the core that
   runs this. A list without items is no witness. */
void census_compare(const struct census *census, const struct census_list *madt,
		    const struct census_list *mp, hw_id boot_id, struct findings *findings);

/* Behind the door. ids: those that never answered though they are enabled; those that answered and
   are in no table; directed is true when nobody but listed cores was called. */
void census_compare_answers(const hw_id *dead, unsigned int dead_count, const hw_id *unlisted,
			    unsigned int unlisted_count, bool directed, struct findings *findings);

#endif
