/* SPDX-License-Identifier: BSD-2-Clause */
/* What the audit knows of AArch64's registers, and what it says of them. */
#include "audit_aarch64.h"
#include "audit_order.h"

static const char *const names[AUDIT_AARCH64_REGISTERS] = {
	[AUDIT_MIDR] = "MIDR_EL1",
	[AUDIT_REVIDR] = "REVIDR_EL1",
	[AUDIT_CURRENT_EL] = "CURRENTEL",
	[AUDIT_SCTLR] = "SCTLR",
	[AUDIT_TCR] = "TCR",
	[AUDIT_MAIR] = "MAIR",
	[AUDIT_CTR] = "CTR_EL0",
	[AUDIT_DCZID] = "DCZID_EL0",
	[AUDIT_CLIDR] = "CLIDR_EL1",
	[AUDIT_CNTFRQ] = "CNTFRQ_EL0",
	[AUDIT_CNTVOFF] = "CNTVOFF_EL2",
	[AUDIT_CNTHCTL] = "CNTHCTL_EL2",
	[AUDIT_HCR] = "HCR_EL2",
	[AUDIT_ICC_SRE] = "ICC_SRE_EL1",
	[AUDIT_ID_PFR0] = "ID_AA64PFR0_EL1",
	[AUDIT_ID_PFR1] = "ID_AA64PFR1_EL1",
	[AUDIT_ID_DFR0] = "ID_AA64DFR0_EL1",
	[AUDIT_ID_DFR1] = "ID_AA64DFR1_EL1",
	[AUDIT_ID_ISAR0] = "ID_AA64ISAR0_EL1",
	[AUDIT_ID_ISAR1] = "ID_AA64ISAR1_EL1",
	[AUDIT_ID_ISAR2] = "ID_AA64ISAR2_EL1",
	[AUDIT_ID_MMFR0] = "ID_AA64MMFR0_EL1",
	[AUDIT_ID_MMFR1] = "ID_AA64MMFR1_EL1",
	[AUDIT_ID_MMFR2] = "ID_AA64MMFR2_EL1",
};
_Static_assert(AUDIT_AARCH64_REGISTERS <= (int)AUDIT_REGISTERS_MAX,
	       "struct audit_core has no room");

enum aarch64_rule {
	RULE_EL,
	RULE_FREQUENCY,
	RULE_OFFSET,
	RULE_GIC,
	RULE_PARTS,
	RULE_REVISION,
	RULE_FEATURES,
	RULE_CACHE_LINE,
	RULE_ZERO_BLOCK,
	RULE_HYPERVISOR,
	RULE_SAME_COUNT,
	/* What one core tells by itself. */
	RULE_FEATURES_KINDS = RULE_SAME_COUNT,
	RULE_NO_FREQUENCY,
	RULE_ODD_FREQUENCY,
	RULE_CACHE_OFF,
	RULE_ALIGNMENT,
	RULE_COUNT,
};

