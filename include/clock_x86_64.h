/* SPDX-License-Identifier: BSD-2-Clause */
/* What CPUID says of the time-stamp counter. */
#ifndef MUSTER_CLOCK_X86_64_H
#define MUSTER_CLOCK_X86_64_H

#include "types.h"

/* Registers of leaves, as they were read; 0 where the processor has no such leaf. */
struct clock_leaves {
	uint32_t vendor;	    /* CPUID 0 ECX */
	uint32_t signature;	    /* CPUID 1 EAX */
	uint32_t features;	    /* CPUID 1 ECX */
	uint32_t ratio_denominator; /* CPUID 15H EAX */
	uint32_t ratio_numerator;   /* CPUID 15H EBX */
	uint32_t crystal_hz;	    /* CPUID 15H ECX */
	uint32_t base_mhz;	    /* CPUID 16H EAX */
	uint32_t power;		    /* CPUID 80000007H EDX */
	uint32_t more_features;	    /* CPUID 80000021H EAX */
};

/* The counter's rate from its crystal (leaf 15H); 0: not told. */
uint64_t clock_leaves_hz(const struct clock_leaves *leaves);

/* The processor's base frequency (leaf 16H), rounded to what it is sold as; 0: not told. */
uint64_t clock_leaves_base_hz(const struct clock_leaves *leaves);

/* The rate does not follow the core's frequency or sleep. */
bool clock_leaves_invariant(const struct clock_leaves *leaves);

/* Does LFENCE hold later instructions back, so that a reading between two of them is in order? */
enum lfence_order {
	LFENCE_ALWAYS,	/* the processor sees to it */
	LFENCE_BY_MSR,	/* AMD, on bare metal: when it is told to, on each core */
	LFENCE_UNKNOWN, /* AMD, under a hypervisor that does not say */
};
enum lfence_order clock_leaves_lfence(const struct clock_leaves *leaves);

#endif
