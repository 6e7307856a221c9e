/* SPDX-License-Identifier: BSD-2-Clause */
#include "cpu.h"
#include "call.h"
#include "cpuhp.h"
#include "idle.h"
#include "ipi.h"
#include "irq_works.h"
#include "nmi.h"
#include "wait.h"
#include "workers.h"

struct percpu *cpu_percpus[CPUS_MAX]; /* filled by cpu_open() */
struct percpu cpu_nobody = {.queue = LLIST_CLOSED};
struct cpumask cpu_possible_mask, cpu_present_mask, cpu_online_mask, cpu_active_mask;

enum { STOP_DEADLINE_US = 1000000, PARKED_US = 1000 };

static unsigned int possible_count, listed_count;
static cpu_fault_hook fault_hook;
static struct cpu_refusal refusal;
static _Atomic(bool) refusal_filled;
static _Atomic(unsigned int) refusal_count;
static _Atomic(unsigned int) unexpected_count, unexpected_vector;

void cpu_open(const struct machine *machine)
{
	idle_choose(machine->options.idle);
	possible_count = machine->possible_count;
	listed_count = machine->listed_count;
	cpumask_limit(possible_count);
	for (cpu_index cpu = 0; cpu < CPUS_MAX; cpu++)
		cpu_percpus[cpu] = &cpu_nobody;
	for (cpu_index cpu = 0; cpu < possible_count; cpu++) {
		cpumask_set(&cpu_possible_mask, cpu);
		cpumask_set(&cpu_present_mask, cpu);
		cpu_percpus[cpu] = arch_percpu(cpu);
		cpu_renew(cpu);
	}
	cpuhp_open(possible_count);
	workers_open();
	call_open(percpu_of(0));
	irq_work_open(percpu_of(0));
	atomic_store(&percpu_of(0)->state, CPU_ONLINE);
	cpu_join(0);
	cpumask_set_atomic(&cpu_active_mask, 0);
}

void cpu_renew(cpu_index cpu)
{
	struct percpu *target = percpu_of(cpu);

	target->in_interrupt = 0;
	atomic_store(&target->running_func, NULL);
	atomic_store(&target->waits_for, CPU_NONE);
	atomic_store(&target->nmi_requests, 0);
	atomic_store(&target->resched, false);
	atomic_store(&target->polling, false);
	atomic_store(&target->parked, false);
	call_renew(target);
	irq_work_reclaim(target);
	workers_reset(target);
}

unsigned int cpu_possible_count(void)
{
	return possible_count;
}

cpu_index cpu_by_id(hw_id id)
{
	for (cpu_index cpu = 0; cpu < possible_count; cpu++)
		if (hw_id_equal(percpu_of(cpu)->id, id))
			return cpu;
	return CPU_NONE;
}

enum cpu_state cpu_state(cpu_index cpu)
{
	return (enum cpu_state)atomic_load_explicit(&percpu_of(cpu)->state, memory_order_acquire);
}

const char *cpu_state_name(enum cpu_state state)
{
	static const char *const names[] = {"offline", "waking", "starting", "online", "dying",
					    "dead",    "failed", "faulted",  "stopped"};

	return (unsigned int)state < ARRAY_SIZE(names) ? names[state] : "unknown";
}

bool cpu_try_move(cpu_index cpu, enum cpu_state from, enum cpu_state to)
{
	unsigned int found = from;

	return atomic_compare_exchange_strong(&percpu_of(cpu)->state, &found, to);
}

bool cpu_move(cpu_index cpu, enum cpu_state from, enum cpu_state to)
{
	unsigned int found = from;

	if (atomic_compare_exchange_strong(&percpu_of(cpu)->state, &found, to))
		return true;
	if (atomic_fetch_add(&refusal_count, 1) == 0) {
		refusal = (struct cpu_refusal){
			.cpu = cpu, .from = from, .to = to, .found = (enum cpu_state)found};
		atomic_store(&refusal_filled, true); /* releases it to cpu_refusals() */
	}
	return false;
}

