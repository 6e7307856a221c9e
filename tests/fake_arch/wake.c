/* SPDX-License-Identifier: BSD-2-Clause */
/* Waking a core: both sides, with the faults that a test gave it. */
#include "hw.h"
#include "cpu.h"
#include <sched.h>

enum { PARK_NS = 100000000 };
enum claim { CLAIM_CLOSED, CLAIM_OPEN, CLAIM_TAKEN };

static struct wake_slot {
	hw_id id;
	_Atomic(uint32_t) claim;
	_Atomic(uint32_t) early,
		stage; /* up to STAGE_PAGING by whoever comes, then by who got in */
	_Atomic(uint64_t) stamps[STAGE_COUNT];
} slots[FAKE_CORES_MAX];

static unsigned int slot_count;
static _Atomic(bool) awake;
static _Atomic(uint32_t) stranger_count;
static _Atomic(uint64_t) stranger_ids[STRANGERS_KEPT];
static fake_hook hook;

void wake_add(cpu_index cpu, hw_id id)
{
	slots[cpu].id = id;
	slot_count = cpu + 1;
}

void fake_set_hook(fake_hook new_hook)
{
	hook = new_hook;
}

void wake_tell(enum fake_event event, cpu_index cpu)
{
	if (hook)
		hook(event, cpu);
}

/* ---- on the core that wakes ---- */

static cpu_index cpu_of(hw_id id)
{
	for (cpu_index cpu = 0; cpu < slot_count; cpu++)
		if (hw_id_equal(slots[cpu].id, id))
			return cpu;
	return CPU_NONE;
}

static void mark(cpu_index cpu, enum wake_stage stage)
{
	if (cpu == CPU_NONE)
		return;
	/* by its own clock */
	atomic_store_explicit(&slots[cpu].stamps[stage], arch_clock_read(), memory_order_relaxed);
	/* release; pairs with arch_wake_look() */
	atomic_store_explicit(stage < STAGE_C ? &slots[cpu].early : &slots[cpu].stage, stage,
			      memory_order_release);
}

static void be_slow(struct fake_core *core, uint64_t microseconds)
{
	uint64_t wake_at = clock_now() + microseconds * 1000;

	atomic_store_explicit(&core->wake_at, wake_at, memory_order_relaxed);
	hw_set_state(core, HW_SLOW);
	while (clock_now() < atomic_load_explicit(&core->wake_at, memory_order_relaxed)) {
		if (core->behaviour.late_for_reset && !(hw_signals(core) & SIGNAL_OFF))
			atomic_fetch_and_explicit(&core->signals, ~SIGNAL_RESET,
						  memory_order_relaxed);
		hw_take(core);
		hw_nap();
	}
	hw_set_state(core, HW_RUNNING);
}

void fake_dawdle(uint64_t microseconds)
{
	be_slow(hw_self(), microseconds);
}

void fake_let_go(struct fake_core *core)
{
	atomic_store_explicit(&core->wake_at, 0, memory_order_relaxed);
}

static bool count_down(unsigned int *count)
{
	if (!*count)
		return false;
	*count -= *count != FAKE_ALWAYS;
	return true;
}

void wake_pass(struct fake_core *core, unsigned int stage)
{
	struct fake_behaviour *behaviour = &core->behaviour;

	if (behaviour->slow_at == stage && count_down(&behaviour->slows))
		be_slow(core, behaviour->slow_us);
	if (behaviour->dies_at != stage || !count_down(&behaviour->deaths))
		return;
	if (behaviour->by_fault)
		cpu_fault(arch_this_percpu());
	arch_park();
}

static void stranger_note(hw_id id)
{
	static _Atomic(uint32_t) taken;
	uint32_t place = atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);

	if (place < STRANGERS_KEPT)
		atomic_store_explicit(&stranger_ids[place], id.value, memory_order_relaxed);
	atomic_fetch_add_explicit(&stranger_count, 1, memory_order_release);
}

