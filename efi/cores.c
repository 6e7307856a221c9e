/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"
#include "arch.h"
#include "audit.h"
#include "plan.h"
#include "topology_kinds.h"
#include "topology_lint.h"

/* As many as the table of ids in low memory has room for. */
static unsigned int possible_most(const struct survey *s)
{
	size_t low = s->low.value ? s->low_pages * PAGE_SIZE : 0;
	unsigned int most = CPUS_MAX;

	while (most > 1 && arch_low_size(&s->machine, most) > low) /* it halves */
		most /= 2;
	return most;
}

static void judge_plan(struct survey *s, const struct plan_counts *counts)
{
	hw_id boot_id = s->machine.cpus[0].id;

	if (!counts->boot_core_listed)
		plan_lint_missing(boot_id, &s->findings);
	else if (survey_by_madt(s))
		plan_lint_order(&s->madt, boot_id, &s->findings);
	if (!s->low.value && possible_most(s) == 1)
		plan_lint_low_memory(counts->enabled, &s->findings);
}

/* Static: its table of distances is too large for the firmware's stack. */
static struct topology topology;

/* Memory of our own for so many bytes, also behind the door; NULL. */
static void *take(struct survey *s, size_t bytes)
{
	size_t pages = (bytes + PAGE_SIZE - 1) / PAGE_SIZE;
	phys_addr memory = firmware_pages(s->firmware, pages, UINT64_MAX);

	if (memory.value)
		map_add(&s->machine.maps, memory.value, pages * PAGE_SIZE, MAP_DATA);
	return (void *)(uintptr_t)memory.value;
}

static void add_core(hw_id id, uint32_t uid, bool enabled)
{
	if (topology_add(&topology, id, enabled) == STATUS_OK)
		topology_set_uid(&topology, topology.cpu_count - 1, uid);
}

/* Once all cores are there. */
static void number_cores(const struct survey *s)
{
	if (topology.levels.by_tables && s->add_places)
		s->add_places(&topology);
	else if (topology.levels.by_tables)
		topology_place_pptt(&topology, s->tables.pptt);
	topology_number(&topology);
}

/* The table's cores by their places in it, for the plan. */
static void open_listed(const struct survey *s, const struct topology_levels *levels, void *memory)
{
	topology_open(&topology, levels, memory, s->madt.cpu_count + 1);
	for (size_t i = 0; i < s->madt.cpu_count; i++)
		add_core(s->madt.cpus[i].id, s->madt.cpus[i].uid,
			 s->madt.cpus[i].state == MADT_CPU_ENABLED);
	number_cores(s);
}

/* And again by the numbers that the plan gave them. */
static void open_planned(struct survey *s, const struct topology_levels *levels, void *memory)
{
	const struct machine *m = &s->machine;

	topology_open(&topology, levels, memory, m->listed_count);
	for (unsigned int i = 0; i < m->listed_count; i++)
		add_core(m->cpus[i].id, m->cpus[i].uid,
			 m->cpus[i].plan != PLAN_DISABLED &&
				 m->cpus[i].plan != PLAN_ONLINE_CAPABLE);
	number_cores(s);
	if (s->add_nodes)
		s->add_nodes(&topology);
	else
		topology_read_numa(&topology, s->tables.srat, s->tables.slit);
	topology_set_kind(&topology, m->cpus[0].id, levels->caller_kind);
	topology_kinds_by_class(&topology, &s->madt);
	s->machine.topology = &topology;
}

static void plan(struct survey *s, const struct topology_levels *levels, struct machine_cpu *cpus,
		 void *places)
{
	struct machine *m = &s->machine;
	struct plan_limits limits = {arch_own_id(), &topology, possible_most(s)};
	struct plan_counts counts;

	open_listed(s, levels, places);
	counts = plan_cpus(&s->madt, &m->options, &limits, cpus);
	m->cpus = cpus;
	m->listed_count = counts.listed;
	m->possible_count = counts.possible;
	m->enabled_count = counts.enabled;
	open_planned(s, levels, places);
	judge_plan(s, &counts);
}

/* The tables' packages and nodes against the processor's. */
static void lint_topology(struct survey *s)
{
	static uint32_t uids[CPUS_MAX];
	const struct machine *m = &s->machine;
	size_t count = m->listed_count < CPUS_MAX ? m->listed_count : CPUS_MAX;

	for (size_t i = 0; i < count; i++)
		uids[i] = m->cpus[i].uid;
	topology_lint_nodes(&topology, &s->findings);
	topology_lint_pptt(&topology, uids, count, s->tables.pptt, &s->findings);
}

enum status survey_cores(struct survey *s)
{
	struct topology_levels levels = arch_topology_levels();
	size_t count = s->madt.cpu_count + 1;
	struct machine_cpu *cpus = take(s, count * sizeof(*cpus));
	void *places = take(s, topology_memory_size(count));
	struct arch_facts facts = {&s->madt, &s->fadt, &s->psci, &s->gtdt};

	if (!cpus || !places)
		return STATUS_NO_MEMORY;
	arch_survey_wake(&s->machine, &facts, &s->findings); /* first: it may need no low memory */
	plan(s, &levels, cpus, places);
	lint_topology(s);
	arch_survey(&s->machine, &facts, &s->findings);
	return STATUS_OK;
}

static void emit_node(struct survey *s, uint32_t node)
{
	static char cpus[NODE_CPUS_SIZE];
	struct cpumask mask;
	struct record record = {.kind = RECORD_NODE,
				.node = {.node = node,
					 .domain = topology.nodes[node].domain,
					 .cpus = cpus,
					 .memory_bytes = topology.nodes[node].memory_bytes,
					 .distance_count = topology.node_count}};

	for (uint32_t to = 0; to < topology.node_count; to++)
		record.node.distances[to] = (uint8_t)topology_distance(&topology, node, to);
	topology_node_mask(&topology, node, &mask);
	cpumask_format(&mask, cpus, sizeof(cpus));
	report_emit(&s->report, &record);
}

void survey_describe_topology(struct survey *s)
{
	struct record record = {.kind = RECORD_TOPOLOGY,
				.topology = {.source = topology.levels.source,
					     .packages = topology.count[TOPOLOGY_PACKAGE],
					     .dies = topology.count[TOPOLOGY_DIE],
					     .cores = topology.count[TOPOLOGY_CORE],
					     .threads = topology.count[TOPOLOGY_THREAD],
					     .nodes = topology.node_count,
					     .has_nodes = topology.has_nodes,
					     .has_distances = topology.has_distances,
					     .nodes_by_tree = topology.nodes_by_tree,
					     .hybrid = topology.levels.hybrid}};

	report_emit(&s->report, &record);
	for (uint32_t node = 0; node < topology.node_count; node++)
		emit_node(s, node);
}

void survey_note_kind(const struct audit_core *core)
{
	enum topology_kind kind = arch_audit_kind(core);

	if (kind != TOPOLOGY_KIND_NONE)
		topology_set_kind(&topology, core->id, kind);
}
