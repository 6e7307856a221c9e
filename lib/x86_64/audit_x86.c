/* SPDX-License-Identifier: BSD-2-Clause */
/* What the audit has to know of x86-64's registers. */
#include "audit_x86.h"

static const char *const names[AUDIT_X86_REGISTERS] = {
	[AUDIT_APIC_BASE] = "IA32_APIC_BASE",
	[AUDIT_MTRR_CAP] = "IA32_MTRRCAP",
	[AUDIT_MTRR_DEF_TYPE] = "IA32_MTRR_DEF_TYPE",
	[AUDIT_MTRR_FIXED] = "IA32_MTRR_FIX64K_00000",
	"IA32_MTRR_FIX16K_80000",
	"IA32_MTRR_FIX16K_A0000",
	"IA32_MTRR_FIX4K_C0000",
	"IA32_MTRR_FIX4K_C8000",
	"IA32_MTRR_FIX4K_D0000",
	"IA32_MTRR_FIX4K_D8000",
	"IA32_MTRR_FIX4K_E0000",
	"IA32_MTRR_FIX4K_E8000",
	"IA32_MTRR_FIX4K_F0000",
	"IA32_MTRR_FIX4K_F8000",
#define PAIR(n) "IA32_MTRR_PHYSBASE" #n, "IA32_MTRR_PHYSMASK" #n
	PAIR(0),
	PAIR(1),
	PAIR(2),
	PAIR(3),
	PAIR(4),
	PAIR(5),
	PAIR(6),
	PAIR(7),
	PAIR(8),
	PAIR(9),
	PAIR(10),
	PAIR(11),
	PAIR(12),
	PAIR(13),
	PAIR(14),
	PAIR(15),
#undef PAIR
	[AUDIT_PAT] = "IA32_PAT",
	[AUDIT_SMRR_BASE] = "IA32_SMRR_PHYSBASE",
	[AUDIT_SMRR_MASK] = "IA32_SMRR_PHYSMASK",
	[AUDIT_MICROCODE] = "MICROCODE_REVISION",
	[AUDIT_FEATURE_CONTROL] = "IA32_FEATURE_CONTROL",
	[AUDIT_MISC_ENABLE] = "IA32_MISC_ENABLE",
	[AUDIT_TSC_ADJUST] = "IA32_TSC_ADJUST",
	[AUDIT_EFER] = "IA32_EFER",
	[AUDIT_CR0] = "CR0",
	[AUDIT_CR4] = "CR4",
	[AUDIT_MCG_CAP] = "IA32_MCG_CAP",
	[AUDIT_ARCH_CAPABILITIES] = "IA32_ARCH_CAPABILITIES",
	[AUDIT_SPEC_CTRL] = "IA32_SPEC_CTRL",
	[AUDIT_PLATFORM_INFO] = "MSR_PLATFORM_INFO",
	[AUDIT_SYSCFG] = "SYSCFG",
	[AUDIT_HWCR] = "HWCR",
	[AUDIT_TOP_MEM] = "TOP_MEM",
	[AUDIT_TOM2] = "TOM2",
	[AUDIT_SMM_ADDR] = "SMM_ADDR",
	[AUDIT_SMM_MASK] = "SMM_MASK",
	[AUDIT_CPUID_1_EAX] = "CPUID_1_EAX",
	[AUDIT_CPUID_1_ECX] = "CPUID_1_ECX",
	[AUDIT_CPUID_1_EDX] = "CPUID_1_EDX",
	[AUDIT_CPUID_7_EBX] = "CPUID_7_EBX",
	[AUDIT_CPUID_7_ECX] = "CPUID_7_ECX",
	[AUDIT_CPUID_7_EDX] = "CPUID_7_EDX",
	[AUDIT_CPUID_D_1_EAX] = "CPUID_D_1_EAX",
	[AUDIT_CPUID_1A_EAX] = "CPUID_1A_EAX",
	[AUDIT_CPUID_80000026_EBX] = "CPUID_80000026_EBX",
	[AUDIT_CPUID_80000001_ECX] = "CPUID_80000001_ECX",
	[AUDIT_CPUID_80000001_EDX] = "CPUID_80000001_EDX",
	[AUDIT_CPUID_80000008_EAX] = "CPUID_80000008_EAX",
	[AUDIT_CPUID_80000008_EBX] = "CPUID_80000008_EBX",
};
_Static_assert(AUDIT_VARIABLE_MTRRS == 16, "PAIR(15) is the last");

enum { KIND_SHIFT = 24, MASK_VALID = 1 << 11 };

_Static_assert(AUDIT_MTRR_VARIABLE % 2 == 0, "the odd one of a pair is the mask");
_Static_assert(AUDIT_X86_REGISTERS <= (int)AUDIT_REGISTERS_MAX, "struct audit_core has no room");

/* Both leaves keep the kind in the upper byte (SDM 2A, CPUID 1AH; APM 3, E.4.22), and no processor
   has both. */
static uint64_t kind_of(const struct audit_core *core)
{
	return audit_value(core, AUDIT_CPUID_1A_EAX) >> KIND_SHIFT |
	       audit_value(core, AUDIT_CPUID_80000026_EBX) >> KIND_SHIFT;
}

static uint64_t model_of(const struct audit_core *core)
{
	return kind_of(core) << 32 | audit_value(core, AUDIT_CPUID_1_EAX);
}

/* The register that says whether this one is in force: the mask of its pair, bit 11 in both
   (SDM 3A, 12.11.2.3 and 12.11.2.4). */
static bool is_in_force(const struct audit_core *core, unsigned int number)
{
	if (number >= AUDIT_MTRR_VARIABLE && number < AUDIT_MTRR_VARIABLE_END)
		return audit_value(core, number | 1) & MASK_VALID;
	if (number == AUDIT_SMRR_BASE || number == AUDIT_SMRR_MASK)
		return audit_value(core, AUDIT_SMRR_MASK) & MASK_VALID;
	return true;
}

const struct audit_terms audit_x86_64 = {
	.registers = AUDIT_X86_REGISTERS,
	.names = names,
	.kind = kind_of,
	.model = model_of,
	.in_force = is_in_force,
	.lint = audit_x86_lint,
};
