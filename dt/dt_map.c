/* SPDX-License-Identifier: BSD-2-Clause */
/* The cpu-map, Linux's cpu/cpu-topology.txt: sockets hold clusters, which hold clusters or cores,
   which hold threads; a core without threads, or a thread, names the node of its core. */
#include "dt_read.h"
#include "mem.h"
#include "sort.h"
#include <libfdt.h>

enum { RULE_UNKNOWN, RULE_TWICE, RULE_MISSING, RULE_COUNT };

static const struct rule rules[] = {
	[RULE_UNKNOWN] = {"dt.map.unknown", SEVERITY_WARNING, "DTB", "Linux, cpu-topology.txt",
			  "an OS throws the whole map away, and its scheduler takes all cores for "
			  "equally near"},
	[RULE_TWICE] = {"dt.map.twice", SEVERITY_WARNING, "DTB", "Linux, cpu-topology.txt",
			"an OS takes one of the two places, and its scheduler groups the core "
			"wrongly"},
	[RULE_MISSING] = {"dt.map.missing", SEVERITY_WARNING, "DTB", "Linux, cpu-topology.txt",
			  "an OS throws the whole map away, and its scheduler takes all cores for "
			  "equally near"},
};

const struct rule_set dt_map_rule_set = {"dt.map", rules, ARRAY_SIZE(rules)};

struct map {
	struct dt_reading *reading;
	int offset;	      /* of the node */
	bool fresh[DT_UNITS]; /* entered, and not yet counted: nothing stands in it so far */
	uint32_t place[DT_UNITS];
};

static bool phandle_before(const void *a, const void *b)
{
	const struct dt_cpu *left = a, *right = b;

	return left->phandle < right->phandle;
}

static bool offset_before(const void *a, const void *b)
{
	const struct dt_cpu *left = a, *right = b;

	return left->offset < right->offset;
}

static bool breaks(struct map *map, unsigned int rule)
{
	return once_first(&map->reading->map_once[rule], map->reading->findings);
}

/* The core that a leaf names; NULL. */
static struct dt_cpu *find_cpu(struct map *map)
{
	struct dt *dt = map->reading->dt;
	struct dt_cpu wanted = {.phandle = 0};
	size_t i;

	if (dt_u32(map->reading->fdt, map->offset, "cpu", &wanted.phandle) && wanted.phandle) {
		i = sort_find(dt->cpus, dt->cpu_count, sizeof(wanted), &wanted, phandle_before);
		if (i < dt->cpu_count && dt->cpus[i].phandle == wanted.phandle)
			return &dt->cpus[i];
	}
	if (breaks(map, RULE_UNKNOWN))
		rule_broken(map->reading->findings, &rules[RULE_UNKNOWN], (uint32_t)map->offset,
			    "the map's leaf names phandle 0x%x, which is no core's",
			    wanted.phandle);
	return NULL;
}

/* Units count from the first core that stands in them. */
static void place_cpu(struct map *map, struct dt_cpu *cpu)
{
	struct dt *dt = map->reading->dt;

	if (cpu->placed) {
		if (breaks(map, RULE_TWICE))
			rule_broken(map->reading->findings, &rules[RULE_TWICE],
				    (uint32_t)map->offset, "the map names reg 0x%llx twice",
				    (unsigned long long)cpu->id.value);
		return;
	}
	for (int unit = 0; unit < DT_UNITS; unit++) {
		if (map->fresh[unit])
			map->place[unit] = dt->unit_count[unit]++;
		map->fresh[unit] = false;
		cpu->place[unit] = map->place[unit];
	}
	cpu->placed = true;
}

/* "socket0": the word, and a number behind it. */
static bool is_unit(const char *name, const char *word)
{
	size_t length = strlen(word);

	return strncmp(name, word, length) == 0 && name[length] >= '0' && name[length] <= '9';
}

static void enter_unit(struct map *map, int unit)
{
	for (; unit < DT_UNITS; unit++)
		map->fresh[unit] = true;
}

static void read_node(struct map *map)
{
	static const char *const words[DT_UNITS] = {"socket", "cluster", "core", "thread"};
	const void *fdt = map->reading->fdt;
	const char *name = fdt_get_name(fdt, map->offset, NULL);
	struct dt_cpu *cpu;

	for (int unit = 0; name && unit < DT_UNITS; unit++)
		if (is_unit(name, words[unit]))
			enter_unit(map, unit);
	if (!dt_property(fdt, map->offset, "cpu").bytes)
		return;
	cpu = find_cpu(map);
	if (cpu)
		place_cpu(map, cpu);
}

static bool next_node(struct map *map, int *depth)
{
	map->offset = fdt_next_node(map->reading->fdt, map->offset, depth);
	return map->offset >= 0 && *depth > 0;
}

static void check_missing(struct map *map)
{
	const struct dt *dt = map->reading->dt;
	size_t missing = 0;
	const struct dt_cpu *first = NULL;

	for (size_t i = dt->cpu_count; i-- > 0;)
		if (!dt->cpus[i].placed) {
			first = &dt->cpus[i];
			missing++;
		}
	if (first)
		rule_broken(map->reading->findings, &rules[RULE_MISSING], first->offset,
			    "%zu of %zu cores have no place in the map, the first with reg 0x%llx",
			    missing, dt->cpu_count, (unsigned long long)first->id.value);
}

void dt_map_read(struct dt_reading *r)
{
	struct map map = {.reading = r, .offset = r->map_offset};
	struct dt *dt = r->dt;
	int depth = 0;

	dt->has_map = r->map_offset >= 0;
	if (!dt->has_map || !dt->cpu_count)
		return;
	enter_unit(&map, DT_PACKAGE); /* a map without sockets is one */
	sort_items(dt->cpus, dt->cpu_count, sizeof(*dt->cpus), phandle_before);
	while (next_node(&map, &depth))
		read_node(&map);
	sort_items(dt->cpus, dt->cpu_count, sizeof(*dt->cpus), offset_before);
	check_missing(&map);
	once_close(r->map_once, RULE_COUNT, r->findings);
}
