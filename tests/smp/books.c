/* SPDX-License-Identifier: BSD-2-Clause */
#include "books.h"
#include "wait.h"

enum {
	/* of two attempts: the patience, for each core, and for those that are just on their way */
	ATTEMPTS = 2,
	PATIENCE_US = 1000000,
	PATIENCE_PER_CORE_US = 10000,
	LATE_US = 100000,
	SLACK_US = 300000,
};

static unsigned int count_state(const struct machine *machine, enum cpu_state state)
{
	unsigned int count = 0;

	for (cpu_index cpu = 0; cpu < machine->possible_count; cpu++)
		count += cpu_state(cpu) == state;
	return count;
}

static unsigned int count_plan(const struct machine *machine, enum cpu_plan plan)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < machine->listed_count; i++)
		count += machine->cpus[i].plan == plan;
	return count;
}

static void check_time(const struct machine *machine)
{
	uint64_t most_us = ATTEMPTS * (PATIENCE_US + PATIENCE_PER_CORE_US * up.started + LATE_US);
	ticks took = arch_clock_read() - up.began;

	expect(took <= clock_from_us(&machine->clock, most_us + SLACK_US));
	expect(up.ended >= up.began && up.ended - up.began <= took);
}

void check_books(const struct machine *machine, const struct books *wanted)
{
	unsigned int held_back = count_plan(machine, PLAN_HELD_BACK);

	check_time(machine);
	expect_number(num_online_cpus(), wanted->online);
	expect_number(count_state(machine, CPU_ONLINE), wanted->online);
	expect_number(count_state(machine, CPU_FAILED), wanted->failed);
	expect_number(held_back, wanted->held_back);
	expect_number(count_state(machine, CPU_OFFLINE), held_back);
	expect_number(machine->listed_count, wanted->online + wanted->failed + held_back);
	expect_number(up.started + 1 + held_back, machine->listed_count);
	expect(cpumask_empty(&up.silent));
	expect(cpumask_equal(&cpu_online_mask, &cpu_active_mask));
	expect_number(cpu_refusals().count != 0, wanted->refusals);
	for (cpu_index cpu = 0; cpu < machine->possible_count; cpu++) {
		expect_number(*up_cores[cpu].reason != '\0', cpu_state(cpu) == CPU_FAILED);
		expect_number(cpumask_test(&cpu_online_mask, cpu), cpu_online(cpu));
	}
}

static void tell_who(void *info)
{
	*(cpu_index *)info = smp_processor_id();
}

void check_answers(cpu_index cpu)
{
	cpu_index who = CPU_NONE;

	expect_number(smp_call_function_single(cpu, tell_who, &who, true), STATUS_OK);
	expect_number(who, cpu);
}

void check_came(cpu_index cpu)
{
	struct wake_marks marks = arch_wake_look(cpu);

	expect(cpu_online(cpu));
	expect(cpumask_test(&cpu_online_mask, cpu));
	expect_text(up_cores[cpu].reason, "");
	expect_number(marks.stage, STAGE_ONLINE);
	expect(up.began <= up_cores[cpu].reset);
	expect(up_cores[cpu].reset < up_cores[cpu].start);
	expect(up_cores[cpu].start < up_cores[cpu].seen);
	expect(marks.first && marks.first <= marks.paging && marks.paging <= marks.c);
	expect(marks.c <= marks.online && marks.online <= up_cores[cpu].seen);
	expect(up.ended >= up_cores[cpu].seen);
	check_answers(cpu);
}

void check_failed(cpu_index cpu, enum wake_stage stage, const char *reason)
{
	expect_number(cpu_state(cpu), CPU_FAILED);
	expect_number(arch_wake_look(cpu).stage, stage);
	expect_text(up_cores[cpu].reason, reason);
	expect_number(up_cores[cpu].seen, 0);
	expect(!cpumask_test(&cpu_online_mask, cpu));
	expect(!cpumask_test(&cpu_active_mask, cpu));
	expect_number(smp_call_function_single(cpu, tell_who, NULL, true), STATUS_OFFLINE);
}
