/* SPDX-License-Identifier: BSD-2-Clause */
/* SRAT's memory: ranges that overlap, and domains that have cores but no memory. */
#include "lint_srat.h"
#include "sort.h"
#include "once.h"

enum {
	RULE_WRAPS,
	RULE_EMPTY,
	RULE_OVERLAP,
	RULE_OVERLAP_SAME,
	RULE_MEMORYLESS,
	RULE_CAPACITY,
	RULE_COUNT,
};

static const struct rule rules[] = {
	[RULE_WRAPS] = {"srat.memory.wraps", SEVERITY_ERROR, "SRAT", "5.2.16.2",
			"an OS that adds the two gets an end below the start"},
	[RULE_EMPTY] = {"srat.memory.empty", SEVERITY_NOTE, "SRAT", "5.2.16.2", ""},
	[RULE_OVERLAP] = {"srat.memory.overlap", SEVERITY_WARNING, "SRAT", "5.2.16.2",
			  "an OS refuses all nodes, or takes memory for near that is far"},
	[RULE_OVERLAP_SAME] = {"srat.memory.overlap_same", SEVERITY_NOTE, "SRAT", "5.2.16.2", ""},
	[RULE_MEMORYLESS] = {"srat.domain.memoryless", SEVERITY_NOTE, "SRAT", "5.2.16", ""},
	[RULE_CAPACITY] = {"srat.memory.capacity", SEVERITY_NOTE, "SRAT", "5.2.16.2", ""},
};

const struct rule_set srat_memory_rule_set = {"srat_memory", rules, ARRAY_SIZE(rules)};

struct range {
	uint64_t base, last;
	uint32_t domain, offset;
};

enum { RANGES_MAX = 1024, DOMAINS_MAX = 2 * CPUS_MAX };

static struct range ranges[RANGES_MAX];
static uint32_t domains[DOMAINS_MAX];

struct judge {
	struct findings *findings;
	size_t range_count, domain_count, lost;
	struct once onces[RULE_COUNT];
};

static bool judge_first(struct judge *judge, unsigned int rule)
{
	return once_first(&judge->onces[rule], judge->findings);
}

static void ranges_add(struct judge *judge, const struct srat_entry *entry)
{
	if (judge->range_count == RANGES_MAX) {
		judge->lost++;
		return;
	}
	ranges[judge->range_count++] = (struct range){
		.base = entry->base,
		.last = entry->base + entry->length - 1,
		.domain = entry->domain,
		.offset = entry->offset,
	};
}

static void judge_memory(struct judge *judge, const struct srat_entry *entry)
{
	if (entry->length == 0) {
		if (judge_first(judge, RULE_EMPTY))
			rule_broken(judge->findings, &rules[RULE_EMPTY], entry->offset,
				    "enabled memory of domain %u at offset %u is of length 0",
				    entry->domain, entry->offset);
	} else if (entry->base > UINT64_MAX - (entry->length - 1)) {
		if (judge_first(judge, RULE_WRAPS))
			rule_broken(judge->findings, &rules[RULE_WRAPS], entry->offset,
				    "memory at offset %u: 0x%llx bytes from 0x%llx on reach past "
				    "64 bits",
				    entry->offset, (unsigned long long)entry->length,
				    (unsigned long long)entry->base);
	} else {
		ranges_add(judge, entry);
	}
}

static void domains_add(struct judge *judge, uint32_t domain)
{
	/* Cores of a domain stand side by side: most repeat what was added last. */
	if (judge->domain_count > 0 && domains[judge->domain_count - 1] == domain)
		return;
	if (judge->domain_count == DOMAINS_MAX)
		judge->lost++;
	else
		domains[judge->domain_count++] = domain;
}

static bool domain_before(const void *a, const void *b)
{
	return *(const uint32_t *)a < *(const uint32_t *)b;
}

static bool range_domain_before(const void *a, const void *b)
{
	return ((const struct range *)a)->domain < ((const struct range *)b)->domain;
}

static bool range_base_before(const void *a, const void *b)
{
	const struct range *first = a, *second = b;

	return first->base != second->base ? first->base < second->base
					   : first->offset < second->offset;
}

/* Both lists by domain: one pass finds those that only the cores have. */
static void judge_domains(struct judge *judge)
{
	size_t range = 0;

	sort_items(domains, judge->domain_count, sizeof(domains[0]), domain_before);
	sort_items(ranges, judge->range_count, sizeof(ranges[0]), range_domain_before);
	for (size_t i = 0; i < judge->domain_count; i++) {
		while (range < judge->range_count && ranges[range].domain < domains[i])
			range++;
		if ((range < judge->range_count && ranges[range].domain == domains[i]) ||
		    (i > 0 && domains[i - 1] == domains[i]))
			continue;
		if (judge_first(judge, RULE_MEMORYLESS))
			rule_broken(judge->findings, &rules[RULE_MEMORYLESS], 0,
				    "domain %u has cores, but no enabled memory", domains[i]);
	}
}

static void judge_overlap(struct judge *judge, const struct range *low, const struct range *high)
{
	unsigned int rule = low->domain == high->domain ? RULE_OVERLAP_SAME : RULE_OVERLAP;

	if (high->base > low->last || !judge_first(judge, rule))
		return;
	rule_broken(judge->findings, &rules[rule], high->offset,
		    "0x%llx to 0x%llx of domain %u (offset %u) overlaps 0x%llx to 0x%llx of domain "
		    "%u (offset %u)",
		    (unsigned long long)high->base, (unsigned long long)high->last, high->domain,
		    high->offset, (unsigned long long)low->base, (unsigned long long)low->last,
		    low->domain, low->offset);
}

/* By base, each against the one before it that reaches farthest: whatever overlaps another domain
   shows at one pair at least, for what lies below both overlaps one of the two. */
static void judge_overlaps(struct judge *judge)
{
	size_t farthest = 0;

	sort_items(ranges, judge->range_count, sizeof(ranges[0]), range_base_before);
	for (size_t i = 1; i < judge->range_count; i++) {
		judge_overlap(judge, &ranges[farthest], &ranges[i]);
		if (ranges[i].last > ranges[farthest].last)
			farthest = i;
	}
}

void lint_srat_memory(struct span table, struct findings *findings)
{
	struct judge judge = {.findings = findings};
	struct srat_entry entry;
	struct srat srat;

	if (srat_open(table, &srat) != STATUS_OK)
		return;
	while (srat_next(&srat, &entry)) {
		if (!entry.known || !entry.enabled)
			continue;
		if (entry.type == SRAT_MEMORY)
			judge_memory(&judge, &entry);
		else if (srat_is_cpu(entry.type))
			domains_add(&judge, entry.domain);
	}
	if (judge.lost == 0)
		judge_domains(&judge);
	else
		rule_broken(findings, &rules[RULE_CAPACITY], 0,
			    "%zu ranges and domains more than the %d and %d that are compared",
			    judge.lost, RANGES_MAX, DOMAINS_MAX);
	judge_overlaps(&judge);
	once_close(judge.onces, RULE_COUNT, findings);
}
