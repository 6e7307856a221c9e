/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of hotplug states, walking it, and registering at it. */
#include "cpuhp.h"
#include "bringup.h"
#include "cpu.h"
#include "mem.h"
#include "steps.h"
#include "wait.h"
#include "workers.h"

static enum status activate(cpu_index cpu)
{
	cpumask_set_atomic(&cpu_active_mask, cpu);
	return STATUS_OK;
}

static enum status deactivate(cpu_index cpu)
{
	cpumask_clear_atomic(&cpu_active_mask, cpu);
	return STATUS_OK;
}

static struct cpuhp_step {
	const char *name; /* NULL: free */
	cpuhp_callback startup, teardown;
} steps[CPUHP_STATES] = {
	[CPUHP_OFFLINE] = {"offline", NULL, NULL},
	[CPUHP_BRINGUP_CPU] = {"bringup", bringup_one, bringup_bury},
	[CPUHP_AP_ONLINE_IDLE] = {"idle", NULL, NULL},
	[CPUHP_AP_WORKERS] = {"workers", workers_unpark, workers_park},
	[CPUHP_AP_ACTIVE] = {"active", activate, deactivate},
	[CPUHP_ONLINE] = {"online", NULL, NULL},
};

static struct cpuhp_cpu_state *state_of(cpu_index cpu)
{
	return &percpu_of(cpu)->hotplug;
}

void cpuhp_open(unsigned int possible_count)
{
	for (cpu_index cpu = 0; cpu < possible_count; cpu++)
		*state_of(cpu) =
			(struct cpuhp_cpu_state){.state = cpu ? CPUHP_OFFLINE : CPUHP_ONLINE,
						 .target = cpu ? CPUHP_OFFLINE : CPUHP_ONLINE,
						 .fail = CPUHP_INVALID,
						 .cb_state = CPUHP_INVALID};
}

enum cpuhp_state cpuhp_reached(cpu_index cpu)
{
	return state_of(cpu)->owed ? CPUHP_OFFLINE : state_of(cpu)->state;
}

void cpuhp_disown(cpu_index cpu)
{
	state_of(cpu)->owed = true;
}

void cpuhp_own(cpu_index cpu)
{
	state_of(cpu)->owed = false;
}

enum cpuhp_state cpuhp_state_of(cpu_index cpu)
{
	return cpu_percpu(cpu) ? cpuhp_reached(cpu) : CPUHP_INVALID;
}

const char *cpuhp_state_name(enum cpuhp_state state)
{
	if (state <= CPUHP_INVALID || state >= CPUHP_STATES)
		return "none";
	return steps[state].name ? steps[state].name : "free";
}

enum cpuhp_state cpuhp_state_by_name(const char *name)
{
	for (int state = CPUHP_OFFLINE; state < CPUHP_STATES; state++)
		if (steps[state].name && strcmp(steps[state].name, name) == 0)
			return (enum cpuhp_state)state;
	return CPUHP_INVALID;
}

void cpuhp_fail(cpu_index cpu, enum cpuhp_state state)
{
	if (cpu_percpu(cpu))
		state_of(cpu)->fail = state;
}

bool cpuhp_can_fail(enum cpuhp_state state)
{
	return (state > CPUHP_OFFLINE && state <= CPUHP_BRINGUP_CPU) ||
	       (state > CPUHP_AP_ONLINE_IDLE && state < CPUHP_STATES);
}

/* ---- steps ---- */

bool step_told_to_fail(cpu_index cpu, enum cpuhp_state state)
{
	struct cpuhp_cpu_state *st = state_of(cpu);

	atomic_store_explicit(&st->cb_state, (int)state, memory_order_relaxed);
	if (st->fail != state || st->rollback)
		return false;
	st->fail = CPUHP_INVALID;
	return true;
}

static cpuhp_watcher watcher;

void cpuhp_watch(cpuhp_watcher new_watcher)
{
	watcher = new_watcher;
}

static void tell_watcher(cpu_index cpu, enum cpuhp_state state, bool up, bool behind)
{
	if (watcher)
		watcher(cpu, state, up, behind);
}

enum status step_invoke(cpu_index cpu, enum cpuhp_state state, bool up)
{
	cpuhp_callback callback = up ? steps[state].startup : steps[state].teardown;
	enum status status;

	if (step_told_to_fail(cpu, state))
		return STATUS_INJECTED;
	if (!callback)
		return STATUS_OK;
	tell_watcher(cpu, state, up, false);
	status = callback(cpu);
	tell_watcher(cpu, state, up, true);
	return status;
}

enum status step_up(cpu_index cpu, enum cpuhp_state target)
{
	struct cpuhp_cpu_state *st = state_of(cpu);

	while (st->state < target) {
		enum status status = step_invoke(cpu, st->state + 1, true);

		if (status != STATUS_OK && !st->rollback)
			return status;
		st->state++;
	}
	return STATUS_OK;
}

enum status step_down(cpu_index cpu, enum cpuhp_state target)
{
	struct cpuhp_cpu_state *st = state_of(cpu);

