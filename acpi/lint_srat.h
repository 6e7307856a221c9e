/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of the judgement of an SRAT. */
#ifndef MUSTER_ACPI_LINT_SRAT_H
#define MUSTER_ACPI_LINT_SRAT_H

#include "lint.h"
#include "numa.h"

/* Cores, against the MADT's where there is one; its signature and Length have been judged. */
void lint_srat_cpus(struct span srat, const struct lint_cpus *cpus, struct findings *findings);

/* Memory ranges against each other, and against the domains of the cores. */
void lint_srat_memory(struct span srat, struct findings *findings);

#endif
