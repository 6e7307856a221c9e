/* SPDX-License-Identifier: BSD-2-Clause */
/* However cores are woken, all at once, one by one, or by one broadcast: the books are the same. */
#include "books.h"
#include "hotlog.h"
#include "ipi.h"
#include <sched.h>

enum { CORES = 8, SICK = 3, HELD = 5, STRANGE_ID = 999 };

struct mode {
	enum bringup_mode mode;
	bool held_back, stranger;
	struct fake_behaviour sick;
	const char *reason; /* of the sick one; "" when it comes in the end */
	enum wake_stage stage;
	unsigned int attempts;
};

static const struct mode *mode(void)
{
	return scenario_context();
}

/* It comes in time to be counted. */
static void await_stranger(enum fake_event event, cpu_index cpu)
{
	if (event != FAKE_STARTED || cpu != CPU_NONE)
		return;
	while (fake_state(fake_core(CORES)) != HW_PARKED) /* the deadline is the row's */
		sched_yield();
}

static void arrange(struct machine *machine)
{
	machine->options.bringup = mode()->mode;
	fake_core(SICK)->behaviour = mode()->sick;
	if (mode()->held_back)
		fake_cpu(HELD)->plan = PLAN_HELD_BACK;
	if (!mode()->stranger)
		return;
	fake_add_core((hw_id){STRANGE_ID}, (hw_id){STRANGE_ID});
	fake_set_hook(await_stranger);
}

static bool broadcast(void)
{
	return mode()->mode == BRINGUP_BROADCAST;
}

/* The broadcast reaches it, but its way in is closed, and it parks. */
static void check_held(void)
{
	expect_number(cpu_state(HELD), CPU_OFFLINE);
	expect_number(cpuhp_state_of(HELD), CPUHP_OFFLINE);
	expect_number(up_cores[HELD].attempts, 0);
	expect_number(count_of(&fake_core(HELD)->resets), broadcast());
	expect_number(count_of(&fake_core(HELD)->starts), broadcast());
	expect_text(hot_log(HELD), "");
	if (broadcast())
		expect(await_count(&fake_core(HELD)->refused, 1));
	while (broadcast() && fake_state(fake_core(HELD)) != HW_PARKED)
		arch_relax(); /* the deadline is the row's */
	expect_number(cpu_up(HELD, CPUHP_ONLINE).status, STATUS_OK);
	expect_text(hot_log(HELD), hot_way(CPUHP_OFFLINE, CPUHP_ONLINE));
	check_works(HELD);
}

static void check_sick(void)
{
	bool failed = *mode()->reason;

	if (failed)
		check_failed(SICK, mode()->stage, mode()->reason);
	else
		check_came(SICK);
	expect_number(cpuhp_state_of(SICK), failed ? CPUHP_OFFLINE : CPUHP_ONLINE);
	expect_number(up_cores[SICK].attempts, mode()->attempts);
	expect_number(up.retried, mode()->attempts - 1);
	expect_text(hot_log(SICK),
		    failed ? hot_both("+p1 +p2", "-p2 -p1") : hot_way(CPUHP_OFFLINE, CPUHP_ONLINE));
	if (!failed)
		return;
	expect_number(cpu_up(SICK, CPUHP_ONLINE).status, STATUS_OK);
	expect_text(up_cores[SICK].reason, "");
	check_works(SICK);
}

static void check_healthy(cpu_index cpu)
{
	check_came(cpu);
	expect_number(cpuhp_state_of(cpu), CPUHP_ONLINE);
	expect_number(up_cores[cpu].attempts, 1);
	expect(!up_cores[cpu].second_start);
	expect_number(count_of(&fake_core(cpu)->resets), 1);
	expect_number(count_of(&fake_core(cpu)->starts), 1);
	expect_text(hot_log(cpu), hot_way(CPUHP_OFFLINE, CPUHP_ONLINE));
}

