/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults: caused on purpose, survived, collected, reported. */
#include "run.h"
#include "cpu.h"
#include "fault.h"
#include "hotplug.h"
#include "nmi.h"
#include "ping.h"
#include "wait.h"
#include "worker.h"

enum { WATCH_US = 2000000, STORM_US = 200000 };

/* ---- the boot core hangs: another core watches it, and stops it by NMI ---- */

static _Atomic(cpu_index) watcher = CPU_NONE;

static bool should_watch(cpu_index cpu)
{
	return atomic_load_explicit(&watcher, memory_order_acquire) == cpu;
}

static void watch(cpu_index cpu)
{
	struct deadline deadline = deadline_in_us(WATCH_US);

	while (should_watch(cpu))
		if (deadline_passed(deadline)) {
			atomic_store(&watcher, CPU_NONE);
			nmi_send(percpu_of(0), IPI_CPU_CRASH_STOP);
		} else {
			arch_relax();
		}
}

static const struct worker watch_worker = {
	.name = "watch", .should_run = should_watch, .run = watch};

/* ---- causing ---- */

static enum fault_kind the_kind;

static void provoke(void *info)
{
	(void)info;
	arch_fault(the_kind);
	if (the_kind == FAULT_HANG)
		for (;;) /* endless: that is the fault to be survived */
			arch_relax();
}

static bool is_survived(enum fault_kind kind)
{
	return kind >= FAULT_NMI;
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

static void take_out(const struct cpumask *cores)
{
	cpu_index cpu;

	for_each_cpu (cpu, cores)
		if (cpu_online(cpu))
			cpu_take_out(cpu);
}

/* The cores must be lost in the way that the fault says, or not at all, and no other with them. */
static void judge(struct run *run, const struct cpumask *cores, enum status status)
{
	enum fault_kind kind = run->machine->options.fault;
	unsigned int lost = is_survived(kind) ? 0 : cpumask_weight(cores);
	unsigned int left = num_online_cpus() - 1 - lost, answering;
	enum status wanted = is_survived(kind)	  ? STATUS_OK
			     : kind == FAULT_HANG ? STATUS_TIMEOUT
						  : STATUS_FAULT;

	if (status == STATUS_TIMEOUT)
		take_out(cores);
	fault_collect(run);
	answering = count_answering();
	report_check(run->machine->report, "fault.survived",
		     status == wanted && answering == left ? VERDICT_PASS : VERDICT_FAIL,
		     "%u cores: %s after fault=%s; %u of the %u other cores still answer",
		     cpumask_weight(cores), status_name(status), fault_name(kind), answering, left);
}

/* A core that was lost has only to be reset to be as good as before. */
static void bring_back(struct run *run, const struct cpumask *cores)
{
	unsigned int lost = 0, back = 0;
	cpu_index cpu;
	ticks span;

	if (the_kind == FAULT_HANG && !arch_has_nmi()) { /* it runs on, and cannot be started */
		report_check(run->machine->report, "fault.recovered", VERDICT_SKIP, "%s", NO_NMI);
		return;
	}
	for_each_cpu (cpu, cores) {
		if (cpu_online(cpu))
			continue;
		lost++;
		back += cpu_up(cpu, CPUHP_ONLINE).status == STATUS_OK && ping(cpu, &span);
	}
	if (lost)
		check_count(run, "fault.recovered", true, "lost cores were brought back", back,
			    lost);
}

static void provoke_others(struct run *run, const struct cpumask *cores)
{
	enum status status;

	if (cpumask_weight(cores) == 1)
		status = smp_call_function_single(cpumask_first(cores), provoke, NULL, true);
	else
		status = smp_call_function_many(cores, provoke, NULL, true);
	if (the_kind == FAULT_STORM)
		wait_us(STORM_US); /* it must be there, and over, before its end is judged */
	judge(run, cores, status);
	bring_back(run, cores);
}

static void provoke_boot_core(struct run *run)
{
	if (the_kind == FAULT_HANG && (num_online_cpus() < 2 || !arch_has_nmi())) {
		report_check(run->machine->report, "fault.survived", VERDICT_SKIP, "%s",
			     arch_has_nmi()
				     ? "no other core is there to see that the boot core hangs"
				     : NO_NMI);
		return;
	}
	if (the_kind == FAULT_HANG && worker_register(&watch_worker) == STATUS_OK) {
		atomic_store(&watcher, last_core());
		worker_kick(last_core());
	}
	smp_call_function_single(0, provoke, NULL, true);
	if (the_kind == FAULT_STORM)
		wait_us(STORM_US);
	fault_collect(run);
	report_check(run->machine->report, "fault.survived",
		     is_survived(the_kind) ? VERDICT_PASS : VERDICT_FAIL,
		     "the boot core after fault=%s", fault_name(the_kind));
}

void fault_provoke(struct run *run)
{
	const struct options *options = &run->machine->options;
	cpu_index cpu = options->fault_cpu == CPU_NONE ? last_core() : options->fault_cpu;
	struct cpumask cores;

	the_kind = options->fault;
	if (the_kind == FAULT_NONE)
		return;
	report_progress(run->machine->report, "fault", "causing a fault on purpose");
	cpumask_copy(&cores, &cpu_online_mask);
	cpumask_clear(&cores, 0);
	if (!options->fault_all) {
		cpumask_clear_all(&cores);
		cpumask_set(&cores, cpu);
	}
	if (the_kind == FAULT_NMI && !arch_has_nmi())
		report_check(run->machine->report, "fault.survived", VERDICT_SKIP, "%s", NO_NMI);
	else if (cpumask_test(&cores, 0))
		provoke_boot_core(run);
	else if (cpumask_empty(&cores) || (!options->fault_all && !cpu_online(cpu)))
		report_check(run->machine->report, "fault.survived", VERDICT_SKIP,
			     "core %u is not online", cpu);
	else
		provoke_others(run, &cores);
}
