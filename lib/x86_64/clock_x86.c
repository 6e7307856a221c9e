/* SPDX-License-Identifier: BSD-2-Clause */
#include "clock_x86_64.h"

enum {
	INVARIANT_TSC = 1 << 8,	    /* CPUID 80000007H EDX */
	LFENCE_SERIALISES = 1 << 2, /* CPUID 80000021H EAX */
	FAMILY_USUAL = 0x6,
	FAMILY_EXTENDED = 0xF,
	MHZ = 1000000,
};
#define FEATURE_HYPERVISOR (1u << 31) /* CPUID 1 ECX */

/* CPUID 0 ECX. */
enum vendor_ecx {
	ECX_INTEL = 0x6C65746E, /* "ntel" */
	ECX_AMD = 0x444D4163,	/* "cAMD" */
	ECX_HYGON = 0x656E6975, /* "uine" */
};

static unsigned int family_of(uint32_t signature)
{
	unsigned int family = signature >> 8 & 0xF;

	return family == FAMILY_EXTENDED ? family + (signature >> 20 & 0xFF) : family;
}

static unsigned int model_of(uint32_t signature)
{
	return (signature >> 4 & 0xF) | (signature >> 12 & 0xF0);
}

/* SDM 3B 20.7.3, the crystals that leaf 15H does not tell. The table has 25 MHz for 06_55H as well,
   but some of those processors have 24. */
static uint32_t known_crystal(const struct clock_leaves *leaves)
{
	if (leaves->vendor != ECX_INTEL || family_of(leaves->signature) != FAMILY_USUAL)
		return 0;
	switch (model_of(leaves->signature)) {
	case 0x4E:
	case 0x5E:
	case 0x8E:
	case 0x9E:
		return 24000000;
	case 0x5C:
		return 19200000;
	default:
		return 0;
	}
}

/* SDM 3B 20.7.3: crystal * EBX / EAX. */
uint64_t clock_leaves_hz(const struct clock_leaves *leaves)
{
	uint64_t crystal = leaves->crystal_hz;

	if (!leaves->ratio_denominator || !leaves->ratio_numerator)
		return 0;
	if (!crystal)
		crystal = known_crystal(leaves);
	return crystal * leaves->ratio_numerator / leaves->ratio_denominator;
}

uint64_t clock_leaves_base_hz(const struct clock_leaves *leaves)
{
	return (uint64_t)(leaves->base_mhz & UINT16_MAX) * MHZ;
}

bool clock_leaves_invariant(const struct clock_leaves *leaves)
{
	return leaves->power & INVARIANT_TSC;
}

/* AMD's LFENCE does so only when told; families 0Fh and 11h lack the register and need none
   ("Software Techniques for Managing Speculation on AMD Processors", G-2). */
enum lfence_order clock_leaves_lfence(const struct clock_leaves *leaves)
{
	unsigned int family = family_of(leaves->signature);
	bool may_not = (leaves->vendor == ECX_AMD && family >= 0x10 && family != 0x11) ||
		       leaves->vendor == ECX_HYGON;

	if (!may_not || leaves->more_features & LFENCE_SERIALISES)
		return LFENCE_ALWAYS;
	return leaves->features & FEATURE_HYPERVISOR ? LFENCE_UNKNOWN : LFENCE_BY_MSR;
}
