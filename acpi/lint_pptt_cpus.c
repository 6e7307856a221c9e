/* SPDX-License-Identifier: BSD-2-Clause */
/* PPTT's leaves: each core of the MADT has one. */
#include "lint_pptt.h"
#include "fmt.h"
#include "sort.h"
#include "once.h"

enum { RULE_MISSING, RULE_TWICE, RULE_UNKNOWN, RULE_CAPACITY, RULE_COUNT };

static const struct rule rules[] = {
	[RULE_MISSING] = {"pptt.cpu.missing", SEVERITY_ERROR, "PPTT", "5.2.30.1",
			  "an OS cannot locate these cores, and its scheduler groups all of them "
			  "wrongly"},
	[RULE_TWICE] = {"pptt.cpu.twice", SEVERITY_ERROR, "PPTT", "5.2.30.1",
			"the core is in two places at once, and an OS takes either"},
	[RULE_UNKNOWN] = {"pptt.cpu.unknown", SEVERITY_WARNING, "PPTT", "5.2.30.1",
			  "tools that count leaves count more cores than there are"},
	[RULE_CAPACITY] = {"pptt.cpu.capacity", SEVERITY_NOTE, "PPTT", "5.2.30.1", ""},
};

const struct rule_set pptt_cpus_rule_set = {"pptt_cpus", rules, ARRAY_SIZE(rules)};

enum { LEAVES_MAX = 2 * CPUS_MAX, NAMED_MAX = 7 };

static struct pptt_leaf found[LEAVES_MAX];
static uint32_t uids[CPUS_MAX]; /* of the MADT's cores, enabled or not, sorted */

struct judge {
	const struct pptt *pptt;
	struct pptt_leaves leaves;
	struct findings *findings;
	struct once onces[RULE_COUNT];
};

static bool uid_before(const void *a, const void *b)
{
	return *(const uint32_t *)a < *(const uint32_t *)b;
}

static bool uids_have(size_t count, uint32_t uid)
{
	size_t place = sort_find(uids, count, sizeof(uid), &uid, uid_before);

	return place < count && uids[place] == uid;
}

static void judge_missing(struct judge *judge, const struct lint_cpus *cpus)
{
	unsigned int missing = 0, enabled = 0;
	char text[NAMED_MAX * sizeof("4294967295, ")];
	struct fmt list = FMT_OVER(text);

	for (size_t i = 0; i < cpus->count; i++) {
		if (!cpus->items[i].enabled)
			continue;
		enabled++;
		if (pptt_find_leaf(&judge->leaves, cpus->items[i].uid))
			continue;
		if (missing++ < NAMED_MAX)
			fmt_add(&list, "%s%u", missing > 1 ? ", " : "", cpus->items[i].uid);
	}
	if (missing > 0)
		rule_broken(judge->findings, &rules[RULE_MISSING], 0,
			    "%u of %u enabled cores of the MADT have no leaf: UID %s%s", missing,
			    enabled, text, missing > NAMED_MAX ? ", ..." : "");
}

static void judge_leaf(struct judge *judge, size_t number, size_t uid_count)
{
	const struct pptt_leaf *leaf = &judge->leaves.items[number];
	uint32_t offset = judge->pptt->nodes[leaf->node].offset;

	if (number > 0 && leaf[-1].uid == leaf->uid) {
		if (once_first(&judge->onces[RULE_TWICE], judge->findings))
			rule_broken(judge->findings, &rules[RULE_TWICE], offset,
				    "UID %u has leaves at offsets %u and %u", leaf->uid,
				    judge->pptt->nodes[leaf[-1].node].offset, offset);
	} else if (!uids_have(uid_count, leaf->uid) &&
		   once_first(&judge->onces[RULE_UNKNOWN], judge->findings)) {
		rule_broken(judge->findings, &rules[RULE_UNKNOWN], offset,
			    "leaf at offset %u is for UID %u, which the MADT does not list", offset,
			    leaf->uid);
	}
}

void lint_pptt_cpus(const struct pptt *pptt, const struct lint_cpus *cpus,
		    struct findings *findings)
{
	struct judge judge = {
		.pptt = pptt,
		.leaves = {.items = found, .capacity = LEAVES_MAX},
		.findings = findings,
	};

	pptt_list_leaves(pptt, &judge.leaves);
	if (judge.leaves.lost > 0 || cpus->lost > 0) {
		rule_broken(findings, &rules[RULE_CAPACITY], 0,
			    "%zu leaves and %zu cores of the MADT are too many to compare",
			    judge.leaves.count + judge.leaves.lost, cpus->count + cpus->lost);
		return;
	}
	for (size_t i = 0; i < cpus->count; i++)
		uids[i] = cpus->items[i].uid;
	sort_items(uids, cpus->count, sizeof(uids[0]), uid_before);
	judge_missing(&judge, cpus);
	for (size_t i = 0; i < judge.leaves.count; i++)
		judge_leaf(&judge, i, cpus->count);
	once_close(judge.onces, RULE_COUNT, findings);
}
