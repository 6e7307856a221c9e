/* SPDX-License-Identifier: BSD-2-Clause */
/* GDT and TSS of each core, and the one IDT of all. */
#include "core.h"
#include "vectors.h"

struct __attribute__((packed)) descriptor_pointer {
	uint16_t limit;
	uint64_t base;
};

/* SDM 3A figure 6-8. */
struct gate {
	uint16_t offset_low, selector;
	uint8_t ist, type;
	uint16_t offset_middle;
	uint32_t offset_high, reserved;
};
_Static_assert(sizeof(struct gate) == 16, "SDM 3A figure 6-8");

enum { GATE_INTERRUPT = 0x8E, TSS_AVAILABLE = 0x89 };

/* Accessed bits are set beforehand, as in the trampoline's GDT. */
#define GDT_CODE 0x00AF9B000000FFFFull
#define GDT_DATA 0x00CF93000000FFFFull

static _Alignas(CACHE_LINE) struct gate idt[VECTORS];

static uint8_t vector_ist(unsigned int vector)
{
	switch (vector) {
	case VECTOR_NMI:
		return IST_NMI;
	case VECTOR_DOUBLE_FAULT:
		return IST_DOUBLE_FAULT;
	case VECTOR_MACHINE_CHECK:
		return IST_MACHINE_CHECK;
	default:
		return IST_NONE;
	}
}

void idt_fill(void)
{
	for (unsigned int vector = 0; vector < VECTORS; vector++) {
		uint64_t stub = (uintptr_t)entry_stubs + vector * STUB_BYTES;

		idt[vector] = (struct gate){
			.offset_low = (uint16_t)stub,
			.offset_middle = (uint16_t)(stub >> 16),
			.offset_high = (uint32_t)(stub >> 32),
			.selector = SELECTOR_CODE,
			.ist = vector_ist(vector),
			.type = GATE_INTERRUPT,
		};
	}
}

static void tss_fill(struct core_page *page)
{
	uintptr_t memory = (uintptr_t)page - CORE_STACK_BYTES;

	page->tss = (struct tss){.io_map = sizeof(struct tss)};
	for (unsigned int stack = 1; stack <= IST_STACKS; stack++)
		page->tss.ist[stack - 1] = core_stack_top(memory, stack);
}

static void gdt_fill(struct core_page *page)
{
	uint64_t tss = (uintptr_t)&page->tss;

	page->gdt[0] = 0;
	page->gdt[SELECTOR_CODE / 8] = GDT_CODE;
	page->gdt[SELECTOR_DATA / 8] = GDT_DATA;
	page->gdt[SELECTOR_TSS / 8] = (sizeof(struct tss) - 1) | (tss & 0xFFFFFF) << 16 |
				      (uint64_t)TSS_AVAILABLE << 40 | (tss >> 24 & 0xFF) << 56;
	page->gdt[SELECTOR_TSS / 8 + 1] = tss >> 32;
}

void segments_load(struct core_page *page)
{
	struct descriptor_pointer gdtr = {sizeof(page->gdt) - 1, (uintptr_t)page->gdt};
	struct descriptor_pointer idtr = {sizeof(idt) - 1, (uintptr_t)idt};

	gdt_fill(page);
	tss_fill(page);
	entry_load_gdt(&gdtr);
	msr_write(MSR_GS_BASE, (uintptr_t)&page->percpu);
	__asm__ volatile("ltr %w0" : : "r"(SELECTOR_TSS));
	__asm__ volatile("lidt %0" : : "m"(idtr));
}
