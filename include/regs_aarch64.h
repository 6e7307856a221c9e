/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers and instructions of AArch64. "Arm ARM" is DDI 0487. */
#ifndef MUSTER_REGS_AARCH64_H
#define MUSTER_REGS_AARCH64_H

#include "types.h"

/* name as the assembler knows it: CNTVCT_EL0, S3_0_C12_C12_0. The clobber keeps program order. */
#define sysreg_read(name)                                                                          \
	({                                                                                         \
		uint64_t value_;                                                                   \
		__asm__ volatile("mrs %0, " #name : "=r"(value_) : : "memory");                    \
		value_;                                                                            \
	})
#define sysreg_write(name, value)                                                                  \
	__asm__ volatile("msr " #name ", %x0" : : "rZ"((uint64_t)(value)) : "memory")

/* Arm ARM B2.3.12: ISB waits for what came before and fetches anew; DSB for the completion of
   accesses and maintenance, DMB for their order; kind: sy, ish, ishst, ... */
#define isb()	  __asm__ volatile("isb" : : : "memory")
#define dsb(kind) __asm__ volatile("dsb " #kind : : : "memory")
#define dmb(kind) __asm__ volatile("dmb " #kind : : : "memory")

/* C5.2.3: exceptions that are masked: SErrors, IRQs, FIQs; D is debug exceptions. */
enum { DAIF_F = 1, DAIF_I = 2, DAIF_A = 4, DAIF_ALL = 15 };
#define daif_set(bits)	 __asm__ volatile("msr daifset, %0" : : "i"(bits) : "memory")
#define daif_clear(bits) __asm__ volatile("msr daifclr, %0" : : "i"(bits) : "memory")

/* D19.2: fields of the registers that are read. */
enum { EL_SHIFT = 2, EL1 = 1, EL2 = 2, CTR_DMINLINE_SHIFT = 16 };
#define MPIDR_ID   0xFF00FFFFFFull /* Aff3 and Aff2 to Aff0 */
#define MPIDR_MT   (1ull << 24)
#define HCR_E2H	   (1ull << 34)

#define CPACR_FPEN (3ull << 20) /* D19.2.29: nothing of SIMD and floating point traps */

/* Other translation tables for the core that runs on them, in the same format. */
static inline void ttbr0_load(uint64_t root)
{
	sysreg_write(TTBR0_EL1, root);
	isb();
	__asm__ volatile("tlbi vmalle1; dsb nsh; isb" : : : "memory");
}

/* A field of an identification register: 4 bits. */
static inline unsigned int id_field(uint64_t value, unsigned int shift)
{
	return value >> shift & 0xF;
}

#endif
