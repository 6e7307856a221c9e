/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One core's memory, from low to high addresses:
 *
 *   guard | stack 12 KiB | guard | NMI 4 KiB | guard | #DF 4 KiB | guard | #MC 4 KiB |
 *   struct core_page: segments, TSS, struct percpu, its call nodes
 *
 * A stack that overflows runs into its guard page; the fault that follows has a stack of its own.
 */
#ifndef MUSTER_X86_PERCPU_H
#define MUSTER_X86_PERCPU_H

#include "percpu.h"

enum {
	STACK_PAGES = 3,
	IST_STACKS = 3,
	CORE_STACK_BYTES = (1 + STACK_PAGES + 2 * IST_STACKS) * PAGE_SIZE,
};

enum ist { IST_NONE, IST_NMI, IST_DOUBLE_FAULT, IST_MACHINE_CHECK };

enum selector { SELECTOR_CODE = 0x08, SELECTOR_DATA = 0x10, SELECTOR_TSS = 0x18, GDT_ENTRIES = 5 };

struct __attribute__((packed)) tss { /* SDM 3A 8.7 */
	uint32_t reserved0;
	uint64_t rsp[3];
	uint64_t reserved1;
	uint64_t ist[7];
	uint64_t reserved2;
	uint16_t reserved3, io_map;
};
_Static_assert(sizeof(struct tss) == 104, "SDM 3A figure 8-11");

struct core_page {
	struct percpu percpu; /* first: GS base points here */
	_Alignas(CACHE_LINE) uint64_t gdt[GDT_ENTRIES];
	_Alignas(CACHE_LINE) struct tss tss;
	_Alignas(CACHE_LINE) struct call_node nodes[]; /* by source */
};

/* One core's memory; stack is an enum ist, IST_NONE for the ordinary one. */
static inline struct core_page *core_page(uintptr_t memory)
{
	return (struct core_page *)(memory + CORE_STACK_BYTES);
}

static inline uintptr_t core_guard(uintptr_t memory, unsigned int stack)
{
	return memory + (stack == IST_NONE ? 0 : (1 + STACK_PAGES + 2 * (stack - 1)) * PAGE_SIZE);
}

static inline uintptr_t core_stack_top(uintptr_t memory, unsigned int stack)
{
	return core_guard(memory, stack) + (stack == IST_NONE ? 1 + STACK_PAGES : 2) * PAGE_SIZE;
}

#endif
