/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with a MADT: what its reader finds, and what no reader needs to know. */
#include "lint.h"
#include "acpi.h"

void lint_madt(struct span madt, const struct lint_cpus *cpus, struct findings *findings)
{
	static struct madt_cpu list[CPUS_MAX];
	struct madt facts = {.cpus = list, .cpu_capacity = ARRAY_SIZE(list)};

	(void)cpus;
	madt_read(madt, &facts, findings);
}
