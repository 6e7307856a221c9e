/* SPDX-License-Identifier: BSD-2-Clause */
/* SRAT's cores: each once, and those that the MADT lists. */
#include "lint_srat.h"
#include "fmt.h"
#include "sort.h"
#include "once.h"

enum {
	RULE_TWICE,
	RULE_TWO_DOMAINS,
	RULE_NO_ID,
	RULE_UNLISTED,
	RULE_WIDE,
	RULE_UNKNOWN,
	RULE_CAPACITY,
	RULE_COUNT,
};

static const struct rule rules[] = {
	[RULE_TWICE] = {"srat.cpu.twice", SEVERITY_WARNING, "SRAT", "5.2.16",
			"tools that add the structures up count more cores than there are"},
	[RULE_TWO_DOMAINS] = {"srat.cpu.domains", SEVERITY_ERROR, "SRAT", "5.2.16",
			      "one OS places the core in one domain, another OS in the other"},
	[RULE_NO_ID] = {"srat.cpu.no_id", SEVERITY_WARNING, "SRAT", "5.2.16",
			"the id means all cores, or none; a domain may look as if it had cores"},
	[RULE_UNLISTED] = {"srat.cpu.unlisted", SEVERITY_WARNING, "SRAT", "5.2.16",
			   "an OS puts these cores in a node of its own choice, and their memory "
			   "is remote"},
	[RULE_WIDE] = {"srat.cpu.wide", SEVERITY_ERROR, "SRAT", "5.2.16.3",
		       "a structure of type 0 holds 8 bits of the id, so another core is meant"},
	[RULE_UNKNOWN] = {"srat.cpu.unknown", SEVERITY_WARNING, "SRAT", "5.2.16",
			  "an OS that sizes its nodes by the SRAT reserves for cores that never "
			  "come"},
	[RULE_CAPACITY] = {"srat.cpu.capacity", SEVERITY_NOTE, "SRAT", "5.2.16", ""},
};

const struct rule_set srat_cpus_rule_set = {"srat_cpus", rules, ARRAY_SIZE(rules)};

/* MADT's types whose cores an SRAT names, 5.2.12. */
enum { MADT_LAPIC = 0, MADT_X2APIC = 9, MADT_GICC = 0xb, MADT_CORE_PIC = 0x11, MADT_RINTC = 0x18 };
enum { LAPIC_ID_ALL = 0xff, NAMED_MAX = 6 };

static const uint32_t x2apic_id_all = 0xffffffff;

/* How SRAT would name a core: bit 32 says that it is a UID. */
typedef uint64_t cpu_name;

static const cpu_name name_is_uid = 1ull << 32, name_none = UINT64_MAX;

static cpu_name names[CPUS_MAX]; /* of the MADT's cores, enabled or not, sorted */
static struct numa_cpu listed[2 * CPUS_MAX];

struct judge {
	struct numa_cpus *srat;
	struct findings *findings;
	struct once onces[RULE_COUNT];
};

static bool judge_first(struct judge *judge, unsigned int rule)
{
	return once_first(&judge->onces[rule], judge->findings);
}

static cpu_name srat_name(const struct numa_cpu *cpu)
{
	return cpu->by_uid ? name_is_uid | cpu->id : cpu->id;
}

/* SAPICs (Itanium) are left out: their id is in two parts, and the machines are gone. */
static cpu_name madt_name(const struct lint_cpu *cpu)
{
	if (cpu->type == MADT_GICC || cpu->type == MADT_RINTC)
		return name_is_uid | cpu->uid;
	if (cpu->type == MADT_LAPIC)
		return cpu->id != LAPIC_ID_ALL ? cpu->id : name_none;
	if (cpu->type == MADT_X2APIC || cpu->type == MADT_CORE_PIC)
		return cpu->id < x2apic_id_all ? cpu->id : name_none;
	return name_none;
}

static const char *name_kind(cpu_name name)
{
	return name & name_is_uid ? "UID" : "id";
}

static void judge_pair(struct judge *judge, const struct numa_cpu *a, const struct numa_cpu *b)
{
	unsigned int rule = a->domain == b->domain ? RULE_TWICE : RULE_TWO_DOMAINS;

	if (srat_name(a) != srat_name(b) || !judge_first(judge, rule))
		return;
	rule_broken(judge->findings, &rules[rule], b->offset,
		    "core of %s 0x%x is listed at offset %u in domain %u, and at %u in domain %u",
		    name_kind(srat_name(a)), a->id, a->offset, a->domain, b->offset, b->domain);
}

