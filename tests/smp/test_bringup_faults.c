/* SPDX-License-Identifier: BSD-2-Clause */
/* One core of eight goes wrong on its way up: it is told apart, and the others are not touched. */
#include "books.h"
#include "ipi.h"

enum { SICK = 3, CORES = 8 };

struct fault {
	struct fake_behaviour behaviour;
	enum wake_stage stage; /* that it got to */
	const char *reason;    /* "" when it came up in the end */
	unsigned int attempts, second_starts, retried;
	unsigned int starts; /* that it was sent */
};

static void make_sick(struct machine *machine)
{
	const struct fault *fault = scenario_context();

	(void)machine;
	fake_core(SICK)->behaviour = fault->behaviour;
}

static void check_others(void)
{
	for (cpu_index cpu = 1; cpu < CORES; cpu++) {
		if (cpu == SICK)
			continue;
		check_came(cpu);
		expect_number(up_cores[cpu].attempts, 1);
		expect(!up_cores[cpu].second_start);
		expect_number(count_of(&fake_core(cpu)->resets), 1);
		expect_number(count_of(&fake_core(cpu)->starts), 1);
	}
}

static void check_sick(cpu_index cpu, const struct fault *fault)
{
	if (*fault->reason)
		check_failed(cpu, fault->stage, fault->reason);
	else
		check_came(cpu);
	expect_number(up_cores[cpu].attempts, fault->attempts);
	expect_number(up_cores[cpu].second_start, fault->second_starts);
	expect_number(count_of(&fake_core(cpu)->starts), fault->starts);
	expect_number(count_of(&fake_core(cpu)->refused), 0);
}

static void check_fault(const struct machine *machine)
{
	const struct fault *fault = scenario_context();
	bool failed = *fault->reason;
	hw_id stranger;

	check_others();
	check_books(machine, &(struct books){.online = CORES - failed, .failed = failed});
	check_sick(SICK, fault);
	expect_number(up.second_starts, fault->second_starts);
	expect_number(up.retried, fault->retried);
	expect_number(arch_wake_strangers(&stranger, 1), 0);
	expect_number(ipi_may_broadcast(), !failed);
}

/* A core that failed is left in its reset state. */
static void check_dead(const struct machine *machine)
{
	check_fault(machine);
	expect_number(fake_state(fake_core(SICK)), HW_WAITING);
	expect_number(count_of(&fake_core(SICK)->resets), 3);
}

static const struct fault never = {
	{.deaf_starts = FAKE_ALWAYS}, STAGE_NONE, "never answered", 2, 1, 1, 4};
static const struct fault lost_1 = {{.deaf_starts = 1}, STAGE_ONLINE, "", 1, 1, 0, 2};
static const struct fault lost_2 = {{.deaf_starts = 2}, STAGE_ONLINE, "", 2, 1, 1, 3};
static const struct fault lost_3 = {{.deaf_starts = 3}, STAGE_ONLINE, "", 2, 1, 1, 4};

#define DIES(stage_, deaths_, by_fault_)                                                           \
	{                                                                                          \
		.dies_at = (stage_), .deaths = (deaths_), .by_fault = (by_fault_)                  \
	}
static const struct fault dies_at_entry = {DIES(STAGE_ENTRY, FAKE_ALWAYS, false),
					   STAGE_ENTRY,
					   "died between real mode and long mode",
					   2,
					   0,
					   1,
					   2};
static const struct fault dies_at_paging = {DIES(STAGE_PAGING, FAKE_ALWAYS, false),
					    STAGE_PAGING,
					    "died between long mode and C",
					    2,
					    0,
					    1,
					    2};
static const struct fault dies_in_c = {
	DIES(STAGE_C, FAKE_ALWAYS, false), STAGE_C, "died between C and online", 2, 0, 1, 2};
static const struct fault dies_online = {DIES(STAGE_ONLINE, FAKE_ALWAYS, false),
					 STAGE_ONLINE,
					 "died on its way to the online state",
					 2,
					 0,
					 1,
					 2};
static const struct fault faults_in_c = {
	DIES(STAGE_C, FAKE_ALWAYS, true), STAGE_C, "died between C and online", 2, 0, 1, 2};

static const struct fault dies_once[] = {
	{DIES(STAGE_ENTRY, 1, false), STAGE_ONLINE, "", 2, 0, 1, 2},
	{DIES(STAGE_PAGING, 1, false), STAGE_ONLINE, "", 2, 0, 1, 2},
	{DIES(STAGE_C, 1, false), STAGE_ONLINE, "", 2, 0, 1, 2},
	{DIES(STAGE_ONLINE, 1, false), STAGE_ONLINE, "", 2, 0, 1, 2},
	{DIES(STAGE_C, 1, true), STAGE_ONLINE, "", 2, 0, 1, 2},
};

#define SLOW(stage_, slows_, us_)                                                                  \
	{                                                                                          \
		.slow_at = (stage_), .slows = (slows_), .slow_us = (us_)                           \
	}
/* Patience is 1.07 s here, then 0.1 s for those who are just on their way. */
static const struct fault slow = {SLOW(STAGE_C, 1, 900000), STAGE_ONLINE, "", 1, 0, 0, 1};
static const struct fault slower = {SLOW(STAGE_C, 1, 1120000), STAGE_ONLINE, "", 1, 0, 0, 1};
static const struct fault slow_first = {SLOW(STAGE_NONE, 1, 900000), STAGE_ONLINE, "", 1, 1, 0, 2};
static const struct fault too_slow_once = {
	SLOW(STAGE_C, 1, FAKE_FOREVER), STAGE_ONLINE, "", 2, 0, 1, 2};
