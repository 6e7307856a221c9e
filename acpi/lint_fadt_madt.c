/* SPDX-License-Identifier: BSD-2-Clause */
/* FADT and MADT against each other: revisions, ACPI's own interrupt, how Arm's cores are started.
 */
#include "lint_fadt.h"
#include "madt_layout.h"
#include "table.h"

enum { ISA_IRQS = 16, TRIGGER_EDGE = 1, PINS_MAX = 256, REVISION_WITHOUT_PARKING = 7 };

enum {
	RULE_REVISIONS,
	RULE_SCI_EDGE,
	RULE_SCI_DEFAULT,
	RULE_SCI_UNCOVERED,
	RULE_ARM_START,
	RULE_ARM_PARKING,
	RULE_ARM_REDUCED,
	RULE_ARM_REVISION,
	RULE_ARM_HALF,
};

static const struct rule rules[] = {
	[RULE_REVISIONS] = {"fadt.madt_revision", SEVERITY_NOTE, "FACP", "5.2.12", ""},
	[RULE_SCI_EDGE] = {"fadt.sci.edge", SEVERITY_WARNING, "FACP", "5.2.12.5",
			   "an OS that heeds the override misses ACPI events that come while "
			   "another is served"},
	[RULE_SCI_DEFAULT] = {"fadt.sci.override", SEVERITY_NOTE, "FACP", "5.2.12.5", ""},
	[RULE_SCI_UNCOVERED] = {"fadt.sci.uncovered", SEVERITY_ERROR, "FACP", "5.2.12.3",
				"no I/O APIC has the pin, so an OS hears of no ACPI event"},
	[RULE_ARM_START] = {"fadt.arm.start", SEVERITY_ERROR, "FACP", "5.2.9.4",
			    "an OS has no way to start a core: it runs on one only"},
	[RULE_ARM_PARKING] = {"madt.gicc.parking", SEVERITY_WARNING, "APIC", "5.2.12.14",
			      "an OS of that specification does not know parked cores, and starts "
			      "none of them"},
	[RULE_ARM_REDUCED] =
		{"fadt.arm.reduced", SEVERITY_ERROR, "FACP", "5.2.9",
		 "an OS for Arm takes the machine for one without ACPI, as Linux does, or "
		 "touches PC hardware that is not there"},
	[RULE_ARM_REVISION] = {"fadt.arm.revision", SEVERITY_NOTE, "FACP", "5.2.9.4", ""},
	[RULE_ARM_HALF] = {"fadt.arm.half", SEVERITY_WARNING, "FACP", "5.2.9.4",
			   "an OS that takes the parking protocol leaves out the cores that have "
			   "none"},
};

const struct rule_set lint_fadt_madt_rule_set = {"lint.fadt.madt", rules, ARRAY_SIZE(rules)};

/* What the FADT's fields are held against. */
struct facts {
	uint16_t sci;
	bool override; /* of the SCI */
	uint16_t override_flags;
	uint32_t override_offset;
	uint64_t least, most; /* GSIs that I/O APICs can have; least > most: there are none */
	unsigned int gicc_count, parked_count; /* enabled */
	uint32_t parked;		       /* offset of the first */
};

static void look_at_override(struct facts *facts, const struct subtable *entry)
{
	if (span_get8(entry->bytes, 2) != 0 || span_get8(entry->bytes, 3) != facts->sci)
		return;
	facts->override = true;
	facts->override_flags = span_get16(entry->bytes, 8);
	facts->override_offset = entry->offset;
}

static void look_at_ioapic(struct facts *facts, const struct subtable *entry)
{
	uint64_t base = span_get32(entry->bytes, 8);

	if (base < facts->least)
		facts->least = base;
	if (base + PINS_MAX - 1 > facts->most)
		facts->most = base + PINS_MAX - 1;
}

static void look_at_gicc(struct facts *facts, const struct subtable *entry)
{
	if (!(span_get32(entry->bytes, 12) & CPU_ENABLED))
		return;
	facts->gicc_count++;
	if (span_get32(entry->bytes, GICC_PARKING_VERSION) != 0 && facts->parked_count++ == 0)
		facts->parked = entry->offset;
}

static struct facts look_at(struct span madt, uint16_t sci)
{
	struct facts facts = {.sci = sci, .least = UINT64_MAX};
	size_t offset = MADT_ENTRIES;
	struct subtable entry;

	while (subtable_next(madt, &offset, &entry)) {
		if (entry.type == MADT_OVERRIDE && entry.bytes.size >= 10)
			look_at_override(&facts, &entry);
		else if (entry.type == MADT_IOAPIC && entry.bytes.size >= 12)
			look_at_ioapic(&facts, &entry);
		else if (entry.type == MADT_GICC && entry.bytes.size >= 40)
			look_at_gicc(&facts, &entry);
	}
	return facts;
}

/* ACPI's releases by the revisions of both tables; the FADT's with its minor version, times 10.
   MADTs may be of the revision of any release that fits. */
