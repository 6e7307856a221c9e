/* SPDX-License-Identifier: BSD-2-Clause */
/* One core's memory types by themselves. SDM 3A 12.11; APM 2 7.7 has the same. */
#include "audit_x86.h"

enum mtrr_rule {
	RULE_OFF,
	RULE_TYPE,
	RULE_MASK,
	RULE_ALIGNMENT,
	RULE_OVERLAP,
	RULE_COUNT,
};

static const struct rule rules[RULE_COUNT] = {
	[RULE_OFF] = {"cpu.mtrr.off", SEVERITY_WARNING, "", "SDM 3A, 12.11.2.1",
		      "no memory is cached: everything is a hundred times slower until an OS "
		      "mends it, if it does"},
	[RULE_TYPE] = {"cpu.mtrr.type", SEVERITY_ERROR, "", "SDM 3A, 12.11.2",
		       "what the processor does with memory of this type is not defined"},
	[RULE_MASK] = {"cpu.mtrr.mask", SEVERITY_WARNING, "", "SDM 3A, 12.11.3",
		       "the range comes again at higher addresses, and types memory there that "
		       "it does not mean"},
	[RULE_ALIGNMENT] = {"cpu.mtrr.alignment", SEVERITY_ERROR, "", "SDM 3A, 12.11.4",
			    "the range does not begin where its base says"},
	[RULE_OVERLAP] = {"cpu.mtrr.overlap", SEVERITY_ERROR, "", "SDM 3A, 12.11.4.1",
			  "how memory under both ranges is cached is not defined, and may change "
			  "with the processor"},
};

const struct rule_set audit_mtrr_rule_set = {"audit_mtrr", rules, RULE_COUNT};

/* Table 12-8. */
enum memory_type { TYPE_UC = 0, TYPE_WC = 1, TYPE_WT = 4, TYPE_WP = 5, TYPE_WB = 6 };

enum mtrr_bits {
	TYPE_BITS = 0xFF,
	DEF_TYPE_FIXED = 1 << 10,
	DEF_TYPE_ENABLE = 1 << 11,
	MASK_VALID = 1 << 11,
	FIXED_FIELDS = 8,
	/* AMD's RdMem and WrMem of the fixed ranges, shown when SYSCFG says so (APM 2, 7.9.1). */
	FIXED_EXTENDED = 0x18,
	SYSCFG_SHOWS_EXTENDED = 1 << 19,
	ADDRESS_BITS_LEAST = 36,
	ADDRESS_BITS_MOST = 52,
};

#define ADDRESS_MASK 0xFFFFFFFFFF000ull

struct range {
	unsigned int number;
	uint64_t base, mask;
	uint8_t type;
};

static bool is_type(unsigned int type)
{
	return type == TYPE_UC || type == TYPE_WC || (type >= TYPE_WT && type <= TYPE_WB);
}

/* The place of the first field with a reserved type, or FIXED_FIELDS. */
static unsigned int wrong_field(uint64_t value, unsigned int ignored)
{
	unsigned int field = 0;

	while (field < FIXED_FIELDS &&
	       is_type((unsigned int)(value >> 8 * field & TYPE_BITS) & ~ignored))
		field++;
	return field;
}

static void lint_fixed(const struct audit_core *core, struct findings *findings)
{
	bool extended = audit_value(core, AUDIT_SYSCFG) & SYSCFG_SHOWS_EXTENDED;
	unsigned int wrong = 0, first = 0, field = 0;

	if (!(audit_value(core, AUDIT_MTRR_DEF_TYPE) & DEF_TYPE_FIXED))
		return;
	for (unsigned int i = AUDIT_MTRR_FIXED; i < AUDIT_MTRR_FIXED_END; i++) {
		unsigned int place =
			wrong_field(audit_value(core, i), extended ? FIXED_EXTENDED : 0);

		if (place == FIXED_FIELDS || wrong++ > 0)
			continue;
		first = i;
		field = place;
	}
	if (wrong)
		rule_broken(findings, &rules[RULE_TYPE], 0,
			    "%s is 0x%llx, with a reserved type in byte %u; %u of the fixed ranges "
			    "have one",
			    audit_x86_64.names[first], (unsigned long long)audit_value(core, first),
			    field, wrong);
}

static void lint_def_type(const struct audit_core *core, struct findings *findings)
{
	uint64_t value = audit_value(core, AUDIT_MTRR_DEF_TYPE);

	if (!is_type((unsigned int)(value & TYPE_BITS)))
		rule_broken(findings, &rules[RULE_TYPE], 0,
			    "IA32_MTRR_DEF_TYPE is 0x%llx; the default type %u is reserved",
			    (unsigned long long)value, (unsigned int)(value & TYPE_BITS));
	if (!(value & DEF_TYPE_ENABLE))
		rule_broken(findings, &rules[RULE_OFF], 0,
			    "IA32_MTRR_DEF_TYPE is 0x%llx: the MTRRs are off (bit 11)",
			    (unsigned long long)value);
}

