/* SPDX-License-Identifier: BSD-2-Clause */
/* Cores that come at the wrong moment, twice, or under another id. */
#include "books.h"
#include "ipi.h"
#include "wait.h"
#include <sched.h>

enum { SICK = 3, CORES = 8, STRANGE_ID = 999 };

static struct fake_core *sick(void)
{
	return fake_core(SICK);
}

/* On the boot core, in a hook: until a core is in this state. The machine's time stands still. */
static void await_state(cpu_index cpu, enum cpu_state state)
{
	while (cpu_state(cpu) != state) /* the deadline is the row's */
		sched_yield();
}

static void check_others(void)
{
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		if (cpu != SICK)
			check_came(cpu);
}

/* ---- it comes when it was given up, or tried again ---- */

static void be_late(struct machine *machine)
{
	(void)machine;
	sick()->behaviour = (struct fake_behaviour){
		.slow_at = STAGE_NONE, .slows = 1, .slow_us = FAKE_FOREVER, .late_for_reset = true};
}

static void check_turned_away(const struct machine *machine)
{
	struct books books = {.online = CORES - 1, .failed = 1};

	check_others();
	check_books(machine, &books);
	check_failed(SICK, STAGE_NONE, "never answered");
	fake_let_go(sick());
	expect(await_count(&sick()->refused, 1));
	while (fake_state(sick()) != HW_PARKED) /* the deadline is the row's */
		arch_relax();
	check_failed(SICK, STAGE_PAGING, "never answered");
	check_others();
	expect_number(num_online_cpus(), books.online);
	expect_number(count_of(&sick()->refused), 1);
	expect_number(cpu_refusals().count, 0);
}

/* The controller says that it did not take the start, but it did. */
static void be_late_and_denied(struct machine *machine)
{
	be_late(machine);
	sick()->behaviour.start_status = STATUS_TIMEOUT;
	sick()->behaviour.start_arrives = true;
}

static void check_denied(const struct machine *machine)
{
	check_others();
	check_books(machine, &(struct books){.online = CORES - 1, .failed = 1});
	fake_let_go(sick());
	expect(await_count(&sick()->refused, 1));
	check_failed(SICK, STAGE_PAGING, "nobody took the start");
}

/* Patience ends after 1.07 s, then the way in is closed, and 0.1 s later it is tried again. */
static void be_late_for_the_first(struct machine *machine)
{
	be_late(machine);
	sick()->behaviour.slow_us = 1120000;
}

static void check_second_time_lucky(const struct machine *machine)
{
	check_others();
	check_came(SICK);
	check_books(machine, &(struct books){.online = CORES});
	expect_number(count_of(&sick()->refused), 1);
	expect_number(up_cores[SICK].attempts, 2);
	expect_number(up.retried, 1);
}

/* ---- it comes online at the very moment in which it is judged ---- */

static unsigned int moments;

/* When it is looked at for the verdict: behind the two looks of the start-up IPIs. */
static void come_at_verdict(enum fake_event event, cpu_index cpu)
{
	if (event != FAKE_CLOSE || cpu != SICK || ++moments != 2)
		return;
	fake_let_go(sick());
	await_state(SICK, CPU_ONLINE);
}

static void be_slow_always(struct machine *machine)
{
	(void)machine;
	sick()->behaviour = (struct fake_behaviour){
		.slow_at = STAGE_C, .slows = FAKE_ALWAYS, .slow_us = FAKE_FOREVER};
}

static void hold_until_verdict(struct machine *machine)
{
	be_slow_always(machine);
	fake_set_hook(come_at_verdict);
}

static void check_in_time(const struct machine *machine)
{
	check_others();
	check_came(SICK);
	check_books(machine, &(struct books){.online = CORES});
	expect_number(count_of(&sick()->resets), 2);
	expect_number(up.retried, 1);
}

/* When it is about to be reset for the second time, or for good. */
static unsigned int let_go_at_reset;

static void come_at_reset(enum fake_event event, cpu_index cpu)
{
	if (event != FAKE_RESET || cpu != SICK || ++moments != let_go_at_reset)
		return;
	fake_let_go(sick());
	while (fake_state(sick()) == HW_SLOW) /* the deadline is the row's */
		sched_yield();
	while (fake_state(sick()) == HW_RUNNING)
		sched_yield();
}

static void hold_until_retry(struct machine *machine)
{
	be_slow_always(machine);
	sick()->behaviour.slows = 1;
	let_go_at_reset = 2;
	fake_set_hook(come_at_reset);
}

static void hold_until_burial(struct machine *machine)
{
	be_slow_always(machine);
	let_go_at_reset = 3;
	fake_set_hook(come_at_reset);
}

static void check_buried(const struct machine *machine)
{
	check_others();
	check_failed(SICK, STAGE_ONLINE, "died between C and online");
	check_books(machine, &(struct books){.online = CORES - 1, .failed = 1});
}