void wake_come(struct fake_core *core)
{
	uint32_t expected = CLAIM_OPEN;
	cpu_index cpu = cpu_of(core->id);

	wake_pass(core, STAGE_NONE);
	atomic_store_explicit(&awake, true, memory_order_relaxed);
	mark(cpu, STAGE_ENTRY);
	wake_pass(core, STAGE_ENTRY);
	if (cpu == CPU_NONE) {
		stranger_note(core->id);
		arch_park();
	}
	mark(cpu, STAGE_PAGING);
	if (!atomic_compare_exchange_strong(&slots[cpu].claim, &expected, CLAIM_TAKEN)) {
		atomic_fetch_add_explicit(&core->refused, 1, memory_order_relaxed);
		arch_park();
	}
	wake_pass(core, STAGE_PAGING);
	atomic_store_explicit(&core->percpu, arch_percpu(cpu), memory_order_relaxed);
	mark(cpu, STAGE_C);
	wake_pass(core, STAGE_C);
	cpu_secondary_main(arch_percpu(cpu));
}

void arch_wake_mark_online(void)
{
	mark(arch_this_percpu()->index, STAGE_ONLINE);
	wake_pass(hw_self(), STAGE_ONLINE);
}

/* ---- on the boot core ---- */

struct wake_timing arch_wake_timing(bool patient)
{
	if (hw_machine()->arch.no_reset)
		return (struct wake_timing){0, 0};
	return patient ? (struct wake_timing){10000, 200} : (struct wake_timing){10, 1000};
}

void arch_wake_open(cpu_index cpu)
{
	for (unsigned int i = 0; i < STAGE_COUNT; i++)
		atomic_store_explicit(&slots[cpu].stamps[i], 0, memory_order_relaxed);
	atomic_store_explicit(&slots[cpu].early, STAGE_NONE, memory_order_relaxed);
	atomic_store_explicit(&slots[cpu].stage, STAGE_NONE, memory_order_relaxed);
	atomic_store_explicit(&slots[cpu].claim, CLAIM_OPEN, memory_order_release);
}

bool arch_wake_close(cpu_index cpu)
{
	uint32_t expected = CLAIM_OPEN;

	wake_tell(FAKE_CLOSE, cpu);
	return atomic_compare_exchange_strong(&slots[cpu].claim, &expected, CLAIM_CLOSED);
}

/* As on x86, the reset has taken effect when it is sent. */
static void reset_one(struct fake_core *core)
{
	if (hw_machine()->arch.no_reset)
		return;
	atomic_fetch_add_explicit(&core->resets, 1, memory_order_relaxed);
	core->reset_at = clock_now();
	hw_raise(core, SIGNAL_RESET);
	/* acquire; pairs with hw_await_start(); the deadline is the row's */
	while (atomic_load_explicit(&core->signals, memory_order_acquire) & SIGNAL_RESET)
		sched_yield();
}

/* One that cannot be reset hears its start where it is parked. */
static void unpark(struct fake_core *core)
{
	hw_raise(core, SIGNAL_RESET);
	/* acquire; pairs with hw_await_start() */
	while (atomic_load_explicit(&core->signals, memory_order_acquire) & SIGNAL_RESET)
		sched_yield();
}

static void start_one(struct fake_core *core)
{
	atomic_fetch_add_explicit(&core->starts, 1, memory_order_relaxed);
	if (hw_machine()->arch.no_reset && atomic_load(&core->parked))
		unpark(core);
	if (clock_now() < core->reset_at + core->behaviour.settle_us * 1000)
		return;
	if (fake_state(core) == HW_WAITING)
		hw_raise(core, SIGNAL_START);
}

static void for_address(cpu_index cpu, void (*act)(struct fake_core *core))
{
	for (unsigned int i = 0; i < hw_count(); i++)
		if (hw_id_equal(fake_core(i)->address, slots[cpu].id))
			act(fake_core(i));
}

