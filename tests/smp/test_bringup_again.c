/* SPDX-License-Identifier: BSD-2-Clause */
/* All cores go offline and are woken once more, in every way, and the books are right each time. */
#include "books.h"

enum { CORES = 6, SICK = 3, REPEATS = 4, SICK_AT = 2, NEVER = 4 };

static struct bringup again;
static struct bringup_core again_cores[FAKE_CORES_MAX];

static struct cpumask all_down(void)
{
	struct cpumask others = cpu_online_mask;
	cpu_index cpu;

	cpumask_clear(&others, 0);
	for_each_cpu (cpu, &others)
		expect_number(cpu_down(cpu, CPUHP_OFFLINE).status, STATUS_OK);
	expect_number(num_online_cpus(), 1);
	return others;
}

static enum status wake(const struct machine *machine, const struct cpumask *which,
			enum bringup_mode mode)
{
	struct bringup_way way = bringup_way(mode);

	again.machine = machine;
	again.cores = again_cores;
	return bringup_again(&again, which, &way);
}

static void check_stamps(cpu_index cpu)
{
	const struct bringup_core *core = &again_cores[cpu];

	expect(again.began <= core->reset && core->reset < core->start && core->start < core->seen);
	expect(core->seen <= again.ended);
	expect_number(core->attempts, 1);
	check_answers(cpu);
}

static void check_repeat(const struct machine *machine, enum bringup_mode mode, bool sick)
{
	struct cpumask others = all_down();
	cpu_index cpu;

	if (sick)
		fake_core(SICK)->behaviour.deaf_starts = NEVER;
	expect_number(wake(machine, &others, mode), STATUS_OK);
	expect_number(again.started, CORES - 1);
	expect_number(num_online_cpus(), CORES - sick);
	expect(cpumask_empty(&again.silent));
	for_each_cpu (cpu, &others)
		if (!sick || cpu != SICK)
			check_stamps(cpu);
	if (!sick)
		return;
	expect_number(cpu_state(SICK), CPU_FAILED);
	expect_text(again_cores[SICK].reason, "never answered");
	expect_number(cpu_up(SICK, CPUHP_ONLINE).status, STATUS_OK);
}

/* The books of the first bring-up stay what they were. */
static void check_modes(const struct machine *machine)
{
	const bool *sick = scenario_context();
	ticks began = up.began, ended = up.ended;

	for (unsigned int mode = BRINGUP_PARALLEL; mode <= BRINGUP_BROADCAST; mode++)
		for (unsigned int i = 0; i < REPEATS; i++)
			check_repeat(machine, (enum bringup_mode)mode, *sick && i == SICK_AT);
	expect_number(num_online_cpus(), CORES);
	expect(cpumask_equal(&cpu_online_mask, &cpu_active_mask));
	expect(up.began == began && up.ended == ended);
	expect_number(cpu_refusals().count, 0);
}

/* What is online, or would be reset with others, is not touched. */
static void check_refusals(const struct machine *machine)
{
	struct cpumask some = mask_of(1 << 1 | 1 << 2);
	unsigned int resets = count_of(&fake_core(SICK)->resets);

	expect_number(wake(machine, &some, BRINGUP_PARALLEL), STATUS_INVALID);
	expect_number(cpu_down(1, CPUHP_OFFLINE).status, STATUS_OK);
	expect_number(wake(machine, &some, BRINGUP_PARALLEL), STATUS_INVALID);
	expect_number(cpu_down(2, CPUHP_OFFLINE).status, STATUS_OK);
	expect_number(wake(machine, &some, BRINGUP_BROADCAST), STATUS_UNSUPPORTED);
	expect_number(fake_broadcasts(), 0);
	expect_number(count_of(&fake_core(SICK)->resets), resets);
	expect_number(wake(machine, &some, BRINGUP_SERIAL), STATUS_OK);
	expect_number(num_online_cpus(), CORES);
}

/* Where nothing is reset, nothing is sent to all. */
static void check_no_reset(const struct machine *machine)
{
	struct cpumask others = all_down();

	expect_number(wake(machine, &others, BRINGUP_BROADCAST), STATUS_UNSUPPORTED);
	expect_number(wake(machine, &others, BRINGUP_PARALLEL), STATUS_OK);
	expect_number(num_online_cpus(), CORES);
}

/* A start too soon after the reset is lost; the patient timing brings the core. */
static void check_timing(const struct machine *machine)
{
	struct bringup_way way = bringup_way(BRINGUP_PARALLEL);
	struct cpumask one = mask_of(1 << SICK);

	way.timing = (struct wake_timing){.reset_us = 0, .start_again_us = 0};
	way.patience_us = 1000;
	again.machine = machine;
	again.cores = again_cores;
	for (unsigned int slow = 0; slow < 2; slow++) {
		expect_number(cpu_down(SICK, CPUHP_OFFLINE).status, STATUS_OK);
		fake_core(SICK)->behaviour.settle_us = slow ? 9000 : 0;
		expect_number(bringup_again(&again, &one, &way), STATUS_OK);
		expect_number(again_cores[SICK].attempts, 1 + slow);
		expect_number(again.second_starts, 0);
		check_answers(SICK);
	}
}

/* The second start goes out though the core has left its mark, and changes nothing. */
static void check_always(const struct machine *machine)
{
	struct bringup_way way = bringup_way(BRINGUP_PARALLEL);
	struct cpumask one = mask_of(1 << SICK);
	unsigned int starts;

	way.timing.start_again_us = 0;
	way.again_always = true;
	again.machine = machine;
	again.cores = again_cores;
	expect_number(cpu_down(SICK, CPUHP_OFFLINE).status, STATUS_OK);
	starts = count_of(&fake_core(SICK)->starts);
	expect_number(bringup_again(&again, &one, &way), STATUS_OK);
	expect_number(count_of(&fake_core(SICK)->starts), starts + 2);
	expect_number(again_cores[SICK].attempts, 1);
	check_answers(SICK);
}

static const bool well = false, falls_sick = true;

static const struct scenario rows[] = {
	IDLE_ROWS("all modes", check_modes, .context = &well),
	IDLE_ROWS("all modes, a core fails at the third repeat", check_modes,
		  .context = &falls_sick),
	IDLE_ROW("others are not touched", IDLE_HALT, check_refusals),
	{.name = "no reset", .body = check_no_reset, .setup = {.cores = CORES, .no_reset = true}},
	IDLE_ROW("a start too soon", IDLE_HALT, check_timing),
	IDLE_ROW("two starts", IDLE_HALT, check_always),
};

SCENARIOS_MAIN(rows)
