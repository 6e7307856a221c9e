/* SPDX-License-Identifier: BSD-2-Clause */
/* Arm's cores against the version of their GIC, and against each other. */
#include "lint_madt.h"
#include "once.h"

enum { V2_CORES = 8, FRAME = 0x10000, V3 = 3 };

enum {
	RULE_V2_CORES,
	RULE_V2_NUMBER,
	RULE_BASES,
	RULE_GICR_TWICE,
	RULE_GICR_BOTH,
	RULE_GICR_FRAME,
	RULE_PARKED_NONE,
	RULE_PARKED_PAGE,
	RULE_PARKED_TWICE,
	RULE_COUNT,
};

#define NOT_STARTED "an OS writes the start where the core does not look, and waits for it in vain"

static const struct rule rules[] = {
	[RULE_V2_CORES] =
		{"madt.gicc.v2_cores", SEVERITY_ERROR, "APIC", "5.2.12.14",
		 "a GICv2 has 8 CPU interfaces: the cores beyond get no interrupt, and an "
		 "OS that starts them hangs"},
	[RULE_V2_NUMBER] = {"madt.gicc.v2_number", SEVERITY_WARNING, "APIC", "5.2.12.14",
			    "an OS that goes by the number sends interrupts to an interface that a "
			    "GICv2 does not have"},
	[RULE_BASES] =
		{"madt.gicc.base_differs", SEVERITY_ERROR, "APIC", "5.2.12.14",
		 "the registers are banked at one address: an OS gives the controller up, as "
		 "Linux does, or reads another core's"},
	[RULE_GICR_TWICE] =
		{"madt.gicc.gicr_duplicate", SEVERITY_ERROR, "APIC", "5.2.12.14",
		 "an OS sets up one core's redistributor for both, and one of them gets "
		 "no interrupt"},
	[RULE_GICR_BOTH] =
		{"madt.gicc.gicr_both", SEVERITY_WARNING, "APIC", "5.2.12.14",
		 "an OS that goes by the regions and one that goes by the cores' entries "
		 "may find different redistributors"},
	[RULE_GICR_FRAME] = {"madt.gicc.gicr_frame", SEVERITY_WARNING, "APIC", "5.2.12.14",
			     "an OS that maps frames of 64 KiB finds other registers than it looks "
			     "for"},
	[RULE_PARKED_NONE] = {"madt.gicc.parked_none", SEVERITY_ERROR, "APIC", "5.2.12.14",
			      NOT_STARTED},
	[RULE_PARKED_PAGE] = {"madt.gicc.parked_page", SEVERITY_WARNING, "APIC", "5.2.12.14",
			      NOT_STARTED},
	[RULE_PARKED_TWICE] = {"madt.gicc.parked_duplicate", SEVERITY_ERROR, "APIC", "5.2.12.14",
			       "an OS that starts one of them starts both, or neither"},
};

const struct rule_set lint_madt_gicc_rule_set = {"lint.madt.gicc", rules, ARRAY_SIZE(rules)};

struct judge {
	const struct lint_madt *madt;
	bool has_gicd, has_regions;
	uint8_t version; /* of the GIC; 0 = not said */
	unsigned int count;
	uint32_t ninth;			/* offset of the ninth core */
	uint64_t base;			/* of the first CPU interface */
	uint32_t base_offset;		/* of its entry */
	struct lint_keys gicrs, parked; /* addresses */
	struct once onces[RULE_COUNT];
};

static bool first(struct judge *judge, unsigned int rule)
{
	return once_first(&judge->onces[rule], judge->madt->findings);
}

static void judge_v2(struct judge *judge, const struct subtable *entry)
{
	uint32_t number = span_get32(entry->bytes, GICC_INTERFACE);
	uint64_t base = span_get64(entry->bytes, GICC_BASE);

	if (judge->count == V2_CORES + 1)
		judge->ninth = entry->offset;
	if (number >= V2_CORES && first(judge, RULE_V2_NUMBER))
		rule_broken(judge->madt->findings, &rules[RULE_V2_NUMBER], entry->offset,
			    "GICv%u: entry at offset %u has CPU Interface Number %u; 0 to 7 is "
			    "wanted",
			    judge->version, entry->offset, number);
	if (judge->count == 1) {
		judge->base = base;
		judge->base_offset = entry->offset;
	}
	if (base != judge->base && first(judge, RULE_BASES))
		rule_broken(
			judge->madt->findings, &rules[RULE_BASES], entry->offset,
			"GICv%u: Physical Base Address 0x%llx at offset %u, 0x%llx at %u; equal "
			"ones are wanted",
			judge->version, (unsigned long long)base, entry->offset,
			(unsigned long long)judge->base, judge->base_offset);
}

