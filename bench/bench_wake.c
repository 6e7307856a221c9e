/* SPDX-License-Identifier: BSD-2-Clause */
/* How long a core takes to answer out of each state in which it can idle. */
#include "groups.h"
#include "cpu.h"
#include "fmt.h"
#include "idle.h"
#include "ipi.h"
#include "mem.h"
#include "ping.h"
#include "wait.h"
#include "worker.h"

/* So long the target is left alone before each sample, or it might not be asleep yet. */
enum { RESIDENCY_US = 20, TEXT_SIZE = 8, LATE_US = 100000 };

static const struct rule rule_deaf = {"idle.deaf", SEVERITY_WARNING, "", "",
				      "a call to a core that idles so waits until it is woken by "
				      "an interrupt for another reason"};

static cpu_index target;

static bool sample_interrupt(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run, (void)round;
	wait_us(RESIDENCY_US);
	return ping(target, ret_span);
}

static void nothing(void *info)
{
	(void)info;
}

static bool sample_call(struct run *run, unsigned int round, ticks *ret_span)
{
	ticks start;

	(void)run, (void)round;
	wait_us(RESIDENCY_US);
	start = arch_clock_read();
	if (smp_call_function_single(target, nothing, NULL, true) != STATUS_OK)
		return false;
	*ret_span = arch_clock_read() - start;
	return true;
}

/* The target alone is told, so the others stay as they are. False: it did not follow. */
static bool idle_there(enum idle_kind kind)
{
	struct deadline deadline = deadline_in_us(SMP_DEADLINE_US);

	idle_choose(kind);
	worker_kick(target);
	ipi_send(percpu_of(target), IPI_WAKEUP); /* it may be deaf to what the kick has written */
	while (atomic_load_explicit(&percpu_of(target)->resched, memory_order_relaxed)) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

/* One call that comes so late says all, of every depth; a thousand would take minutes. */
static bool is_deaf(struct run *run, const char *state)
{
	const struct clock *clock = &run->machine->clock;
	static bool known;
	ticks span;

	if (known && strcmp(state, idle_name(IDLE_MWAIT)) == 0)
		return true;
	if (!bench_wanted(&run->machine->options, "wake.call") || !sample_call(run, 0, &span) ||
	    span < clock_from_us(clock, LATE_US))
		return false;
	report_broken(
		run->machine->report, &rule_deaf,
		"a call to a core that idles by %s took %llu ms: what is written does not wake it",
		state, (unsigned long long)(clock_to_ns(clock, span) / 1000000));
	known = strcmp(state, idle_name(IDLE_MWAIT)) == 0;
	return true;
}

static void measure_state(struct run *run, enum idle_kind kind, const char *hint)
{
	struct measurement wake = {
		.name = "wake.rtt",
		.text = "interrupt to a core that idled in this state for 20 us, and its answer",
		.sample = sample_interrupt,
		.rounds = 1000,
		.cpus = 2,
		.parameters = {{"state", idle_name(kind)}}};
	struct measurement call = {
		.name = "wake.call",
		.text = "call to a core that idled in this state for 20 us, waited for",
		.sample = sample_call,
		.rounds = 1000,
		.cpus = 2,
		.parameters = {{"state", idle_name(kind)}}};

	if (hint)
		wake.parameters[1] = call.parameters[1] = (struct record_parameter){"hint", hint};
	if (!idle_there(kind))
		return;
	measure(run, &wake);
	if (!is_deaf(run, wake.parameters[0].value))
		measure(run, &call);
}

/* Each depth that the processor enumerates, and that stops no clock. */
static void measure_hints(struct run *run)
{
	uint32_t hint, first = 0;
	char text[TEXT_SIZE];

	for (unsigned int i = 0; arch_extras.mwait_hint(i, &hint); i++) {
		first = i ? first : hint;
		fmt_text(text, sizeof(text), "0x%02x", hint);
		arch_extras.mwait_choose(hint);
		measure_state(run, IDLE_MWAIT, text);
	}
	arch_extras.mwait_choose(first);
}

static void run_wake(struct run *run)
{
	enum idle_kind before = idle_chosen();

	if (num_online_cpus() < 2)
		return;
	target = other_core(0);
	measure_state(run, IDLE_POLL, NULL);
	measure_state(run, IDLE_HALT, NULL);
	if (arch_has_mwait() && arch_extras.mwait_hint)
		measure_hints(run);
	else if (arch_has_mwait())
		measure_state(run, IDLE_MWAIT, NULL);
	if (arch_has_suspend())
		measure_state(run, IDLE_SUSPEND, NULL);
	idle_there(before);
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{"wake.rtt", "ns", "interrupt to a core that idles in each way, and its answer",
	 "before the send to the sight of the handler's count; the core was left alone for 20 us", 4, BENCH_ALWAYS},
	{"wake.call", "ns", "call to a core that idles in each way; through memory where it watches that",
	 "before the call to its return; the core was left alone for 20 us", 4, BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_wake = {"wake", "measuring wake-ups from each idle state",
				       benchmarks, ARRAY_SIZE(benchmarks), run_wake};
