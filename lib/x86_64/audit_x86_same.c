/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers that have to hold the same on all cores, or on those of a kind or package. */
#include "audit_x86.h"

enum same_rule {
	RULE_APIC_BASE,
	RULE_MTRR,
	RULE_MTRR_VIRTUAL, /* in place of RULE_MTRR */
	RULE_PAT,
	RULE_SMRR,
	RULE_MICROCODE,
	RULE_FEATURE_CONTROL,
	RULE_MISC_ENABLE,
	RULE_TSC_PACKAGE,
	RULE_TSC,
	RULE_MODE,
	RULE_MCG_CAP,
	RULE_ARCH_CAPABILITIES,
	RULE_SPEC_CTRL,
	RULE_PLATFORM_INFO,
	RULE_MEMORY,
	RULE_HWCR,
	RULE_SMM,
	RULE_SIGNATURE,
	RULE_FEATURES,
	RULE_COUNT,
};

static const struct rule rules[RULE_COUNT] = {
	[RULE_APIC_BASE] = {"cpu.apic-base.differs", SEVERITY_ERROR, "", "SDM 3A, 11.4.4",
			    "an OS reaches the local APIC of some cores only: the others get no "
			    "interrupt, or lose the memory that lies there"},
	[RULE_MTRR] = {"cpu.mtrr.differs", SEVERITY_ERROR, "", "SDM 3A, 12.11.8",
		       "the same address is cached on one core and not on the other, or by other "
		       "rules: data is lost between them, and memory is slow on some"},
	[RULE_MTRR_VIRTUAL] = {"cpu.mtrr.virtual", SEVERITY_NOTE, "", "SDM 3A, 12.11.8",
			       "nothing, as long as the host sees to the caches: QEMU clears them "
			       "at each INIT, which real processors do not"},
	[RULE_PAT] = {"cpu.pat.differs", SEVERITY_WARNING, "", "SDM 3A, 12.12.4",
		      "until an OS sets it, the same page is cached by other rules on other "
		      "cores"},
	[RULE_SMRR] = {"cpu.smrr.differs", SEVERITY_ERROR, "", "SDM 3A, 12.11.2.4",
		       "from one core an OS, or who has broken into it, can reach the "
		       "management mode's memory that the others hide"},
	[RULE_MICROCODE] = {"cpu.microcode.differs", SEVERITY_ERROR, "", "SDM 3A, 10.11.6",
			    "cores that missed the update keep the defects that it mends, and an "
			    "OS takes the boot core's word for all"},
	[RULE_FEATURE_CONTROL] =
		{"cpu.feature-control.differs", SEVERITY_ERROR, "", "SDM 4, 2.1, MSR 3AH",
		 "virtual machines start on some cores only, so a hypervisor gives "
		 "them up on all"},
	[RULE_MISC_ENABLE] = {"cpu.misc-enable.differs", SEVERITY_WARNING, "",
			      "SDM 4, 2.1, MSR 1A0H",
			      "prefetch, turbo, thermal monitor or speed steps are on for some "
			      "cores only: they run at other speeds, or heat up unwatched"},
	[RULE_TSC_PACKAGE] = {"tsc.adjust.differs", SEVERITY_ERROR, "", "SDM 3B, 18.17.3",
			      "time differs between cores of one package: it jumps when a thread "
			      "moves, and an OS takes a slower clock"},
	[RULE_TSC] = {"tsc.adjust.package", SEVERITY_WARNING, "", "SDM 3B, 18.17.3",
		      "time may differ between packages; an OS may take a slower clock"},
	[RULE_MODE] = {"cpu.mode.differs", SEVERITY_NOTE, "", "SDM 3A, 2.5",
		       "firmware code that runs on several cores finds other protections there"},
	[RULE_MCG_CAP] = {"cpu.mcg-cap.differs", SEVERITY_WARNING, "", "SDM 3B, 16.3.1.1",
			  "an OS that counts the boot core's banks misses errors that others "
			  "have stored"},
	[RULE_ARCH_CAPABILITIES] = {"cpu.arch-capabilities.differs", SEVERITY_ERROR, "",
				    "SDM 4, 2.1, MSR 10AH",
				    "an OS asks the boot core which attacks it must fend off, and "
				    "leaves the others open"},
	[RULE_SPEC_CTRL] = {"cpu.spec-ctrl.differs", SEVERITY_NOTE, "", "SDM 4, 2.1, MSR 48H",
			    "until an OS sets it, some cores are slower, or less guarded"},
	[RULE_PLATFORM_INFO] = {"cpu.platform-info.differs", SEVERITY_WARNING, "",
				"SDM 4, 2.1, MSR CEH",
				"an OS computes speeds from the boot core's ratios"},
	[RULE_MEMORY] = {"cpu.top-of-memory.differs", SEVERITY_ERROR, "", "APM 2, 7.9",
			 "some cores send accesses to memory that others send to a device"},
	[RULE_HWCR] = {"cpu.hwcr.differs", SEVERITY_WARNING, "", "APM 2, 3.2.10",
		       "turbo, or the lock of the management mode, holds for some cores only"},
	[RULE_SMM] = {"cpu.smm.differs", SEVERITY_ERROR, "", "APM 2, 10.2.5",
		      "from one core an OS, or who has broken into it, can reach the "
		      "management mode's memory that the others hide"},
	[RULE_SIGNATURE] = {"cpu.signature.differs", SEVERITY_WARNING, "", "SDM 2A, CPUID 1",
			    "an OS works around the boot core's defects only"},
	[RULE_FEATURES] = {"cpu.features.differ", SEVERITY_ERROR, "", "SDM 2A, CPUID",
			   "a program that uses what the boot core has dies when it is moved to "
			   "another core"},
};

