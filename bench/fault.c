/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults: caused on purpose, collected, reported. */
#include "run.h"
#include "cpu.h"
#include "ping.h"

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
	if (ending)
		arch_end(hook_run->machine, END_PANIC);
	ending = true;
	emit_fault(hook_run, fault, "the benchmarks");
	report_check(hook_run->machine->report, "fault.boot-core", VERDICT_FAIL,
		     "the boot core took %s", fault->name);
	run_end(hook_run, "the boot core took an exception", true);
}

void fault_hook_set(struct run *run)
{
	hook_run = run;
	cpu_set_fault_hook(boot_core_fault);
}

void fault_collect(struct run *run)
{
	for (cpu_index cpu = cpu_next_faulted(0); cpu != CPU_NONE;
	     cpu = cpu_next_faulted(cpu + 1)) {
		emit_fault(run, &cpu_percpu(cpu)->fault, "a call from the boot core");
		if (run->machine->options.fault == FAULT_NONE)
			report_check(run->machine->report, "fault.none", VERDICT_FAIL,
				     "core %u took %s", cpu, cpu_percpu(cpu)->fault.name);
	}
}

static void provoke(void *info)
{
	const enum fault_kind *kind = info;

	arch_fault(*kind);
	if (*kind == FAULT_HANG)
		for (;;) /* endless: that is the fault to be survived */
			arch_relax();
}

static cpu_index last_online(void)
{
	cpu_index cpu, last = 0;

	for_each_cpu (cpu, &cpu_online_mask)
		last = cpu;
	return last;
}

static unsigned int count_answering(void)
{
	unsigned int answering = 0;
	cpu_index cpu;
	ticks span;

	for_each_cpu (cpu, &cpu_online_mask)
		answering += cpu != smp_processor_id() && ping(cpu, &span);
	return answering;
}

/* The core must be lost in the way that the fault says, and no other with it. */
static void judge(struct run *run, cpu_index cpu, enum status status)
{
	enum status wanted =
		run->machine->options.fault == FAULT_HANG ? STATUS_TIMEOUT : STATUS_FAULT;
	unsigned int left = num_online_cpus() - 2, answering;

	if (status == STATUS_TIMEOUT)
		cpu_take_out(cpu);
	fault_collect(run);
	answering = count_answering();
	report_check(run->machine->report, "fault.survived",
		     status == wanted && answering == left ? VERDICT_PASS : VERDICT_FAIL,
		     "core %u: %s after fault=%s; %u of the %u other cores still answer", cpu,
		     status_name(status), fault_name(run->machine->options.fault), answering, left);
}

void fault_provoke(struct run *run)
{
	static enum fault_kind kind;
	const struct options *options = &run->machine->options;
	cpu_index cpu = options->fault_cpu == CPU_NONE ? last_online() : options->fault_cpu;

	kind = options->fault;
	if (kind == FAULT_NONE)
		return;
	report_progress(run->machine->report, "fault", "causing a fault on purpose");
	if (!cpu_online(cpu)) {
		report_check(run->machine->report, "fault.survived", VERDICT_SKIP,
			     "core %u is not online", cpu);
		return;
	}
	judge(run, cpu, smp_call_function_single(cpu, provoke, &kind, true));
}
