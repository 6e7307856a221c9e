/* SPDX-License-Identifier: BSD-2-Clause */
/* What the audit could not read before the door, as the firmware ran nothing on the other cores:
   the registers that still hold what they held then. */
#include "audit.h"
#include "run.h"

struct room {
	struct audit_core *cores;
	size_t capacity;
};

static void read_here(void *info)
{
	struct room *room = info;
	cpu_index self = smp_processor_id();

	if (self < room->capacity)
		arch_audit_constant(&room->cores[self]);
}

static void emit(const struct run *run, const struct audit *audit)
{
	static struct audit_groups groups;
	struct finding items[16];
	struct findings findings = {.items = items, .capacity = ARRAY_SIZE(items)};

	for (unsigned int i = 0; i < audit->terms->registers; i++)
		if (audit_group(audit, i, &groups))
			report_emit(run->machine->report,
				    &(struct record){.kind = RECORD_REGISTER,
						     .reg = {.name = audit->terms->names[i],
							     .groups = &groups}});
	audit_lint(audit, &findings);
	for (size_t i = 0; i < findings.count && i < findings.capacity; i++)
		report_finding(run->machine->report, &findings.items[i]);
}

/* A core that was lost meanwhile may be written to still: then nothing is said. */
void audit_report(struct run *run)
{
	static struct audit audit; /* a list of all cores is too large for a stack */
	struct room room = {.cores = run->scratch,
			    .capacity = SCRATCH_SIZE / sizeof(struct audit_core)};
	cpu_index cpu;

	if (!run->machine->audit_again)
		return;
	report_progress(run->machine->report, "audit", "reading the other cores' registers");
	if (on_each_cpu(read_here, &room, true) != STATUS_OK)
		return;
	audit_open(&audit, arch_audit_terms(), run->machine->cpus[0].id);
	for_each_cpu (cpu, &cpu_online_mask)
		if (cpu < room.capacity)
			audit_add(&audit, &room.cores[cpu]);
	audit_close(&audit);
	emit(run, &audit);
}
