/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with a FADT by itself; lint_fadt_madt.c holds it against the MADT. */
#include "lint_fadt.h"
#include "lint_fields.h"
#include "table.h"

enum {
	RULE_SIZE,
	RULE_DSDT,
	RULE_TEMPLATE,
	RULE_DSDT_DIFFERS,
	RULE_FACS_DIFFERS,
	RULE_PAIR,
	RULE_BLOCK,
	RULE_BLOCK_LENGTH,
	RULE_SCI,
	RULE_RESET_NONE,
	RULE_RESET_VALUE,
	RULE_RESERVED,
	RULE_PROFILE,
	RULE_MODES,
	RULE_HVC,
	RULE_REDUCED,
};

static const char no_power[] = "an OS cannot turn on ACPI mode, nor sleep and power buttons";

static const struct rule rules[] = {
	[RULE_SIZE] = {"fadt.size", SEVERITY_WARNING, "FACP", "5.2.9",
		       "an OS takes the missing fields for 0, or for those of an older revision"},
	[RULE_DSDT] = {"fadt.dsdt", SEVERITY_ERROR, "FACP", "5.2.9",
		       "an OS finds no namespace: no devices, no interrupt routing, no idle "
		       "states"},
	[RULE_TEMPLATE] = {"fadt.template", SEVERITY_WARNING, "FACP", "5.2.9",
			   "firmware that hands the table out as it is leaves an OS without a "
			   "namespace"},
	[RULE_DSDT_DIFFERS] = {"fadt.dsdt_differs", SEVERITY_WARNING, "FACP", "5.2.9",
			       "an OS of 32 bits and one of 64 bits run different code"},
	[RULE_FACS_DIFFERS] = {"fadt.facs_differs", SEVERITY_WARNING, "FACP", "5.2.9",
			       "the firmware may look for the waking vector in the one that the OS "
			       "did not write: no return from sleep"},
	[RULE_PAIR] = {"fadt.pair", SEVERITY_WARNING, "FACP", "5.2.9",
		       "an OS that takes the new field and one that takes the old use different "
		       "registers"},
	[RULE_BLOCK] = {"fadt.block", SEVERITY_WARNING, "FACP", "5.2.9", no_power},
	[RULE_BLOCK_LENGTH] = {"fadt.block_length", SEVERITY_WARNING, "FACP", "5.2.9", no_power},
	[RULE_SCI] = {"fadt.sci", SEVERITY_WARNING, "FACP", "5.2.9",
		      "an OS hears of no ACPI event"},
	[RULE_RESET_NONE] = {"fadt.reset.none", SEVERITY_NOTE, "FACP", "4.8.3.6", ""},
	[RULE_RESET_VALUE] = {"fadt.reset.value", SEVERITY_WARNING, "FACP", "4.8.3.6",
			      "writing 0 resets nothing on most chipsets: reboot hangs"},
	[RULE_RESERVED] = {"fadt.reserved", SEVERITY_WARNING, "FACP", "5.2.9",
			   "a later specification may give these bits a meaning that was not meant "
			   "here"},
	[RULE_PROFILE] = {"fadt.profile", SEVERITY_NOTE, "FACP", "5.2.9", ""},
	[RULE_MODES] = {"fadt.apic_modes", SEVERITY_ERROR, "FACP", "5.2.9",
			"both ways to address cores cannot be forced at once: interrupts go to the "
			"wrong ones"},
	[RULE_HVC] = {"fadt.arm.hvc", SEVERITY_WARNING, "FACP", "5.2.9.4",
		      "an OS without PSCI starts no second core"},
	[RULE_REDUCED] = {"fadt.reduced", SEVERITY_NOTE, "FACP", "5.2.9.1", ""},
};

const struct rule_set lint_fadt_rule_set = {"lint.fadt", rules, ARRAY_SIZE(rules)};

