/* SPDX-License-Identifier: BSD-2-Clause */
/* The CPU entries of a MADT against each other. Ids of APICs and GICs are judged by its
   reader. */
#include "lint_madt.h"

enum { REVISION_OF_CAPABLE = 5, REVISION_OF_GICC_CAPABLE = 6 };

enum {
	RULE_NONE,
	RULE_UID,
	RULE_ID,
	RULE_BOTH,
	RULE_EARLY,
	RULE_UNUSED,
	RULE_LOST,
	RULE_MIXED,
};

static const struct rule rules[] = {
	[RULE_NONE] = {"madt.cpu.none", SEVERITY_ERROR, "APIC", "5.2.12",
		       "an OS knows of no core but the one it runs on"},
	[RULE_UID] = {"madt.cpu.uid_duplicate", SEVERITY_ERROR, "APIC", "5.2.12.2",
		      "an OS ties both cores to one processor of the namespace, so idle states, "
		      "frequencies and hotplug go to the wrong one"},
	[RULE_ID] = {"madt.cpu.id_duplicate", SEVERITY_ERROR, "APIC", "5.2.12.20",
		     "an OS starts the core twice, or, as Linux, leaves the second one out"},
	[RULE_BOTH] = {"madt.cpu.both_flags", SEVERITY_WARNING, "APIC", "5.2.12.2",
		       "an OS that keeps room for cores to come counts this one twice"},
	[RULE_EARLY] = {"madt.cpu.capable_early", SEVERITY_NOTE, "APIC", "5.2.12.2", ""},
	[RULE_UNUSED] = {"madt.cpu.unused", SEVERITY_NOTE, "APIC", "5.2.12.2", ""},
	[RULE_LOST] = {"madt.cpu.lost", SEVERITY_NOTE, "APIC", "5.2.12", ""},
	[RULE_MIXED] = {"madt.cpu.mixed", SEVERITY_WARNING, "APIC", "5.2.12",
			"an OS reads the cores of its own architecture and overlooks the others"},
};

const struct rule_set lint_madt_cpus_rule_set = {"lint.madt.cpu", rules, ARRAY_SIZE(rules)};

/* What entries are, counted. */
struct tally {
	unsigned int enabled, capable, unused, both, early;
	uint32_t first_unused, first_both, first_early;
	bool apic, gic, other;
};

static bool is_x86(const struct lint_cpu *cpu)
{
	return cpu->type == MADT_LAPIC || cpu->type == MADT_X2APIC;
}

/* Before it was defined, the bit was to be 0. */
static bool is_early(const struct lint_cpu *cpu, uint8_t revision)
{
	return cpu->online_capable &&
	       ((is_x86(cpu) && revision < REVISION_OF_CAPABLE) ||
		(cpu->type == MADT_GICC && revision < REVISION_OF_GICC_CAPABLE));
}

static void count_up(unsigned int *count, uint32_t *first, uint32_t offset)
{
	if ((*count)++ == 0)
		*first = offset;
}

static void tally_cpu(struct tally *tally, const struct lint_cpu *cpu, uint8_t revision)
{
	tally->enabled += cpu->enabled;
	tally->capable += cpu->online_capable;
	if (is_early(cpu, revision))
		count_up(&tally->early, &tally->first_early, cpu->offset);
	else if (cpu->enabled && cpu->online_capable)
		count_up(&tally->both, &tally->first_both, cpu->offset);
	else if (!cpu->enabled && !cpu->online_capable)
		count_up(&tally->unused, &tally->first_unused, cpu->offset);
	tally->apic |= is_x86(cpu);
	tally->gic |= cpu->type == MADT_GICC;
	tally->other |= !is_x86(cpu) && cpu->type != MADT_GICC;
}

static void tell_tally(const struct lint_madt *madt, const struct tally *tally)
{
	struct findings *findings = madt->findings;

	if (tally->enabled + madt->cpus->lost == 0)
		rule_broken(findings, &rules[RULE_NONE], MADT_ENTRIES,
			    "no entry of a core is enabled, of %zu; at least one is wanted",
			    madt->cpus->count);
	if (tally->both > 0)
		rule_broken(findings, &rules[RULE_BOTH], tally->first_both,
			    "%u entries, the first at offset %u, are Enabled and Online Capable; "
			    "one of the two is wanted",
			    tally->both, tally->first_both);
	if (tally->early > 0)
		rule_broken(findings, &rules[RULE_EARLY], tally->first_early,
			    "%u entries, the first at offset %u, are Online Capable in a table of "
			    "revision %u; the bit came later",
			    tally->early, tally->first_early, madt->revision);
	if (tally->unused > 0 && madt->revision >= REVISION_OF_CAPABLE)
		rule_broken(findings, &rules[RULE_UNUSED], tally->first_unused,
			    "%u entries, the first at offset %u, are neither Enabled nor Online "
			    "Capable: of no use",
			    tally->unused, tally->first_unused);
	/* That an APIC's and a GIC's cores are mixed is told by the reader. */
	if (tally->other && (tally->apic || tally->gic))
		rule_broken(findings, &rules[RULE_MIXED], MADT_ENTRIES,
			    "there are cores with an APIC or a GIC, and cores with another "
			    "interrupt controller; one kind is wanted");
	if (madt->cpus->lost > 0)
		rule_broken(findings, &rules[RULE_LOST], MADT_ENTRIES,
			    "%zu cores are listed, the first %zu are compared",
			    madt->cpus->count + madt->cpus->lost, madt->cpus->count);
}

/* The low half of the ids will do: that one core is listed as both types is told elsewhere. */
static void judge_uids(const struct lint_madt *madt)
{
	static struct lint_keys keys;
	struct lint_twins twins;

	keys.count = 0;
	for (size_t i = 0; i < madt->cpus->count; i++) {
		const struct lint_cpu *cpu = &madt->cpus->items[i];

		if (cpu->enabled)
			lint_keys_add(&keys, cpu->uid, cpu->offset, (uint32_t)cpu->id);
	}
	twins = lint_keys_twins(&keys, true);
	if (twins.count > 0)
		rule_broken(madt->findings, &rules[RULE_UID], twins.again.offset,
			    "%zu enabled entries have the UID of another core; the first: UID %u "
			    "of entries at offsets %u and %u",
			    twins.count, (uint32_t)twins.again.value, twins.first.offset,
			    twins.again.offset);
}

static void judge_ids(const struct lint_madt *madt)
{
	static struct lint_keys keys;
	struct lint_twins twins;

	keys.count = 0;
	for (size_t i = 0; i < madt->cpus->count; i++) {
		const struct lint_cpu *cpu = &madt->cpus->items[i];

		if (cpu->enabled && !is_x86(cpu) && cpu->type != MADT_GICC)
			lint_keys_add(&keys, cpu->id, cpu->offset, 0);
	}
	twins = lint_keys_twins(&keys, false);
	if (twins.count > 0)
		rule_broken(madt->findings, &rules[RULE_ID], twins.again.offset,
			    "%zu enabled entries repeat the id of another; the first: id 0x%llx of "
			    "entries at offsets %u and %u",
			    twins.count, (unsigned long long)twins.again.value, twins.first.offset,
			    twins.again.offset);
}

void lint_madt_cpus(const struct lint_madt *madt)
{
	struct tally tally = {0};

	for (size_t i = 0; i < madt->cpus->count; i++)
		tally_cpu(&tally, &madt->cpus->items[i], madt->revision);
	tell_tally(madt, &tally);
	judge_uids(madt);
	judge_ids(madt);
}