static const struct rule rules[RULE_COUNT] = {
	[RULE_EL] = {"cpu.el.differs", SEVERITY_ERROR, "", "Arm ARM, CurrentEL",
		     "an OS gives up its hypervisor on all cores, or does not start"},
	[RULE_FREQUENCY] = {"timer.cntfrq.differs", SEVERITY_ERROR, "", "Arm ARM, CNTFRQ_EL0",
			    "all cores count at one rate, so some take their time for another than "
			    "it is: their timers come too early or too late"},
	[RULE_OFFSET] = {"timer.cntvoff.differs", SEVERITY_ERROR, "", "Arm ARM, CNTVOFF_EL2",
			 "time differs between cores: it jumps when a thread moves"},
	[RULE_GIC] = {"gic.sre.differs", SEVERITY_WARNING, "", "GICv3, ICC_SRE_EL1",
		      "until an OS sets it, some cores take interrupts by registers and others by "
		      "memory"},
	[RULE_PARTS] = {"cpu.midr.differs", SEVERITY_NOTE, "", "Arm ARM, MIDR_EL1",
			"the machine has several kinds of cores: a thread's speed depends on where "
			"it runs"},
	[RULE_REVISION] = {"cpu.revision.differs", SEVERITY_NOTE, "",
			   "Arm ARM, MIDR_EL1, REVIDR_EL1",
			   "an OS has to work around the defects of each revision"},
	[RULE_FEATURES] = {"cpu.id.differ", SEVERITY_WARNING, "", "Arm ARM, ID_AA64*_EL1",
			   "cores of one part do not have the same features: firmware hides some, "
			   "and an OS calls it insane and takes what all have"},
	[RULE_FEATURES_KINDS] = {"cpu.id.kinds", SEVERITY_NOTE, "", "Arm ARM, ID_AA64*_EL1",
				 "an OS may offer to programs only what all kinds of cores have"},
	[RULE_CACHE_LINE] = {"cpu.ctr.differs", SEVERITY_WARNING, "", "Arm ARM, CTR_EL0",
			     "a program that cleans caches by the line of the core that it asked "
			     "leaves some out on others, unless the OS answers in its place"},
	[RULE_ZERO_BLOCK] = {"cpu.dczid.differs", SEVERITY_WARNING, "", "Arm ARM, DCZID_EL0",
			     "a program that zeroes memory by blocks zeroes too much or too little "
			     "when it is moved to another core"},
	[RULE_HYPERVISOR] = {"cpu.hcr.differs", SEVERITY_NOTE, "", "Arm ARM, HCR_EL2, CNTHCTL_EL2",
			     "until an OS sets them, some cores trap what others allow"},
	[RULE_NO_FREQUENCY] = {"timer.cntfrq.zero", SEVERITY_ERROR, "", "Arm ARM, CNTFRQ_EL0",
			       "an OS does not know how fast time goes, and has no clock"},
	[RULE_ODD_FREQUENCY] = {"timer.cntfrq.odd", SEVERITY_WARNING, "", "Arm ARM, CNTFRQ_EL0",
				"no counter runs at that rate: an OS's time is wrong by as much"},
	[RULE_CACHE_OFF] = {"cpu.sctlr.cache-off", SEVERITY_WARNING, "", "UEFI 2.10, 2.3.6",
			    "everything before the OS is a hundred times slower, and what it "
			    "writes may lie in no cache"},
	[RULE_ALIGNMENT] = {"cpu.sctlr.alignment", SEVERITY_NOTE, "", "UEFI 2.10, 2.3.6",
			    "an application that reads a word across its boundary dies here"},
};

const struct rule_set audit_aarch64_rule_set = {"audit_aarch64", rules, RULE_COUNT};

enum lint_bits {
	SCTLR_M = 1 << 0,
	SCTLR_A = 1 << 1,
	SCTLR_C = 1 << 2,
	SCTLR_I = 1 << 12,
	ICC_SRE = 1 << 0,
	FREQUENCY_LEAST = 1000000, /* "typically in the range 1MHz to 50MHz", 1 GHz from Armv8.6 */
	FREQUENCY_MOST = 2000000000,
};

#define ALL	  UINT64_MAX
#define MIDR_PART 0xFF00FFF0ull /* implementer and part; not variant, architecture, revision */
#define CTR_LINES 0x0FFF000Full /* IminLine, DminLine, ERG and CWG; not L1Ip, IDC, DIC */

static uint64_t part_of(const struct audit_core *core)
{
	return audit_value(core, AUDIT_MIDR) & MIDR_PART;
}

static uint64_t model_of(const struct audit_core *core)
{
	return audit_value(core, AUDIT_MIDR);
}

static const struct audit_same rows[] = {
	{AUDIT_CURRENT_EL, AUDIT_CURRENT_EL, RULE_EL, AUDIT_TOGETHER, ALL},
	{AUDIT_CNTFRQ, AUDIT_CNTFRQ, RULE_FREQUENCY, AUDIT_TOGETHER, ALL},
	{AUDIT_CNTVOFF, AUDIT_CNTVOFF, RULE_OFFSET, AUDIT_TOGETHER, ALL},
	{AUDIT_ICC_SRE, AUDIT_ICC_SRE, RULE_GIC, AUDIT_TOGETHER, ICC_SRE},
	{AUDIT_MIDR, AUDIT_MIDR, RULE_PARTS, AUDIT_TOGETHER, MIDR_PART},
	{AUDIT_MIDR, AUDIT_MIDR, RULE_REVISION, AUDIT_BY_KIND, ALL},
	{AUDIT_REVIDR, AUDIT_REVIDR, RULE_REVISION, AUDIT_BY_MODEL, ALL},
	{AUDIT_CTR, AUDIT_CTR, RULE_CACHE_LINE, AUDIT_TOGETHER, CTR_LINES},
	{AUDIT_DCZID, AUDIT_DCZID, RULE_ZERO_BLOCK, AUDIT_TOGETHER, ALL},
	{AUDIT_CNTHCTL, AUDIT_HCR, RULE_HYPERVISOR, AUDIT_TOGETHER, ALL},
	{AUDIT_ID_PFR0, AUDIT_ID_MMFR2, RULE_FEATURES, AUDIT_BY_KIND, ALL},
};

