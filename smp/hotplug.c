/* SPDX-License-Identifier: BSD-2-Clause */
/* Taking cores through their states, from the boot core. */
#include "bringup.h"
#include "cpu.h"
#include "stall.h"
#include "steps.h"
#include "workers.h"

enum {
	CALLBACKS_US = SMP_DEADLINE_US,
	LEAVE_US = 1000000, /* for the last calls of a core that goes offline */
};
#define LAST_BOOT_STATE ((enum cpuhp_state)(CPUHP_BRINGUP_CPU - 1))

static struct cpuhp_cpu_state *state_of(cpu_index cpu)
{
	return &percpu_of(cpu)->hotplug;
}

bool step_is_control(void)
{
	const struct percpu *self = arch_this_percpu();

	return self->index == 0 && !self->in_interrupt;
}

static struct cpuhp_result good(void)
{
	return (struct cpuhp_result){STATUS_OK, CPUHP_INVALID};
}

static struct cpuhp_result result_of(cpu_index cpu, enum status status)
{
	int at = atomic_load_explicit(&state_of(cpu)->cb_state, memory_order_relaxed);

	return status == STATUS_OK ? good() : (struct cpuhp_result){status, (enum cpuhp_state)at};
}

/* ---- the core's own part ---- */

static _Atomic(unsigned int) *done_of(struct cpuhp_cpu_state *st)
{
	return st->bringup ? &st->done_up : &st->done_down;
}

static void kick(cpu_index cpu)
{
	struct cpuhp_cpu_state *st = state_of(cpu);

	st->result = STATUS_TIMEOUT; /* until its worker says otherwise */
	/* release; pairs with cpuhp_should_run() */
	atomic_store_explicit(&st->should_run, true, memory_order_release);
	worker_kick(cpu);
}

/* A core that goes offline has said that it is done before. */
static bool is_lost(cpu_index cpu)
{
	return cpu_state(cpu) == CPU_FAULTED || cpu_state(cpu) == CPU_STOPPED;
}

/* before: what done_of() was before the kick. A core that does not come back is taken out. */
static enum status await_done(cpu_index cpu, unsigned int before)
{
	struct cpuhp_cpu_state *st = state_of(cpu);
	struct deadline deadline = deadline_in_us(CALLBACKS_US), late = deadline_in_us(REKICK_US);

	/* acquire; pairs with cpuhp_run() */
	while (atomic_load_explicit(done_of(st), memory_order_acquire) == before) {
		if (deadline_passed(deadline) || is_lost(cpu)) {
			cpu_take_out(cpu);
			return STATUS_TIMEOUT;
		}
		worker_run_here();
		workers_rekick(cpu, &late);
		arch_relax();
	}
	return st->result;
}

static enum status run_there(cpu_index cpu)
{
	unsigned int before = atomic_load_explicit(done_of(state_of(cpu)), memory_order_relaxed);

	kick(cpu);
	return await_done(cpu, before);
}

struct single {
	cpu_index cpu;
	enum cpuhp_state state;
	bool up;
	enum status status;
};

static void invoke_there(void *info)
{
	struct single *single = info;

	single->status = step_invoke(single->cpu, single->state, single->up);
}

static enum status single_by_worker(cpu_index cpu, enum cpuhp_state state, bool up)
{
	struct cpuhp_cpu_state *st = state_of(cpu);
	enum status status;

	st->bringup = up;
	st->single = true;
	atomic_store_explicit(&st->cb_state, (int)state, memory_order_relaxed);
	status = run_there(cpu);
	st->single = false;
	return status;
}

enum status step_single(cpu_index cpu, enum cpuhp_state state, bool up)
{
	struct single single = {cpu, state, up, STATUS_TIMEOUT};
	enum status status;

	if (state < CPUHP_BRINGUP_CPU || (cpu == 0 && state > CPUHP_AP_ONLINE_IDLE))
		return step_invoke(cpu, state, up);
	if (state > CPUHP_AP_ONLINE_IDLE)
		return single_by_worker(cpu, state, up);
	status = smp_call_function_single(cpu, invoke_there, &single, true);
	if (status == STATUS_TIMEOUT)
		cpu_take_out(cpu); /* or it would write there some day */
	return status == STATUS_OK ? single.status : status;
}

/* ---- up and down ---- */

/* Whatever lies between waking and the taking of calls is one step. */
static enum cpuhp_state stop_of(enum cpuhp_state target)
{
	return target >= CPUHP_BRINGUP_CPU && target < CPUHP_AP_ONLINE_IDLE ? CPUHP_AP_ONLINE_IDLE
									    : target;
}

static enum status go_up(cpu_index cpu, enum cpuhp_state target)
{
	struct cpuhp_cpu_state *st = state_of(cpu);
	enum status status = STATUS_OK;

	st->bringup = true;
	st->target = target;
	if (st->state < LAST_BOOT_STATE)
		status = step_up(cpu, target < LAST_BOOT_STATE ? target : LAST_BOOT_STATE);
	if (status == STATUS_OK && st->state < target && st->state == LAST_BOOT_STATE) {
		status = step_invoke(cpu, CPUHP_BRINGUP_CPU, true); /* its own code goes on */
		if (status != STATUS_OK && !st->owed)
			st->state = LAST_BOOT_STATE; /* however far it came by itself */
	}
	if (status == STATUS_OK && st->state < target)
		status = run_there(cpu);
	return status;
}

enum status bringup_bury(cpu_index cpu)
{
	struct deadline deadline = deadline_in_us(LEAVE_US);

	while (cpu_state(cpu) != CPU_DEAD) {
		if (deadline_passed(deadline)) {
			cpu_take_out(cpu);
			return STATUS_TIMEOUT;
		}
		arch_relax();
	}
	cpu_revive(cpu);
	return STATUS_OK;
}

