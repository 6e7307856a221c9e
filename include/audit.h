/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audit: what the firmware left in each core's registers, held against the other cores' and
 * against the manuals. It is read on each core before anything of ours writes there, by
 * arch_audit_read(); comparing and judging is pure. "SDM" is Intel's Software Developer's Manual,
 * "APM" AMD's Architecture Programmer's Manual.
 */
#ifndef MUSTER_AUDIT_H
#define MUSTER_AUDIT_H

#include "finding.h"
#include "lint.h"
#include "types.h"

enum { AUDIT_FIXED_MTRRS = 11, AUDIT_VARIABLE_MTRRS = 16 };

/* A register, or one register of a CPUID leaf; audit_register_name() says which. */
enum audit_register {
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
	AUDIT_REGISTERS,
};

enum { AUDIT_WORDS = (AUDIT_REGISTERS + 63) / 64 };

/* What one core holds. A register is in one of three states: not there (vendor or CPUID do not
   promise it; it was not tried), read, or faulted (it was tried, and raised #GP). */
struct audit_core {
	hw_id id;
	uint64_t package; /* same number, same package */
	uint64_t read[AUDIT_WORDS], faulted[AUDIT_WORDS];
	uint64_t values[AUDIT_REGISTERS]; /* where read; else 0 */
};

enum audit_state { AUDIT_ABSENT, AUDIT_FAULTED, AUDIT_READ };

/* For who reads: one register's outcome. */
void audit_put(struct audit_core *core, unsigned int number, uint64_t value);
void audit_put_fault(struct audit_core *core, unsigned int number);

enum audit_state audit_state(const struct audit_core *core, unsigned int number);

/* "IA32_PAT", "IA32_MTRR_PHYSBASE0", "CPUID_7_EBX"; NULL past the last. */
const char *audit_register_name(unsigned int number);

/* All cores that were read. Filled by audit_open() and audit_add(); the cores stay the caller's. */
struct audit {
	const struct audit_core *cores[CPUS_MAX];
	size_t count;
	size_t lost; /* did not fit */
	hw_id boot_id;
	/* From the MADT; 0 = not known. */
	uint64_t lapic_address;
	/* Ids of the cores that should have been read, and why some may not have been. */
	const hw_id *wanted;
	size_t wanted_count;
	const char *unread_reason; /* "the firmware has no MP Services" */
};

void audit_open(struct audit *ret_audit, hw_id boot_id);
void audit_add(struct audit *audit, const struct audit_core *core);

/* Sorts the cores by id, and drops one that was read again: once, behind the last audit_add(),
   before all that follows. */
void audit_close(struct audit *audit);

enum { AUDIT_GROUPS_MAX = 8, AUDIT_IDS_SIZE = 64 };

/* Cores that hold the same. */
struct audit_group {
	enum audit_state state;
	uint64_t value; /* 0 unless it was read */
	unsigned int cores;
	char ids[AUDIT_IDS_SIZE]; /* their ids as ranges, "0-3,8"; "..." at the end: cut */
};

/* The largest groups first; among equals absent, faulted, then the lowest value. */
struct audit_groups {
	unsigned int cores; /* of all groups */
	unsigned int count; /* of all groups: items holds AUDIT_GROUPS_MAX at most */
	struct audit_group items[AUDIT_GROUPS_MAX];
};

/* Groups all cores by what they hold. False: no core has the register, and nothing is filled. Not
   reentrant, as audit_lint() is not: they share one list. O(n log n). */
bool audit_group(const struct audit *audit, unsigned int number, struct audit_groups *ret_groups);

/* Judges all that was read. */
void audit_lint(const struct audit *audit, struct findings *findings);

extern const struct rule_set audit_rule_set, audit_same_rule_set, audit_mtrr_rule_set;

#endif
