/* SPDX-License-Identifier: BSD-2-Clause */
/* A core through its states: which callbacks, where, in which order, and back when one fails. */
#include "hotlog.h"
#include "worker.h"

enum { CORES = 4, CPU = 2 };

/* What lies between waking and taking calls is one step. */
static enum cpuhp_state up_to(enum cpuhp_state target)
{
	return target >= CPUHP_BRINGUP_CPU && target < CPUHP_AP_ONLINE_IDLE ? CPUHP_AP_ONLINE_IDLE
									    : target;
}

static enum cpuhp_state down_to(enum cpuhp_state target)
{
	return target >= CPUHP_BRINGUP_CPU && target < CPUHP_AP_ONLINE_IDLE ? CPUHP_BRINGUP_CPU - 1
									    : target;
}

/* The failures of these are ignored: nobody could undo them. */
static bool cannot_fail(enum cpuhp_state state)
{
	return state > CPUHP_BRINGUP_CPU && state <= CPUHP_AP_ONLINE_IDLE;
}

static void go(bool rise, enum cpuhp_state target)
{
	enum cpuhp_state from = cpuhp_state_of(CPU), to = rise ? up_to(target) : down_to(target);

	check_result((rise ? cpu_up : cpu_down)(CPU, target), STATUS_OK, CPUHP_INVALID);
	expect_text(hot_log(CPU), hot_way(from, to));
	check_at(CPU, to);
}

static void check_others(void)
{
	for (cpu_index cpu = 0; cpu < CORES; cpu++) {
		expect_text(hot_log(cpu), "");
		if (cpu && cpu != CPU)
			check_at(cpu, CPUHP_ONLINE);
	}
	expect_number(cpuhp_state_of(0), CPUHP_ONLINE);
}

static void check_whole(const struct machine *machine)
{
	const struct cpuhp_cpu_state *st = &cpu_percpu(CPU)->hotplug;
	unsigned int ups = atomic_load(&st->done_up), downs = atomic_load(&st->done_down);

	(void)machine;
	hot_register(); /* each asks the core's worker, but what it asks on the boot core */
	ups = atomic_load(&st->done_up) - ups;
	expect_number(ups, O3 - O1 + 1);
	expect_number(atomic_load(&st->done_down), downs);
	ups = atomic_load(&st->done_up);
	for (unsigned int i = 1; i <= 3; i++) {
		unsigned int resets = count_of(&fake_core(CPU)->resets);

		check_result(cpu_down(CPU, CPUHP_OFFLINE), STATUS_OK, CPUHP_INVALID);
		expect_text(hot_log(CPU), "-o3 -o2 -o1 -s2 -s1 -p2 -p1");
		check_at(CPU, CPUHP_OFFLINE);
		expect_number(cpu_state(CPU), CPU_OFFLINE);
		expect_number(fake_state(fake_core(CPU)), HW_WAITING);
		expect(count_of(&fake_core(CPU)->resets) > resets);
		expect_number(atomic_load(&st->done_up), ups + i - 1);
		expect_number(atomic_load(&st->done_down), downs + i);
		check_result(cpu_up(CPU, CPUHP_ONLINE), STATUS_OK, CPUHP_INVALID);
		expect_text(hot_log(CPU), "+p1 +p2 +s1 +s2 +o1 +o2 +o3");
		check_at(CPU, CPUHP_ONLINE);
		expect_number(atomic_load(&st->done_up), ups + i);
		expect_number(atomic_load(&st->done_down), downs + i);
		expect_text(up_cores[CPU].reason, "");
	}
	check_others();
}

/* Down to each state and up again, and up to each state and down again. */
static void check_between(const struct machine *machine)
{
	(void)machine;
	hot_register();
	for (enum cpuhp_state target = CPUHP_OFFLINE; target <= CPUHP_ONLINE; target++) {
		go(false, target);
		go(true, CPUHP_ONLINE);
		go(false, CPUHP_OFFLINE);
		go(true, target);
		go(true, target); /* already there */
		go(false, CPUHP_OFFLINE);
		go(true, target);
		go(true, CPUHP_ONLINE);
	}
	check_others();
}

/* One state after the other. */
static void check_one_by_one(const struct machine *machine)
{
	(void)machine;
	hot_register();
	for (enum cpuhp_state target = CPUHP_ONLINE; target-- > CPUHP_OFFLINE;)
		go(false, target);
	for (enum cpuhp_state target = CPUHP_OFFLINE; target <= CPUHP_ONLINE; target++)
		go(true, target);
	check_others();
}

/* ---- failures ---- */