/* One by one: each is there before the next is reset. Else all are reset before any is. */
static void check_order(void)
{
	for (cpu_index cpu = 2; cpu < CORES; cpu++) {
		const struct bringup_core *before = &up_cores[cpu - 1], *core = &up_cores[cpu];

		if (before->seen && core->seen && core->attempts == 1)
			expect_number(core->reset > before->seen, mode()->mode == BRINGUP_SERIAL);
	}
}

static void check_mode(const struct machine *machine)
{
	bool failed;
	hw_id last = {0};

	open_boot_core(machine);
	hot_register();
	bringup_run(&up, machine, up_cores);
	failed = *mode()->reason;
	check_books(machine, &(struct books){.online = CORES - failed - mode()->held_back,
					     .failed = failed,
					     .held_back = mode()->held_back});
	expect_number(up.started, CORES - 1 - mode()->held_back);
	expect_number(ipi_may_broadcast(),
		      !failed && !mode()->held_back && !(mode()->stranger && broadcast()));
	/* only a broadcast can wake one that is in no table */
	expect_number(arch_wake_strangers(&last, 1), mode()->stranger && broadcast());
	expect_number(last.value, mode()->stranger && broadcast() ? STRANGE_ID : 0);
	check_order();
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		if (cpu != SICK && !(mode()->held_back && cpu == HELD))
			check_healthy(cpu);
	check_sick();
	if (mode()->held_back)
		check_held();
	/* once all are there, broadcasts depend on the stranger alone */
	expect_number(cpu_down(1, CPUHP_OFFLINE).status, STATUS_OK);
	expect_number(cpu_up(1, CPUHP_ONLINE).status, STATUS_OK);
	expect_number(ipi_may_broadcast(), !(mode()->stranger && broadcast()));
	expect_number(num_online_cpus(), CORES);
	expect_text(bringup_mode_name(BRINGUP_SERIAL), "serial");
}

#define THREE(name_, ...)                                                                          \
	[name_] = {{BRINGUP_PARALLEL, __VA_ARGS__},                                                \
		   {BRINGUP_SERIAL, __VA_ARGS__},                                                  \
		   {BRINGUP_BROADCAST, __VA_ARGS__}}
enum { WELL, HOLDS_BACK, STRANGER, BOTH, NEVER, SECOND, DIES, STATES };
static const struct mode modes[STATES][3] = {
	THREE(WELL, .reason = "", .attempts = 1),
	THREE(HOLDS_BACK, .reason = "", .attempts = 1, .held_back = true),
	THREE(STRANGER, .reason = "", .attempts = 1, .stranger = true),
	THREE(BOTH, .reason = "", .attempts = 1, .stranger = true, .held_back = true),
	/* two starts in each of two attempts are lost, and not that of cpu_up() */
	THREE(NEVER, .reason = "never answered", .attempts = 2, .sick = {.deaf_starts = 4}),
	THREE(SECOND, .reason = "", .attempts = 2, .sick = {.deaf_starts = 2}),
	THREE(DIES, .reason = "died between C and online", .attempts = 2, .stage = STAGE_C,
	      .sick = {.deaths = 2, .dies_at = STAGE_C}),
};

#define ROW(name_, context_)                                                                       \
	{                                                                                          \
		.name = (name_), .body = check_mode, .setup = {.cores = CORES}, .bare = true,      \
		.arrange = arrange, .context = (context_)                                          \
	}
#define ROWS(name_, state_)                                                                        \
	ROW(name_ ", parallel", &modes[state_][0]), ROW(name_ ", serial", &modes[state_][1]),      \
		ROW(name_ ", broadcast", &modes[state_][2])
static const struct scenario rows[] = {
	ROWS("all well", WELL),
	ROWS("one is held back", HOLDS_BACK),
	ROWS("one more is in no table", STRANGER),
	ROWS("one is held back, one in no table", BOTH),
	ROWS("one never answers", NEVER),
	ROWS("one needs the second attempt", SECOND),
	ROWS("one dies on its way", DIES),
};

SCENARIOS_MAIN(rows)
