/* SPDX-License-Identifier: BSD-2-Clause */
#include "topology_lint.h"
#include "mem.h"
#include "topology_pptt.h"

enum { RULE_NODE_SPLITS_CORE, RULE_NODE_SPANS, RULE_PPTT_PACKAGE, RULE_PPTT_CORE };

static const struct rule rules[] = {
	[RULE_NODE_SPLITS_CORE] = {"topology.node.core", SEVERITY_WARNING, "SRAT", "5.2.16",
				   "Linux ignores that they are threads of one core, and loads one "
				   "core twice while others idle"},
	[RULE_NODE_SPANS] = {"topology.node.spans", SEVERITY_NOTE, "SRAT", "5.2.16",
			     "memory behind another package is taken for near"},
	[RULE_PPTT_PACKAGE] = {"topology.pptt.package", SEVERITY_WARNING, "PPTT", "5.2.30.1",
			       "an OS that takes packages from the table counts and groups others "
			       "than one that asks the processor; so do licences by socket"},
	[RULE_PPTT_CORE] = {"topology.pptt.core", SEVERITY_WARNING, "PPTT", "5.2.30.1",
			    "an OS that takes threads from the table shares cores among strangers "
			    "and loads one core twice while others idle"},
};

const struct rule_set topology_rule_set = {"topology", rules, ARRAY_SIZE(rules)};

/* ---- nodes ---- */

static bool is_node(uint32_t node)
{
	return node != TOPOLOGY_NODE_NONE;
}

/* Each thread against the first of its core. */
static void judge_split_cores(const struct topology *t, struct findings *findings)
{
	const struct topology_cpu *example = NULL;
	unsigned int count = 0;

	for (size_t i = 0; i < t->cpu_count; i++) {
		const struct topology_cpu *cpu = &t->cpus[i];
		const struct topology_cpu *first = &t->cpus[cpu->first_thread];

		if (!cpu->enabled || !is_node(cpu->node) || !is_node(first->node) ||
		    cpu->node == first->node)
			continue;
		example = example ? example : cpu;
		count++;
	}
	if (!example)
		return;
	rule_broken(findings, &rules[RULE_NODE_SPLITS_CORE], 0,
		    "ids 0x%llx and 0x%llx are threads of one core, in nodes %u and %u (%u such "
		    "threads); one node a core is right",
		    (unsigned long long)t->cpus[example->first_thread].id.value,
		    (unsigned long long)example->id.value, t->cpus[example->first_thread].node,
		    example->node, count);
}

static void judge_spanning_nodes(const struct topology *t, struct findings *findings)
{
	uint32_t package_of[TOPOLOGY_NODES_MAX]; /* of the first core of each node */
	struct cpumask spanning;		 /* nodes here */
	char list[32];

	memset(package_of, 0xFF, sizeof(package_of));
	cpumask_clear_all(&spanning);
	for (size_t i = 0; i < t->cpu_count; i++) {
		const struct topology_cpu *cpu = &t->cpus[i];

		if (!cpu->enabled || !is_node(cpu->node))
			continue;
		if (package_of[cpu->node] == UINT32_MAX)
			package_of[cpu->node] = cpu->number[TOPOLOGY_PACKAGE];
		else if (package_of[cpu->node] != cpu->number[TOPOLOGY_PACKAGE])
			cpumask_set(&spanning, cpu->node);
	}
	if (cpumask_empty(&spanning))
		return;
	cpumask_format(&spanning, list, sizeof(list));
	rule_broken(findings, &rules[RULE_NODE_SPANS], 0,
		    "of %u nodes these have cores of several packages: %s", t->node_count, list);
}

void topology_lint_nodes(const struct topology *t, struct findings *findings)
{
	if (!t->has_nodes)
		return;
	judge_split_cores(t, findings);
	judge_spanning_nodes(t, findings);
}

/* ---- PPTT ---- */

static uint32_t group_of[CPUS_MAX];	  /* by core: what holds it in the table, or PPTT_NONE */
static uint32_t first_in[PPTT_NODES_MAX]; /* by what the table holds: the first core in it */

static void find_groups(enum topology_unit unit, const uint32_t *uids, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct topology_place place;

		group_of[i] = PPTT_NONE;
		if (pptt_place(uids[i], &place))
			group_of[i] = unit == TOPOLOGY_PACKAGE ? place.package : place.core;
	}
}

static bool same_unit(const struct topology *t, size_t a, size_t b, enum topology_unit unit)
{
	for (int i = 0; i <= (int)unit; i++)
		if (t->cpus[a].number[i] != t->cpus[b].number[i])
			return false;
	return true;
}

/* Cores whose neighbour in the order of ids shares a unit with them and no group, or that share a
   group with a core of another unit. */
struct difference {
	size_t split, joined;
	size_t a, b; /* the first such pair */
};

static void differ(struct difference *d, size_t *count, size_t a, size_t b)
{
	if (!d->split && !d->joined) {
		d->a = a;
		d->b = b;
	}
	++*count;
}

static struct difference compare(const struct topology *t, size_t count, enum topology_unit unit)
{
	struct difference d = {0};
	size_t before = SIZE_MAX;

	memset(first_in, 0xFF, sizeof(first_in));
	for (size_t place = 0; place < t->cpu_count; place++) {
		size_t cpu = t->by_id[place];
		uint32_t *first;

		if (cpu >= count || !t->cpus[cpu].enabled || group_of[cpu] >= PPTT_NODES_MAX)
			continue;
		first = &first_in[group_of[cpu]];
		if (before != SIZE_MAX && same_unit(t, before, cpu, unit) &&
		    group_of[before] != group_of[cpu])
			differ(&d, &d.split, before, cpu);
		if (*first == UINT32_MAX)
			*first = (uint32_t)cpu;
		else if (!same_unit(t, *first, cpu, unit))
			differ(&d, &d.joined, *first, cpu);
		before = cpu;
	}
	return d;
}

static void judge(const struct topology *t, size_t count, enum topology_unit unit,
		  const struct rule *rule, struct findings *findings)
{
	const char *name = unit == TOPOLOGY_PACKAGE ? "package" : "core";
	struct difference d = compare(t, count, unit);

	if (!d.split && !d.joined)
		return;
	rule_broken(findings, rule, 0,
		    "ids 0x%llx and 0x%llx: one %s by %s, two by %s (%zu such pairs in all)",
		    (unsigned long long)t->cpus[d.a].id.value,
		    (unsigned long long)t->cpus[d.b].id.value, name,
		    same_unit(t, d.a, d.b, unit) ? "the processor" : "the PPTT",
		    same_unit(t, d.a, d.b, unit) ? "the PPTT" : "the processor",
		    d.split + d.joined);
}

void topology_lint_pptt(const struct topology *t, const uint32_t *uids, size_t count,
			struct span table, struct findings *findings)
{
	unsigned int revision;

	if (count > CPUS_MAX)
		count = CPUS_MAX;
	/* Where the table gave the places there is nobody to compare it with. */
	if (t->placed || !pptt_places_open(table, &revision))
		return;
	find_groups(TOPOLOGY_PACKAGE, uids, count);
	judge(t, count, TOPOLOGY_PACKAGE, &rules[RULE_PPTT_PACKAGE], findings);
	/* Before revision 2 no flag told threads from cores (ACPI 6.3, 5.2.29.1). */
	if (revision < 2)
		return;
	find_groups(TOPOLOGY_CORE, uids, count);
	judge(t, count, TOPOLOGY_CORE, &rules[RULE_PPTT_CORE], findings);
}
