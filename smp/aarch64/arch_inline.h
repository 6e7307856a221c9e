/* SPDX-License-Identifier: BSD-2-Clause */
/* The contract's hot half on AArch64. */
#ifndef MUSTER_ARCH_INLINE_H
#define MUSTER_ARCH_INLINE_H

#include "regs_aarch64.h"
#include <stdatomic.h>

typedef uint64_t irq_flags;

/* TPIDR_EL1 holds the address of this core's struct percpu, at EL2 too. */
static inline struct percpu *arch_this_percpu(void)
{
	struct percpu *self;

	__asm__("mrs %0, tpidr_el1" : "=r"(self));
	return self;
}

/* The virtual count, not earlier than program order: without the ISB it may be read ahead (Arm ARM
   D12.2.2). What comes behind it and shows outside waits for it to retire anyway. */
static inline ticks arch_clock_read(void)
{
	isb();
	return sysreg_read(CNTVCT_EL0);
}

/* An exception on the way clears the monitor, and the store is tried again (B2.12.2). */
static inline void arch_count(_Atomic(uint64_t) *count, uint64_t more)
{
	atomic_fetch_add_explicit(count, more, memory_order_relaxed);
}

/* DAIF.I alone: F, behind which are the NMIs, and A stay as they are. */
static inline void arch_irq_enable(void)
{
	daif_clear(DAIF_I);
}

static inline void arch_irq_disable(void)
{
	daif_set(DAIF_I);
}

static inline irq_flags arch_irq_save(void)
{
	irq_flags flags = sysreg_read(DAIF);

	arch_irq_disable();
	return flags;
}

static inline void arch_irq_restore(irq_flags flags)
{
	sysreg_write(DAIF, flags);
}

static inline void arch_relax(void)
{
	__asm__ volatile("yield" : : : "memory");
}

#endif
