/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of the judgement of a PPTT. */
#ifndef MUSTER_ACPI_LINT_PPTT_H
#define MUSTER_ACPI_LINT_PPTT_H

#include "lint.h"
#include "pptt.h"

/* Each structure by itself; pptt_read() has listed them. */
void lint_pptt_nodes(const struct pptt *pptt, struct findings *findings);

/* What the structures refer to: parents, caches, resources, and whether these lead in circles. */
void lint_pptt_tree(const struct pptt *pptt, struct findings *findings);

/* The leaves against the MADT's cores. */
void lint_pptt_cpus(const struct pptt *pptt, const struct lint_cpus *cpus,
		    struct findings *findings);

#endif