/* ---- variable ranges ---- */

static unsigned int list_ranges(const struct audit_core *core,
				struct range ret_ranges[AUDIT_VARIABLE_MTRRS])
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < AUDIT_VARIABLE_MTRRS; i++) {
		uint64_t base = audit_value(core, AUDIT_MTRR_VARIABLE + 2 * i);
		uint64_t mask = audit_value(core, AUDIT_MTRR_VARIABLE + 2 * i + 1);

		if (mask & MASK_VALID)
			ret_ranges[count++] = (struct range){.number = i,
							     .base = base & ADDRESS_MASK,
							     .mask = mask & ADDRESS_MASK,
							     .type = (uint8_t)(base & TYPE_BITS)};
	}
	return count;
}

/* All address bits from the lowest that is set up to the processor's last (12.11.3). */
static uint64_t full_mask(const struct audit_core *core, uint64_t mask)
{
	unsigned int bits = (unsigned int)(audit_value(core, AUDIT_CPUID_80000008_EAX) & 0xFF);

	if (bits < ADDRESS_BITS_LEAST || bits > ADDRESS_BITS_MOST)
		bits = ADDRESS_BITS_LEAST;
	return ~((mask & -mask) - 1) & ((1ull << bits) - 1) & ADDRESS_MASK;
}

static void lint_range(const struct audit_core *core, const struct range *range,
		       struct findings *findings)
{
	uint64_t full = full_mask(core, range->mask);

	if (!is_type(range->type))
		rule_broken(findings, &rules[RULE_TYPE], 0,
			    "IA32_MTRR_PHYSBASE%u is for addresses from 0x%llx; its type %u is "
			    "reserved",
			    range->number, (unsigned long long)range->base, range->type);
	if (range->mask && full & ~range->mask)
		rule_broken(findings, &rules[RULE_MASK], 0,
			    "IA32_MTRR_PHYSMASK%u: 0x%llx has gaps; one range of this size has "
			    "0x%llx",
			    range->number, (unsigned long long)range->mask,
			    (unsigned long long)full);
	else if (range->base & ~range->mask)
		rule_broken(findings, &rules[RULE_ALIGNMENT], 0,
			    "IA32_MTRR_PHYSBASE%u: 0x%llx is not on a multiple of the size that "
			    "the mask 0x%llx gives",
			    range->number, (unsigned long long)range->base,
			    (unsigned long long)range->mask);
}

/* Some address is in both when the bases agree in all bits that both masks look at. */
static bool ranges_meet(const struct range *a, const struct range *b)
{
	return ((a->base ^ b->base) & a->mask & b->mask) == 0;
}

static bool types_combine(uint8_t a, uint8_t b)
{
	return a == b || a == TYPE_UC || b == TYPE_UC || (a == TYPE_WT && b == TYPE_WB) ||
	       (a == TYPE_WB && b == TYPE_WT);
}

/* Where a UC range lies over both, it decides; that is how firmware cuts holes. */
static void lint_overlaps(const struct range *ranges, unsigned int count, struct findings *findings)
{
	for (unsigned int i = 0; i < count; i++)
		for (unsigned int j = i + 1; j < count; j++)
			if (ranges_meet(&ranges[i], &ranges[j]) &&
			    !types_combine(ranges[i].type, ranges[j].type)) {
				rule_broken(findings, &rules[RULE_OVERLAP], 0,
					    "variable MTRR %u (type %u, from 0x%llx) lies over %u "
					    "(type %u, from 0x%llx)",
					    ranges[i].number, ranges[i].type,
					    (unsigned long long)ranges[i].base, ranges[j].number,
					    ranges[j].type, (unsigned long long)ranges[j].base);
				return;
			}
}

void audit_lint_mtrrs(const struct audit_core *core, struct findings *findings)
{
	struct range ranges[AUDIT_VARIABLE_MTRRS];
	unsigned int count;

	if (audit_state(core, AUDIT_MTRR_DEF_TYPE) != AUDIT_READ)
		return;
	lint_def_type(core, findings);
	if (!(audit_value(core, AUDIT_MTRR_DEF_TYPE) & DEF_TYPE_ENABLE))
		return;
	lint_fixed(core, findings);
	count = list_ranges(core, ranges);
	for (unsigned int i = 0; i < count; i++)
		lint_range(core, &ranges[i], findings);
	lint_overlaps(ranges, count, findings);
}