	while (st->state > target) {
		enum status status = step_invoke(cpu, st->state, false);

		if (status != STATUS_OK && !st->rollback)
			return status;
		st->state--;
	}
	return STATUS_OK;
}

void cpuhp_starting(cpu_index cpu)
{
	struct cpuhp_cpu_state *st = state_of(cpu);
	bool rollback = st->rollback;

	st->state = CPUHP_BRINGUP_CPU;
	st->rollback = true; /* nobody could undo it here: failures are ignored */
	step_up(cpu, CPUHP_AP_ONLINE_IDLE);
	st->rollback = rollback;
}

void cpuhp_dying(cpu_index cpu)
{
	struct cpuhp_cpu_state *st = state_of(cpu);
	bool rollback = st->rollback;

	st->rollback = true;
	step_down(cpu, CPUHP_BRINGUP_CPU);
	st->rollback = rollback;
}

/* ---- the hotplug worker ---- */

bool cpuhp_should_run(cpu_index cpu)
{
	/* acquire; pairs with hotplug.c's release */
	return atomic_load_explicit(&state_of(cpu)->should_run, memory_order_acquire);
}

static enum status run_down(cpu_index cpu)
{
	struct cpuhp_cpu_state *st = state_of(cpu);
	bool offline = st->target < CPUHP_AP_ONLINE_IDLE;
	enum status status = step_down(cpu, offline ? CPUHP_AP_ONLINE_IDLE : st->target);

	st->offline = offline && status == STATUS_OK;
	return status;
}

void cpuhp_run(cpu_index cpu)
{
	struct cpuhp_cpu_state *st = state_of(cpu);

	atomic_store_explicit(&st->should_run, false, memory_order_relaxed);
	if (st->single)
		st->result = step_invoke(cpu, atomic_load(&st->cb_state), st->bringup);
	else
		st->result = st->bringup ? step_up(cpu, st->target) : run_down(cpu);
	/* release; pairs with hotplug.c's acquire */
	atomic_fetch_add_explicit(st->bringup ? &st->done_up : &st->done_down, 1,
				  memory_order_release);
}

/* ---- registering ---- */

static enum cpuhp_state range_end(enum cpuhp_state state)
{
	switch (state) {
	case CPUHP_PREPARE_DYN:
		return CPUHP_PREPARE_DYN_END;
	case CPUHP_AP_STARTING_DYN:
		return CPUHP_AP_STARTING_DYN_END;
	case CPUHP_AP_ONLINE_DYN:
		return CPUHP_AP_ONLINE_DYN_END;
	default:
		return state;
	}
}

/* The others are always there. */
static bool is_dynamic(enum cpuhp_state state)
{
	return (state >= CPUHP_PREPARE_DYN && state <= CPUHP_PREPARE_DYN_END) ||
	       (state >= CPUHP_AP_STARTING_DYN && state <= CPUHP_AP_STARTING_DYN_END) ||
	       (state >= CPUHP_AP_ONLINE_DYN && state <= CPUHP_AP_ONLINE_DYN_END);
}

static enum cpuhp_state find_free(enum cpuhp_state state)
{
	if (state <= CPUHP_OFFLINE || state >= CPUHP_ONLINE)
		return CPUHP_INVALID;
	for (enum cpuhp_state end = range_end(state); state <= end; state++)
		if (!steps[state].name)
			return state;
	return CPUHP_INVALID;
}

/* Back over the cores before this one. */
static void undo_registration(enum cpuhp_state state, cpu_index failed)
{
	for (cpu_index cpu = failed; cpu-- > 0;)
		if (cpuhp_reached(cpu) >= state)
			step_single(cpu, state, false);
	steps[state] = (struct cpuhp_step){NULL, NULL, NULL};
}

struct cpuhp_result cpuhp_setup_state(enum cpuhp_state state, const char *name,
				      cpuhp_callback startup, cpuhp_callback teardown,
				      enum cpuhp_state *ret_state)
{
	if (!step_is_control())
		return (struct cpuhp_result){STATUS_INVALID, state};
	state = find_free(state);
	if (state == CPUHP_INVALID)
		return (struct cpuhp_result){STATUS_BUSY, state};
	steps[state] = (struct cpuhp_step){name, startup, teardown};
	for (cpu_index cpu = 0; cpu < cpu_possible_count(); cpu++) {
		enum status status = STATUS_OK;

		if (cpuhp_reached(cpu) >= state)
			status = step_single(cpu, state, true);
		if (status != STATUS_OK) {
			undo_registration(state, cpu);
			return (struct cpuhp_result){status, state};
		}
	}
	*ret_state = state;
	return (struct cpuhp_result){STATUS_OK, CPUHP_INVALID};
}

struct cpuhp_result cpuhp_remove_state(enum cpuhp_state state)
{
	if (!step_is_control() || !is_dynamic(state) || !steps[state].name)
		return (struct cpuhp_result){STATUS_INVALID, state};
	undo_registration(state, cpu_possible_count());
	return (struct cpuhp_result){STATUS_OK, CPUHP_INVALID};
}