/* Up from a state fails at another: what was done is undone, and no more. */
static void expect_failed_up(enum cpuhp_state from, enum cpuhp_state at, enum status status,
			     const char *tried)
{
	check_result(cpu_up(CPU, CPUHP_ONLINE), status, at);
	expect_text(hot_log(CPU),
		    hot_both(hot_both(hot_way(from, at - 1), tried), hot_way(at - 1, from)));
	check_at(CPU, from);
}

/* The step in which it leaves fails before all others, as none can fail once it has left. */
static void expect_failed_down(enum cpuhp_state at, enum status status, const char *tried)
{
	check_result(cpu_down(CPU, CPUHP_OFFLINE), status, at);
	if (at == CPUHP_BRINGUP_CPU) {
		expect_text(hot_log(CPU), "");
		check_at(CPU, CPUHP_ONLINE);
		return;
	}
	expect_text(hot_log(CPU), hot_both(hot_both(hot_way(CPUHP_ONLINE, at), tried),
					   hot_way(at, CPUHP_ONLINE)));
	check_at(CPU, CPUHP_ONLINE);
}

static const char *tried(enum hot hot, bool rise)
{
	static char text[8];

	snprintf(text, sizeof(text), "%c%s", rise ? '+' : '-', cpuhp_state_name(hot_state(hot)));
	return text;
}

static void check_return_up(const struct machine *machine)
{
	(void)machine;
	hot_register();
	for (enum hot hot = P1; hot < HOTS; hot++) {
		bool ignored = cannot_fail(hot_state(hot));

		go(false, CPUHP_OFFLINE);
		hot_plan(CPU, hot, true, HOT_RETURN);
		if (ignored)
			go(true, CPUHP_ONLINE);
		else
			expect_failed_up(CPUHP_OFFLINE, hot_state(hot), HOT_STATUS,
					 tried(hot, true));
		hot_plan(CPU, hot, true, HOT_NOTHING);
		go(true, CPUHP_ONLINE);
	}
	check_others();
}

static void check_return_down(const struct machine *machine)
{
	(void)machine;
	hot_register();
	for (enum hot hot = P1; hot < HOTS; hot++) {
		bool ignored = cannot_fail(hot_state(hot));

		hot_plan(CPU, hot, false, HOT_RETURN);
		if (ignored)
			go(false, CPUHP_OFFLINE);
		else
			expect_failed_down(hot_state(hot), HOT_STATUS, tried(hot, false));
		hot_plan(CPU, hot, false, HOT_NOTHING);
		go(false, CPUHP_OFFLINE);
		go(true, CPUHP_ONLINE);
	}
	check_others();
}

static void check_injected_up(const struct machine *machine)
{
	(void)machine;
	hot_register();
	for (enum cpuhp_state at = CPUHP_OFFLINE + 1; at <= CPUHP_ONLINE; at++) {
		for (enum cpuhp_state from = CPUHP_OFFLINE; from < at; from++) {
			if (up_to(from) != from || cannot_fail(at))
				continue;
			go(false, CPUHP_OFFLINE);
			go(true, from);
			cpuhp_fail(CPU, at);
			expect_failed_up(from, at, STATUS_INJECTED, "");
			go(true, CPUHP_ONLINE); /* once only */
		}
	}
	cpuhp_fail(CPU, CPUHP_ONLINE);
	cpuhp_fail(CPU, CPUHP_INVALID);
	go(false, CPUHP_OFFLINE);
	go(true, CPUHP_ONLINE);
	check_others();
}

static void check_injected_down(const struct machine *machine)
{
	(void)machine;
	hot_register();
	for (enum cpuhp_state at = CPUHP_ONLINE; at > CPUHP_OFFLINE; at--) {
		cpuhp_fail(CPU, at);
		if (cannot_fail(at))
			go(false, CPUHP_OFFLINE);
		else
			expect_failed_down(at, STATUS_INJECTED, "");
		cpuhp_fail(CPU, CPUHP_INVALID);
		go(false, CPUHP_OFFLINE);
		go(true, CPUHP_ONLINE);
	}
	check_others();
}

/* A core that was never online goes back and forth between the states before. */
static void check_prepared_only(const struct machine *machine)
{
	(void)machine;
	hot_register();
	go(false, CPUHP_OFFLINE);
	go(true, hot_state(P2));
	hot_plan(CPU, P1, false, HOT_RETURN);
	check_result(cpu_down(CPU, CPUHP_OFFLINE), HOT_STATUS, hot_state(P1));
	expect_text(hot_log(CPU), "-p2 -p1 +p2");
	check_at(CPU, hot_state(P2));
	hot_plan(CPU, P1, false, HOT_NOTHING);
	go(false, CPUHP_OFFLINE);
	go(true, CPUHP_ONLINE);
	check_others();
}

