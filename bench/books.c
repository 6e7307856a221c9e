/* SPDX-License-Identifier: BSD-2-Clause */
/* The books of the whole run: what was sent and what arrived, and what should never happen. */
#include "run.h"
#include "cpu.h"
#include "ipi.h"
#include "stall.h"

static struct record_ipi count_kind(const struct run *run, enum ipi_kind kind)
{
	struct record_ipi ipi = {.kind = ipi_name(kind)};

	for (cpu_index cpu = 0; cpu < run->machine->possible_count; cpu++) {
		ipi.sent += counter_read(&percpu_of(cpu)->sent[kind]);
		ipi.received += counter_read(&percpu_of(cpu)->received[kind]);
	}
	return ipi;
}

/* Pings are answered one by one, so none may have been merged or lost. Of the others one may have
   been merged with the next, but none can come from nowhere. */
static void check_ipis(struct run *run)
{
	unsigned int wrong = 0;
	struct record_ipi pings = count_kind(run, IPI_PING);

	for (enum ipi_kind kind = 0; kind < IPI_KINDS; kind++) {
		struct record record = {.kind = RECORD_IPI, .ipi = count_kind(run, kind)};

		wrong += record.ipi.received > record.ipi.sent;
		if (record.ipi.sent)
			report_emit(run->machine->report, &record);
	}
	report_check(
		run->machine->report, "ipi.books",
		pings.sent == pings.received && !wrong ? VERDICT_PASS : VERDICT_FAIL,
		"%llu pings sent, %llu received; %u kinds of which more were received than sent",
		(unsigned long long)pings.sent, (unsigned long long)pings.received, wrong);
}

static void check_transitions(struct run *run)
{
	struct cpu_refusal refusal = cpu_refusals();

	if (!refusal.count) {
		report_check(run->machine->report, "cpu.transitions", VERDICT_PASS,
			     "no core changed its state in a way that must not be");
		return;
	}
	report_check(run->machine->report, "cpu.transitions", VERDICT_FAIL,
		     "%u impossible changes; the first: core %u from %s to %s, but it was %s",
		     refusal.count, refusal.cpu, cpu_state_name(refusal.from),
		     cpu_state_name(refusal.to), cpu_state_name(refusal.found));
}

static void check_unexpected(struct run *run)
{
	enum fault_kind fault = run->machine->options.fault;
	bool wanted = fault == FAULT_VECTOR || fault == FAULT_SPURIOUS || fault == FAULT_STORM;
	unsigned int vector = 0, count = cpu_unexpected(&vector);

	if (count)
		report_check(run->machine->report, "interrupt.unexpected",
			     wanted ? VERDICT_PASS : VERDICT_FAIL,
			     "%u interrupts with vectors nobody uses, the first 0x%x%s", count,
			     vector, wanted ? ", as fault= wanted" : "");
	else
		report_check(run->machine->report, "interrupt.unexpected", VERDICT_PASS,
			     "no interrupt with a vector that nobody uses");
}

static void check_spurious(struct run *run)
{
	unsigned long long spurious = 0, leftovers = 0;

	for (cpu_index cpu = 0; cpu < run->machine->possible_count; cpu++) {
		spurious += counter_read(&percpu_of(cpu)->spurious);
		leftovers += counter_read(&percpu_of(cpu)->leftovers);
	}
	if (spurious)
		report_check(run->machine->report, "interrupt.spurious", VERDICT_PASS,
			     "%llu spurious interrupts, taken as such", spurious);
	if (leftovers)
		report_check(run->machine->report, "interrupt.leftover", VERDICT_PASS,
			     "%llu interrupts that the firmware had left pending, taken as such",
			     leftovers);
}

static void check_unsent(struct run *run)
{
	report_check(run->machine->report, "ipi.unsent",
		     ipi_unsent_count() ? VERDICT_FAIL : VERDICT_PASS,
		     "%u interrupts that the controller did not take", ipi_unsent_count());
}

static const struct rule rule_late = {
	"ipi.late", SEVERITY_WARNING, "", "",
	"an OS that does not send such an interrupt again waits for ever where one is lost"};

/* It went on, so it fails nothing; but a machine that is not overloaded does not do this. */
static void note_rekicks(struct run *run)
{
	if (!stall_rekicks() || run->machine->options.fault != FAULT_NONE)
		return;
	report_broken(run->machine->report, &rule_late,
		      "%u calls or workers had not begun after 1 s, and were sent another "
		      "interrupt: one was "
		      "lost, or many virtual cores share few real ones",
		      stall_rekicks());
}

void books_check(struct run *run)
{
	check_ipis(run);
	check_transitions(run);
	check_unexpected(run);
	check_spurious(run);
	check_unsent(run);
	note_rekicks(run);
}
