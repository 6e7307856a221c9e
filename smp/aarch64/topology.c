/* SPDX-License-Identifier: BSD-2-Clause */
/* What an MPIDR tells: threads, and no more. Its other levels are clusters of somebody's making,
   which no longer follow what is shared; packages are the PPTT's to tell. */
#include "arch.h"

enum { AFF1_SHIFT = 8, AFFINITY_BITS = 40 };

struct topology_levels arch_topology_levels(void)
{
	bool threads = sysreg_read(MPIDR_EL1) & MPIDR_MT; /* Arm ARM D19.2.104: Aff0 is a thread */

	return (struct topology_levels){.source = threads ? "mpidr, with threads" : "mpidr",
					.core_shift = threads ? AFF1_SHIFT : 0,
					.die_shift = AFFINITY_BITS,
					.package_shift = AFFINITY_BITS};
}