/* Bits 22 and 23 of Flags came with ACPI 6.5. */
static const struct lint_field fields[] = {
	/* Was INT_MODEL in ACPI 1.0, and 1 is still common. */
	{44, 1, RULE_RESERVED, FIELD_BETWEEN(0, 1), "Reserved"},
	{45, 1, RULE_PROFILE, FIELD_BETWEEN(0, 8), "Preferred_PM_Profile"},
	{109, 2, RULE_RESERVED, FIELD_BITS(0xff80), "IAPC_BOOT_ARCH"},
	{111, 1, RULE_RESERVED, FIELD_ZERO, "Reserved"},
	{112, 4, RULE_RESERVED, FIELD_BITS(0xff000000), "Flags"},
	{129, 2, RULE_RESERVED, FIELD_BITS(0xfffc), "ARM_BOOT_ARCH"},
};

/* Bytes of each revision: ACPI 1.0, 1.5, 2.0, 3.0, 5.0, 6.0. */
static void judge_size(struct span fadt, struct findings *findings)
{
	static const uint16_t sizes[] = {0, 116, 132, 244, 244, 268, 276};
	uint8_t revision = span_get8(fadt, TABLE_REVISION);

	if (revision < ARRAY_SIZE(sizes) && fadt.size < sizes[revision])
		rule_broken(findings, &rules[RULE_SIZE], TABLE_LENGTH,
			    "%zu bytes in revision %u; %u are wanted", fadt.size, revision,
			    sizes[revision]);
}

static void judge_addresses(struct span fadt, struct findings *findings)
{
	uint32_t dsdt = span_get32(fadt, FADT_DSDT), facs = span_get32(fadt, FADT_FACS);
	uint64_t x_dsdt = span_get64(fadt, FADT_X_DSDT), x_facs = span_get64(fadt, FADT_X_FACS);

	/* As it stands in the sources of firmware, which puts both addresses in at run time. */
	if (dsdt == 0 && x_dsdt == 0 && facs == 0 && x_facs == 0)
		rule_broken(findings, &rules[RULE_TEMPLATE], FADT_DSDT,
			    "DSDT at offset 40, X_DSDT at 140 and those of the FACS are 0: a "
			    "table that is not filled in yet");
	else if (dsdt == 0 && x_dsdt == 0)
		rule_broken(findings, &rules[RULE_DSDT], FADT_DSDT,
			    "DSDT at offset 40 and X_DSDT at 140 are 0; one address is wanted");
	if (dsdt != 0 && x_dsdt != 0 && dsdt != x_dsdt)
		rule_broken(findings, &rules[RULE_DSDT_DIFFERS], FADT_X_DSDT,
			    "DSDT at offset 40 is 0x%x, X_DSDT at 140 is 0x%llx; equal values are "
			    "wanted",
			    dsdt, (unsigned long long)x_dsdt);
	if (facs != 0 && x_facs != 0 && facs != x_facs)
		rule_broken(findings, &rules[RULE_FACS_DIFFERS], FADT_X_FACS,
			    "FIRMWARE_CTRL at offset 36 is 0x%x, X_FIRMWARE_CTRL at 132 is "
			    "0x%llx; one of them is wanted",
			    facs, (unsigned long long)x_facs);
}

/* Register blocks that have an old field of 32 bits and a new one, a GAS. The PM timer's are judged
   where they are read. */
struct block {
	uint8_t offset, x_offset, length_at;
	uint8_t least; /* bytes; 0 = the block may be absent */
	const char *name;
};

static const struct block blocks[] = {
	{56, 148, 88, 4, "PM1a_EVT_BLK"}, {60, 160, 88, 0, "PM1b_EVT_BLK"},
	{64, 172, 89, 2, "PM1a_CNT_BLK"}, {68, 184, 89, 0, "PM1b_CNT_BLK"},
	{72, 196, 90, 0, "PM2_CNT_BLK"},  {80, 220, 92, 0, "GPE0_BLK"},
	{84, 232, 93, 0, "GPE1_BLK"},
};

