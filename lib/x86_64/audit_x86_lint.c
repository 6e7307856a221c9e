/* SPDX-License-Identifier: BSD-2-Clause */
/* What single registers tell. */
#include "audit_x86.h"

enum lint_rule {
	RULE_FAULT,
	RULE_BSP_NONE,
	RULE_BSP_SEVERAL,
	RULE_BSP_OTHER,
	RULE_X2APIC_MIXED,
	RULE_LAPIC_ADDRESS,
	RULE_CACHE_OFF,
	RULE_UNLOCKED,
	RULE_SMRR_OFF,
	RULE_SMM_UNLOCKED,
	RULE_FIXED_DRAM,
	RULE_TSC_SET,
	RULE_COUNT,
};

static const struct rule rules[RULE_COUNT] = {
	[RULE_FAULT] = {"audit.fault", SEVERITY_NOTE, "", "SDM 4, 2.1",
			"a program that trusts CPUID, or knows the model, dies here"},
	[RULE_BSP_NONE] = {"cpu.bsp.none", SEVERITY_ERROR, "", "SDM 3A, 9.4.1",
			   "an OS takes this for a start by another OS, and gives up a core"},
	[RULE_BSP_SEVERAL] = {"cpu.bsp.several", SEVERITY_ERROR, "", "SDM 3A, 9.4.1",
			      "these cores do not wait for a start-up interrupt after INIT, but "
			      "run the firmware again"},
	[RULE_BSP_OTHER] = {"cpu.bsp.other", SEVERITY_ERROR, "", "SDM 3A, 9.4.1",
			    "an INIT to the core that has the mark resets the machine instead of "
			    "starting that core"},
	[RULE_X2APIC_MIXED] = {"x2apic.mixed", SEVERITY_ERROR, "", "SDM 3A, 11.12.7",
			       "interrupts between cores of the two modes go by other ids, or get "
			       "lost"},
	[RULE_LAPIC_ADDRESS] = {"madt.lapic-address", SEVERITY_WARNING, "APIC", "5.2.12",
				"an OS that takes the table's address writes its interrupts to a "
				"place that is no APIC"},
	[RULE_CACHE_OFF] = {"cpu.cache.off", SEVERITY_WARNING, "", "SDM 3A, 12.5.3",
			    "INIT does not change it: an OS that trusts the reset state runs these "
			    "cores without caches"},
	[RULE_UNLOCKED] = {"cpu.feature-control.unlocked", SEVERITY_WARNING, "",
			   "SDM 4, 2.1, MSR 3AH",
			   "whoever comes first decides whether virtual machines can run, until "
			   "the next reset"},
	[RULE_SMRR_OFF] = {"cpu.smrr.off", SEVERITY_WARNING, "", "SDM 3A, 12.11.2.4",
			   "an OS, or who has broken into it, can put code into the management "
			   "mode by way of the cache"},
	[RULE_SMM_UNLOCKED] = {"cpu.smm.unlocked", SEVERITY_WARNING, "", "APM 2, 10.2.5",
			       "an OS, or who has broken into it, can open the management mode's "
			       "memory"},
	[RULE_FIXED_DRAM] = {"cpu.syscfg.fixed-dram", SEVERITY_WARNING, "", "APM 2, 7.9.1",
			     "the fixed MTRRs show other bits than an OS expects; it must clear "
			     "this on every core before it compares or copies them"},
	[RULE_TSC_SET] = {"tsc.adjust.set", SEVERITY_WARNING, "", "SDM 3B, 18.17.3",
			  "the firmware has turned the clock; an OS turns it back, and calls it a "
			  "bug"},
};

const struct rule_set audit_x86_rule_set = {"audit_x86", rules, RULE_COUNT};

enum lint_bits {
	BASE_BSP = 1 << 8,
	BASE_X2APIC = 1 << 10,
	BASE_FLAGS = 0xFFF,
	CR0_CACHE_OFF = 1 << 30,
	FEATURE_CONTROL_LOCK = 1 << 0,
	SMRR_VALID = 1 << 11,
	HWCR_SMM_LOCK = 1 << 0,
	SYSCFG_FIXED_DRAM = 1 << 19,
};
#define ECX_HYPERVISOR (1ull << 31)

/* ---- the APIC's base ---- */

