/* SPDX-License-Identifier: BSD-2-Clause */
/* The local APIC, in either of its modes. SDM 3A chapter 11. */
#ifndef MUSTER_X86_APIC_H
#define MUSTER_X86_APIC_H

#include "regs.h"
#include "status.h"
#include "types.h"

/* Offset in the xAPIC page; a sixteenth of it as x2APIC MSR. */
enum apic_register {
	APIC_ID = 0x20,
	APIC_VERSION = 0x30,
	APIC_TPR = 0x80,
	APIC_EOI = 0xB0,
	APIC_LDR = 0xD0,
	APIC_DFR = 0xE0, /* xAPIC only */
	APIC_SVR = 0xF0,
	APIC_ISR = 0x100, /* 8 registers of 32 vectors */
	APIC_IRR = 0x200, /* the same */
	APIC_LVT_CMCI = 0x2F0,
	APIC_ICR_LOW = 0x300,
	APIC_ICR_HIGH = 0x310,
	APIC_LVT_TIMER = 0x320,
	APIC_LVT_THERMAL = 0x330,
	APIC_LVT_PERF = 0x340,
	APIC_LVT_LINT0 = 0x350,
	APIC_LVT_LINT1 = 0x360,
	APIC_LVT_ERROR = 0x370,
	APIC_TIMER_INITIAL = 0x380,
	APIC_TIMER_CURRENT = 0x390,
	APIC_TIMER_DIVIDE = 0x3E0,
	APIC_SELF_IPI = 0x3F0, /* x2APIC only */
};

/* Figures 11-12 and 11-28. */
enum apic_icr {
	ICR_FIXED = 0u << 8,
	ICR_NMI = 4u << 8,
	ICR_INIT = 5u << 8,
	ICR_STARTUP = 6u << 8,
	ICR_LOGICAL = 1u << 11,
	ICR_PENDING = 1u << 12,
	ICR_ASSERT = 1u << 14,
	ICR_SELF = 1u << 18,
	ICR_ALL_BUT_SELF = 3u << 18,
};

enum apic_bits {
	SVR_ENABLE = 1u << 8,
	LVT_MASKED = 1u << 16,
	LVT_PERIODIC = 1u << 17,
	LVT_NMI = 4u << 8,
	TIMER_DIVIDE_1 = 0xB,
	DFR_FLAT = 0xFFFFFFFFu,
	DFR_CLUSTER = 0x0FFFFFFFu,
	LDR_SHIFT = 24,		  /* of the xAPIC's 8 bits */
	APIC_ID_XAPIC_MAX = 0xFE, /* 0xFF is all */
	XAPIC_ID_SHIFT = 24,
};

struct apic_mode {
	bool x2apic;
	uint64_t base;
};

/* Once, on the boot core, before any other runs. */
void apic_choose(const struct apic_mode *mode);

/* On each core, before its first APIC access: follows the mode chosen for all. */
void apic_follow(void);

/* Enables the APIC in software, masks its local vectors, ends what is still in service, accepts
   every priority. */
void apic_enable(void);

/* On the boot core: the pin that carries NMIs from the board (a button, a BMC, a chipset that saw
   an error) is let in; NMI_PIN_NONE: none does. */
void apic_nmi_open(uint8_t pin);

/* Masks all local vectors. */
void apic_mask_local(void);

/* Masks the local vectors and disables the APIC in software: a parked core takes only INIT, NMI,
   SIPI and SMI (11.4.7.2). */
void apic_disable(void);

/* In interrupt context: is this vector in service? */
bool apic_serves(unsigned int vector);

/* Written on the boot core before any other runs. */
extern struct apic_mode apic_mode;

static inline bool apic_is_x2apic(void)
{
	return apic_mode.x2apic;
}

static inline uint32_t apic_read(enum apic_register reg)
{
	if (apic_mode.x2apic)
		return (uint32_t)msr_read(MSR_X2APIC + reg / 16);
	return *(volatile uint32_t *)(uintptr_t)(apic_mode.base + reg);
}

static inline void apic_write(enum apic_register reg, uint32_t value)
{
	if (apic_mode.x2apic)
		msr_write(MSR_X2APIC + reg / 16, value);
	else
		*(volatile uint32_t *)(uintptr_t)(apic_mode.base + reg) = value;
}

static inline void x2apic_icr_write(uint32_t destination, uint32_t command)
{
	/* The x2APIC's WRMSR is not serialising: what the target is to see must be visible before
	   it (11.12.3). */
	__asm__ volatile("mfence; lfence" : : : "memory");
	msr_write(MSR_X2APIC + APIC_ICR_LOW / 16, (uint64_t)destination << 32 | command);
}

static inline void apic_eoi(void)
{
	apic_write(APIC_EOI, 0);
}

uint32_t apic_id(void);

/* Sends; destination is ignored with a shorthand. STATUS_TIMEOUT: the one before is still pending
   after 10 ms (xAPIC only). */
enum status apic_icr_write(uint32_t destination, uint32_t command);

#endif