/* It comes online, and takes an exception before the boot core has seen it. */
static void lose_unseen(enum fake_event event, cpu_index cpu)
{
	if (event == FAKE_STARTED && cpu == SICK)
		await_state(SICK, CPU_FAULTED);
}

static void be_lost_unseen(struct machine *machine)
{
	(void)machine;
	sick()->behaviour =
		(struct fake_behaviour){.dies_at = FAKE_STAGE_IDLE, .deaths = 1, .by_fault = true};
	fake_set_hook(lose_unseen);
}

static void check_lost_unseen(const struct machine *machine)
{
	check_others();
	expect_number(num_online_cpus(), CORES);
	expect_number(cpu_state(SICK), CPU_FAULTED);
	expect_text(up_cores[SICK].reason, "");
	expect_number(cpu_next_faulted(0), SICK);
	expect_number(cpu_next_faulted(0), CPU_NONE);
	expect_number(num_online_cpus(), CORES - 1);
	expect_number(up.started, machine->listed_count - 1);
	expect_number(cpu_refusals().count, 0);
}

/* ---- more cores than were listed ---- */

static void add_twin(struct machine *machine)
{
	(void)machine;
	fake_add_core(sick()->address, sick()->id);
}

static void check_twins(const struct machine *machine)
{
	hw_id stranger;

	check_others();
	check_answers(SICK);
	check_books(machine, &(struct books){.online = CORES});
	while (count_of(&sick()->refused) + count_of(&fake_core(CORES)->refused) != 1)
		arch_relax(); /* the deadline is the row's */
	expect_number(arch_wake_strangers(&stranger, 1), 0);
	check_answers(SICK);
}

static void add_late_twin(struct machine *machine)
{
	add_twin(machine);
	fake_core(CORES)->behaviour =
		(struct fake_behaviour){.slow_at = STAGE_NONE, .slows = 1, .slow_us = FAKE_FOREVER};
}

static void check_late_twin(const struct machine *machine)
{
	struct fake_core *twin = fake_core(CORES);

	check_answers(SICK);
	check_books(machine, &(struct books){.online = CORES});
	expect_number(count_of(&twin->refused), 0);
	while (fake_state(twin) != HW_SLOW) /* the deadline is the row's */
		arch_relax();
	fake_let_go(twin);
	expect(await_count(&twin->refused, 1));
	expect_number(count_of(&sick()->refused), 0);
	expect_number(num_online_cpus(), CORES);
	check_answers(SICK);
}

static void rename_it(struct machine *machine)
{
	(void)machine;
	sick()->id = (hw_id){STRANGE_ID};
}

static void check_renamed(const struct machine *machine)
{
	hw_id stranger = HW_ID_NONE;

	check_others();
	check_failed(SICK, STAGE_NONE, "never answered, though some core came and left no mark");
	check_books(machine, &(struct books){.online = CORES - 1, .failed = 1});
	expect_number(arch_wake_strangers(&stranger, 1), 2); /* each attempt woke it */
	expect_number(stranger.value, STRANGE_ID);
	expect(!ipi_may_broadcast());
}

static void add_stranger(struct machine *machine)
{
	(void)machine;
	fake_add_core(sick()->address, (hw_id){STRANGE_ID});
	sick()->behaviour =
		(struct fake_behaviour){.slow_at = STAGE_ENTRY, .slows = 1, .slow_us = 500000};
}

/* It has come before the last core is up, which takes half a second. */
static void check_stranger(const struct machine *machine)
{
	hw_id stranger = HW_ID_NONE;

	check_others();
	check_came(SICK);
	check_books(machine, &(struct books){.online = CORES});
	expect(!ipi_may_broadcast());
	expect_number(arch_wake_strangers(&stranger, 1), 1);
	expect_number(stranger.value, STRANGE_ID);
}

#define ROW(name_, arrange_, body_)                                                                \
	{                                                                                          \
		.name = (name_), .body = (body_), .setup = {.cores = CORES}, .arrange = (arrange_) \
	}
static const struct scenario rows[] = {
	ROW("comes after it was given up", be_late, check_turned_away),
	ROW("comes though its start was not taken", be_late_and_denied, check_denied),
	ROW("comes between two attempts", be_late_for_the_first, check_second_time_lucky),
	ROW("comes at the verdict", hold_until_verdict, check_in_time),
	ROW("comes when it is reset again", hold_until_retry, check_in_time),
	ROW("comes when it is buried", hold_until_burial, check_buried),
	ROW("is lost before it was seen", be_lost_unseen, check_lost_unseen),
	ROW("comes twice", add_twin, check_twins),
	ROW("comes twice, once late", add_late_twin, check_late_twin),
	ROW("comes under another id", rename_it, check_renamed),
	ROW("brings a stranger along", add_stranger, check_stranger),
};

SCENARIOS_MAIN(rows)
