/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch_percpu.h"
#include "regs.h"

/* Takes what is pending: behind the ISB it has been taken (Arm ARM D1.13.4). */
static void take_pending(void)
{
	arch_irq_enable();
	isb();
	arch_irq_disable();
}

/* A masked interrupt ends WFI (D1.6.2), so none slips in before it. The DSB: what this core wrote
   is seen while it sleeps. */
void arch_idle_halt(void)
{
	dsb(sy);
	__asm__ volatile("wfi" : : : "memory");
	take_pending();
}

/* Every core has WFE and a monitor. */
bool arch_has_mwait(void)
{
	return true;
}

/* A store to what was loaded exclusively clears the monitor, and that is an event (B2.12.2,
   D1.6.1). Both words that give work lie in the 16 bytes that the smallest monitor covers. A masked
   interrupt ends no WFE; one that comes before it leaves an event by its return. */
void arch_idle_mwait(const struct percpu *self)
{
	uint64_t queue;

	__asm__ volatile("ldaxr %0, %1" : "=r"(queue) : "Q"(self->queue) : "memory");
	if (queue || percpu_has_work(self))
		return;
	arch_irq_enable();
	__asm__ volatile("wfe" : : : "memory");
	arch_irq_disable();
}

_Static_assert(offsetof(struct percpu, queue) % 16 == 0 &&
		       offsetof(struct percpu, resched) - offsetof(struct percpu, queue) < 16,
	       "the least that an exclusive monitor covers, B2.12.3");
