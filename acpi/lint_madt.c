/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with a MADT: what its reader finds, and what no reader needs to know. */
#include "lint_madt.h"
#include "table.h"

void lint_madt(struct span madt, const struct lint_cpus *cpus, struct findings *findings)
{
	static struct madt_cpu list[CPUS_MAX];
	static struct lint_cpus own;
	struct madt facts = {.cpus = list, .cpu_capacity = ARRAY_SIZE(list)};
	struct lint_madt judged = {.cpus = cpus, .findings = findings};
	enum status status = madt_read(madt, &facts, findings);

	if (status != STATUS_OK && status != STATUS_NO_MEMORY)
		return;
	judged.table = table_cut(madt);
	judged.revision = span_get8(madt, TABLE_REVISION);
	if (!cpus) {
		lint_list_cpus(madt, &own);
		judged.cpus = &own;
	}
	lint_madt_fields(&judged);
	lint_madt_cpus(&judged);
	lint_madt_irqs(&judged);
	lint_madt_nmis(&judged);
	lint_madt_gic(&judged);
	lint_madt_gicc(&judged);
}
