/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The boot core says which workers a core is to run (workers_wanted); the core follows, with setup,
 * park and unpark called there, and says so (workers_running).
 */
#include "workers.h"
#include "cpu.h"
#include "cpuhp.h"
#include "ipi.h"
#include "stall.h"

enum { HOTPLUG_WORKER = 1u << 0, PARK_US = SMP_DEADLINE_US };

static const struct worker hotplug_worker = {
	.name = "hotplug", .should_run = cpuhp_should_run, .run = cpuhp_run};

static const struct worker *workers[WORKERS_MAX];
static _Atomic(uint32_t) registered;

void workers_open(void)
{
	workers[0] = &hotplug_worker;
	atomic_store(&registered, HOTPLUG_WORKER);
	workers_reset(arch_this_percpu());
}

/* A worker that ran when its core was lost was never parked: it is set up again. */
void workers_reset(struct percpu *target)
{
	target->workers_ready &= ~atomic_load(&target->workers_running);
	target->workers_ready |= HOTPLUG_WORKER;
	atomic_store(&target->workers_wanted, HOTPLUG_WORKER);
	atomic_store(&target->workers_running, HOTPLUG_WORKER);
}

static void worker_start(struct percpu *self, unsigned int number)
{
	const struct worker *worker = workers[number];

	if (!(self->workers_ready >> number & 1) && worker->setup)
		worker->setup(self->index);
	else if (self->workers_ready >> number & 1 && worker->unpark)
		worker->unpark(self->index);
	self->workers_ready |= 1u << number;
}

static void worker_stop(struct percpu *self, unsigned int number)
{
	if (workers[number]->park)
		workers[number]->park(self->index);
}

static void follow(struct percpu *self)
{
	/* acquire: workers[] is filled; pairs with want() */
	uint32_t wanted = atomic_load_explicit(&self->workers_wanted, memory_order_acquire);
	uint32_t running = atomic_load_explicit(&self->workers_running, memory_order_relaxed);

	for (unsigned int i = 0; i < WORKERS_MAX; i++) {
		if (!((wanted ^ running) >> i & 1))
			continue;
		if (wanted >> i & 1)
			worker_start(self, i);
		else
			worker_stop(self, i);
	}
	/* release; pairs with await_following() */
	atomic_store_explicit(&self->workers_running, wanted, memory_order_release);
}

bool workers_run(struct percpu *self)
{
	bool ran = false;

	follow(self);
	for (unsigned int i = 0; i < WORKERS_MAX; i++) {
		/* read anew: the hotplug worker may have parked the others */
		uint32_t running =
			atomic_load_explicit(&self->workers_running, memory_order_relaxed);

		if (!(running >> i & 1) || !workers[i]->should_run(self->index))
			continue;
		workers[i]->run(self->index);
		ran = true;
	}
	return ran;
}

static void want(struct percpu *target, uint32_t wanted)
{
	atomic_store_explicit(&target->workers_wanted, wanted, memory_order_release);
}

enum status workers_unpark(cpu_index cpu)
{
	want(percpu_of(cpu), atomic_load(&registered));
	follow(percpu_of(cpu));
	return STATUS_OK;
}

enum status workers_park(cpu_index cpu)
{
	want(percpu_of(cpu), HOTPLUG_WORKER);
	follow(percpu_of(cpu));
	return STATUS_OK;
}

static bool runs_workers(cpu_index cpu)
{
	return cpu_online(cpu) && cpuhp_state_of(cpu) >= CPUHP_AP_WORKERS;
}

static bool has_followed(cpu_index cpu)
{
	struct percpu *target = percpu_of(cpu);

	return !runs_workers(cpu) ||
	       atomic_load_explicit(&target->workers_running, memory_order_acquire) ==
		       atomic_load_explicit(&target->workers_wanted, memory_order_relaxed);
}

/* A core that watches memory may sleep through what was written to it: where MONITOR is weak, or an
   emulator's is. No sleep outlasts an interrupt. */
void workers_rekick(cpu_index cpu, struct deadline *late)
{
	if (!deadline_passed(*late))
		return;
	*late = deadline_in_us(REKICK_US);
	if (!atomic_load(&percpu_of(cpu)->resched))
		return;
	stall_note_rekick();
	ipi_send(percpu_of(cpu), IPI_RESCHEDULE);
}

/* All cores whose workers run are told which those are now. */
static enum status tell_all(void)
{
	struct deadline deadline = deadline_in_us(PARK_US);
	cpu_index cpu;

	for_each_cpu (cpu, &cpu_online_mask) {
		if (!runs_workers(cpu))
			continue;
		want(percpu_of(cpu), atomic_load(&registered));
		worker_kick(cpu);
	}
	for_each_cpu (cpu, &cpu_online_mask) {
		struct deadline late = deadline_in_us(REKICK_US);

		while (!has_followed(cpu)) {
			worker_run_here();
			workers_rekick(cpu, &late);
			if (deadline_passed(deadline))
				return STATUS_TIMEOUT;
			arch_relax();
		}
	}
	return STATUS_OK;
}

enum status worker_register(const struct worker *worker)
{
	unsigned int free = 0;

	while (free < WORKERS_MAX && atomic_load(&registered) >> free & 1)
		free++;
	if (free == WORKERS_MAX)
		return STATUS_NO_MEMORY;
	workers[free] = worker;
	atomic_fetch_or(&registered, 1u << free);
	return tell_all();
}

/* The next one of this number is set up everywhere. */
static void forget(unsigned int number)
{
	for (cpu_index cpu = 0; cpu < cpu_possible_count(); cpu++)
		percpu_of(cpu)->workers_ready &= ~(1u << number);
}

enum status worker_unregister(const struct worker *worker)
{
	enum status status;

	for (unsigned int i = 1; i < WORKERS_MAX; i++) {
		if (workers[i] != worker || !(atomic_load(&registered) >> i & 1))
			continue;
		atomic_fetch_and(&registered, ~(1u << i));
		status = tell_all();
		if (status == STATUS_OK)
			forget(i);
		return status;
	}
	return STATUS_NOT_FOUND;
}

void worker_kick(cpu_index cpu)
{
	struct percpu *target = percpu_of(cpu);

	/* seq_cst, as a push onto its queue: the target clears polling before it looks */
	if (atomic_exchange(&target->resched, true) || atomic_load(&target->polling))
		return;
	if (target != arch_this_percpu())
		ipi_send(target, IPI_RESCHEDULE);
}

void worker_run_here(void)
{
	struct percpu *self = arch_this_percpu();

	if (atomic_exchange(&self->resched, false) && workers_run(self))
		atomic_store(&self->resched, true); /* one piece each time, while there is more */
}
