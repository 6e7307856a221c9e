/* SPDX-License-Identifier: BSD-2-Clause */
#include "core.h"

enum { MWAIT_C1 = 0, LEAF_FEATURES = 1 };

/* STI takes effect behind the next instruction, so no interrupt slips in between it and HLT
   (SDM 2B, STI). */
void arch_idle_halt(void)
{
	__asm__ volatile("sti; hlt; cli" : : : "memory");
}

bool arch_has_suspend(void)
{
	return false;
}

void arch_idle_suspend(void)
{
	arch_idle_halt();
}

/* Intel's models of family 6 on which a store may fail to end the wait, by their specification
   updates: Dunnington, Nehalem-EX, Westmere-EX (unless CLFLUSH precedes), Goldmont, Lunar Lake. */
static bool has_weak_monitor(void)
{
	static const uint8_t models[] = {0x1D, 0x2E, 0x2F, 0x5C, 0xBD};
	struct processor p = processor_read();

	for (size_t i = 0; i < sizeof(models); i++)
		if (p.vendor == VENDOR_INTEL && p.family == 6 && p.model == models[i])
			return true;
	return false;
}

bool arch_has_mwait(void)
{
	return cpuid(LEAF_FEATURES, 0).ecx & CPUID1_ECX_MONITOR && !has_weak_monitor();
}

/* Both words that give it work lie in the line that is watched. They are read again between MONITOR
   and MWAIT, or a store before MONITOR would be missed (SDM 3A 9.10.4). */
void arch_idle_mwait(const struct percpu *self)
{
	__asm__ volatile("monitor" : : "a"(&self->queue), "c"(0), "d"(0));
	if (percpu_has_work(self))
		return;
	/* Where MWAIT only pauses, as in QEMU, it returns within STI's shadow; behind NOP it is
	   over, and the interrupt is taken before CLI. */
	__asm__ volatile("sti; mwait; nop; cli" : : "a"(MWAIT_C1), "c"(0) : "memory");
}

_Static_assert(offsetof(struct percpu, queue) % CACHE_LINE == 0 &&
		       offsetof(struct percpu, resched) - offsetof(struct percpu, queue) <
			       CACHE_LINE,
	       "one line to watch");
