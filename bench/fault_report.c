/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults as records. */
#include "fault.h"
#include "cpu.h"
#include "ending.h"
#include "stall.h"

static struct run *hook_run;
static bool ending;

static void emit_fault(struct run *run, const struct record_fault *fault, const char *during)
{
	struct record record = {.kind = RECORD_FAULT, .fault = *fault};

	record.fault.during = during;
	record.fault.image_base = run->machine->image_base;
	report_emit(run->machine->report, &record);
}

/* A fault on the boot core: nobody is left to go on. A second one, on the way out, only tries the
   next way out. */
static void boot_core_fault(const struct record_fault *fault)
{
	bool stopped = fault == &arch_percpu(0)->snapshot;

	if (ending)
		arch_end(hook_run->machine, ending_choose(hook_run->machine).kind, END_PANIC);
	ending = true;
	emit_fault(hook_run, fault, stopped ? "a hang" : "the benchmarks");
	report_check(hook_run->machine->report, "fault.boot-core", VERDICT_FAIL,
		     stopped ? "the boot core hung, and was stopped by %s"
			     : "the boot core took %s",
		     fault->name);
	run_end(hook_run, stopped ? "the boot core hung" : "the boot core took an exception", true);
}

void fault_hook_set(struct run *run)
{
	hook_run = run;
	cpu_set_fault_hook(boot_core_fault);
}

static void collect_lost(struct run *run)
{
	for (cpu_index cpu = cpu_next_faulted(0); cpu != CPU_NONE;
	     cpu = cpu_next_faulted(cpu + 1)) {
		emit_fault(run, &percpu_of(cpu)->fault, "a call");
		if (run->machine->options.fault == FAULT_NONE)
			report_check(run->machine->report, "fault.none", VERDICT_FAIL,
				     "core %u took %s", cpu, percpu_of(cpu)->fault.name);
	}
}

static void collect_nmis(struct run *run)
{
	for (cpu_index cpu = cpu_next_unknown_nmi(0); cpu != CPU_NONE;
	     cpu = cpu_next_unknown_nmi(cpu + 1)) {
		emit_fault(run, &percpu_of(cpu)->snapshot, "an NMI from outside; the core went on");
		if (run->machine->options.fault != FAULT_NMI)
			report_check(run->machine->report, "nmi.unknown", VERDICT_FAIL,
				     "core %u took an NMI that no core sent", cpu);
	}
}

static void collect_stalls(struct run *run)
{
	static unsigned int reported, judged;
	const struct record_stall *stall;

	while ((stall = stall_get(reported)) != NULL) { /* deadline: they are few */
		struct record record = {.kind = RECORD_STALL, .stall = *stall};

		record.stall.where.image_base = run->machine->image_base;
		report_emit(run->machine->report, &record);
		reported++;
	}
	if (stall_count() != judged && run->machine->options.fault == FAULT_NONE)
		report_check(run->machine->report, "call.stalls", VERDICT_FAIL,
			     "%u calls stalled, %u are reported", stall_count(), reported);
	judged = stall_count();
}

void fault_collect(struct run *run)
{
	collect_stalls(run);
	collect_lost(run);
	collect_nmis(run);
	bringup_tell(run); /* which of them went on, or came back */
}
