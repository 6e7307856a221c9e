/* SPDX-License-Identifier: BSD-2-Clause */
#include "core.h"

enum {
	MWAIT_C1 = 0,
	LEAF_FEATURES = 1,
	LEAF_MWAIT = 5,
	LEAF_POWER = 6,
	MWAIT_STATES = 8, /* C0 to C7 */
	MWAIT_STATE_SHIFT = 4,
	MWAIT_SUBSTATES = 0xF,
};

static _Atomic(uint32_t) mwait_hint = MWAIT_C1;

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

void idle_mwait_choose(uint32_t hint)
{
	atomic_store_explicit(&mwait_hint, hint, memory_order_relaxed);
}

/* From C2 on the core's clocks may stand still, unless it says that they do not: the time-stamp
   counter by 80000007H, the APIC's timer by leaf 6 (SDM 3A 18.17.1, 11.5.4). */
static bool clocks_go_on(void)
{
	struct clock_leaves leaves = core_clock_leaves();

	return clock_leaves_invariant(&leaves) && cpuid(0, 0).eax >= LEAF_POWER &&
	       cpuid(LEAF_POWER, 0).eax & CPUID6_EAX_ARAT;
}

/* Four bits a state say how many sub-states it has (SDM 2A, CPUID 5); the hint's upper four are the
   state less one. */
bool idle_mwait_hint(unsigned int number, uint32_t *ret_hint)
{
	struct cpuid_leaf leaf = cpuid(LEAF_MWAIT, 0);
	unsigned int states = clocks_go_on() ? MWAIT_STATES : 2;

	*ret_hint = MWAIT_C1;
	if (!number--)
		return true;
	if (!(leaf.ecx & CPUID5_ECX_STATES))
		return false;
	for (uint32_t state = 1; state < states; state++) {
		uint32_t count = leaf.edx >> MWAIT_STATE_SHIFT * state & MWAIT_SUBSTATES;

		for (uint32_t sub = state == 1; sub < count; sub++, number--) {
			*ret_hint = (state - 1) << MWAIT_STATE_SHIFT | sub;
			if (!number)
				return true;
		}
	}
	return false;
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
	__asm__ volatile("sti; mwait; nop; cli"
			 :
			 : "a"(atomic_load_explicit(&mwait_hint, memory_order_relaxed)), "c"(0)
			 : "memory");
}

_Static_assert(offsetof(struct percpu, queue) % CACHE_LINE == 0 &&
		       offsetof(struct percpu, resched) - offsetof(struct percpu, queue) <
			       CACHE_LINE,
	       "one line to watch");
