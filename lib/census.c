/* SPDX-License-Identifier: BSD-2-Clause */
#include "census.h"
#include "fmt.h"

enum census_rule {
	RULE_MP_MISSING,
	RULE_MP_EXTRA,
	RULE_MP_UNHEALTHY,
	RULE_MP_BOOT_CORE,
	RULE_SMBIOS,
	RULE_CPUID,
	RULE_DEAD,
	RULE_UNLISTED,
	RULE_OTHER_ID,
};

static const struct rule rules[] = {
	[RULE_MP_MISSING] = {"census.mp.missing", SEVERITY_ERROR, "APIC", "5.2.12.2",
			     "an OS tries to start a core that the firmware itself has not found, "
			     "and waits for it in vain"},
	[RULE_MP_EXTRA] = {"census.mp.extra", SEVERITY_WARNING, "APIC", "5.2.12.2",
			   "the firmware runs a core that no OS will know of"},
	[RULE_MP_UNHEALTHY] = {"census.mp.unhealthy", SEVERITY_ERROR, "", "PI 1.8, II-13.4.3",
			       "the core failed the firmware's self-test; what it computes cannot "
			       "be trusted"},
	[RULE_MP_BOOT_CORE] = {"census.mp.boot-core", SEVERITY_WARNING, "", "PI 1.8, II-13.4.3",
			       "who asks the firmware for its boot core is told another one"},
	[RULE_SMBIOS] = {"census.smbios", SEVERITY_WARNING, "", "SMBIOS 3.6, 7.5",
			 "inventories count other cores than an OS can use"},
	[RULE_CPUID] = {"census.cpuid", SEVERITY_NOTE, "", "SDM 2A, CPUID 1FH",
			"the processor has threads that the tables do not enable"},
	[RULE_DEAD] = {"census.dead", SEVERITY_ERROR, "APIC", "5.2.12.2",
		       "an OS waits for this core at every boot, and runs without it"},
	[RULE_UNLISTED] =
		{"census.unlisted", SEVERITY_ERROR, "APIC", "5.2.12",
		 "a core that no OS knows of answers every broadcast, and may run anything"},
	[RULE_OTHER_ID] =
		{"census.other-id", SEVERITY_ERROR, "APIC", "5.2.12.2",
		 "a core that was called by one id has another: interrupts to it get lost"},
};

const struct rule_set census_rule_set = {"census", rules, ARRAY_SIZE(rules)};

/* Ids for a sentence: so many as fit, then how many more. */
struct id_text {
	char text[80];
	size_t used;
	unsigned int count;
};

static void id_text_add(struct id_text *ids, hw_id id)
{
	char word[24];
	size_t length = (size_t)fmt_text(word, sizeof(word), "%s0x%llx", ids->count ? ", " : "",
					 (unsigned long long)id.value);

	ids->count++;
	if (ids->used + length >= sizeof(ids->text))
		return;
	fmt_text(ids->text + ids->used, sizeof(ids->text) - ids->used, "%s", word);
	ids->used += length;
}

static const struct census_cpu *list_find(const struct census_list *list, hw_id id)
{
	for (size_t i = 0; i < list->count && i < CPUS_MAX; i++)
		if (hw_id_equal(list->items[i].id, id))
			return &list->items[i];
	return NULL;
}

/* The usable ones of a list that the other does not have, or has disabled. */
static void list_without(const struct census_list *list, const struct census_list *other,
			 struct id_text *ret_ids)
{
	*ret_ids = (struct id_text){.count = 0};
	for (size_t i = 0; i < list->count && i < CPUS_MAX; i++) {
		const struct census_cpu *same = list_find(other, list->items[i].id);

		if (list->items[i].usable && (!same || !same->usable))
			id_text_add(ret_ids, list->items[i].id);
	}
}

static void compare_lists(const struct census_list *madt, const struct census_list *mp,
			  struct findings *findings)
{
	struct id_text ids;

