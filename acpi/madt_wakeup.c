/* SPDX-License-Identifier: BSD-2-Clause */
/* The mailbox by which the firmware hands over its cores where they may not be reset. */
#include "madt_wakeup.h"
#include "lint.h"

/* 5.2.12.19, table 5.44. */
enum { WAKEUP_VERSION = 2, WAKEUP_RESERVED = 4, WAKEUP_ADDRESS = 8 };

/* Version 1, with a way back into the mailbox, came with revision 7 of the table. */
enum { REVISION_OF_VERSION_1 = 7 };

enum { RULE_ADDRESS, RULE_ALIGNMENT, RULE_VERSION, RULE_RESERVED, RULE_DUPLICATE };

static const struct rule rules[] = {
	[RULE_ADDRESS] = {"madt.wakeup.address", SEVERITY_ERROR, "APIC", "5.2.12.19",
			  "an OS that trusts it writes its commands to address 0, where no core "
			  "looks: it runs on one core only"},
	[RULE_ALIGNMENT] = {"madt.wakeup.alignment", SEVERITY_ERROR, "APIC", "5.2.12.19",
			    "an OS that maps the page of the address writes its commands elsewhere "
			    "than the cores look, and runs on one only"},
	[RULE_VERSION] = {"madt.wakeup.version", SEVERITY_WARNING, "APIC", "5.2.12.19",
			  "an OS that goes by the version leaves the mailbox alone, and all cores "
			  "but one with it"},
	[RULE_RESERVED] = {"madt.wakeup.reserved", SEVERITY_WARNING, "APIC", "5.2.12.19",
			   "a later specification may give these bytes a meaning that was not "
			   "meant here"},
	[RULE_DUPLICATE] = {"madt.wakeup.duplicate", SEVERITY_ERROR, "APIC", "5.2.12.19",
			    "an OS that takes another one than the cores watch waits for its first "
			    "core for ever, as Linux does"},
};

const struct rule_set madt_wakeup_rule_set = {"madt.wakeup", rules, ARRAY_SIZE(rules)};

static void judge(const struct madt_wakeup *wakeup, uint8_t revision, uint32_t reserved,
		  struct findings *findings)
{
	unsigned int newest = revision >= REVISION_OF_VERSION_1;

	if (!wakeup->address)
		rule_broken(findings, &rules[RULE_ADDRESS], wakeup->offset,
			    "entry of type 0x10 at offset %u: the mailbox is at address 0",
			    wakeup->offset);
	if (wakeup->address % PAGE_SIZE)
		rule_broken(findings, &rules[RULE_ALIGNMENT], wakeup->offset,
			    "entry of type 0x10 at offset %u: the mailbox is at 0x%llx; a multiple "
			    "of 4096 is wanted",
			    wakeup->offset, (unsigned long long)wakeup->address);
	if (wakeup->version > newest)
		rule_broken(findings, &rules[RULE_VERSION], wakeup->offset,
			    "entry of type 0x10 at offset %u: version %u of the mailbox; at most "
			    "%u is wanted in revision %u of the table",
			    wakeup->offset, wakeup->version, newest, revision);
	if (reserved)
		rule_broken(findings, &rules[RULE_RESERVED], wakeup->offset,
			    "entry of type 0x10 at offset %u: 0x%x in reserved bytes 4 to 7; 0 is "
			    "wanted",
			    wakeup->offset, reserved);
}

void madt_wakeup_read(struct madt *madt, uint8_t revision, struct span entry, uint32_t offset,
		      struct findings *findings)
{
	struct madt_wakeup wakeup = {
		.present = true,
		.offset = offset,
		.version = span_get16(entry, WAKEUP_VERSION),
		.address = span_get64(entry, WAKEUP_ADDRESS),
	};

	/* Of several the last holds, as in Linux; of thousands two are judged. */
	if (!madt->wakeup.several)
		judge(&wakeup, revision, span_get32(entry, WAKEUP_RESERVED), findings);
	if (madt->wakeup.present && !madt->wakeup.several)
		rule_broken(findings, &rules[RULE_DUPLICATE], offset,
			    "entry of type 0x10 at offset %u, mailbox at 0x%llx: one is allowed, "
			    "another said 0x%llx",
			    offset, (unsigned long long)wakeup.address,
			    (unsigned long long)madt->wakeup.address);
	wakeup.several = madt->wakeup.present;
	madt->wakeup = wakeup;
}
