/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers that the audit reads on x86-64; audit.h has the rest. "SDM" is Intel's Software
   Developer's Manual, "APM" AMD's Architecture Programmer's Manual. */
#ifndef MUSTER_AUDIT_X86_64_H
#define MUSTER_AUDIT_X86_64_H

#include "audit.h"

enum { AUDIT_FIXED_MTRRS = 11, AUDIT_VARIABLE_MTRRS = 16 };

/* A register, or one register of a CPUID leaf. */
enum audit_x86_register {
	AUDIT_APIC_BASE,
	AUDIT_MTRR_CAP,
	AUDIT_MTRR_DEF_TYPE,
	AUDIT_MTRR_FIXED, /* the first of AUDIT_FIXED_MTRRS */
	AUDIT_MTRR_FIXED_END = AUDIT_MTRR_FIXED + AUDIT_FIXED_MTRRS,
	AUDIT_MTRR_VARIABLE = AUDIT_MTRR_FIXED_END, /* base, mask, base, mask, ... */
	AUDIT_MTRR_VARIABLE_END = AUDIT_MTRR_VARIABLE + 2 * AUDIT_VARIABLE_MTRRS,
	AUDIT_PAT = AUDIT_MTRR_VARIABLE_END,
	AUDIT_SMRR_BASE,
	AUDIT_SMRR_MASK,
	AUDIT_MICROCODE, /* the revision alone */
	AUDIT_FEATURE_CONTROL,
	AUDIT_MISC_ENABLE,
	AUDIT_TSC_ADJUST,
	AUDIT_EFER,
	AUDIT_CR0,
	AUDIT_CR4,
	AUDIT_MCG_CAP,
	AUDIT_ARCH_CAPABILITIES,
	AUDIT_SPEC_CTRL,
	AUDIT_PLATFORM_INFO,
	AUDIT_SYSCFG,
	AUDIT_HWCR,
	AUDIT_TOP_MEM,
	AUDIT_TOM2,
	AUDIT_SMM_ADDR,
	AUDIT_SMM_MASK,
	AUDIT_CPUID_1_EAX,
	AUDIT_CPUID_1_ECX,
	AUDIT_CPUID_1_EDX,
	AUDIT_CPUID_7_EBX,
	AUDIT_CPUID_7_ECX,
	AUDIT_CPUID_7_EDX,
	AUDIT_CPUID_D_1_EAX,
	AUDIT_CPUID_1A_EAX,	  /* kind of core, Intel's hybrids */
	AUDIT_CPUID_80000026_EBX, /* kind of core, AMD's */
	AUDIT_CPUID_80000001_ECX,
	AUDIT_CPUID_80000001_EDX,
	AUDIT_CPUID_80000008_EAX,
	AUDIT_CPUID_80000008_EBX,
	AUDIT_X86_REGISTERS,
};

extern const struct audit_terms audit_x86_64;

extern const struct rule_set audit_x86_rule_set, audit_same_rule_set, audit_mtrr_rule_set;

#endif