const struct rule_set audit_same_rule_set = {"audit_same", rules, RULE_COUNT};

enum same_bits {
	ECX_OSXSAVE = 1u << 27, /* copies of bits of CR4 */
	ECX_OSPKE = 1u << 4,
	EDX_APIC = 1u << 9, /* a copy of one in IA32_APIC_BASE */
	SAME_EFER = 1u << 11,
	SAME_CR0 = 1u << 16 | 1u << 29 | 1u << 30,
	/* MCE, LA57, VMXE, SMEP, SMAP, CET */
	SAME_CR4 = 1u << 6 | 1u << 12 | 1u << 13 | 1u << 20 | 1u << 21 | 1u << 23,
	LEAF_REGISTER = 0xFFFFFFFF,
};

#define ECX_HYPERVISOR	(1ull << 31)
#define ALL		UINT64_MAX
#define ADDRESS_OF_APIC 0xFFFFFFFFFFFFF000ull

static const struct audit_same rows[] = {
	{AUDIT_APIC_BASE, AUDIT_APIC_BASE, RULE_APIC_BASE, AUDIT_TOGETHER, ADDRESS_OF_APIC},
	{AUDIT_MTRR_CAP, AUDIT_MTRR_CAP, RULE_MTRR, AUDIT_BY_KIND, ALL},
	{AUDIT_MTRR_DEF_TYPE, AUDIT_MTRR_VARIABLE_END - 1, RULE_MTRR, AUDIT_TOGETHER, ALL},
	{AUDIT_PAT, AUDIT_PAT, RULE_PAT, AUDIT_TOGETHER, ALL},
	{AUDIT_SMRR_BASE, AUDIT_SMRR_MASK, RULE_SMRR, AUDIT_TOGETHER, ALL},
	{AUDIT_MICROCODE, AUDIT_MICROCODE, RULE_MICROCODE, AUDIT_BY_MODEL, ALL},
	{AUDIT_FEATURE_CONTROL, AUDIT_FEATURE_CONTROL, RULE_FEATURE_CONTROL, AUDIT_BY_KIND, ALL},
	{AUDIT_MISC_ENABLE, AUDIT_MISC_ENABLE, RULE_MISC_ENABLE, AUDIT_BY_KIND, ALL},
	{AUDIT_TSC_ADJUST, AUDIT_TSC_ADJUST, RULE_TSC_PACKAGE, AUDIT_BY_PACKAGE, ALL},
	{AUDIT_EFER, AUDIT_EFER, RULE_MODE, AUDIT_TOGETHER, SAME_EFER},
	{AUDIT_CR0, AUDIT_CR0, RULE_MODE, AUDIT_TOGETHER, SAME_CR0},
	{AUDIT_CR4, AUDIT_CR4, RULE_MODE, AUDIT_TOGETHER, SAME_CR4},
	{AUDIT_MCG_CAP, AUDIT_MCG_CAP, RULE_MCG_CAP, AUDIT_BY_KIND, ALL},
	{AUDIT_ARCH_CAPABILITIES, AUDIT_ARCH_CAPABILITIES, RULE_ARCH_CAPABILITIES, AUDIT_BY_KIND,
	 ALL},
	{AUDIT_SPEC_CTRL, AUDIT_SPEC_CTRL, RULE_SPEC_CTRL, AUDIT_BY_KIND, ALL},
	{AUDIT_PLATFORM_INFO, AUDIT_PLATFORM_INFO, RULE_PLATFORM_INFO, AUDIT_BY_KIND, ALL},
	{AUDIT_SYSCFG, AUDIT_SYSCFG, RULE_MEMORY, AUDIT_TOGETHER, ALL},
	{AUDIT_HWCR, AUDIT_HWCR, RULE_HWCR, AUDIT_BY_KIND, ALL},
	{AUDIT_TOP_MEM, AUDIT_TOM2, RULE_MEMORY, AUDIT_TOGETHER, ALL},
	{AUDIT_SMM_ADDR, AUDIT_SMM_MASK, RULE_SMM, AUDIT_TOGETHER, ALL},
	{AUDIT_CPUID_1_EAX, AUDIT_CPUID_1_EAX, RULE_SIGNATURE, AUDIT_BY_KIND, ALL},
	{AUDIT_CPUID_1_ECX, AUDIT_CPUID_1_ECX, RULE_FEATURES, AUDIT_BY_KIND,
	 LEAF_REGISTER & ~(uint64_t)ECX_OSXSAVE},
	{AUDIT_CPUID_1_EDX, AUDIT_CPUID_1_EDX, RULE_FEATURES, AUDIT_BY_KIND,
	 LEAF_REGISTER & ~(uint64_t)EDX_APIC},
	{AUDIT_CPUID_7_EBX, AUDIT_CPUID_7_EBX, RULE_FEATURES, AUDIT_BY_KIND, ALL},
	{AUDIT_CPUID_7_ECX, AUDIT_CPUID_7_ECX, RULE_FEATURES, AUDIT_BY_KIND,
	 LEAF_REGISTER & ~(uint64_t)ECX_OSPKE},
	{AUDIT_CPUID_7_EDX, AUDIT_CPUID_D_1_EAX, RULE_FEATURES, AUDIT_BY_KIND, ALL},
	{AUDIT_CPUID_80000001_ECX, AUDIT_CPUID_80000001_ECX, RULE_FEATURES, AUDIT_BY_KIND, ALL},
	{AUDIT_CPUID_80000001_EDX, AUDIT_CPUID_80000001_EDX, RULE_FEATURES, AUDIT_BY_KIND,
	 LEAF_REGISTER & ~(uint64_t)EDX_APIC},
	{AUDIT_CPUID_80000008_EAX, AUDIT_CPUID_80000008_EBX, RULE_FEATURES, AUDIT_BY_KIND, ALL},
};