/* Between kinds, where each agrees in itself. */
static void lint_kinds(const struct audit *audit, struct findings *findings)
{
	struct audit_tally tally = {0};

	for (unsigned int i = AUDIT_ID_PFR0; i <= AUDIT_ID_MMFR2; i++)
		audit_compare(audit, &(struct audit_key){i, ALL, AUDIT_TOGETHER, false}, &tally);
	if (tally.registers)
		audit_say(audit, &tally, &rules[RULE_FEATURES_KINDS], findings);
}

static void lint_same(const struct audit *audit, struct findings *findings)
{
	bool alike = true;

	for (unsigned int rule = 0; rule < RULE_SAME_COUNT; rule++) {
		struct audit_tally tally = {0};

		audit_compare_rows(audit, rows, ARRAY_SIZE(rows), rule, &tally);
		if (!tally.registers)
			continue;
		audit_say(audit, &tally, &rules[rule], findings);
		alike = alike && rule != RULE_FEATURES;
	}
	if (alike)
		lint_kinds(audit, findings);
}

/* Those that are 0 are one finding, and what the boot core has is another. */
static void lint_frequency(const struct audit *audit, const struct audit_core *boot,
			   struct findings *findings)
{
	uint64_t own = audit_value(boot, AUDIT_CNTFRQ);
	struct audit_holders none = audit_find_holders(audit, AUDIT_CNTFRQ, ALL, false);

	if (none.count)
		rule_broken(findings, &rules[RULE_NO_FREQUENCY], 0,
			    "CNTFRQ_EL0 is 0 on %u of %u cores (id %s); the boot core has %llu",
			    none.count, none.asked, none.ids, (unsigned long long)own);
	if (own && (own < FREQUENCY_LEAST || own > FREQUENCY_MOST))
		rule_broken(findings, &rules[RULE_ODD_FREQUENCY], 0,
			    "CNTFRQ_EL0 is %llu; 1 MHz to 1 GHz is usual", (unsigned long long)own);
}

static void lint_control(const struct audit_core *boot, struct findings *findings)
{
	uint64_t sctlr = audit_value(boot, AUDIT_SCTLR), wanted = SCTLR_M | SCTLR_C | SCTLR_I;

	if (audit_state(boot, AUDIT_SCTLR) != AUDIT_READ)
		return;
	if ((sctlr & wanted) != wanted)
		rule_broken(findings, &rules[RULE_CACHE_OFF], 0,
			    "the boot core's SCTLR is 0x%llx: of M, C and I (0x%llx) 0x%llx is off",
			    (unsigned long long)sctlr, (unsigned long long)wanted,
			    (unsigned long long)(~sctlr & wanted));
	if (sctlr & SCTLR_A)
		rule_broken(findings, &rules[RULE_ALIGNMENT], 0,
			    "the boot core's SCTLR is 0x%llx: alignment is checked (bit 1)",
			    (unsigned long long)sctlr);
}

static void lint(const struct audit *audit, const struct audit_core *boot,
		 struct findings *findings)
{
	lint_same(audit, findings);
	lint_frequency(audit, boot, findings);
	lint_control(boot, findings);
}

#define BIT(number)   (1ull << (number))
#define FROM(number)  (~0ull << (number))
#define UP_TO(number) (BIT(number) * 2 - 1)
_Static_assert(AUDIT_AARCH64_REGISTERS < 64, "they are in the first word");

/* Nobody writes to them but a higher exception level, in the case of CNTFRQ. */
const struct audit_terms audit_aarch64 = {
	.registers = AUDIT_AARCH64_REGISTERS,
	.names = names,
	.constant = {BIT(AUDIT_MIDR) | BIT(AUDIT_REVIDR) | BIT(AUDIT_CTR) | BIT(AUDIT_DCZID) |
		     BIT(AUDIT_CLIDR) | BIT(AUDIT_CNTFRQ) |
		     (FROM(AUDIT_ID_PFR0) & UP_TO(AUDIT_ID_MMFR2))},
	.kind = part_of,
	.model = model_of,
	.lint = lint,
};