static const struct fault too_slow = {
	SLOW(STAGE_C, FAKE_ALWAYS, FAKE_FOREVER), STAGE_C, "died between C and online", 2, 0, 1, 2};

static const struct fault unreachable = {{.reset_status = STATUS_UNSUPPORTED},
					 STAGE_NONE,
					 "its id cannot be reached in this APIC mode",
					 1,
					 0,
					 0,
					 0};
static const struct fault reset_busy = {{.reset_status = STATUS_TIMEOUT},
					STAGE_NONE,
					"the interrupt controller did not take the reset",
					1,
					0,
					0,
					0};
static const struct fault start_busy = {
	{.start_status = STATUS_TIMEOUT}, STAGE_NONE, "nobody took the start", 1, 0, 0, 0};

/* Each comes within the patience that is left when the one before has come. */
static void make_each_slow(struct machine *machine)
{
	for (cpu_index cpu = 1; cpu < machine->possible_count; cpu++)
		fake_core(cpu)->behaviour = (struct fake_behaviour){
			.slow_at = STAGE_ENTRY, .slows = 1, .slow_us = cpu * 900000};
}

static void check_each_slow(const struct machine *machine)
{
	expect_number(num_online_cpus(), machine->possible_count);
	expect_number(up.retried, 0);
	expect_number(up.second_starts, 0);
	for (cpu_index cpu = 1; cpu < machine->possible_count; cpu++)
		check_came(cpu);
}

/* ---- all at once ---- */

static const struct fault *const all[] = {
	&never,		 &lost_1,	&lost_2,       &lost_3,	     &dies_at_entry,
	&dies_at_paging, &dies_in_c,	&dies_online,  &faults_in_c, &dies_once[0],
	&dies_once[1],	 &dies_once[2], &dies_once[3], &unreachable, &start_busy,
};

static void make_all_sick(struct machine *machine)
{
	(void)machine;
	for (cpu_index cpu = 1; cpu <= ARRAY_SIZE(all); cpu++)
		fake_core(cpu)->behaviour = all[cpu - 1]->behaviour;
}

static void check_all(const struct machine *machine)
{
	unsigned int failed = 0, second_starts = 0, retried = 0;

	for (cpu_index cpu = 1; cpu <= ARRAY_SIZE(all); cpu++) {
		check_sick(cpu, all[cpu - 1]);
		failed += *all[cpu - 1]->reason != '\0';
		second_starts += all[cpu - 1]->second_starts;
		retried += all[cpu - 1]->retried;
	}
	check_came(ARRAY_SIZE(all) + 1);
	check_books(machine,
		    &(struct books){.online = ARRAY_SIZE(all) + 2 - failed, .failed = failed});
	expect_number(up.second_starts, second_starts);
	expect_number(up.retried, retried);
}

/* One comes in the second attempt: it explains that somebody came, and the other still did not. */
static void make_two_sick(struct machine *machine)
{
	(void)machine;
	fake_core(SICK)->behaviour = never.behaviour;
	fake_core(SICK + 1)->behaviour = lost_2.behaviour;
}

static void check_two(const struct machine *machine)
{
	check_sick(SICK, &never);
	check_sick(SICK + 1, &lost_2);
	check_books(machine, &(struct books){.online = CORES - 1, .failed = 1});
}

#define ROW(name_, body_, fault_)                                                                  \
	{                                                                                          \
		.name = (name_), .body = (body_), .setup = {.cores = CORES}, .arrange = make_sick, \
		.context = (fault_)                                                                \
	}
static const struct scenario rows[] = {
	ROW("never answers", check_dead, &never),
	ROW("loses the first start", check_fault, &lost_1),
	ROW("loses two starts", check_fault, &lost_2),
	ROW("loses three starts", check_fault, &lost_3),
	ROW("dies in real mode", check_dead, &dies_at_entry),
	ROW("dies in long mode", check_dead, &dies_at_paging),
	ROW("dies in C", check_dead, &dies_in_c),
	ROW("dies behind its last mark", check_dead, &dies_online),
	ROW("takes an exception in C", check_dead, &faults_in_c),
	ROW("dies once in real mode", check_fault, &dies_once[0]),
	ROW("dies once in long mode", check_fault, &dies_once[1]),
	ROW("dies once in C", check_fault, &dies_once[2]),
	ROW("dies once behind its last mark", check_fault, &dies_once[3]),
	ROW("takes an exception in C once", check_fault, &dies_once[4]),
	ROW("slow in C", check_fault, &slow),
	ROW("so slow in C that its way in is closed behind it", check_fault, &slower),
	ROW("slow to begin", check_fault, &slow_first),
	ROW("too slow once", check_fault, &too_slow_once),
	ROW("too slow", check_dead, &too_slow),
	ROW("has an id that cannot be reached", check_fault, &unreachable),
	ROW("its reset is not taken", check_fault, &reset_busy),
	ROW("its start is not taken", check_fault, &start_busy),
	{.name = "one after the other",
	 .body = check_each_slow,
	 .setup = {.cores = 5},
	 .arrange = make_each_slow},
	{.name = "one never answers, one late",
	 .body = check_two,
	 .setup = {.cores = CORES},
	 .arrange = make_two_sick},
	{.name = "all at once",
	 .body = check_all,
	 .setup = {.cores = ARRAY_SIZE(all) + 2},
	 .arrange = make_all_sick},
};

SCENARIOS_MAIN(rows)
