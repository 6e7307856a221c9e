/* SPDX-License-Identifier: BSD-2-Clause */
/* Does it all work? Each check says what it saw, and fails when that is not what was promised. */
#include "run.h"
#include "cpu.h"
#include "fault.h"
#include "ipi.h"
#include "ping.h"
#include "wait.h"

void check_count(struct run *run, const char *name, bool good, const char *what, unsigned int seen,
		 unsigned int wanted)
{
	report_check(run->machine->report, name,
		     good && seen == wanted ? VERDICT_PASS : VERDICT_FAIL, "%u of %u %s", seen,
		     wanted, what);
}

/* ---- each core is who the table says ---- */

struct identity {
	cpu_index cpu;
	uint64_t id, stack;
};

static void tell_identity(void *info)
{
	struct identity *identity = info;

	identity->cpu = smp_processor_id();
	identity->id = arch_own_id().value;
	identity->stack = (uintptr_t)__builtin_frame_address(0);
}

static void check_identity(struct run *run)
{
	unsigned int right = 0;
	cpu_index cpu;

	for_each_cpu (cpu, &cpu_online_mask) {
		struct identity told = {CPU_NONE, 0, 0};
		uint64_t area = (uintptr_t)percpu_of(cpu);

		if (smp_call_function_single(cpu, tell_identity, &told, true) != STATUS_OK)
			continue;
		right += told.cpu == cpu && told.id == percpu_of(cpu)->id.value &&
			 told.stack < area && told.stack > area - run->machine->memory_per_core;
	}
	check_count(run, "cpu.identity", true, "cores run under their own id on their own stack",
		    right, num_online_cpus());
}

/* ---- calls ---- */

static void count_self(void *info)
{
	uint64_t *counts = info;

	counts[smp_processor_id()]++;
}

static void clear_counts(struct run *run)
{
	for (cpu_index cpu = 0; cpu < run->machine->possible_count; cpu++)
		run->counts[cpu] = 0;
}

/* How many cores ran the function exactly so often as they should. */
static unsigned int count_exact(struct run *run, const struct cpumask *mask)
{
	unsigned int right = 0;

	for (cpu_index cpu = 0; cpu < run->machine->possible_count; cpu++)
		right += run->counts[cpu] == cpumask_test(mask, cpu);
	return right;
}

static void check_single(struct run *run)
{
	bool good = true;
	cpu_index cpu;

	clear_counts(run);
	for_each_cpu (cpu, &cpu_online_mask)
		good &= smp_call_function_single(cpu, count_self, run->counts, true) == STATUS_OK;
	check_count(run, "call.single", good,
		    "possible cores ran a call to one as often as they should",
		    count_exact(run, &cpu_online_mask), run->machine->possible_count);
}

static void check_many(struct run *run)
{
	struct cpumask odd;
	enum status status;
	cpu_index cpu;

	cpumask_clear_all(&odd);
	for_each_cpu (cpu, &cpu_online_mask)
		if (cpu % 2)
			cpumask_set(&odd, cpu);
	clear_counts(run);
	status = smp_call_function_many(&odd, count_self, run->counts, true);
	check_count(run, "call.many", status == STATUS_OK,
		    "possible cores ran a call to the odd ones as often as they should",
		    count_exact(run, &odd), run->machine->possible_count);
}

static void check_all(struct run *run)
{
	enum status status;

	clear_counts(run);
	status = on_each_cpu(count_self, run->counts, true);
	check_count(run, "call.all", status == STATUS_OK,
		    "possible cores ran a call to all as often as they should",
		    count_exact(run, &cpu_online_mask), run->machine->possible_count);
}

enum { ORDER_CALLS = 64 };

static struct order {
	unsigned int last, wrong;
} order;

static void follow_order(void *info)
{
	unsigned int number = (unsigned int)(uintptr_t)info;

	order.wrong += number != order.last + 1;
	order.last = number;
}

/* Calls of one sender to one core must run in the order in which they were sent. */
static void check_order(struct run *run)
{
	bool good = true;

	order = (struct order){0, 0};
	for (uintptr_t i = 1; i <= ORDER_CALLS; i++)
		good &= smp_call_function_single(other_core(0), follow_order, (void *)i,
						 i == ORDER_CALLS) == STATUS_OK;
	check_count(run, "call.order", good && !order.wrong,
		    "calls ran in the order they were sent", order.last, ORDER_CALLS);
}

static void check_offline(struct run *run)
{
	struct report *report = run->machine->report;

	for (cpu_index cpu = 0; cpu < run->machine->possible_count; cpu++) {
		enum status status;

		if (cpu_online(cpu))
			continue;
		status = smp_call_function_single(cpu, count_self, run->counts, true);
		report_check(report, "call.offline",
			     status == STATUS_OFFLINE ? VERDICT_PASS : VERDICT_FAIL,
			     "a call to core %u, which is not online, returns '%s'", cpu,
			     status_name(status));
		return;
	}
	report_check(report, "call.offline", VERDICT_SKIP, "every possible core is online");
}

/* ---- interrupts ---- */

static void check_delivery(struct run *run, const char *name,
			   bool (*send)(cpu_index cpu, ticks *ret_span))
{
	unsigned int answered = 0;
	cpu_index cpu;
	ticks span;

	for_each_cpu (cpu, &cpu_online_mask)
		answered += cpu != smp_processor_id() && send(cpu, &span);
	check_count(run, name, true, "other cores answered", answered, num_online_cpus() - 1);
}

static void check_broadcast(struct run *run)
{
	ticks span;

	report_check(run->machine->report, "ipi.all",
		     ping_all(run->counts, &span) ? VERDICT_PASS : VERDICT_FAIL,
		     "%u other cores answered one %s", num_online_cpus() - 1,
		     ipi_may_broadcast() ? "broadcast" : "round of interrupts");
}

void checks_run(struct run *run)
{
	struct report *report = run->machine->report;

	report_progress(report, "checks", "checking that every core answers");
	report_check(report, "clock.agree",
		     run->machine->clock.agrees ? VERDICT_PASS : VERDICT_FAIL,
		     "the clock's sources %s within 1 %%",
		     run->machine->clock.agrees ? "agree" : "do not agree");
	check_identity(run);
	if (num_online_cpus() < 2)
		return;
	warp_check(run);
	check_delivery(run, "ipi.one", ping);
	if (arch_has_nmi())
		check_delivery(run, "nmi.one", ping_nmi);
	else
		report_check(report, "nmi.one", VERDICT_SKIP, "%s", NO_NMI);
	check_broadcast(run);
	check_single(run);
	check_many(run);
	check_all(run);
	check_order(run);
	check_offline(run);
	checks_smp(run);
	fault_collect(run);
}