static void judge_block(struct span fadt, const struct block *block, struct findings *findings)
{
	uint32_t old = span_get32(fadt, block->offset);
	struct gas gas = table_gas(fadt, block->x_offset);
	uint8_t length = span_get8(fadt, block->length_at);

	if (old != 0 && gas.address != 0 && gas.space == GAS_PORT && old != gas.address)
		rule_broken(findings, &rules[RULE_PAIR], block->x_offset,
			    "%s at offset %u is 0x%x, X_%s at %u is 0x%llx; equal values are "
			    "wanted",
			    block->name, block->offset, old, block->name, block->x_offset,
			    (unsigned long long)gas.address);
	if (block->least == 0)
		return;
	if (old == 0 && gas.address == 0)
		rule_broken(findings, &rules[RULE_BLOCK], block->offset,
			    "%s at offset %u and X_%s at %u are 0; an address is wanted",
			    block->name, block->offset, block->name, block->x_offset);
	else if (length < block->least)
		rule_broken(findings, &rules[RULE_BLOCK_LENGTH], block->length_at,
			    "the length of %s at offset %u is %u; at least %u is wanted",
			    block->name, block->length_at, length, block->least);
}

/* 4.1: what a hardware-reduced machine has to leave out. */
static void judge_reduced(struct span fadt, struct findings *findings)
{
	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++)
		if (span_get32(fadt, blocks[i].offset) != 0) {
			rule_broken(findings, &rules[RULE_REDUCED], blocks[i].offset,
				    "%s at offset %u is 0x%x though HW_REDUCED_ACPI is set; an OS "
				    "ignores it",
				    blocks[i].name, blocks[i].offset,
				    span_get32(fadt, blocks[i].offset));
			return;
		}
}

static void judge_full(struct span fadt, struct findings *findings)
{
	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++)
		judge_block(fadt, &blocks[i], findings);
	if (span_get16(fadt, FADT_SCI) == 0)
		rule_broken(findings, &rules[RULE_SCI], FADT_SCI,
			    "SCI_INT at offset 46 is 0; an interrupt is wanted");
}

/* Where the register is no register it is told where it is read. */
static void judge_reset(const struct fadt *facts, struct span fadt, struct findings *findings)
{
	bool claimed = facts->flags & FADT_RESET_REG_SUP;

	if (!claimed && facts->reset_address != 0)
		rule_broken(findings, &rules[RULE_RESET_NONE], FADT_FLAGS,
			    "RESET_REG is 0x%llx, but RESET_REG_SUP in Flags is not set; an OS "
			    "ignores the register",
			    (unsigned long long)facts->reset_address);
	if (facts->reset_supported && facts->reset_value == 0)
		rule_broken(findings, &rules[RULE_RESET_VALUE], FADT_RESET_VALUE,
			    "RESET_VALUE at offset 128 is 0 with RESET_REG 0x%llx",
			    (unsigned long long)span_get64(fadt, FADT_RESET_REG + 4));
}

static void judge_flags(const struct fadt *facts, struct span fadt, struct findings *findings)
{
	uint16_t arm = span_get16(fadt, FADT_ARM_BOOT);

	if ((facts->flags & FADT_FORCE_CLUSTER) && (facts->flags & FADT_FORCE_PHYSICAL))
		rule_broken(findings, &rules[RULE_MODES], FADT_FLAGS,
			    "Flags 0x%x force the cluster model and physical destinations; at most "
			    "one of bits 18 and 19 is wanted",
			    facts->flags);
	if ((arm & ARM_PSCI_USE_HVC) && !(arm & ARM_PSCI_COMPLIANT))
		rule_broken(findings, &rules[RULE_HVC], FADT_ARM_BOOT,
			    "ARM_BOOT_ARCH at offset 129 is 0x%x: PSCI by HVC, but no PSCI", arm);
}

void lint_fadt(struct span fadt, struct span madt, struct findings *findings)
{
	struct fadt facts;

	if (fadt_read(fadt, &facts, findings) != STATUS_OK)
		return;
	fadt = table_cut(fadt);
	judge_size(fadt, findings);
	lint_fields(fadt, fields, ARRAY_SIZE(fields), rules, findings);
	judge_addresses(fadt, findings);
	if (facts.hardware_reduced)
		judge_reduced(fadt, findings);
	else
		judge_full(fadt, findings);
	judge_reset(&facts, fadt, findings);
	judge_flags(&facts, fadt, findings);
	lint_fadt_madt(fadt, &facts, madt, findings);
}