static void judge_no_id(struct judge *judge, const struct numa_cpu *cpu)
{
	if (!(cpu->type == SRAT_LAPIC && cpu->id == LAPIC_ID_ALL) &&
	    !(cpu->type == SRAT_X2APIC && cpu->id == x2apic_id_all))
		return;
	if (judge_first(judge, RULE_NO_ID))
		rule_broken(judge->findings, &rules[RULE_NO_ID], cpu->offset,
			    "enabled structure of type %u at offset %u is for id 0x%x, which no "
			    "core has",
			    cpu->type, cpu->offset, cpu->id);
}

static void judge_listed(struct judge *judge)
{
	const struct numa_cpus *srat = judge->srat;

	for (size_t i = 0; i < srat->count; i++) {
		judge_no_id(judge, &srat->items[i]);
		if (i > 0)
			judge_pair(judge, &srat->items[i - 1], &srat->items[i]);
	}
	if (srat->lost > 0)
		rule_broken(judge->findings, &rules[RULE_CAPACITY], 0,
			    "%zu enabled structures about cores; %zu of them are judged",
			    srat->count + srat->lost, srat->count);
}

/* Whether a structure of type 0 is for the low byte of this id, which has more. */
static bool name_was_cut(const struct judge *judge, cpu_name name)
{
	const struct numa_cpu *cpu = numa_find_cpu(judge->srat, false, name & 0xff);

	return !(name & name_is_uid) && name > 0xff && cpu && cpu->type == SRAT_LAPIC;
}

static bool name_before(const void *a, const void *b)
{
	return *(const cpu_name *)a < *(const cpu_name *)b;
}

static bool names_have(size_t count, cpu_name name)
{
	size_t place = sort_find(names, count, sizeof(name), &name, name_before);

	return place < count && names[place] == name;
}

static size_t names_list(const struct lint_cpus *cpus)
{
	size_t count = 0;

	for (size_t i = 0; i < cpus->count; i++)
		if (madt_name(&cpus->items[i]) != name_none)
			names[count++] = madt_name(&cpus->items[i]);
	sort_items(names, count, sizeof(names[0]), name_before);
	return count;
}

static bool names_of_srat_have(const struct judge *judge, cpu_name name)
{
	return numa_find_cpu(judge->srat, name & name_is_uid, (uint32_t)name) != NULL;
}

/* One finding names as many of the missing cores as it has room for. */
static void judge_missing(struct judge *judge, const struct lint_cpus *cpus)
{
	unsigned int missing = 0, enabled = 0;
	cpu_name first = 0;
	char text[NAMED_MAX * sizeof("0xffffffff, ")];
	struct fmt list = FMT_OVER(text);
	bool cut = false;

	text[0] = '\0';
	for (size_t i = 0; i < cpus->count; i++) {
		cpu_name name = madt_name(&cpus->items[i]);

		if (!cpus->items[i].enabled || name == name_none)
			continue;
		enabled++;
		if (names_of_srat_have(judge, name))
			continue;
		cut = cut || name_was_cut(judge, name);
		if (missing == 0)
			first = name;
		if (missing++ < NAMED_MAX)
			fmt_add(&list, "%s0x%x", missing > 1 ? ", " : "", (uint32_t)name);
	}
	if (missing == 0)
		return;
	rule_broken(judge->findings, &rules[RULE_UNLISTED], 0,
		    "%u of %u enabled cores of the MADT have no enabled structure: %s %s%s",
		    missing, enabled, name_kind(first), text, missing > NAMED_MAX ? ", ..." : "");
	if (cut)
		rule_broken(judge->findings, &rules[RULE_WIDE], 0,
			    "ids above 0xff have no structure of type 2, but their low bytes are "
			    "listed as type 0");
}

static void judge_unknown(struct judge *judge, const struct lint_cpus *cpus)
{
	size_t count = names_list(cpus);

	for (size_t i = 0; i < judge->srat->count; i++) {
		const struct numa_cpu *cpu = &judge->srat->items[i];

		if (names_have(count, srat_name(cpu)) || !judge_first(judge, RULE_UNKNOWN))
			continue;
		rule_broken(judge->findings, &rules[RULE_UNKNOWN], cpu->offset,
			    "enabled structure of type %u at offset %u is for %s 0x%x, which the "
			    "MADT does not list",
			    cpu->type, cpu->offset, name_kind(srat_name(cpu)), cpu->id);
	}
}

void lint_srat_cpus(struct span table, const struct lint_cpus *cpus, struct findings *findings)
{
	struct numa_cpus srat = {.items = listed, .capacity = ARRAY_SIZE(listed)};
	struct judge judge = {.srat = &srat, .findings = findings};

	numa_list_cpus(table, &srat);
	judge_listed(&judge);
	/* What did not fit may be what is missing. */
	if (cpus && srat.lost == 0)
		judge_missing(&judge, cpus);
	if (cpus && cpus->lost == 0)
		judge_unknown(&judge, cpus);
	once_close(judge.onces, RULE_COUNT, findings);
}
