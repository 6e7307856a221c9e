/* SPDX-License-Identifier: BSD-2-Clause */
/* Arm's interrupt controllers, types 0xB to 0xF: what their entries say of each other. */
#include "lint_madt.h"

/* GICv3 (IHI 0069), 12.10: a core has two frames of registers, or four from GICv4 on. */
enum { FRAME = 0x10000, V3_FRAMES = 2 * FRAME, V4_FRAMES = 4 * FRAME };

enum {
	RULE_GICD_NONE,
	RULE_GICD_SEVERAL,
	RULE_GICC_BASE,
	RULE_GICC_NUMBER,
	RULE_GICR_NONE,
	RULE_GICR_OVERLAP,
	RULE_GICR_SMALL,
	RULE_GICR_TINY,
	RULE_GICR_GICD,
	RULE_FRAME,
	RULE_ITS_ID,
	RULE_MSI_ID,
};

static const char no_own[] = "an OS cannot set up interrupts on the core, and does not start it";

static const struct rule rules[] = {
	[RULE_GICD_NONE] = {"madt.gicd.none", SEVERITY_ERROR, "APIC", "5.2.12.15",
			    "an OS finds no interrupt controller, and does not boot"},
	[RULE_GICD_SEVERAL] = {"madt.gicd.several", SEVERITY_ERROR, "APIC", "5.2.12.15",
			       "an OS takes one of them, and the interrupts of the other never "
			       "arrive"},
	[RULE_GICC_BASE] = {"madt.gicc.base", SEVERITY_ERROR, "APIC", "5.2.12.14", no_own},
	[RULE_GICC_NUMBER] = {"madt.gicc.number", SEVERITY_WARNING, "APIC", "5.2.12.14",
			      "an OS that goes by the number sends one core the interrupts of "
			      "another"},
	[RULE_GICR_NONE] = {"madt.gicr.none", SEVERITY_ERROR, "APIC", "5.2.12.17", no_own},
	[RULE_GICR_OVERLAP] = {"madt.gicr.overlap", SEVERITY_ERROR, "APIC", "5.2.12.17",
			       "an OS counts the redistributors of the shared part twice, and "
			       "may take one core's for another's"},
	[RULE_GICR_SMALL] = {"madt.gicr.small", SEVERITY_WARNING, "APIC", "5.2.12.17",
			     "an OS finds redistributors for some cores, and does not start the "
			     "others"},
	[RULE_GICR_TINY] = {"madt.gicr.length", SEVERITY_WARNING, "APIC", "5.2.12.17",
			    "an OS that reads the last redistributor of the region reads registers "
			    "that are not its own"},
	[RULE_GICR_GICD] = {"madt.gicr.gicd", SEVERITY_ERROR, "APIC", "5.2.12.17",
			    "an OS that looks for redistributors reads the distributor's registers "
			    "as such, and may take them for a core's"},
	[RULE_FRAME] = {"madt.gic.frame", SEVERITY_WARNING, "APIC", "5.2.12.17",
			"an OS that maps frames of 64 KiB finds other registers than it looks "
			"for"},
	[RULE_ITS_ID] = {"madt.its.id", SEVERITY_ERROR, "APIC", "5.2.12.18",
			 "IORT names ITSs by id: an OS sends the message interrupts of devices "
			 "through the wrong one"},
	[RULE_MSI_ID] = {"madt.msi.id", SEVERITY_WARNING, "APIC", "5.2.12.16",
			 "an OS that goes by the id uses one of the two frames"},
};

const struct rule_set lint_madt_gic_rule_set = {"lint.madt.gic", rules, ARRAY_SIZE(rules)};

struct gic {
	const struct lint_madt *madt;
	struct lint_keys regions;    /* GICR: base, with length as id */
	struct lint_keys its, msi;   /* ids */
	struct lint_keys interfaces; /* enabled GICCs: CPU interface numbers */
	unsigned int gicd_count, gicc_count, no_base_count, no_gicr_count, odd_count;
	uint32_t gicd_second, no_base, no_gicr; /* offsets of the first */
	struct lint_key odd;			/* frame */
	uint8_t version;
	uint64_t gicd;	 /* base of the first */
	uint64_t frames; /* bytes of all regions */
};

static void count_up(unsigned int *count, uint32_t *first, uint32_t offset)
{
	if ((*count)++ == 0)
		*first = offset;
}

