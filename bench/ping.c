/* SPDX-License-Identifier: BSD-2-Clause */
#include "ping.h"
#include "cpu.h"
#include "ipi.h"
#include "nmi.h"
#include "wait.h"

/* acquire; pairs with the release in the handlers of ipi.c */
static uint64_t pings_of(const _Atomic(uint64_t) *pings)
{
	return atomic_load_explicit(pings, memory_order_acquire);
}

enum { SPINS_SHORT = 100 }; /* without a look at the clock, which would blur the figure */

static bool await_change(const _Atomic(uint64_t) *pings, uint64_t before, uint64_t limit_us)
{
	struct deadline deadline;

	for (unsigned int spins = 0; spins < SPINS_SHORT; spins++) {
		if (pings_of(pings) != before)
			return true;
		arch_relax();
	}
	deadline = deadline_in_us(limit_us);
	while (pings_of(pings) == before) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

bool ping_within(cpu_index cpu, uint64_t limit_us, ticks *ret_span)
{
	const _Atomic(uint64_t) *pings = &percpu_of(cpu)->pings;
	uint64_t before = pings_of(pings);
	ticks start = arch_clock_read();

	ipi_send(percpu_of(cpu), IPI_PING);
	if (!await_change(pings, before, limit_us))
		return false;
	*ret_span = arch_clock_read() - start;
	return true;
}

bool ping(cpu_index cpu, ticks *ret_span)
{
	return ping_within(cpu, SMP_DEADLINE_US, ret_span);
}

bool ping_self(const struct self_way *way, ticks *ret_span)
{
	struct percpu *self = arch_this_percpu();
	uint64_t before = pings_of(&self->pings);
	ticks start = arch_clock_read();

	counter_add(&self->sent[IPI_PING], 1);
	way->send(IPI_PING);
	if (!await_change(&self->pings, before, SMP_DEADLINE_US))
		return false;
	*ret_span = arch_clock_read() - start;
	return true;
}

bool ping_nmi(cpu_index cpu, ticks *ret_span)
{
	struct percpu *target = percpu_of(cpu);
	uint64_t before = pings_of(&target->nmi_pings);
	ticks start;

	start = arch_clock_read();
	nmi_send(target, IPI_NMI_PING);
	if (!await_change(&target->nmi_pings, before, SMP_DEADLINE_US))
		return false;
	*ret_span = arch_clock_read() - start;
	return true;
}

bool ping_send(cpu_index cpu, ticks *ret_span)
{
	const _Atomic(uint64_t) *pings = &percpu_of(cpu)->pings;
	uint64_t before = pings_of(pings);
	ticks start = arch_clock_read();

	ipi_send(percpu_of(cpu), IPI_PING);
	*ret_span = arch_clock_read() - start;
	return await_change(pings, before, SMP_DEADLINE_US);
}

static void note_counts(const struct cpumask *targets, uint64_t *counts)
{
	cpu_index cpu;

	for_each_cpu (cpu, targets)
		counts[cpu] = pings_of(&percpu_of(cpu)->pings);
}

static bool await_counts(const struct cpumask *targets, const uint64_t *counts)
{
	cpu_index cpu;

	for_each_cpu (cpu, targets)
		if (!await_change(&percpu_of(cpu)->pings, counts[cpu], SMP_DEADLINE_US))
			return false;
	return true;
}

bool ping_mask(const struct cpumask *targets, uint64_t *counts, ticks *ret_span)
{
	ticks start;

	note_counts(targets, counts);
	start = arch_clock_read();
	ipi_send_mask(targets, IPI_PING);
	if (!await_counts(targets, counts))
		return false;
	*ret_span = arch_clock_read() - start;
	return true;
}

static struct cpumask other_cores(void)
{
	struct cpumask others;

	cpumask_copy(&others, &cpu_online_mask);
	cpumask_clear(&others, smp_processor_id());
	return others;
}

bool ping_all(uint64_t *counts, ticks *ret_span)
{
	struct cpumask others = other_cores();

	return ping_mask(&others, counts, ret_span);
}

bool ping_send_all(uint64_t *counts, ticks *ret_span)
{
	struct cpumask others = other_cores();
	ticks start;

	note_counts(&others, counts);
	start = arch_clock_read();
	ipi_send_mask(&others, IPI_PING);
	*ret_span = arch_clock_read() - start;
	return await_counts(&others, counts);
}
