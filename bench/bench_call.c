/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls: an empty function on other cores. "sent" is the sender's cost alone, "done" runs until
   the function has run. */
#include "groups.h"
#include "counted.h"
#include "cpu.h"
#include "ipi.h"

static void nothing(void *info)
{
	(void)info;
}

static bool sample_single(struct run *run, unsigned int round, ticks *ret_span)
{
	cpu_index cpu = other_core(round);
	ticks start = arch_clock_read();
	enum status status = smp_call_function_single(cpu, nothing, NULL, true);

	(void)run;
	*ret_span = arch_clock_read() - start;
	return status == STATUS_OK;
}

static bool sample_single_same(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)round;
	return sample_single(run, 0, ret_span);
}

static bool sample_single_sent(struct run *run, unsigned int round, ticks *ret_span)
{
	cpu_index cpu = other_core(round);
	uint64_t wanted = atomic_load(&runs) + 1;
	ticks start = arch_clock_read();
	enum status status = smp_call_function_single(cpu, count_run, NULL, false);

	(void)run;
	*ret_span = arch_clock_read() - start;
	return status == STATUS_OK && await_runs(wanted);
}

static bool sample_async(struct run *run, unsigned int round, ticks *ret_span)
{
	static struct call_single_data csd;
	uint64_t wanted = atomic_load(&runs) + 1;
	cpu_index cpu = other_core(round);
	ticks start = arch_clock_read();
	enum status status;

	(void)run;
	csd.func = count_run;
	status = smp_call_function_single_async(cpu, &csd);
	if (status != STATUS_OK || !await_runs(wanted))
		return false;
	*ret_span = arch_clock_read() - start;
	return true;
}

static bool sample_any(struct run *run, unsigned int round, ticks *ret_span)
{
	struct cpumask others = cpu_online_mask;
	ticks start;
	enum status status;

	(void)run, (void)round;
	cpumask_clear(&others, smp_processor_id());
	start = arch_clock_read();
	status = smp_call_function_any(&others, nothing, NULL, true);
	*ret_span = arch_clock_read() - start;
	return status == STATUS_OK;
}

static bool sample_many(struct run *run, unsigned int round, ticks *ret_span)
{
	ticks start = arch_clock_read();
	enum status status = smp_call_function(nothing, NULL, true);

	(void)run, (void)round;
	*ret_span = arch_clock_read() - start;
	return status == STATUS_OK;
}

static bool sample_many_sent(struct run *run, unsigned int round, ticks *ret_span)
{
	uint64_t wanted = atomic_load(&runs) + num_online_cpus() - 1;
	ticks start = arch_clock_read();
	enum status status = smp_call_function(count_run, NULL, false);

	(void)run, (void)round;
	*ret_span = arch_clock_read() - start;
	return status == STATUS_OK && await_runs(wanted);
}

static bool sample_all(struct run *run, unsigned int round, ticks *ret_span)
{
	ticks start = arch_clock_read();
	enum status status = on_each_cpu(nothing, NULL, true);

	(void)run, (void)round;
	*ret_span = arch_clock_read() - start;
	return status == STATUS_OK;
}

static bool sample_all_sent(struct run *run, unsigned int round, ticks *ret_span)
{
	uint64_t wanted = atomic_load(&runs) + num_online_cpus();
	ticks start = arch_clock_read();
	enum status status = on_each_cpu(count_run, NULL, false);

	(void)run, (void)round;
	*ret_span = arch_clock_read() - start;
	return status == STATUS_OK && await_runs(wanted);
}

/* clang-format off */
static const struct measurement single = {
	"call.single", "call to one core, waited for, always the same",
	sample_single_same, 2000, 2, true, {{"to", "one"}, {"until", "done"}}, NULL};
static const struct measurement all = {
	"call.all", "on_each_cpu, waited for",
	sample_all, 1000, 0, true, {{"until", "done"}}, NULL};
static const struct measurement rest[] = {
	{"call.single", "call to one core, waited for, each in turn",
	 sample_single, 2000, 2, true, {{"to", "each"}, {"until", "done"}}, NULL},
	{"call.single", "call to one core, not waited for, each in turn",
	 sample_single_sent, 2000, 2, true, {{"to", "each"}, {"until", "sent"}}, NULL},
	{"call.async", "call with the caller's csd, until it has run, each in turn",
	 sample_async, 2000, 2, true, {{"until", "done"}}, NULL},
	{"call.any", "call to any of the others, waited for",
	 sample_any, 1000, 2, true, {{"until", "done"}}, NULL},
	{"call.many", "call to all others, waited for",
	 sample_many, 1000, 0, true, {{"until", "done"}}, NULL},
	{"call.many", "call to all others, not waited for",
	 sample_many_sent, 1000, 0, true, {{"until", "sent"}}, NULL},
	{"call.all", "on_each_cpu, not waited for",
	 sample_all_sent, 1000, 0, true, {{"until", "sent"}}, NULL},
};
/* clang-format on */

static const struct measurement tree = {
	"call.all",
	"on_each_cpu, waited for; interrupts passed on from core to core",
	sample_all,
	1000,
	0,
	true,
	{{"until", "done"}, {"send", "tree"}},
	NULL};

static void measure_tree(struct run *run)
{
	enum ipi_choice before = ipi_chosen();

	if (ipi_choose(IPI_CHOICE_TREE) == STATUS_OK)
		measure(run, &tree);
	ipi_choose(before);
}

static void run_call(struct run *run)
{
	if (num_online_cpus() < 2)
		return;
	run->call_single_p50 = measure(run, &single);
	run->call_all_p50 = measure(run, &all);
	for (size_t i = 0; i < ARRAY_SIZE(rest); i++)
		measure(run, &rest[i]);
	measure_tree(run);
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{"call.single", "ns", "smp_call_function_single() of an empty function",
	 "before the call to its return; always the same core, or each in turn", 3, BENCH_ALWAYS},
	{"call.async", "ns", "smp_call_function_single_async(), until it has run",
	 "before the call to the sight that the function has run", 1, BENCH_ALWAYS},
	{"call.any", "ns", "smp_call_function_any() of an empty function",
	 "before the call to its return", 1, BENCH_ALWAYS},
	{"call.many", "ns", "smp_call_function() of an empty function, on all others",
	 "before the call to its return", 2, BENCH_ALWAYS},
	{"call.all", "ns", "on_each_cpu() of an empty function, the caller too",
	 "before the call to its return; with send=tree passed on from core to core", 3, BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_call = {"call", "measuring calls", benchmarks,
				       ARRAY_SIZE(benchmarks), run_call};
