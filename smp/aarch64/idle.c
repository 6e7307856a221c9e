/* SPDX-License-Identifier: BSD-2-Clause */
#include "core_aarch64.h"

/* An interrupt that is pending is taken at the ISB at the latest (Arm ARM D1.13.4). */
#define TAKE_PENDING "msr daifclr, #2; isb; msr daifset, #2"

/* A masked interrupt ends WFI too (D1.6.2), so none slips in before it. DSB: what this core wrote
   is seen while it sleeps. */
void arch_idle_halt(void)
{
	dsb(sy);
	__asm__ volatile("wfi;" TAKE_PENDING : : : "memory");
}

bool arch_has_suspend(void)
{
	return core_psci->cpu_suspend;
}

/* State 0 is a standby of the core alone: it comes back from the call, as from WFI (DEN 0022F 5.4).
   A firmware that knows no such state says so. */
void arch_idle_suspend(void)
{
	dsb(sy);
	if (psci_call(core_psci, core_psci->cpu_suspend, 0, 0, 0) == PSCI_SUCCESS)
		__asm__ volatile(TAKE_PENDING : : : "memory");
	else
		arch_idle_halt();
}

/* Every core has WFE and a monitor. */
bool arch_has_mwait(void)
{
	return true;
}

/* A store to what was loaded exclusively clears the monitor, which is an event (B2.12.2, D1.6.1).
   Both words that give work lie in the least that a monitor covers. A masked interrupt ends no WFE;
   one that comes just before it leaves an event by its return. */
void arch_idle_mwait(const struct percpu *self)
{
	uint64_t queue;

	__asm__ volatile("ldaxr %0, %1" : "=r"(queue) : "Q"(self->queue) : "memory");
	if (!queue && !percpu_has_work(self))
		__asm__ volatile("msr daifclr, #2; wfe; msr daifset, #2" : : : "memory");
}

_Static_assert(offsetof(struct percpu, queue) % 16 == 0 &&
		       offsetof(struct percpu, resched) - offsetof(struct percpu, queue) < 16,
	       "four words, B2.12.3");