static void judge_v3(struct judge *judge, const struct subtable *entry)
{
	uint64_t gicr = span_get64(entry->bytes, GICC_GICR);

	if (gicr == 0)
		return;
	lint_keys_add(&judge->gicrs, gicr, entry->offset, 0);
	if (judge->has_regions && first(judge, RULE_GICR_BOTH))
		rule_broken(judge->madt->findings, &rules[RULE_GICR_BOTH], entry->offset,
			    "entry at offset %u has GICR Base Address 0x%llx, and there are "
			    "redistributor regions; 0 is wanted",
			    entry->offset, (unsigned long long)gicr);
	if (gicr % FRAME != 0 && first(judge, RULE_GICR_FRAME))
		rule_broken(judge->madt->findings, &rules[RULE_GICR_FRAME], entry->offset,
			    "entry at offset %u has GICR Base Address 0x%llx; a multiple of 64 KiB "
			    "is wanted",
			    entry->offset, (unsigned long long)gicr);
}

/* Multi-processor Startup for ARM Platforms, 1.0: a page of 4 KiB for each core. */
static void judge_parked(struct judge *judge, const struct subtable *entry)
{
	uint64_t page = span_get64(entry->bytes, GICC_PARKED);

	if (span_get32(entry->bytes, GICC_PARKING_VERSION) == 0)
		return;
	if (page != 0)
		lint_keys_add(&judge->parked, page, entry->offset, 0);
	else if (first(judge, RULE_PARKED_NONE))
		rule_broken(
			judge->madt->findings, &rules[RULE_PARKED_NONE], entry->offset,
			"entry at offset %u has Parking Protocol Version %u, and Parked Address "
			"0",
			entry->offset, span_get32(entry->bytes, GICC_PARKING_VERSION));
	if (page % PAGE_SIZE != 0 && first(judge, RULE_PARKED_PAGE))
		rule_broken(judge->madt->findings, &rules[RULE_PARKED_PAGE], entry->offset,
			    "entry at offset %u has Parked Address 0x%llx; a multiple of 4096 is "
			    "wanted",
			    entry->offset, (unsigned long long)page);
}

static void judge_core(struct judge *judge, const struct subtable *entry)
{
	struct lint_cpu cpu;

	if (!lint_read_cpu(entry, &cpu) || !cpu.enabled)
		return;
	judge->count++;
	if (judge->version >= V3)
		judge_v3(judge, entry);
	else if (judge->version > 0)
		judge_v2(judge, entry);
	judge_parked(judge, entry);
}

static void tell_twins(const struct judge *judge, struct lint_keys *keys, const struct rule *rule,
		       const char *what)
{
	struct lint_twins twins = lint_keys_twins(keys, false);

	if (twins.count > 0)
		rule_broken(judge->madt->findings, rule, twins.again.offset,
			    "%zu enabled cores repeat the %s of another; the first: 0x%llx at "
			    "offsets %u and %u",
			    twins.count, what, (unsigned long long)twins.again.value,
			    twins.first.offset, twins.again.offset);
}

static void judge_open(struct judge *judge, const struct lint_madt *madt)
{
	size_t offset = MADT_ENTRIES;
	struct subtable entry;

	judge->madt = madt;
	judge->has_gicd = judge->has_regions = false;
	judge->version = 0;
	judge->count = 0;
	judge->gicrs.count = judge->parked.count = 0;
	for (size_t i = 0; i < RULE_COUNT; i++)
		judge->onces[i] = (struct once){0};
	while (subtable_next(madt->table, &offset, &entry)) {
		judge->has_regions |= entry.type == MADT_GICR;
		if (entry.type != MADT_GICD || entry.bytes.size < 24 || judge->has_gicd)
			continue;
		judge->has_gicd = true;
		judge->version = span_get8(entry.bytes, GICD_VERSION);
	}
}

void lint_madt_gicc(const struct lint_madt *madt)
{
	static struct judge judge;
	size_t offset = MADT_ENTRIES;
	struct subtable entry;

	judge_open(&judge, madt);
	while (subtable_next(madt->table, &offset, &entry))
		if (entry.type == MADT_GICC)
			judge_core(&judge, &entry);
	if (judge.version > 0 && judge.version < V3 && judge.count > V2_CORES)
		rule_broken(madt->findings, &rules[RULE_V2_CORES], judge.ninth,
			    "GICv%u: %u cores are enabled, the ninth at offset %u; at most 8 are "
			    "wanted",
			    judge.version, judge.count, judge.ninth);
	tell_twins(&judge, &judge.gicrs, &rules[RULE_GICR_TWICE], "GICR Base Address");
	tell_twins(&judge, &judge.parked, &rules[RULE_PARKED_TWICE], "Parked Address");
	once_close(judge.onces, RULE_COUNT, madt->findings);
}
