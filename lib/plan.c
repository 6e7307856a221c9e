/* SPDX-License-Identifier: BSD-2-Clause */
#include "plan.h"

struct planner {
	const struct madt *madt;
	const struct options *options;
	const struct plan_limits *limits;
	struct machine_cpu *cores;
	struct plan_counts counts;
	size_t possible_end; /* behind the last possible core in the table */
};

static bool is_boot(const struct planner *p, const struct madt_cpu *cpu)
{
	return hw_id_equal(cpu->id, p->limits->boot_id);
}

/* True if another thread of its core is possible. The limits of numbers let all first threads
   through up to some place in the table, and none behind it. */
static bool is_later_thread(const struct planner *p, size_t place)
{
	const struct topology *t = p->limits->topology;
	size_t first = t->cpus[place].first_thread;

	if (topology_same_core(t, p->madt->cpus[place].id, p->limits->boot_id))
		return true;
	return first != place && first < p->possible_end;
}

/* Why an enabled core can never run in this run; NULL if it can. */
static const char *why_impossible(const struct planner *p, size_t place)
{
	if (p->options->nosmp)
		return "nosmp";
	if (p->options->noht && is_later_thread(p, place))
		return "noht: another thread of its core runs";
	if (p->options->nr_cpus && p->counts.possible >= p->options->nr_cpus)
		return "nr_cpus";
	if (p->counts.possible >= p->limits->possible_most)
		return "no memory for it";
	return NULL;
}

static void add(struct planner *p, unsigned int index, const struct madt_cpu *cpu,
		enum cpu_plan plan, const char *reason)
{
	p->cores[index] = (struct machine_cpu){cpu->id, cpu->uid, plan, reason};
	p->counts.listed++;
}

static void add_boot_core(struct planner *p)
{
	struct madt_cpu boot = {.id = p->limits->boot_id, .uid = UINT32_MAX};

	for (size_t i = 0; i < p->madt->cpu_count && !p->counts.boot_core_listed; i++)
		if (is_boot(p, &p->madt->cpus[i])) {
			boot = p->madt->cpus[i];
			p->counts.boot_core_listed = true;
		}
	add(p, 0, &boot, PLAN_BOOT, "");
	p->counts.possible = p->counts.enabled = 1;
}

static void add_possible(struct planner *p)
{
	for (size_t i = 0; i < p->madt->cpu_count; i++) {
		const struct madt_cpu *cpu = &p->madt->cpus[i];
		unsigned int index = p->counts.possible;
		bool held = p->options->maxcpus && index >= p->options->maxcpus;

		if (is_boot(p, cpu) || cpu->state != MADT_CPU_ENABLED || why_impossible(p, i))
			continue;
		add(p, index, cpu, held ? PLAN_HELD_BACK : PLAN_START, held ? "maxcpus" : "");
		p->counts.possible++;
		p->counts.enabled++;
		p->possible_end = i + 1;
	}
}

/* All that add_possible() left out: the possible ones stand in the same order in both lists. */
static void add_rest(struct planner *p)
{
	unsigned int next_possible = 1;

	for (size_t i = 0; i < p->madt->cpu_count; i++) {
		const struct madt_cpu *cpu = &p->madt->cpus[i];
		const char *reason;

		if (is_boot(p, cpu))
			continue;
		if (next_possible < p->counts.possible &&
		    hw_id_equal(p->cores[next_possible].id, cpu->id)) {
			next_possible++;
			continue;
		}
		if (cpu->state == MADT_CPU_ENABLED) {
			reason = why_impossible(p, i);
			add(p, p->counts.listed, cpu, PLAN_IMPOSSIBLE, reason ? reason : "");
			p->counts.enabled++;
		} else if (cpu->state == MADT_CPU_ONLINE_CAPABLE) {
			add(p, p->counts.listed, cpu, PLAN_ONLINE_CAPABLE, "not present yet");
		} else {
			add(p, p->counts.listed, cpu, PLAN_DISABLED, "listed as disabled");
		}
	}
}

struct plan_counts plan_cpus(const struct madt *madt, const struct options *options,
			     const struct plan_limits *limits, struct machine_cpu *cores)
{
	struct planner p = {madt, options, limits, cores, {0}, 0};

	add_boot_core(&p);
	add_possible(&p);
	add_rest(&p);
	return p.counts;
}
