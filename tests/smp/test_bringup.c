/* SPDX-License-Identifier: BSD-2-Clause */
/* The bring-up of cores that all do as they should, or are not to be started. */
#include "books.h"
#include "ipi.h"

static void check_all_up(const struct machine *machine)
{
	unsigned int count = machine->possible_count;

	/* Nobody is waited for who is there already. */
	expect(arch_clock_read() - up.began < clock_from_us(&machine->clock, 300000));
	check_books(machine, &(struct books){.online = count});
	expect_number(up.second_starts, 0);
	expect_number(up.retried, 0);
	expect_number(up.started, count - 1);
	expect(ipi_may_broadcast());
	for (cpu_index cpu = 1; cpu < count; cpu++) {
		check_came(cpu);
		expect_number(up_cores[cpu].attempts, 1);
		expect_number(count_of(&fake_core(cpu)->resets), 1);
		expect_number(count_of(&fake_core(cpu)->starts), 1);
	}
}

static void hold_back(struct machine *machine)
{
	(void)machine;
	for (cpu_index cpu = 3; cpu < 6; cpu++)
		fake_cpu(cpu)->plan = PLAN_HELD_BACK;
}

/* A core that is held back is neither touched nor reached: it hears no reset, no interrupt. */
static void check_held_back(const struct machine *machine)
{
	struct cpumask all = mask_of(0x3F);

	check_books(machine, &(struct books){.online = 3, .held_back = 3});
	expect_number(up.started, 2);
	expect(!ipi_may_broadcast());
	for (cpu_index cpu = 3; cpu < 6; cpu++) {
		expect_number(cpu_state(cpu), CPU_OFFLINE);
		expect_number(up_cores[cpu].attempts, 0);
		expect_number(count_of(&fake_core(cpu)->resets), 0);
		expect_number(count_of(&fake_core(cpu)->starts), 0);
		expect(cpumask_test(&cpu_possible_mask, cpu));
		expect(!cpumask_test(&cpu_online_mask, cpu));
		expect(!cpumask_test(&cpu_active_mask, cpu));
	}
	expect_number(cpumask_weight(&cpu_possible_mask), 6);
	expect(cpumask_subset(&cpu_online_mask, &all));
}

static void check_alone(const struct machine *machine)
{
	check_books(machine, &(struct books){.online = 1});
	expect_number(up.started, 0);
	expect_number(up.ended, up.began);
}

static void check_no_low_page(const struct machine *machine)
{
	check_books(machine, &(struct books){.online = 1, .failed = 3});
	expect_number(up.retried, 0);
	expect_number(up.second_starts, 0);
	for (cpu_index cpu = 1; cpu < 4; cpu++) {
		expect_text(up_cores[cpu].reason, "there is nowhere to start it from");
		expect_number(up_cores[cpu].attempts, 0);
		expect_number(count_of(&fake_core(cpu)->resets), 0);
	}
}

static void check_ids(const struct machine *machine)
{
	for (cpu_index cpu = 0; cpu < machine->possible_count; cpu++)
		expect_number(cpu_by_id(fake_cpu(cpu)->id), cpu);
	expect_number(cpu_by_id((hw_id){fake_cpu(0)->id.value + 1}), CPU_NONE);
	expect(!cpu_percpu(machine->possible_count));
	expect(!cpu_online(machine->possible_count));
	expect_number(smp_processor_id(), 0);
}

#define ROW(name_, body_, ...)                                                                     \
	{                                                                                          \
		.name = (name_), .body = (body_), .setup = { __VA_ARGS__ }                         \
	}
static const struct scenario rows[] = {
	ROW("1 core", check_alone, .cores = 1),
	ROW("2 cores", check_all_up, .cores = 2),
	ROW("8 cores", check_all_up, .cores = 8),
	ROW("16 cores", check_all_up, .cores = 16),
	ROW("8 cores that poll", check_all_up, .cores = 8, .idle = IDLE_POLL),
	ROW("8 cores in mwait", check_all_up, .cores = 8, .idle = IDLE_MWAIT),
	ROW("8 cores in haltpoll", check_all_up, .cores = 8, .idle = IDLE_HALTPOLL),
	{.name = "maxcpus holds back",
	 .body = check_held_back,
	 .setup = {.cores = 6},
	 .arrange = hold_back},
	ROW("nowhere to start from", check_no_low_page, .cores = 4, .no_low_page = true),
	ROW("ids and indexes", check_ids, .cores = 5),
};

SCENARIOS_MAIN(rows)