static void look_at_frame(struct gic *gic, uint64_t base, uint32_t offset)
{
	if (base % FRAME != 0 && gic->odd_count++ == 0)
		gic->odd = (struct lint_key){.value = base, .offset = offset};
}

static void look_at_gicc(struct gic *gic, const struct subtable *entry)
{
	struct lint_cpu cpu;

	if (!lint_read_cpu(entry, &cpu) || !cpu.enabled)
		return;
	gic->gicc_count++;
	lint_keys_add(&gic->interfaces, span_get32(entry->bytes, GICC_INTERFACE), entry->offset, 0);
	if (span_get64(entry->bytes, GICC_BASE) == 0)
		count_up(&gic->no_base_count, &gic->no_base, entry->offset);
	if (span_get64(entry->bytes, GICC_GICR) == 0)
		count_up(&gic->no_gicr_count, &gic->no_gicr, entry->offset);
}

static void look_at_gicd(struct gic *gic, const struct subtable *entry)
{
	if (gic->gicd_count++ == 0) {
		gic->version = span_get8(entry->bytes, GICD_VERSION);
		gic->gicd = span_get64(entry->bytes, GICD_BASE);
	} else if (gic->gicd_count == 2) {
		gic->gicd_second = entry->offset;
	}
}

static void look_at_gicr(struct gic *gic, const struct subtable *entry)
{
	uint64_t base = span_get64(entry->bytes, GICR_BASE);
	uint32_t length = span_get32(entry->bytes, GICR_LENGTH);

	if (entry->bytes.size < 16)
		return;
	lint_keys_add(&gic->regions, base, entry->offset, length);
	gic->frames += length;
	look_at_frame(gic, base | length, entry->offset);
}

static void look_at(struct gic *gic, const struct subtable *entry)
{
	struct span bytes = entry->bytes;

	if (entry->type == MADT_GICC) {
		look_at_gicc(gic, entry);
	} else if (entry->type == MADT_GICD && bytes.size >= 24) {
		look_at_gicd(gic, entry);
	} else if (entry->type == MADT_GICR) {
		look_at_gicr(gic, entry);
	} else if (entry->type == MADT_ITS && bytes.size >= 20) {
		lint_keys_add(&gic->its, span_get32(bytes, 4), entry->offset, 0);
		look_at_frame(gic, span_get64(bytes, 8), entry->offset);
	} else if (entry->type == MADT_GIC_MSI && bytes.size >= 24) {
		lint_keys_add(&gic->msi, span_get32(bytes, 4), entry->offset, 0);
	}
}

static void tell_twins(const struct gic *gic, struct lint_keys *keys, const struct rule *rule,
		       const char *what)
{
	struct lint_twins twins = lint_keys_twins(keys, false);

	if (twins.count > 0)
		rule_broken(gic->madt->findings, rule, twins.again.offset,
			    "entries at offsets %u and %u both have %s 0x%llx; different ones are "
			    "wanted (%zu of this kind)",
			    twins.first.offset, twins.again.offset, what,
			    (unsigned long long)twins.again.value, twins.count);
}

static void judge_distributors(const struct gic *gic)
{
	if (gic->gicc_count > 0 && gic->gicd_count == 0)
		rule_broken(gic->madt->findings, &rules[RULE_GICD_NONE], MADT_ENTRIES,
			    "there is no GIC distributor for %u enabled cores; one is wanted",
			    gic->gicc_count);
	if (gic->gicd_count > 1)
		rule_broken(gic->madt->findings, &rules[RULE_GICD_SEVERAL], gic->gicd_second,
			    "there are %u GIC distributors, the second at offset %u; one is wanted",
			    gic->gicd_count, gic->gicd_second);
}

/* Regions sorted by base. Those of the same base were told as of one that overlaps. */
static void judge_regions(struct gic *gic)
{
	lint_keys_twins(&gic->regions, false);
	for (size_t i = 1; i < gic->regions.count; i++) {
		const struct lint_key *low = &gic->regions.items[i - 1];
		const struct lint_key *high = &gic->regions.items[i];

		if (high->value - low->value >= low->id)
			continue;
		rule_broken(gic->madt->findings, &rules[RULE_GICR_OVERLAP], high->offset,
			    "region 0x%llx of %u bytes at offset %u reaches into that of offset "
			    "%u, which starts at 0x%llx",
			    (unsigned long long)low->value, low->id, low->offset, high->offset,
			    (unsigned long long)high->value);
		return;
	}
}