static void judge_revisions(struct span fadt, struct span madt, struct findings *findings)
{
	static const struct {
		uint8_t least, most;
	} releases[] = {{0, 0},	  {10, 39}, {30, 49}, {30, 69},
			{60, 62}, {62, 64}, {64, 65}, {65, 66}};
	uint8_t revision = span_get8(madt, TABLE_REVISION), major = span_get8(fadt, TABLE_REVISION);
	unsigned int minor = major >= 5 ? span_get8(fadt, FADT_MINOR) & 0xf : 0;
	unsigned int release = major * 10u + (minor < 9 ? minor : 9);

	if (revision == 0 || revision >= ARRAY_SIZE(releases))
		return;
	if (release < releases[revision].least || release > releases[revision].most)
		rule_broken(findings, &rules[RULE_REVISIONS], TABLE_REVISION,
			    "FADT of revision %u.%u beside a MADT of revision %u: of different "
			    "specifications",
			    major, minor, revision);
}

/* 5.2.9: the SCI is shared, level-triggered and active low; an interrupt of ISA without an override
   is edge-triggered and active high. */
static void judge_sci(const struct facts *facts, struct findings *findings)
{
	if (facts->override && (facts->override_flags >> 2 & 3) == TRIGGER_EDGE)
		rule_broken(findings, &rules[RULE_SCI_EDGE], FADT_SCI,
			    "SCI_INT %u has an override at offset %u of the MADT with flags 0x%x: "
			    "edge; level is wanted",
			    facts->sci, facts->override_offset, facts->override_flags);
	if (facts->least > facts->most)
		return;
	if (!facts->override && facts->sci < ISA_IRQS)
		rule_broken(findings, &rules[RULE_SCI_DEFAULT], FADT_SCI,
			    "SCI_INT %u has no override in the MADT that says level and active "
			    "low; an OS has to know",
			    facts->sci);
	if (facts->sci >= ISA_IRQS && (facts->sci < facts->least || facts->sci > facts->most))
		rule_broken(findings, &rules[RULE_SCI_UNCOVERED], FADT_SCI,
			    "SCI_INT is GSI %u; I/O APICs have %llu to %llu at most", facts->sci,
			    (unsigned long long)facts->least, (unsigned long long)facts->most);
}

static void judge_arm(const struct facts *facts, struct span fadt, uint8_t revision,
		      struct findings *findings)
{
	uint16_t arm = 0;
	bool has_arm = span_u16(fadt, FADT_ARM_BOOT, &arm);

	if (has_arm && facts->gicc_count > 1 && facts->parked_count == 0 &&
	    !(arm & ARM_PSCI_COMPLIANT))
		rule_broken(findings, &rules[RULE_ARM_START], FADT_ARM_BOOT,
			    "ARM_BOOT_ARCH at offset 129 is 0x%x: no PSCI, and none of %u enabled "
			    "cores is parked",
			    arm, facts->gicc_count);
	if (has_arm && facts->parked_count > 0 && facts->parked_count < facts->gicc_count &&
	    !(arm & ARM_PSCI_COMPLIANT))
		rule_broken(
			findings, &rules[RULE_ARM_HALF], FADT_ARM_BOOT,
			"there is no PSCI, and %u of %u enabled cores are parked; all are wanted",
			facts->parked_count, facts->gicc_count);
	if (facts->parked_count > 0 && revision >= REVISION_WITHOUT_PARKING)
		rule_broken(findings, &rules[RULE_ARM_PARKING], facts->parked,
			    "%u enabled cores, the first at offset %u, have a Parking Protocol "
			    "Version in a table of revision %u; 0 is wanted",
			    facts->parked_count, facts->parked, revision);
}

/* 5.2.9: what ACPI for Arm came with: 5.1, and no PC hardware behind it. */
static void judge_arm_fadt(const struct facts *seen, const struct fadt *facts, struct span fadt,
			   struct findings *findings)
{
	uint8_t major = facts->revision, minor = span_get8(fadt, FADT_MINOR) & 0xf;

	if (seen->gicc_count == 0)
		return;
	if (!facts->hardware_reduced)
		rule_broken(
			findings, &rules[RULE_ARM_REDUCED], FADT_FLAGS,
			"Flags at offset 112 are 0x%x: HW_REDUCED_ACPI (bit 20) is not set on a "
			"machine with a GIC",
			facts->flags);
	if (major < 5 || (major == 5 && minor < 1))
		rule_broken(findings, &rules[RULE_ARM_REVISION], TABLE_REVISION,
			    "revision %u.%u on a machine with a GIC; ARM_BOOT_ARCH came with 5.1",
			    major, minor);
}

void lint_fadt_madt(struct span fadt, const struct fadt *facts, struct span madt,
		    struct findings *findings)
{
	struct facts seen;

	if (table_check(madt, "APIC", MADT_ENTRIES) != STATUS_OK)
		return;
	madt = table_cut(madt);
	seen = look_at(madt, span_get16(fadt, FADT_SCI));
	judge_revisions(fadt, madt, findings);
	if (!facts->hardware_reduced)
		judge_sci(&seen, findings);
	judge_arm_fadt(&seen, facts, fadt, findings);
	judge_arm(&seen, fadt, span_get8(madt, TABLE_REVISION), findings);
}
