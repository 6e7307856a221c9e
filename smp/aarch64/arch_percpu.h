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

#include "gic_machine.h"
#include "layout_aarch64.h"
#include "../percpu.h"

struct core_page {
	struct percpu percpu; /* first: TPIDR_EL1 points here */
	struct gic_core gic;
	_Alignas(CACHE_LINE) struct call_node nodes[]; /* by source */
};

static inline struct core_page *core_page(uintptr_t memory)
{
	return (struct core_page *)(memory + CORE_STACK_BYTES);
}

static inline struct gic_core *gic_core_of(const struct percpu *core)
{
	return &((struct core_page *)(uintptr_t)core)->gic;
}

/* Where the stack ends, and the emergency stack's guard page begins; the stack's is the first. */
static inline uintptr_t core_stack_top(uintptr_t memory)
{
	return memory + PAGE_SIZE + CORE_STACK_SIZE;
}

#endif