/* Between packages, where each agrees in itself. */
static void compare_packages(const struct audit *audit, struct findings *findings)
{
	struct audit_tally tally = {0};

	audit_compare(audit, &(struct audit_key){AUDIT_TSC_ADJUST, ALL, AUDIT_TOGETHER, false},
		      &tally);
	if (tally.registers)
		audit_say(audit, &tally, &rules[RULE_TSC], findings);
}

/* A virtual machine's types have no effect on what is cached. */
static const struct rule *rule_said(const struct audit *audit, unsigned int rule)
{
	bool is_virtual = audit_value(audit->cores[0], AUDIT_CPUID_1_ECX) & ECX_HYPERVISOR;

	return &rules[rule == RULE_MTRR && is_virtual ? RULE_MTRR_VIRTUAL : rule];
}

void audit_lint_same(const struct audit *audit, struct findings *findings)
{
	bool packages = true;

	for (unsigned int rule = 0; rule < RULE_COUNT; rule++) {
		struct audit_tally tally = {0};

		audit_compare_rows(audit, rows, ARRAY_SIZE(rows), rule, &tally);
		if (!tally.registers)
			continue;
		audit_say(audit, &tally, rule_said(audit, rule), findings);
		packages = packages && rule != RULE_TSC_PACKAGE;
	}
	if (packages)
		compare_packages(audit, findings);
}
