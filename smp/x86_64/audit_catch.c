/* SPDX-License-Identifier: BSD-2-Clause */
#include "audit_catch.h"
#include "arch_inline.h"
#include "mem.h"

enum { VECTOR_GP = 13, GATE_INTERRUPT = 0x8E };

/* SDM 3A, figure 7-8. */
struct gate {
	uint16_t offset_low, selector;
	uint8_t stack, type;
	uint16_t offset_middle;
	uint32_t offset_high, reserved;
};
_Static_assert(sizeof(struct gate) == CATCH_GATE_BYTES, "as the processor reads it");

extern const uint8_t catch_gp[]; /* audit_fixup.S */

static uint16_t code_selector(void)
{
	uint16_t selector;

	__asm__("movw %%cs, %0" : "=r"(selector));
	return selector;
}

static uint64_t gate_target(const struct gate *gate)
{
	return (uint64_t)gate->offset_high << 32 | (uint64_t)gate->offset_middle << 16 |
	       gate->offset_low;
}

static struct gate gate_to(const void *code)
{
	uint64_t address = (uintptr_t)code;

	return (struct gate){.offset_low = (uint16_t)address,
			     .selector = code_selector(),
			     .type = GATE_INTERRUPT,
			     .offset_middle = (uint16_t)(address >> 16),
			     .offset_high = (uint32_t)(address >> 32)};
}

void catch_open(struct catch *catch)
{
	struct gate *gates = (struct gate *)catch->gates;
	struct catch_idtr ours = {sizeof(catch->gates) - 1, (uintptr_t) catch->gates};
	size_t bytes;

	catch->flags = arch_irq_save();
	__asm__ volatile("sidt %0" : "=m"(catch->replaced));
	bytes = (size_t) catch->replaced.limit + 1;
	if (bytes > sizeof(catch->gates))
		bytes = sizeof(catch->gates);
	memset(catch->gates, 0, sizeof(catch->gates)); /* not present, where the other ends */
	memcpy(catch->gates, (const void *)(uintptr_t) catch->replaced.base, bytes);
	catch->others = gate_target(&gates[VECTOR_GP]);
	gates[VECTOR_GP] = gate_to(catch_gp);
	__asm__ volatile("lidt %0" : : "m"(ours) : "memory");
}

void catch_close(struct catch *catch)
{
	__asm__ volatile("lidt %0" : : "m"(catch->replaced) : "memory");
	arch_irq_restore(catch->flags);
}
