/* SPDX-License-Identifier: BSD-2-Clause */
/* The hardware as the breaks need it: SDM 3A chapter 11 for the local APIC. */
#ifndef HOSTILE_MACHINE_IO_H
#define HOSTILE_MACHINE_IO_H

#include "hostile.h"

enum msr {
	MSR_APIC_BASE = 0x1B,
	MSR_TSC_ADJUST = 0x3B,
	MSR_MTRR_DEF_TYPE = 0x2FF,
	MSR_MTRR_FIX_4K_C0000 = 0x268,
	MSR_PAT = 0x277,
	MSR_X2APIC = 0x800,
};
enum { APIC_BASE_EXTD = 1 << 10, APIC_BASE_ADDRESS = 0xFFFFF000 };

enum apic_register { /* offsets in the xAPIC's page */
		     APIC_ID = 0x20,
		     APIC_IRR = 0x200,
		     APIC_ICR_LOW = 0x300,
		     APIC_ICR_HIGH = 0x310,
		     APIC_TIMER = 0x320,
		     APIC_LINT0 = 0x350,
		     APIC_TIMER_COUNT = 0x380,
		     APIC_TIMER_DIVIDE = 0x3E0,
};
enum { APIC_EXTINT = 7 << 8, APIC_PERIODIC = 1 << 17 };

static inline uint64_t msr_read(enum msr msr)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (uint64_t)high << 32 | low;
}

static inline void msr_write(enum msr msr, uint64_t value)
{
	__asm__ volatile("wrmsr"
			 :
			 : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
			 : "memory");
}

static inline void port_write(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void port_write32(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint32_t port_read32(uint16_t port)
{
	uint32_t value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline uint32_t bridge_read(uint8_t offset)
{
	port_write32(0xCF8, 0x80000000u | (offset & 0xFC));
	return port_read32(0xCFC);
}

/* The BIOS's place at 0xF0000 becomes memory: PAM0 of the host bridge, q35 or i440FX. */
static inline void rom_open(void)
{
	enum { Q35 = 0x29C0, Q35_PAM = 0x90, I440FX_PAM = 0x59, PAM_HIGH = 0x30 };
	uint8_t offset = bridge_read(0) >> 16 == Q35 ? Q35_PAM : I440FX_PAM;
	uint32_t value = bridge_read(offset);

	port_write32(0xCFC, value | PAM_HIGH << offset % 4 * 8);
}

/* CPUID leaf 1. */
static inline uint32_t cpuid_1_ecx(void)
{
	uint32_t a = 1, b, c = 0, d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	return c;
}

/* In the mode that the APIC is in. */
static inline void apic_write(enum apic_register reg, uint32_t value)
{
	uint64_t base = msr_read(MSR_APIC_BASE);

	if (base & APIC_BASE_EXTD)
		msr_write(MSR_X2APIC + reg / 16, value);
	else
		*(volatile uint32_t *)((base & APIC_BASE_ADDRESS) + reg) = value;
}

static inline uint32_t apic_read(enum apic_register reg)
{
	uint64_t base = msr_read(MSR_APIC_BASE);

	if (base & APIC_BASE_EXTD)
		return (uint32_t)msr_read(MSR_X2APIC + reg / 16);
	return *(volatile uint32_t *)((base & APIC_BASE_ADDRESS) + reg);
}

/* 8254: channel 0 as a rate generator of 1193182 Hz / divisor. */
static inline void pit_start(uint16_t divisor)
{
	port_write(0x43, 0x34);
	port_write(0x40, (uint8_t)divisor);
	port_write(0x40, (uint8_t)(divisor >> 8));
}

/* 8259s: no interrupt masked. */
static inline void pic_open(void)
{
	port_write(0x21, 0);
	port_write(0xA1, 0);
}

#endif
