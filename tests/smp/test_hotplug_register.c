/* SPDX-License-Identifier: BSD-2-Clause */
/* States that are registered, and taken back, while cores are past them. */
#include "hotlog.h"
#include "books.h"

enum { CORES = 5, BELOW = 2, GONE = 3, HELD_BACK = 4, ORDER_MOST = 64 };

/* In which order cores were called: one after the other, so it is plain. */
static struct {
	cpu_index cpu;
	bool rise;
} order[ORDER_MOST];
static unsigned int order_count;

static cpu_index fails_on; /* the startup */
static enum hot_deed deed;
static enum cpuhp_state place; /* where the state under test is */

static void note(cpu_index cpu, bool rise)
{
	const struct percpu *self = arch_this_percpu();

	expect_number(self->index, place < CPUHP_BRINGUP_CPU ? 0 : cpu);
	if (place > CPUHP_BRINGUP_CPU) /* on the boot core the caller's are on */
		expect_number(atomic_load(&fake_core(self->index)->irq_on),
			      place > CPUHP_AP_ONLINE_IDLE);
	order[order_count].cpu = cpu;
	order[order_count++].rise = rise;
}

static enum status start(cpu_index cpu)
{
	note(cpu, true);
	if (cpu != fails_on)
		return STATUS_OK;
	if (deed == HOT_FAULT)
		arch_fault(FAULT_GP);
	while (deed == HOT_HANG) /* endless: it is to be reset */
		arch_relax();
	return HOT_STATUS;
}

static enum status stop(cpu_index cpu)
{
	note(cpu, false);
	return cpu == fails_on ? HOT_STATUS : STATUS_OK; /* nobody listens */
}

/* "+0 +1 -0": what has been called since it was last asked. */
static const char *calls(void)
{
	static char text[8 * ORDER_MOST];
	size_t length = 0;

	text[0] = '\0';
	for (unsigned int i = 0; i < order_count; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%c%u",
					   i ? " " : "", order[i].rise ? '+' : '-', order[i].cpu);
	order_count = 0;
	return text;
}

static void hold_back(struct machine *machine)
{
	(void)machine;
	fake_cpu(HELD_BACK)->plan = PLAN_HELD_BACK;
	fails_on = CPU_NONE;
}

static struct cpuhp_result register_at(enum cpuhp_state state)
{
	enum cpuhp_state got = CPUHP_INVALID;
	struct cpuhp_result result;

	place = state;
	result = cpuhp_setup_state(state, "tested", start, stop, &got);
	if (result.status == STATUS_OK)
		place = got;
	return result;
}

/* One core is gone, one was never there, and one went down to just below the state. */
static void arrange_cores(enum cpuhp_state state)
{
	enum cpuhp_state below = state > CPUHP_AP_ONLINE_IDLE ? state - 1 : CPUHP_BRINGUP_CPU - 1;

	if (state < CPUHP_BRINGUP_CPU)
		below = CPUHP_OFFLINE;
	expect_number(cpu_down(GONE, CPUHP_OFFLINE).status, STATUS_OK);
	expect_number(cpu_down(BELOW, below).status, STATUS_OK);
	expect_text(calls(), "");
}

static void check_setup_and_remove(const struct machine *machine)
{
	static const enum cpuhp_state states[] = {CPUHP_PREPARE_DYN,	 CPUHP_PREPARE_DYN_END,
						  CPUHP_AP_STARTING_DYN, CPUHP_AP_STARTING_DYN_END,
						  CPUHP_AP_ONLINE_DYN,	 CPUHP_AP_ONLINE_DYN_END};

	(void)machine;
	for (unsigned int i = 0; i < ARRAY_SIZE(states); i++) {
		expect_text(cpuhp_state_name(states[i]), "free");
		expect_number((unsigned int)cpuhp_state_by_name("tested"),
			      (unsigned int)CPUHP_INVALID);
		arrange_cores(states[i]);
		check_result(register_at(states[i]), STATUS_OK, CPUHP_INVALID);
		expect_number(place, states[i]);
		expect_text(calls(), "+0 +1");
		expect_text(cpuhp_state_name(place), "tested");
		expect_number(cpuhp_state_by_name("tested"), place);
		expect_number(cpu_up(GONE, CPUHP_ONLINE).status, STATUS_OK);
		expect_number(cpu_up(BELOW, CPUHP_ONLINE).status, STATUS_OK);
		expect_text(calls(), "+3 +2");
		expect_number(cpu_down(GONE, CPUHP_OFFLINE).status, STATUS_OK);
		expect_text(calls(), "-3");
		check_result(cpuhp_remove_state(place), STATUS_OK, CPUHP_INVALID);
		expect_text(calls(), "-2 -1 -0");
		check_result(cpuhp_remove_state(place), STATUS_INVALID, place);
		expect_number(cpu_up(GONE, CPUHP_ONLINE).status, STATUS_OK);
		expect_text(calls(), "");
		for (cpu_index cpu = 1; cpu < HELD_BACK; cpu++)
			check_at(cpu, CPUHP_ONLINE);
	}
}