/* Whoever fails on the way back is passed over. */
static void check_rollback_fails(const struct machine *machine)
{
	(void)machine;
	hot_register();
	go(false, CPUHP_OFFLINE);
	cpuhp_fail(CPU, hot_state(O3));
	hot_plan(CPU, O1, false, HOT_RETURN);
	expect_failed_up(CPUHP_OFFLINE, hot_state(O3), STATUS_INJECTED, "");
	go(true, CPUHP_ONLINE);
	cpuhp_fail(CPU, hot_state(O1));
	hot_plan(CPU, O3, true, HOT_RETURN);
	expect_failed_down(hot_state(O1), STATUS_INJECTED, "");
	cpuhp_fail(CPU, hot_state(P1)); /* the way back leads through its waking */
	expect_failed_down(hot_state(P1), STATUS_INJECTED, "");
	check_others();
}

/* ---- who may ask, and for what ---- */

static _Atomic(unsigned int) asked;

static enum status no_callback(cpu_index cpu)
{
	(void)cpu;
	expect(!"called");
	return STATUS_OK;
}

static void ask_wrongly(void *info)
{
	enum cpuhp_state state = CPUHP_INVALID;

	(void)info;
	expect_number(cpu_down(CPU, CPUHP_OFFLINE).status, STATUS_INVALID);
	expect_number(cpu_up(CPU, CPUHP_ONLINE).status, STATUS_INVALID);
	expect_number(
		cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "wrong", no_callback, no_callback, &state)
			.status,
		STATUS_INVALID);
	expect_number(cpuhp_remove_state(hot_state(O1)).status, STATUS_INVALID);
	atomic_fetch_add_explicit(&asked, 1, memory_order_release);
}

static void ask_on_boot_core(void *info)
{
	expect_number(smp_call_function_single(0, ask_wrongly, info, false), STATUS_OK);
}

static bool ask_should_run(cpu_index cpu)
{
	return cpu && atomic_load(&asked) < 3;
}

static void ask_from_worker(cpu_index cpu)
{
	if (cpu == 3)
		ask_wrongly(NULL);
}

static void check_wrong_callers(const struct machine *machine)
{
	static const struct worker worker = {
		.name = "asker", .should_run = ask_should_run, .run = ask_from_worker};

	(void)machine;
	hot_register();
	expect_number(smp_call_function_single(1, ask_wrongly, NULL, true), STATUS_OK);
	expect_number(smp_call_function_single(1, ask_on_boot_core, NULL, true), STATUS_OK);
	expect(await_count(&asked, 2));
	expect_number(worker_register(&worker), STATUS_OK);
	expect(await_count(&asked, 3));
	check_at(CPU, CPUHP_ONLINE);
	check_others();
}

static void check_wrong_wishes(const struct machine *machine)
{
	(void)machine;
	check_result(cpu_down(0, CPUHP_OFFLINE), STATUS_INVALID, CPUHP_INVALID);
	check_result(cpu_up(0, CPUHP_ONLINE), STATUS_OK, CPUHP_INVALID);
	check_result(cpu_up(CORES, CPUHP_ONLINE), STATUS_INVALID, CPUHP_INVALID);
	check_result(cpu_down(CORES, CPUHP_OFFLINE), STATUS_INVALID, CPUHP_INVALID);
	check_result(cpu_down(CPU_NONE, CPUHP_OFFLINE), STATUS_INVALID, CPUHP_INVALID);
	check_result(cpu_up(CPU, CPUHP_STATES), STATUS_INVALID, CPUHP_INVALID);
	check_result(cpu_up(CPU, CPUHP_INVALID), STATUS_INVALID, CPUHP_INVALID);
	check_result(cpu_down(CPU, CPUHP_INVALID), STATUS_INVALID, CPUHP_INVALID);
	cpuhp_fail(CPU_NONE, CPUHP_ONLINE); /* nothing happens */
	expect_number((unsigned int)cpuhp_state_of(CORES), (unsigned int)CPUHP_INVALID);
	check_at(CPU, CPUHP_ONLINE);
}

static const struct scenario rows[] = {
	IDLE_ROWS("down and up", check_whole),
	IDLE_ROWS("to each state", check_between),
	IDLE_ROWS("one by one", check_one_by_one),
	IDLE_ROWS("a callback fails, up", check_return_up),
	IDLE_ROWS("a callback fails, down", check_return_down),
	IDLE_ROWS("told to fail, up", check_injected_up),
	IDLE_ROWS("told to fail, down", check_injected_down),
	IDLE_ROWS("prepared only", check_prepared_only),
	IDLE_ROWS("one fails on the way back", check_rollback_fails),
	IDLE_ROWS("who may not ask", check_wrong_callers),
	IDLE_ROW("what may not be asked", IDLE_HALT, check_wrong_wishes),
};

SCENARIOS_MAIN(rows)
