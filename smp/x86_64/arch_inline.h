/* SPDX-License-Identifier: BSD-2-Clause */
/* The contract's hot half on x86-64. */
#ifndef MUSTER_ARCH_INLINE_H
#define MUSTER_ARCH_INLINE_H

#include "regs.h"

struct percpu;

typedef uint64_t irq_flags;

/* GS base points at this core's struct percpu, whose first member points at itself. */
static inline struct percpu *arch_this_percpu(void)
{
	struct percpu *self;

	__asm__("movq %%gs:0, %0" : "=r"(self));
	return self;
}

/* The time-stamp counter, neither earlier nor later than program order: LFENCE before keeps it
   behind earlier loads, LFENCE behind keeps later instructions off (SDM 2B, RDTSC). */
static inline ticks arch_clock_read(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

/* One instruction, so that no interrupt of this core's comes in between; others only read it. */
static inline void arch_count(_Atomic(uint64_t) *count, uint64_t more)
{
	__asm__ volatile("addq %1, %0" : "+m"(*(uint64_t *)count) : "er"(more) : "cc");
}

static inline irq_flags arch_irq_save(void)
{
	irq_flags flags;

	__asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
	return flags;
}

static inline void arch_irq_restore(irq_flags flags)
{
	__asm__ volatile("pushq %0; popfq" : : "r"(flags) : "memory", "cc");
}

static inline void arch_irq_enable(void)
{
	__asm__ volatile("sti" : : : "memory");
}

static inline void arch_irq_disable(void)
{
	__asm__ volatile("cli" : : : "memory");
}

static inline void arch_relax(void)
{
	__asm__ volatile("pause" : : : "memory");
}

#endif