struct cpu_refusal cpu_refusals(void)
{
	struct cpu_refusal result = {.count = 0};

	if (atomic_load(&refusal_filled))
		result = refusal;
	result.count = atomic_load(&refusal_count);
	return result;
}

void cpu_join(cpu_index cpu)
{
	cpumask_set_atomic(&cpu_online_mask, cpu);
}

static void bury(cpu_index cpu, bool runs)
{
	cpumask_clear_atomic(&cpu_active_mask, cpu);
	cpumask_clear_atomic(&cpu_online_mask, cpu);
	cpu_forbid_broadcast(); /* it would hear one where it is parked */
	if (runs) {
		call_refuse(percpu_of(cpu)); /* it retires when it sees this */
		irq_work_refuse(percpu_of(cpu));
		cpuhp_disown(cpu);
	} else {
		call_reclaim(percpu_of(cpu));
		irq_work_reclaim(percpu_of(cpu));
	}
	cpuhp_forget(cpu);
}

void cpu_bury(cpu_index cpu)
{
	bury(cpu, false);
}

/* A core that lost itself lets go of what was sent to it; it must not be reset amid that. */
static void await_parked(cpu_index cpu)
{
	struct deadline deadline = deadline_in_us(PARKED_US);

	while (cpu_state(cpu) == CPU_FAULTED &&
	       !atomic_load_explicit(&percpu_of(cpu)->parked, memory_order_acquire) &&
	       !deadline_passed(deadline))
		arch_relax();
}

enum status cpu_revive(cpu_index cpu)
{
	static const enum cpu_state ends[] = {CPU_DEAD, CPU_FAILED, CPU_FAULTED, CPU_STOPPED};

	await_parked(cpu);
	if (arch_wake_reset(cpu) == STATUS_BUSY)
		return STATUS_BUSY;
	cpuhp_own(cpu);
	for (unsigned int i = 0; i < ARRAY_SIZE(ends); i++)
		cpu_try_move(cpu, ends[i], CPU_OFFLINE);
	return STATUS_OK;
}

bool cpu_are_all(unsigned int cores)
{
	return cores == listed_count && !arch_wake_strangers(NULL, 0);
}

void cpu_note_broadcast(void)
{
	ipi_allow_broadcast(cpu_are_all(num_online_cpus()));
}

void cpu_forbid_broadcast(void)
{
	ipi_allow_broadcast(false);
}

bool cpu_online(cpu_index cpu)
{
	return cpu < possible_count && cpu_state(cpu) == CPU_ONLINE;
}

unsigned int num_online_cpus(void)
{
	return cpumask_weight(&cpu_online_mask);
}

cpu_index smp_processor_id(void)
{
	return arch_this_percpu()->index;
}

void cpu_secondary_main(struct percpu *self)
{
	arch_wake_mark_online();
	if (!cpu_try_move(self->index, CPU_WAKING, CPU_STARTING)) /* taken back: it came too late */
		arch_park();
	cpuhp_starting(self->index);
	call_open(self);
	irq_work_open(self);
	if (!cpu_try_move(self->index, CPU_STARTING, CPU_ONLINE))
		cpu_retire(self);
	idle_forever(self);
}

void cpu_retire(struct percpu *self)
{
	call_reclaim(self);
	irq_work_reclaim(self);
	arch_park();
}

/* State, mask, queue, in this order: who still sees it online is heard, until the queue is closed.
 */
void cpu_die(struct percpu *self)
{
	cpu_move(self->index, CPU_ONLINE, CPU_DYING);
	cpumask_clear_atomic(&cpu_online_mask, self->index);
	call_close(self);
	irq_work_close(self);
	cpuhp_dying(self->index);
	arch_silence();
	cpu_move(self->index, CPU_DYING, CPU_DEAD);
	arch_park();
}

void cpu_set_fault_hook(cpu_fault_hook hook)
{
	fault_hook = hook;
}

/* From whatever state it runs in. False: it was in none, or is in this for the second time. */
static bool leave_for(struct percpu *self, enum cpu_state to)
{
	return cpu_try_move(self->index, CPU_ONLINE, to) ||
	       cpu_try_move(self->index, CPU_DYING, to) ||
	       cpu_try_move(self->index, CPU_STARTING, to);
}