/* Each region by itself; the first that is odd stands for them. Beyond the last core of a GICv4,
   half of one's frames may be left, as QEMU's has it. */
static void judge_lengths(const struct gic *gic)
{
	for (size_t i = 0; i < gic->regions.count; i++) {
		const struct lint_key *region = &gic->regions.items[i];

		/* No multiple of a frame even: that is told of all frames. */
		if (region->id % V3_FRAMES == 0 || region->id % FRAME != 0)
			continue;
		rule_broken(gic->madt->findings, &rules[RULE_GICR_TINY], region->offset,
			    "GICv%u: region 0x%llx at offset %u has %u bytes; a multiple of the %d "
			    "of a core is wanted",
			    gic->version, (unsigned long long)region->value, region->offset,
			    region->id, V3_FRAMES);
		return;
	}
}

static void judge_gicd_apart(const struct gic *gic)
{
	for (size_t i = 0; i < gic->regions.count; i++) {
		const struct lint_key *region = &gic->regions.items[i];

		if (gic->gicd < region->value || gic->gicd - region->value >= region->id)
			continue;
		rule_broken(gic->madt->findings, &rules[RULE_GICR_GICD], region->offset,
			    "the distributor at 0x%llx lies inside region 0x%llx of %u bytes, at "
			    "offset %u",
			    (unsigned long long)gic->gicd, (unsigned long long)region->value,
			    region->id, region->offset);
		return;
	}
}

/* From GICv3 on a core's redistributor is found in a region, or by its own entry. */
static void judge_redistributors(const struct gic *gic)
{
	uint32_t frames = gic->version == 4 ? V4_FRAMES : V3_FRAMES;
	size_t room = gic->frames / frames;

	judge_lengths(gic);
	judge_gicd_apart(gic);
	if (gic->regions.count == 0 && gic->no_gicr_count > 0)
		rule_broken(gic->madt->findings, &rules[RULE_GICR_NONE], gic->no_gicr,
			    "GICv%u without a redistributor region: %u enabled cores, the first at "
			    "offset %u, name none of their own",
			    gic->version, gic->no_gicr_count, gic->no_gicr);
	if (gic->regions.count > 0 && gic->no_gicr_count == gic->gicc_count &&
	    room < gic->gicc_count)
		rule_broken(gic->madt->findings, &rules[RULE_GICR_SMALL],
			    gic->regions.items[0].offset,
			    "redistributor regions of %llu bytes have room for %zu cores, of which "
			    "%u are enabled",
			    (unsigned long long)gic->frames, room, gic->gicc_count);
}

static void judge_interfaces(struct gic *gic)
{
	if (gic->no_base_count > 0)
		rule_broken(gic->madt->findings, &rules[RULE_GICC_BASE], gic->no_base,
			    "GICv%u: %u enabled cores, the first at offset %u, have Physical Base "
			    "Address 0",
			    gic->version, gic->no_base_count, gic->no_base);
	tell_twins(gic, &gic->interfaces, &rules[RULE_GICC_NUMBER], "CPU Interface Number");
}

static void gic_open(struct gic *gic, const struct lint_madt *madt)
{
	gic->madt = madt;
	gic->regions.count = gic->its.count = gic->msi.count = gic->interfaces.count = 0;
	gic->gicd_count = gic->gicc_count = gic->odd_count = 0;
	gic->no_base_count = gic->no_gicr_count = 0;
	gic->version = 0;
	gic->gicd = 0;
	gic->frames = 0;
}

void lint_madt_gic(const struct lint_madt *madt)
{
	static struct gic gic;
	size_t offset = MADT_ENTRIES;
	struct subtable entry;

	gic_open(&gic, madt);
	while (subtable_next(madt->table, &offset, &entry))
		look_at(&gic, &entry);
	judge_distributors(&gic);
	judge_regions(&gic);
	if (gic.version >= 3)
		judge_redistributors(&gic);
	else if (gic.version > 0)
		judge_interfaces(&gic);
	tell_twins(&gic, &gic.its, &rules[RULE_ITS_ID], "ITS id");
	tell_twins(&gic, &gic.msi, &rules[RULE_MSI_ID], "MSI frame id");
	if (gic.odd_count > 0)
		rule_broken(madt->findings, &rules[RULE_FRAME], gic.odd.offset,
			    "%u frames, the first at offset %u: 0x%llx; a multiple of 64 KiB is "
			    "wanted",
			    gic.odd_count, gic.odd.offset, (unsigned long long)gic.odd.value);
}
