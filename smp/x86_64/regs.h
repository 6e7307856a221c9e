/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers and instructions of x86-64. "SDM" is Intel's Software Developer's Manual. */
#ifndef MUSTER_X86_REGS_H
#define MUSTER_X86_REGS_H

#include "types.h"

/* SDM 3A 2.5. */
enum cr0 {
	CR0_PE = 1u << 0,
	CR0_MP = 1u << 1,
	CR0_EM = 1u << 2,
	CR0_TS = 1u << 3,
	CR0_ET = 1u << 4,
	CR0_NE = 1u << 5,
	CR0_WP = 1u << 16,
	CR0_NW = 1u << 29,
	CR0_CD = 1u << 30,
};
#define CR0_PG (1u << 31)

enum cr4 {
	CR4_PAE = 1u << 5,
	CR4_MCE = 1u << 6,
	CR4_PGE = 1u << 7,
	CR4_OSFXSR = 1u << 9,
	CR4_OSXMMEXCPT = 1u << 10,
	CR4_LA57 = 1u << 12,
	CR4_CET = 1u << 23,
};

enum efer {
	EFER_LME = 1u << 8,
	EFER_NXE = 1u << 11,
};

/* SDM 4 2.1. */
enum msr {
	MSR_APIC_BASE = 0x1B,
	MSR_XAPIC_DISABLE_STATUS = 0xBD,
	MSR_ARCH_CAPABILITIES = 0x10A,
	MSR_MCG_CAP = 0x179,
	MSR_PAT = 0x277,
	MSR_MC0_STATUS = 0x401, /* four registers for each bank */
	MSR_MC0_ADDR = 0x402,
	MSR_X2APIC = 0x800, /* register number of the xAPIC page, divided by 16, is added */
	MSR_EFER = 0xC0000080,
	MSR_GS_BASE = 0xC0000101,
	MSR_AMD_DE_CFG = 0xC0011029,
};

/* SDM 3A 11.4.4, 11.12.1. */
enum apic_base {
	APIC_BASE_BSP = 1u << 8,
	APIC_BASE_EXTD = 1u << 10,
	APIC_BASE_EN = 1u << 11,
	APIC_BASE_FLAGS = 0xFFFu,
};

#define MCG_CAP_BANKS		 0xFFull
#define MC_STATUS_VALID		 (1ull << 63)
#define MC_STATUS_UNCORRECTED	 (1ull << 61)
#define MC_STATUS_ADDRESS	 (1ull << 58)

/* SDM 4 2.1, table 2-2. */
#define ARCH_CAP_XAPIC_DISABLE	 (1ull << 21) /* MSR_XAPIC_DISABLE_STATUS is there */
#define XAPIC_DISABLE_LOCKED	 (1ull << 0)
#define DE_CFG_LFENCE_SERIALISES (1ull << 1) /* AMD */

/* SDM 3A 12.12.2: a byte for each entry; 1 is the one that PWT alone chooses. */
#define PAT_ENTRY_1		 (0xFFull << 8)
#define PAT_ENTRY_1_WC		 (0x01ull << 8)

struct cpuid_leaf {
	uint32_t eax, ebx, ecx, edx;
};

enum cpuid_bits {
	CPUID1_ECX_MONITOR = 1u << 3,
	CPUID1_ECX_X2APIC = 1u << 21,
	CPUID1_ECX_HYPERVISOR = 1u << 31,
	CPUID1_EDX_MCE = 1u << 7,
	CPUID5_ECX_STATES = 1u << 0, /* EDX counts MWAIT's sub-states */
	CPUID6_EAX_ARAT = 1u << 2,   /* the APIC's timer never stops */
	CPUID7_EDX_ARCH_CAPABILITIES = 1u << 29,
	CPUID_80000001_EDX_NX = 1u << 20,
	CPUID_80000007_EDX_INVARIANT_TSC = 1u << 8,
};

static inline struct cpuid_leaf cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct cpuid_leaf r;

	__asm__ volatile("cpuid"
			 : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
			 : "a"(leaf), "c"(subleaf));
	return r;
}

/* CPUID 0 ECX: a third of the name, which no two of them share. */
enum vendor { VENDOR_INTEL = 0x6C65746E, VENDOR_AMD = 0x444D4163, VENDOR_HYGON = 0x656E6975 };

struct processor {
	uint32_t vendor;
	unsigned int family, model; /* as displayed: SDM 2A, CPUID 1 */
};

static inline struct processor processor_read(void)
{
	uint32_t signature = cpuid(1, 0).eax;
	struct processor p = {.vendor = cpuid(0, 0).ecx,
			      .family = signature >> 8 & 0xF,
			      .model = signature >> 4 & 0xF};

	if (p.family == 0x6 || p.family == 0xF)
		p.model |= signature >> 12 & 0xF0;
	if (p.family == 0xF)
		p.family += signature >> 20 & 0xFF;
	return p;
}

static inline uint64_t msr_read(uint32_t msr)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (uint64_t)high << 32 | low;
}

/* The memory clobber keeps stores before an ICR write in x2APIC mode; see apic_icr_write(). */
static inline void msr_write(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr"
			 :
			 : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
			 : "memory");
}

#define CR_ACCESS(name)                                                                            \
	static inline uint64_t name##_read(void)                                                   \
	{                                                                                          \
		uint64_t value;                                                                    \
		__asm__ volatile("mov %%" #name ", %0" : "=r"(value));                             \
		return value;                                                                      \
	}                                                                                          \
	static inline void name##_write(uint64_t value)                                            \
	{                                                                                          \
		__asm__ volatile("mov %0, %%" #name : : "r"(value) : "memory");                    \
	}
CR_ACCESS(cr0)
CR_ACCESS(cr2)
CR_ACCESS(cr3)
CR_ACCESS(cr4)
#undef CR_ACCESS

static inline uint64_t tsc_read(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

static inline uint8_t port_read8(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void port_write8(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint32_t port_read32(uint16_t port)
{
	uint32_t value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void port_write32(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

#endif
