/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One core's memory, from low to high addresses:
 *
 *   guard | stack 12 KiB | guard | emergency stack 8 KiB | struct core_page: percpu, call nodes
 *
 * A stack that overflows runs into its guard page; who handles that goes on the emergency stack.
 */
#ifndef MUSTER_ARM_PERCPU_H
#define MUSTER_ARM_PERCPU_H

#include "percpu.h"
#include "gic_machine.h"
#include "../../trampoline/aarch64/layout.h"

_Static_assert(CORE_STACK_BYTES == 4 * PAGE_SIZE + CORE_EMERGENCY_BYTES + PAGE_SIZE,
	       "shared with assembly");

struct core_page {
	struct percpu percpu; /* first: TPIDR_EL1 points here */
	struct gic_core gic;
	_Alignas(CACHE_LINE) struct call_node nodes[]; /* by source */
};

static inline struct core_page *core_page(uintptr_t memory)
{
	return (struct core_page *)(memory + CORE_STACK_BYTES);
}

/* The guard below the stack, or below the emergency stack. */
static inline uintptr_t core_guard(uintptr_t memory, bool emergency)
{
	return memory + (emergency ? CORE_STACK_BYTES - CORE_EMERGENCY_BYTES - PAGE_SIZE : 0);
}

static inline struct gic_core *gic_core_of(const struct percpu *core)
{
	return &((struct core_page *)(uintptr_t)core)->gic;
}

static inline uintptr_t core_stack_top(uintptr_t memory)
{
	return core_guard(memory, true);
}

#endif