/* What was sent to it is let go by itself: nobody can do it sooner. */
static _Noreturn void cpu_lose_self(struct percpu *self, enum cpu_state to)
{
	if (leave_for(self, to)) {
		call_reclaim(self);
		irq_work_reclaim(self);
	}
	atomic_store_explicit(&self->parked, true, memory_order_release);
	arch_park();
}

void cpu_fault(struct percpu *self)
{
	if (self->index == 0 && fault_hook)
		fault_hook(&self->fault);
	/* releases self->fault; pairs with cpu_next_faulted() */
	if (cpu_state(self->index) != CPU_WAKING)
		atomic_store_explicit(&self->fault_new, true, memory_order_release);
	cpu_lose_self(self, CPU_FAULTED);
}

/* Who asked for it buries this core, once it is reset: that may come at any time now. */
void cpu_crash_stop_self(struct percpu *self)
{
	if (self->index == 0 && fault_hook)
		fault_hook(&self->snapshot);
	leave_for(self, CPU_STOPPED);
	arch_park();
}

/* It changes its state just behind the record. False: it has even been brought back since. */
static bool await_faulted(cpu_index cpu)
{
	struct deadline deadline = deadline_in_us(PARKED_US);

	while (cpu_state(cpu) != CPU_FAULTED && !deadline_passed(deadline))
		arch_relax();
	return cpu_state(cpu) == CPU_FAULTED;
}

cpu_index cpu_next_faulted(cpu_index from)
{
	for (cpu_index cpu = from; cpu < possible_count; cpu++) {
		if (!atomic_exchange(&percpu_of(cpu)->fault_new, false))
			continue;
		if (await_faulted(cpu))
			cpu_bury(cpu);
		return cpu;
	}
	return CPU_NONE;
}

cpu_index cpu_next_unknown_nmi(cpu_index from)
{
	for (cpu_index cpu = from; cpu < possible_count; cpu++)
		if (atomic_exchange(&percpu_of(cpu)->unknown_nmis, 0))
			return cpu;
	return CPU_NONE;
}

void cpu_take_out(cpu_index cpu)
{
	struct percpu *target = percpu_of(cpu);
	bool runs;

	if (cpu_state(cpu) == CPU_ONLINE || cpu_state(cpu) == CPU_DYING)
		nmi_crash_stop(target);
	await_parked(cpu);
	runs = arch_wake_reset(cpu) == STATUS_BUSY; /* first: then it runs no calls any more */
	leave_for(target, CPU_STOPPED);
	bury(cpu, runs);
}

void cpu_note_unexpected(unsigned int vector)
{
	if (atomic_fetch_add(&unexpected_count, 1) == 0)
		atomic_store(&unexpected_vector, vector);
}

unsigned int cpu_unexpected(unsigned int *ret_vector)
{
	unsigned int count = atomic_load(&unexpected_count);

	if (count)
		*ret_vector = atomic_load(&unexpected_vector);
	return count;
}

void cpu_stop_self(void)
{
	struct percpu *self = arch_this_percpu();

	cpu_move(self->index, CPU_ONLINE, CPU_STOPPED);
	call_reclaim(self);
	irq_work_reclaim(self);
	arch_park();
}

static unsigned int cpu_count_running(void)
{
	unsigned int count = 0;
	cpu_index cpu;

	for_each_cpu (cpu, &cpu_online_mask)
		count += cpu != smp_processor_id() && cpu_state(cpu) == CPU_ONLINE;
	return count;
}

unsigned int cpu_stop_others(void)
{
	struct deadline deadline = deadline_in_us(STOP_DEADLINE_US);
	struct cpumask others = cpu_online_mask;

	cpumask_clear(&others, smp_processor_id());
	ipi_send_mask(&others, IPI_CPU_STOP);
	while (cpu_count_running() && !deadline_passed(deadline))
		arch_relax();
	return cpu_count_running();
}
