/* SPDX-License-Identifier: BSD-2-Clause */
/* The contract's hot half where cores are threads, or coroutines (tests/model). Plain functions:
   how it is done stays inside. */
#ifndef MUSTER_ARCH_INLINE_H
#define MUSTER_ARCH_INLINE_H

#include "types.h"

struct percpu;

typedef bool irq_flags; /* interrupts were on */

struct percpu *arch_this_percpu(void);
ticks arch_clock_read(void);
void arch_count(_Atomic(uint64_t) *count, uint64_t more);
irq_flags arch_irq_save(void);
void arch_irq_restore(irq_flags flags);
void arch_irq_enable(void);
void arch_irq_disable(void);
void arch_relax(void);

#endif