struct wake_way arch_wake_way(void)
{
	return (struct wake_way){
		.name = hw_machine()->arch.no_reset ? "mailbox" : "sipi",
		.impossible = "there is nowhere to start it from",
		.unreachable = "its id cannot be reached in this APIC mode",
		.not_started = "nobody took the start",
		.by_reset = !hw_machine()->arch.no_reset,
	};
}

/* Where cores cannot be reset, one that is parked is as good as reset. */
static enum status await_parked(struct fake_core *core)
{
	uint64_t until = clock_now() + PARK_NS;

	/* acquire; pairs with arch_park() and hw_await_start() */
	while (!atomic_load_explicit(&core->parked, memory_order_acquire)) {
		if (arch_clock_read() >= until)
			return STATUS_BUSY;
		sched_yield();
	}
	return STATUS_OK;
}

enum status arch_wake_reset(cpu_index cpu)
{
	wake_tell(FAKE_RESET, cpu);
	if (hw_machine()->arch.no_reset && await_parked(fake_core(cpu)) != STATUS_OK)
		return STATUS_BUSY;
	if (fake_core(cpu)->behaviour.reset_status == STATUS_OK)
		for_address(cpu, reset_one);
	return fake_core(cpu)->behaviour.reset_status;
}

enum status arch_wake_start(cpu_index cpu)
{
	const struct fake_behaviour *behaviour = &fake_core(cpu)->behaviour;

	if (behaviour->start_status == STATUS_OK || behaviour->start_arrives)
		for_address(cpu, start_one);
	wake_tell(FAKE_STARTED, cpu);
	return behaviour->start_status;
}

static void for_all(void (*act)(struct fake_core *core))
{
	for (unsigned int i = 0; i < hw_count(); i++)
		if (fake_core(i) != hw_self())
			act(fake_core(i));
}

enum status arch_wake_reset_all(void)
{
	for_all(reset_one);
	return fake_core(0)->behaviour.reset_status; /* of the controller, not of one core */
}

enum status arch_wake_start_all(void)
{
	for_all(start_one);
	wake_tell(FAKE_STARTED, CPU_NONE);
	return fake_core(0)->behaviour.start_status;
}

static uint64_t stamp(cpu_index cpu, enum wake_stage stage)
{
	return atomic_load_explicit(&slots[cpu].stamps[stage], memory_order_relaxed);
}

struct wake_marks arch_wake_look(cpu_index cpu)
{
	uint32_t stage;

	wake_tell(FAKE_LOOK, cpu);
	/* acquire; pairs with mark() */
	stage = atomic_load_explicit(&slots[cpu].stage, memory_order_acquire);
	if (stage < STAGE_C)
		stage = atomic_load_explicit(&slots[cpu].early, memory_order_acquire);
	return (struct wake_marks){.stage = (enum wake_stage)stage,
				   .first = stamp(cpu, STAGE_ENTRY),
				   .paging = stamp(cpu, STAGE_PAGING),
				   .c = stamp(cpu, STAGE_C),
				   .online = stamp(cpu, STAGE_ONLINE)};
}

bool arch_wake_possible(void)
{
	return !hw_machine()->arch.no_low_page;
}

bool arch_wake_anyone_came(void)
{
	if (hw_machine()->arch.no_low_page) /* the mark lies there */
		hw_die("asked who came, where nobody can come");
	return atomic_exchange_explicit(&awake, false, memory_order_relaxed);
}

unsigned int arch_wake_strangers(hw_id *ret_ids, unsigned int capacity)
{
	unsigned int count = atomic_load_explicit(&stranger_count, memory_order_acquire);

	for (unsigned int i = 0; i < count && i < STRANGERS_KEPT && i < capacity; i++)
		ret_ids[i] = (hw_id){atomic_load_explicit(&stranger_ids[i], memory_order_relaxed)};
	return count;
}
