/* SPDX-License-Identifier: BSD-2-Clause */
/* Cores with any ids and any widths, and any tables about them: places are told apart and have no
   holes, nodes and masks agree, and the judgement ends. The bytes: a number of cores, three
   widths, an id of 16 bits for each core, sizes of SRAT and SLIT of 16 bits each, SRAT, SLIT,
   PPTT. And the same once more with the places that the PPTT gives, as where ids tell little. */
#include <stdlib.h>

#include "topology_lint.h"

enum { CAPACITY = 64, HEAD = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct topology topology;
static struct findings findings; /* no room: they are only counted */

static void check(bool condition)
{
	if (!condition)
		abort();
}

/* pptt: NULL, or the table that tells the places. */
static size_t number(struct span input, const struct span *pptt)
{
	static uint64_t memory[CAPACITY * 8];
	size_t count = span_get8(input, 0) % (CAPACITY + 1);
	struct topology_levels levels = {.source = "",
					 .core_shift = span_get8(input, 1),
					 .die_shift = span_get8(input, 2),
					 .package_shift = span_get8(input, 3),
					 .by_tables = pptt != NULL};

	check(topology_memory_size(CAPACITY) <= sizeof(memory));
	topology_open(&topology, &levels, memory, count);
	for (size_t i = 0; i < count; i++) {
		uint16_t id = span_get16(input, HEAD + 2 * i);

		check(topology_add(&topology, (hw_id){id & 0x7FFF}, !(id >> 15)) == STATUS_OK);
		topology_set_uid(&topology, i, (uint32_t)i);
	}
	check(topology_add(&topology, (hw_id){0}, true) == STATUS_NO_MEMORY);
	if (pptt)
		check(topology_place_pptt(&topology, *pptt) == topology.placed);
	topology_number(&topology);
	for (size_t i = 0; i < count; i++)
		check(topology_find_uid(&topology, (uint32_t)i) == i);
	return HEAD + 2 * count;
}

/* True if some core of the same larger unit has this number. */
static bool is_taken(const struct topology_cpu *cpu, int unit, uint32_t wanted)
{
	for (size_t i = 0; i < topology.cpu_count; i++) {
		const struct topology_cpu *other = &topology.cpus[i];
		bool inside = other->number[unit] == wanted;

		for (int outer = 0; outer < unit; outer++)
			inside = inside && other->number[outer] == cpu->number[outer];
		if (inside)
			return true;
	}
	return false;
}

static void check_places(void)
{
	unsigned int enabled = 0;

	for (cpu_index i = 0; i < topology.cpu_count; i++) {
		const struct topology_cpu *cpu = &topology.cpus[i];
		const struct topology_cpu *first = &topology.cpus[cpu->first_thread];
		struct cpumask mask;

		enabled += cpu->enabled;
		for (int unit = 0; unit < TOPOLOGY_UNITS; unit++)
			check(cpu->number[unit] == 0 || is_taken(cpu, unit, cpu->number[unit] - 1));
		topology_mask(&topology, i, TOPOLOGY_THREAD, &mask);
		check(cpumask_weight(&mask) == 1 && cpumask_test(&mask, i));
		/* An id that is there twice may be in two places. */
		check(topology_same_core(&topology, cpu->id, first->id) ||
		      topology_find(&topology, cpu->id) != i ||
		      topology_find(&topology, first->id) != cpu->first_thread);
		check(!cpu->enabled || (first->enabled && cpu->first_thread <= i));
		check(topology.cpus[topology_find(&topology, cpu->id)].id.value == cpu->id.value);
	}
	check(topology.count[TOPOLOGY_THREAD] == enabled);
	for (int unit = 1; unit < TOPOLOGY_UNITS; unit++)
		check(topology.count[unit - 1] <= topology.count[unit]);
}

static void check_nodes(void)
{
	unsigned int in_nodes = 0, with_node = 0;

	for (uint32_t node = 0; node < topology.node_count; node++) {
		struct cpumask mask;

		topology_node_mask(&topology, node, &mask);
		in_nodes += cpumask_weight(&mask);
		check(topology.has_nodes);
		for (uint32_t other = 0; other < node; other++)
			check(topology.nodes[other].domain != topology.nodes[node].domain);
	}
	for (size_t i = 0; i < topology.cpu_count; i++)
		with_node += topology.cpus[i].node != TOPOLOGY_NODE_NONE;
	check(in_nodes == with_node);
}

static struct span rest(struct span span, size_t offset)
{
	return span_from(span, offset < span.size ? offset : span.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span input = {bytes, size};
	struct span tables = rest(input, number(input, NULL) + 4);
	size_t at = size - tables.size;
	size_t srat = at >= 4 ? span_get16(input, at - 4) : 0;
	size_t slit = at >= 4 ? span_get16(input, at - 2) : 0;
	struct span pptt = rest(tables, srat + slit);
	uint32_t uids[CAPACITY];

	for (uint32_t i = 0; i < CAPACITY; i++)
		uids[i] = i;
	check_places();
	topology_read_numa(&topology, span_part(tables, 0, srat), span_part(tables, srat, slit));
	check_nodes();
	topology_lint_nodes(&topology, &findings);
	topology_lint_pptt(&topology, uids, topology.cpu_count, pptt, &findings);
	number(input, &pptt);
	check_places();
	topology_read_numa(&topology, span_part(tables, 0, srat), span_part(tables, srat, slit));
	check_nodes();
	return 0;
}