/* Without all cores "none" and "several" still hold, but another may have the mark. */
static void lint_bsp(const struct audit *audit, struct findings *findings)
{
	struct audit_holders bsp = audit_find_holders(audit, AUDIT_APIC_BASE, BASE_BSP, true);
	unsigned long long own = audit->boot_id.value;

	if (!bsp.asked)
		return;
	if (bsp.count > 1)
		rule_broken(findings, &rules[RULE_BSP_SEVERAL], 0,
			    "IA32_APIC_BASE marks %u boot cores (id %s); this one is 0x%llx",
			    bsp.count, bsp.ids, own);
	else if (bsp.count == 0)
		rule_broken(findings, &rules[RULE_BSP_NONE], 0,
			    "IA32_APIC_BASE marks none of %u cores as the boot core; it is 0x%llx",
			    bsp.asked, own);
	else if (!hw_id_equal(bsp.first, audit->boot_id))
		rule_broken(findings, &rules[RULE_BSP_OTHER], 0,
			    "IA32_APIC_BASE marks 0x%llx as the boot core; it is 0x%llx",
			    (unsigned long long)bsp.first.value, own);
}

/* In x2APIC mode nobody uses the address. */
static void lint_address(const struct audit *audit, const struct audit_core *boot,
			 struct findings *findings)
{
	uint64_t base = audit_value(boot, AUDIT_APIC_BASE);

	if (!audit->controller_address || base & BASE_X2APIC ||
	    (base & ~(uint64_t)BASE_FLAGS) == audit->controller_address)
		return;
	rule_broken(findings, &rules[RULE_LAPIC_ADDRESS], 36,
		    "the MADT has the local APIC at 0x%llx, the boot core at 0x%llx",
		    (unsigned long long)audit->controller_address,
		    (unsigned long long)(base & ~(uint64_t)BASE_FLAGS));
}

static void lint_x2apic(const struct audit *audit, struct findings *findings)
{
	struct audit_holders on = audit_find_holders(audit, AUDIT_APIC_BASE, BASE_X2APIC, true);

	if (on.count && on.count < on.asked)
		rule_broken(findings, &rules[RULE_X2APIC_MIXED], 0,
			    "the x2APIC is on in %u of %u cores (id %s)", on.count, on.asked,
			    on.ids);
}

static void lint_tsc(const struct audit *audit, const struct audit_core *boot,
		     struct findings *findings)
{
	struct audit_holders set = audit_find_holders(audit, AUDIT_TSC_ADJUST, UINT64_MAX, true);

	if (set.count)
		rule_broken(findings, &rules[RULE_TSC_SET], 0,
			    "IA32_TSC_ADJUST is not 0 on %u of %u cores (id %s); the boot core "
			    "has %lld",
			    set.count, set.asked, set.ids,
			    (long long)audit_value(boot, AUDIT_TSC_ADJUST));
}

/* ---- the rest ---- */

/* Those that fault on some cores only are told as a difference. */
static void lint_faults(const struct audit *audit, struct findings *findings)
{
	unsigned int faulted = 0, first = 0;

	for (unsigned int i = 0; i < AUDIT_X86_REGISTERS; i++) {
		size_t cores = 0;

		while (cores < audit->count && audit_state(audit->cores[cores], i) == AUDIT_FAULTED)
			cores++;
		if (cores == audit->count && faulted++ == 0)
			first = i;
	}
	if (faulted)
		rule_broken(findings, &rules[RULE_FAULT], 0,
			    "%u registers of this model fault when they are read, the first is %s",
			    faulted, audit_name(audit, first));
}

/* A virtual machine has no management mode to hide. */
static void lint_hardware(const struct audit *audit, struct findings *findings)
{
	audit_lint_bits(audit, AUDIT_SMRR_MASK, SMRR_VALID, false, &rules[RULE_SMRR_OFF], findings);
	audit_lint_bits(audit, AUDIT_HWCR, HWCR_SMM_LOCK, false, &rules[RULE_SMM_UNLOCKED],
			findings);
}

void audit_x86_lint(const struct audit *audit, const struct audit_core *boot,
		    struct findings *findings)
{
	lint_faults(audit, findings);
	lint_bsp(audit, findings);
	lint_x2apic(audit, findings);
	lint_address(audit, boot, findings);
	audit_lint_same(audit, findings);
	audit_lint_mtrrs(boot, findings);
	audit_lint_bits(audit, AUDIT_CR0, CR0_CACHE_OFF, true, &rules[RULE_CACHE_OFF], findings);
	audit_lint_bits(audit, AUDIT_FEATURE_CONTROL, FEATURE_CONTROL_LOCK, false,
			&rules[RULE_UNLOCKED], findings);
	audit_lint_bits(audit, AUDIT_SYSCFG, SYSCFG_FIXED_DRAM, true, &rules[RULE_FIXED_DRAM],
			findings);
	lint_tsc(audit, boot, findings);
	if (!(audit_value(boot, AUDIT_CPUID_1_ECX) & ECX_HYPERVISOR))
		lint_hardware(audit, findings);
}
