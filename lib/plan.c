/* SPDX-License-Identifier: BSD-2-Clause */
#include "plan.h"

struct planner {
	const struct madt *madt;
	const struct options *options;
	const struct plan_limits *limits;
	struct machine_cpu *cores;
	struct plan_counts counts;
};

static bool is_boot(const struct planner *p, const struct madt_cpu *cpu)
{
	return hw_id_equal(cpu->id, p->limits->boot_id);
}

static uint64_t core_of(const struct planner *p, hw_id id)
{
	return id.value >> p->limits->smt_shift;
}

/* True if a thread of the same core comes before: the boot core, or an earlier enabled entry. */
static bool is_later_thread(const struct planner *p, const struct madt_cpu *cpu)
{
	uint64_t core = core_of(p, cpu->id);

	if (!p->limits->smt_shift)
		return false;
	for (unsigned int i = 0; i < p->counts.possible; i++)
		if (core_of(p, p->cores[i].id) == core)
			return true;
	return false;
}

/* Why an enabled core can never run in this run; NULL if it can. */
static const char *why_impossible(const struct planner *p, const struct madt_cpu *cpu)
{
	if (p->options->nosmp)
		return "nosmp";
	if (p->options->noht && is_later_thread(p, cpu))
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

		if (is_boot(p, cpu) || cpu->state != MADT_CPU_ENABLED || why_impossible(p, cpu))
			continue;
		add(p, index, cpu, held ? PLAN_HELD_BACK : PLAN_START, held ? "maxcpus" : "");
		p->counts.possible++;
		p->counts.enabled++;
	}
}

/* All that add_possible() left out; every possible core is known by now. */
static bool is_possible(const struct planner *p, const struct madt_cpu *cpu)
{
	for (unsigned int i = 0; i < p->counts.possible; i++)
		if (hw_id_equal(p->cores[i].id, cpu->id))
			return true;
	return false;
}

static void add_rest(struct planner *p)
{
	for (size_t i = 0; i < p->madt->cpu_count; i++) {
		const struct madt_cpu *cpu = &p->madt->cpus[i];
		const char *reason;

		if (is_possible(p, cpu))
			continue;
		if (cpu->state == MADT_CPU_ENABLED) {
			reason = why_impossible(p, cpu);
			add(p, p->counts.listed, cpu, PLAN_IMPOSSIBLE, reason ? reason : "");
			p->counts.enabled++;
		} else if (cpu->state == MADT_CPU_ONLINE_CAPABLE) {
			add(p, p->counts.listed, cpu, PLAN_ONLINE_CAPABLE, "not present yet");
		} else {
			add(p, p->counts.listed, cpu, PLAN_DISABLED, "disabled in the MADT");
		}
	}
}

struct plan_counts plan_cpus(const struct madt *madt, const struct options *options,
			     const struct plan_limits *limits, struct machine_cpu *cores)
{
	struct planner p = {madt, options, limits, cores, {0}};

	add_boot_core(&p);
	add_possible(&p);
	add_rest(&p);
	return p.counts;
}