/* Fails on one: those before are undone, backwards, and nothing is registered. */
static void check_setup_fails(const struct machine *machine)
{
	static const enum cpuhp_state ranges[] = {CPUHP_PREPARE_DYN, CPUHP_AP_STARTING_DYN,
						  CPUHP_AP_ONLINE_DYN};

	(void)machine;
	for (unsigned int i = 0; i < ARRAY_SIZE(ranges); i++) {
		fails_on = 2;
		check_result(register_at(ranges[i]), HOT_STATUS, ranges[i]);
		expect_text(calls(), "+0 +1 +2 -1 -0");
		fails_on = 0;
		check_result(register_at(ranges[i]), HOT_STATUS, ranges[i]);
		expect_text(calls(), "+0");
		fails_on = CPU_NONE;
		cpuhp_fail(3, ranges[i]);
		check_result(register_at(ranges[i]), STATUS_INJECTED, ranges[i]);
		expect_text(calls(), "+0 +1 +2 -2 -1 -0");
		expect_text(cpuhp_state_name(ranges[i]), "free");
		check_result(cpuhp_remove_state(ranges[i]), STATUS_INVALID, ranges[i]);
		expect_number(cpu_down(1, CPUHP_OFFLINE).status, STATUS_OK);
		expect_number(cpu_up(1, CPUHP_ONLINE).status, STATUS_OK);
		expect_text(calls(), "");
		check_result(register_at(ranges[i]), STATUS_OK, CPUHP_INVALID);
		expect_text(calls(), "+0 +1 +2 +3");
		fails_on = 2; /* on the way out nobody listens */
		check_result(cpuhp_remove_state(place), STATUS_OK, CPUHP_INVALID);
		expect_text(calls(), "-3 -2 -1 -0");
	}
	for (cpu_index cpu = 1; cpu < HELD_BACK; cpu++)
		check_at(cpu, CPUHP_ONLINE);
}

/* A range holds so many; what is taken is taken. */
static void check_full(const struct machine *machine)
{
	static const struct {
		enum cpuhp_state first, last;
	} ranges[] = {{CPUHP_PREPARE_DYN, CPUHP_PREPARE_DYN_END},
		      {CPUHP_AP_STARTING_DYN, CPUHP_AP_STARTING_DYN_END},
		      {CPUHP_AP_ONLINE_DYN, CPUHP_AP_ONLINE_DYN_END}};
	static const enum cpuhp_state ours[] = {CPUHP_OFFLINE,	      CPUHP_BRINGUP_CPU,
						CPUHP_AP_ONLINE_IDLE, CPUHP_AP_WORKERS,
						CPUHP_AP_ACTIVE,      CPUHP_ONLINE};

	(void)machine;
	for (unsigned int i = 0; i < ARRAY_SIZE(ranges); i++) {
		enum cpuhp_state last = ranges[i].last, first = ranges[i].first;

		check_result(register_at(last), STATUS_OK, CPUHP_INVALID);
		check_result(register_at(last), STATUS_BUSY, CPUHP_INVALID);
		for (enum cpuhp_state state = first; state < last; state++) {
			check_result(register_at(first), STATUS_OK, CPUHP_INVALID);
			expect_number(place, state);
		}
		order_count = 0;
		check_result(register_at(first), STATUS_BUSY, CPUHP_INVALID);
		check_result(cpuhp_remove_state(first + 1), STATUS_OK, CPUHP_INVALID);
		order_count = 0;
		check_result(register_at(first), STATUS_OK, CPUHP_INVALID);
		expect_number(place, first + 1);
		order_count = 0;
	}
	/* those that are always there stay */
	for (unsigned int i = 0; i < ARRAY_SIZE(ours); i++) {
		check_result(register_at(ours[i]), STATUS_BUSY, CPUHP_INVALID);
		check_result(cpuhp_remove_state(ours[i]), STATUS_INVALID, ours[i]);
	}
	expect_text(calls(), "");
	check_result(cpuhp_remove_state(CPUHP_INVALID), STATUS_INVALID, CPUHP_INVALID);
	check_result(cpuhp_remove_state(CPUHP_STATES), STATUS_INVALID, CPUHP_STATES);
	for (cpu_index cpu = 1; cpu < HELD_BACK; cpu++)
		check_answers(cpu);
}

