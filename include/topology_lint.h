/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tables say of who belongs together, held against the processor. Pure. */
#ifndef MUSTER_TOPOLOGY_LINT_H
#define MUSTER_TOPOLOGY_LINT_H

#include "lint.h"
#include "topology.h"

extern const struct rule_set topology_rule_set;

/* The SRAT's nodes, which the topology has already. */
void topology_lint_nodes(const struct topology *t, struct findings *findings);

/* The PPTT's packages and cores. uids are the ACPI Processor UIDs of the first count cores, by
   their numbers; an empty span is judged as right. Not reentrant: it has large lists. */
void topology_lint_pptt(const struct topology *t, const uint32_t *uids, size_t count,
			struct span pptt, struct findings *findings);

#endif