static enum status go_offline(cpu_index cpu)
{
	enum status status = STATUS_INJECTED;

	/* before, as nothing can fail once it has left */
	if (!step_told_to_fail(cpu, CPUHP_BRINGUP_CPU))
		status = run_there(cpu);
	if (status == STATUS_OK)
		status = step_invoke(cpu, CPUHP_BRINGUP_CPU, false);
	if (status != STATUS_OK)
		return status;
	state_of(cpu)->offline = false;
	state_of(cpu)->state = LAST_BOOT_STATE;
	return STATUS_OK;
}

static enum status go_down(cpu_index cpu, enum cpuhp_state target)
{
	struct cpuhp_cpu_state *st = state_of(cpu);
	enum status status = STATUS_OK;

	st->bringup = false;
	st->target = target;
	if (st->state >= CPUHP_AP_ONLINE_IDLE && target < CPUHP_AP_ONLINE_IDLE)
		status = go_offline(cpu);
	else if (st->state > CPUHP_AP_ONLINE_IDLE)
		return run_there(cpu);
	return status == STATUS_OK ? step_down(cpu, target) : status;
}

/* Back to where it was; failures on the way are ignored. A core that was lost is there already. */
static void roll_back(cpu_index cpu, enum cpuhp_state from)
{
	struct cpuhp_cpu_state *st = state_of(cpu);
	int failed = atomic_load_explicit(&st->cb_state, memory_order_relaxed);

	st->rollback = true;
	if (st->state > from)
		go_down(cpu, from);
	else if (st->state < from && !is_lost(cpu))
		go_up(cpu, from);
	st->rollback = false;
	st->target = st->state;
	atomic_store_explicit(&st->cb_state, failed, memory_order_relaxed);
}

static struct cpuhp_result conclude(cpu_index cpu, enum cpuhp_state from, enum status status)
{
	struct cpuhp_result result = result_of(cpu, status);

	if (status != STATUS_OK && !state_of(cpu)->owed)
		roll_back(cpu, from);
	cpu_note_broadcast();
	return result;
}

static bool may_move(cpu_index cpu, enum cpuhp_state target)
{
	return step_is_control() && cpu_percpu(cpu) && target >= CPUHP_OFFLINE &&
	       target <= CPUHP_ONLINE;
}

struct cpuhp_result cpu_up(cpu_index cpu, enum cpuhp_state target)
{
	enum cpuhp_state from;

	if (!may_move(cpu, target))
		return (struct cpuhp_result){STATUS_INVALID, CPUHP_INVALID};
	target = stop_of(target);
	if (cpu_state(cpu) == CPU_FAULTED) /* by an exception that nobody has collected yet */
		cpu_bury(cpu);
	if (state_of(cpu)->owed) {
		if (cpu_revive(cpu) != STATUS_OK)
			return (struct cpuhp_result){STATUS_BUSY, CPUHP_BRINGUP_CPU};
		cpuhp_forget(cpu);
	}
	from = cpuhp_reached(cpu);
	if (from >= target)
		return good();
	return conclude(cpu, from, go_up(cpu, target));
}

struct cpuhp_result cpu_down(cpu_index cpu, enum cpuhp_state target)
{
	enum cpuhp_state from;

	if (!may_move(cpu, target) || cpu == 0)
		return (struct cpuhp_result){STATUS_INVALID, CPUHP_INVALID};
	if (target >= CPUHP_BRINGUP_CPU && target < CPUHP_AP_ONLINE_IDLE)
		target = LAST_BOOT_STATE;
	from = cpuhp_reached(cpu);
	if (from <= target)
		return good();
	cpu_forbid_broadcast(); /* it must not be heard by a core that leaves */
	return conclude(cpu, from, go_down(cpu, target));
}

/* ---- for the bring-up of many at once ---- */

struct cpuhp_result cpuhp_prepare(cpu_index cpu)
{
	struct cpuhp_cpu_state *st = state_of(cpu);
	enum status status;

	st->bringup = true;
	st->target = CPUHP_ONLINE;
	status = step_up(cpu, LAST_BOOT_STATE);
	if (status == STATUS_OK && step_told_to_fail(cpu, CPUHP_BRINGUP_CPU))
		status = STATUS_INJECTED;
	return status == STATUS_OK ? good() : conclude(cpu, CPUHP_OFFLINE, status);
}

void cpuhp_finish_begin(cpu_index cpu)
{
	struct cpuhp_cpu_state *st = state_of(cpu);

	st->bringup = true;
	st->target = CPUHP_ONLINE;
	atomic_store_explicit(&st->done_up, 0, memory_order_relaxed);
	kick(cpu);
}

struct cpuhp_result cpuhp_finish(cpu_index cpu)
{
	enum status status = await_done(cpu, 0);

	return status == STATUS_OK ? good() : conclude(cpu, CPUHP_OFFLINE, status);
}

void cpuhp_forget(cpu_index cpu)
{
	struct cpuhp_cpu_state *st = state_of(cpu);
	int failed = atomic_load_explicit(&st->cb_state, memory_order_relaxed);

	if (st->owed) /* later */
		return;
	st->offline = st->single = false;
	atomic_store_explicit(&st->should_run, false, memory_order_relaxed);
	if (st->state >= CPUHP_BRINGUP_CPU)
		st->state = LAST_BOOT_STATE;
	st->rollback = true;
	step_down(cpu, CPUHP_OFFLINE);
	st->rollback = false;
	st->target = CPUHP_OFFLINE;
	atomic_store_explicit(&st->cb_state, failed, memory_order_relaxed);
}