static void check_names(const struct machine *machine)
{
	(void)machine;
	expect_text(cpuhp_state_name(CPUHP_OFFLINE), "offline");
	expect_text(cpuhp_state_name(CPUHP_BRINGUP_CPU), "bringup");
	expect_text(cpuhp_state_name(CPUHP_AP_ONLINE_IDLE), "idle");
	expect_text(cpuhp_state_name(CPUHP_AP_WORKERS), "workers");
	expect_text(cpuhp_state_name(CPUHP_AP_ACTIVE), "active");
	expect_text(cpuhp_state_name(CPUHP_ONLINE), "online");
	expect_text(cpuhp_state_name(CPUHP_INVALID), "none");
	expect_text(cpuhp_state_name(CPUHP_STATES), "none");
	for (enum cpuhp_state state = CPUHP_OFFLINE; state < CPUHP_STATES; state++)
		if (strcmp(cpuhp_state_name(state), "free") != 0)
			expect_number(cpuhp_state_by_name(cpuhp_state_name(state)), state);
	expect_number((unsigned int)cpuhp_state_by_name("free"), (unsigned int)CPUHP_INVALID);
	expect_number((unsigned int)cpuhp_state_by_name(""), (unsigned int)CPUHP_INVALID);
}

/* ---- a core is lost in the callback ---- */

struct loss {
	enum cpuhp_state range;
	enum hot_deed deed;
	enum status status;
};

/* It is taken out, those before it are undone, and it comes back without the state. */
static void check_lost(const struct machine *machine)
{
	const struct loss *loss = scenario_context();

	(void)machine;
	fails_on = BELOW;
	deed = loss->deed;
	check_result(register_at(loss->range), loss->status, loss->range);
	expect_text(calls(), "+0 +1 +2 -1 -0");
	expect_text(cpuhp_state_name(loss->range), "free");
	expect_number(cpu_next_faulted(0), loss->deed == HOT_FAULT ? BELOW : CPU_NONE);
	check_gone(BELOW);
	expect_number(cpuhp_state_of(BELOW), CPUHP_OFFLINE);
	expect_number(cpu_up(BELOW, CPUHP_ONLINE).status, STATUS_OK);
	for (cpu_index cpu = 1; cpu < HELD_BACK; cpu++)
		check_at(cpu, CPUHP_ONLINE);
	fails_on = CPU_NONE;
	check_result(register_at(loss->range), STATUS_OK, CPUHP_INVALID);
	expect_text(calls(), "+0 +1 +2 +3");
}

static const struct loss losses[] = {
	{CPUHP_AP_STARTING_DYN, HOT_HANG, STATUS_TIMEOUT},
	{CPUHP_AP_STARTING_DYN, HOT_FAULT, STATUS_FAULT},
	{CPUHP_AP_ONLINE_DYN, HOT_HANG, STATUS_TIMEOUT},
	{CPUHP_AP_ONLINE_DYN, HOT_FAULT, STATUS_TIMEOUT},
};

#define ROW(name_, body_, context_)                                                                \
	{                                                                                          \
		.name = (name_), .body = (body_), .setup = {.cores = CORES}, .arrange = hold_back, \
		.context = (context_)                                                              \
	}
static const struct scenario rows[] = {
	ROW("set up and removed", check_setup_and_remove, NULL),
	ROW("setting up fails", check_setup_fails, NULL),
	ROW("ranges are full", check_full, NULL),
	ROW("names", check_names, NULL),
	ROW("hangs in a call", check_lost, &losses[0]),
	ROW("takes an exception in a call", check_lost, &losses[1]),
	ROW("hangs in its worker", check_lost, &losses[2]),
	ROW("takes an exception in its worker", check_lost, &losses[3]),
};

SCENARIOS_MAIN(rows)
