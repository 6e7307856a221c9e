/* SPDX-License-Identifier: BSD-2-Clause */
/* Which local interrupt pin of which core is wired to NMI: types 4 and 0xA. */
#include "lint_madt.h"

/* 5.2.12.7 and .13: every processor. */
#define ALL_LAPICS  0xffu
#define ALL_X2APICS 0xffffffffu

enum { RULE_PIN, RULE_UID, RULE_SOME, RULE_DUPLICATE };

static const struct rule rules[] = {
	[RULE_PIN] = {"madt.nmi.lint", SEVERITY_WARNING, "APIC", "5.2.12.7",
		      "an OS sets up a pin that is none, and the NMI arrives nowhere"},
	[RULE_UID] = {"madt.nmi.uid", SEVERITY_WARNING, "APIC", "5.2.12.7",
		      "an OS sets up the pin on no core"},
	[RULE_SOME] = {"madt.nmi.some", SEVERITY_WARNING, "APIC", "5.2.12.7",
		       "an OS does not set up NMI on the cores left out, so a watchdog does not "
		       "reach them"},
	[RULE_DUPLICATE] = {"madt.nmi.duplicate", SEVERITY_NOTE, "APIC", "5.2.12.7", ""},
};

const struct rule_set lint_madt_nmis_rule_set = {"lint.madt.nmi", rules, ARRAY_SIZE(rules)};

/* One NMI entry. */
struct nmi {
	uint32_t uid;
	uint32_t offset;
	uint8_t pin;
	bool all;
};

struct nmis {
	struct lint_keys uids; /* of entries for one core; the pin as id */
	unsigned int odd_pins, all_count, count;
	struct nmi first_odd;
};

static bool read_nmi(const struct subtable *entry, struct nmi *ret_nmi)
{
	struct span bytes = entry->bytes;

	if (entry->type == MADT_LAPIC_NMI && bytes.size >= 6)
		*ret_nmi = (struct nmi){span_get8(bytes, 2), entry->offset, span_get8(bytes, 5),
					span_get8(bytes, 2) == ALL_LAPICS};
	else if (entry->type == MADT_X2APIC_NMI && bytes.size >= 12)
		*ret_nmi = (struct nmi){span_get32(bytes, 4), entry->offset, span_get8(bytes, 8),
					span_get32(bytes, 4) == ALL_X2APICS};
	else
		return false;
	return true;
}

static void count_nmi(struct nmis *nmis, const struct nmi *nmi)
{
	nmis->count++;
	if (nmi->pin > 1 && nmis->odd_pins++ == 0)
		nmis->first_odd = *nmi;
	if (nmi->all)
		nmis->all_count++;
	else
		lint_keys_add(&nmis->uids, nmi->uid, nmi->offset, nmi->pin);
}

/* The UIDs that cores of the table have, enabled or not: entries for cores to come are common. */
static void list_uids(const struct lint_cpus *cpus, bool enabled, struct lint_keys *uids)
{
	uids->count = 0;
	for (size_t i = 0; i < cpus->count; i++)
		if (cpus->items[i].enabled || !enabled)
			lint_keys_add(uids, cpus->items[i].uid, cpus->items[i].offset, 0);
	lint_keys_twins(uids, false);
}

/* Those of a that b lacks, and the first of them. */
static unsigned int lacking(const struct lint_keys *a, const struct lint_keys *b,
			    struct lint_key *ret_first)
{
	unsigned int count = 0;

	for (size_t i = 0; i < a->count; i++)
		if (!lint_keys_have(b, a->items[i].value) &&
		    (count++ == 0 || a->items[i].offset < ret_first->offset))
			*ret_first = a->items[i];
	return count;
}

static void judge_uids(const struct lint_madt *madt, struct nmis *nmis)
{
	static struct lint_keys uids;
	struct lint_twins twins = lint_keys_twins(&nmis->uids, false);
	struct lint_key first;
	unsigned int count;

	if (twins.count > 0 && twins.first.id == twins.again.id)
		rule_broken(madt->findings, &rules[RULE_DUPLICATE], twins.again.offset,
			    "entries at offsets %u and %u both wire LINT%u of UID %u",
			    twins.first.offset, twins.again.offset, twins.again.id,
			    (uint32_t)twins.again.value);
	list_uids(madt->cpus, false, &uids);
	count = lacking(&nmis->uids, &uids, &first);
	if (count > 0)
		rule_broken(madt->findings, &rules[RULE_UID], first.offset,
			    "%u NMI entries are for UIDs that no core has, the first at offset %u "
			    "for UID %u",
			    count, first.offset, (uint32_t)first.value);
	list_uids(madt->cpus, true, &uids);
	count = lacking(&uids, &nmis->uids, &first);
	if (count > 0 && nmis->all_count == 0)
		rule_broken(madt->findings, &rules[RULE_SOME], first.offset,
			    "%u enabled cores have no NMI entry, the first is UID %u; one for each "
			    "core or one for all is wanted",
			    count, (uint32_t)first.value);
}

void lint_madt_nmis(const struct lint_madt *madt)
{
	static struct nmis nmis;
	size_t offset = MADT_ENTRIES;
	struct subtable entry;
	struct nmi nmi;

	nmis.uids.count = 0;
	nmis.odd_pins = nmis.all_count = nmis.count = 0;
	while (subtable_next(madt->table, &offset, &entry))
		if (read_nmi(&entry, &nmi))
			count_nmi(&nmis, &nmi);
	if (nmis.odd_pins > 0)
		rule_broken(madt->findings, &rules[RULE_PIN], nmis.first_odd.offset,
			    "%u NMI entries, the first at offset %u: LINT%u; 0 or 1 is wanted",
			    nmis.odd_pins, nmis.first_odd.offset, nmis.first_odd.pin);
	/* What did not fit cannot be missed. */
	if (nmis.count > 0 && madt->cpus->lost == 0 && nmis.count < LINT_KEYS_MAX)
		judge_uids(madt, &nmis);
}
