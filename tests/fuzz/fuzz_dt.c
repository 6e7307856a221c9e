/* SPDX-License-Identifier: BSD-2-Clause */
/* A device tree of any bytes: reading ends and stays inside, counts what it lists, and what it
   lists keeps the promises of dt.h. */
#include <stdlib.h>
#include <string.h>

#include "dt.h"

enum { CPUS = 32, FINDINGS = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct dt_cpu cpus[CPUS];
static struct finding items[FINDINGS];

static void check(bool condition)
{
	if (!condition)
		abort();
}

static void check_cpus(const struct dt *dt, size_t size)
{
	check(dt->cpu_count <= CPUS && dt->cpu_count + dt->dropped <= dt->cpus_listed);
	for (size_t i = 0; i < dt->cpu_count; i++) {
		const struct dt_cpu *cpu = &dt->cpus[i];

		check(!(cpu->id.value & ~0xff00ffffffull) && cpu->offset < size);
		check(i == 0 || cpu[-1].offset < cpu->offset);
		for (size_t j = 0; j < i; j++)
			check(!hw_id_equal(dt->cpus[j].id, cpu->id));
		for (int unit = 0; cpu->placed && unit < DT_UNITS; unit++)
			check(cpu->place[unit] < dt->unit_count[unit]);
		check(cpu->release_address == 0 || cpu->method == DT_METHOD_SPIN_TABLE);
	}
}

static void check_facts(const struct dt *dt)
{
	const struct madt_gic *gic = &dt->gic;

	check(dt->memory_count <= DT_MEMORIES_MAX && dt->distance_count <= DT_DISTANCES_MAX);
	check(gic->redistributor_count <= MADT_REDISTRIBUTORS_MAX);
	check(gic->present || (!gic->distributor && !gic->redistributor_count));
	check(!gic->present || (gic->version >= 1 && gic->version <= 3));
	check(dt->psci.present || !dt->psci.cpu_on);
	check(memchr(dt->model, 0, sizeof(dt->model)) != NULL);
}

static void check_findings(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		check(strncmp(findings->items[i].rule, "dt.", 3) == 0);
		check(memchr(findings->items[i].text, 0, sizeof(findings->items[i].text)) != NULL);
		for (size_t j = 0; j < i; j++)
			check(findings->items[i].rule != findings->items[j].rule);
	}
}

/* What is found must fit elsewhere. */
static void hand_on(const struct dt *dt)
{
	static const struct topology_levels levels = {.source = "fuzzer"};
	static uint64_t memory[CPUS * sizeof(struct topology_cpu)];
	static struct topology topology;
	static struct madt_cpu listed[CPUS];
	static struct madt madt;

	madt = (struct madt){.cpus = listed, .cpu_capacity = CPUS};
	check(dt_fill_madt(dt, &madt) == STATUS_OK && madt.cpu_count == dt->cpu_count);
	check(madt.as_listed.enabled + madt.as_listed.disabled == dt->cpu_count);
	if (!dt->has_nodes)
		return;
	topology_open(&topology, &levels, memory, CPUS);
	for (size_t i = 0; i < dt->cpu_count; i++)
		topology_add(&topology, dt->cpus[i].id, dt->cpus[i].state == MADT_CPU_ENABLED);
	topology_number(&topology);
	dt_add_nodes(dt, &topology);
	check(topology.node_count <= TOPOLOGY_NODES_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct findings findings = {.items = items, .capacity = FINDINGS};
	struct findings ignored = {0};
	static struct dt dt, counted;
	uint8_t *copy = malloc(size + 1); /* as aligned as a tree has to be */
	struct span tree = {copy, size};
	enum status status;

	if (!copy)
		return 0;
	if (size)
		memcpy(copy, bytes, size);
	dt = (struct dt){.cpus = cpus, .cpu_capacity = CPUS};
	status = dt_read(tree, &dt, &findings);
	check(status == STATUS_OK || status == STATUS_INVALID || status == STATUS_NOT_FOUND ||
	      status == STATUS_NO_MEMORY);
	check(findings.lost == 0);
	check(status != STATUS_INVALID || (findings.count == 1 && !dt.cpus_listed));
	check_findings(&findings);
	check_cpus(&dt, size);
	check_facts(&dt);
	hand_on(&dt);
	counted = (struct dt){.cpus = NULL};
	dt_read(tree, &counted, &ignored);
	check(counted.cpus_listed == dt.cpus_listed && counted.cpu_count == 0);
	free(copy);
	return 0;
}