	list_without(madt, mp, &ids);
	if (ids.count)
		rule_broken(findings, &rules[RULE_MP_MISSING], 0,
			    "cores enabled in the MADT, but not in the firmware's MP Services: %u, "
			    "id %s",
			    ids.count, ids.text);
	list_without(mp, madt, &ids);
	if (ids.count)
		rule_broken(findings, &rules[RULE_MP_EXTRA], 0,
			    "cores enabled in the firmware's MP Services, but not in the MADT: %u, "
			    "id %s",
			    ids.count, ids.text);
}

static void check_mp(const struct census_list *mp, hw_id boot_id, struct findings *findings)
{
	struct id_text sick = {.count = 0};

	for (size_t i = 0; i < mp->count && i < CPUS_MAX; i++) {
		const struct census_cpu *cpu = &mp->items[i];

		if (!cpu->healthy)
			id_text_add(&sick, cpu->id);
		if (cpu->boot_core && !hw_id_equal(cpu->id, boot_id))
			rule_broken(
				findings, &rules[RULE_MP_BOOT_CORE], 0,
				"MP Services name id 0x%llx as the boot core, this is id 0x%llx",
				(unsigned long long)cpu->id.value,
				(unsigned long long)boot_id.value);
	}
	if (sick.count)
		rule_broken(findings, &rules[RULE_MP_UNHEALTHY], 0,
			    "cores that are not healthy by the firmware's MP Services: %u, id %s",
			    sick.count, sick.text);
}

static bool differ(int a, int b)
{
	return a != CENSUS_UNKNOWN && b != CENSUS_UNKNOWN && a != b;
}

/* SMBIOS may count cores where threads are off, so it agrees if either number does. */
static void compare_totals(const struct census *census, struct findings *findings)
{
	if (differ(census->madt_enabled, census->smbios_threads) &&
	    differ(census->madt_enabled, census->smbios_cores))
		rule_broken(findings, &rules[RULE_SMBIOS], 0,
			    "SMBIOS type 4 tells of %d cores and %d threads, the MADT enables %d",
			    census->smbios_cores, census->smbios_threads, census->madt_enabled);
	if (differ(census->madt_enabled, census->cpuid_threads))
		rule_broken(findings, &rules[RULE_CPUID], 0,
			    "CPUID tells of %d logical processors in these packages, the MADT "
			    "enables %d",
			    census->cpuid_threads, census->madt_enabled);
}

void census_open(struct census *ret_census)
{
	*ret_census =
		(struct census){CENSUS_UNKNOWN, CENSUS_UNKNOWN, CENSUS_UNKNOWN, CENSUS_UNKNOWN,
				CENSUS_UNKNOWN, CENSUS_UNKNOWN, CENSUS_UNKNOWN, CENSUS_UNKNOWN};
}

void census_compare(const struct census *census, const struct census_list *madt,
		    const struct census_list *mp, hw_id boot_id, struct findings *findings)
{
	if (madt->count && mp->count)
		compare_lists(madt, mp, findings);
	check_mp(mp, boot_id, findings);
	compare_totals(census, findings);
}

static struct id_text text_of(const hw_id *ids, unsigned int count)
{
	struct id_text text = {.count = 0};

	for (unsigned int i = 0; i < count; i++)
		id_text_add(&text, ids[i]);
	return text;
}

void census_compare_answers(const hw_id *dead, unsigned int dead_count, const hw_id *unlisted,
			    unsigned int unlisted_count, bool directed, struct findings *findings)
{
	struct id_text dead_text = text_of(dead, dead_count);
	struct id_text unlisted_text = text_of(unlisted, unlisted_count);

	if (dead_count)
		rule_broken(findings, &rules[RULE_DEAD], 0,
			    "cores that are enabled, but did not answer: %u, id %s", dead_count,
			    dead_text.text);
	if (!unlisted_count)
		return;
	if (directed)
		rule_broken(findings, &rules[RULE_OTHER_ID], 0,
			    "only listed cores were called, but some came with an id that is not "
			    "listed: %u, id %s",
			    unlisted_count, unlisted_text.text);
	else
		rule_broken(findings, &rules[RULE_UNLISTED], 0,
			    "cores that answered a broadcast and are not in the tables: %u, id %s",
			    unlisted_count, unlisted_text.text);
}
