/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where each listed core sits: package, die, core, thread; its NUMA node; and its kind on a hybrid
 * machine. Pure: hardware ids and the widths of their parts in, numbers out, without a loop over
 * pairs of cores. Names and meanings are Linux's, whose "cpu" is our core or thread.
 */
#ifndef MUSTER_TOPOLOGY_H
#define MUSTER_TOPOLOGY_H

#include "cpumask.h"
#include "span.h"
#include "status.h"
#include "types.h"

/* From the largest to the smallest; each but the first lies inside one of the one before. */
enum topology_unit {
	TOPOLOGY_PACKAGE, /* what sits in a socket */
	TOPOLOGY_DIE,	  /* where none is told apart, the whole package */
	TOPOLOGY_CORE,
	TOPOLOGY_THREAD,
	TOPOLOGY_UNITS,
};

enum topology_kind {			 /* of a core */
		     TOPOLOGY_KIND_NONE, /* all cores are of one kind */
		     TOPOLOGY_KIND_UNKNOWN,
		     TOPOLOGY_KIND_PERFORMANCE,
		     TOPOLOGY_KIND_EFFICIENCY,
};

/* How hardware ids are made: shifted right by so many bits, those of one unit are equal. */
struct topology_levels {
	const char *source; /* what says so: "cpuid 0x1f"; static */
	unsigned int core_shift, die_shift, package_shift;
	unsigned int package_threads; /* that a package is made with; 0 = not said */
	/* Ids tell little: the tables say where cores sit, and call them by their UIDs. */
	bool by_tables;
	bool hybrid;			/* cores of more than one kind */
	enum topology_kind caller_kind; /* of the core that was asked */
};

enum {
	TOPOLOGY_NODES_MAX = 256,
	TOPOLOGY_DISTANCE_LOCAL =
		10, /* ACPI 6.5, 5.2.17; Linux's defaults where there is no SLIT */
	TOPOLOGY_DISTANCE_REMOTE = 20,
};
#define TOPOLOGY_NODE_NONE UINT32_MAX

/* Where a core sits by a table: those with equal keys share the unit, inside of the larger one. */
struct topology_place {
	uint32_t package, die, core;
};

#define TOPOLOGY_UID_NONE UINT32_MAX

/*
 * number[unit] counts from 0 inside the next larger unit (a package's: in the machine), without
 * holes, in the order of hardware ids, or of the keys of their places; units without any enabled
 * core come behind those with one.
 */
struct topology_cpu {
	hw_id id;
	uint32_t number[TOPOLOGY_UNITS];
	uint32_t node;	       /* TOPOLOGY_NODE_NONE where the SRAT does not name the core */
	uint32_t first_thread; /* the first in the list of its core's enabled threads; itself where
				  none is enabled */
	uint32_t uid;	       /* TOPOLOGY_UID_NONE where nobody needs it */
	struct topology_place place;
	bool enabled;
	enum topology_kind kind;
};

struct topology_node {
	uint32_t domain; /* the SRAT's proximity domain */
	uint64_t memory_bytes;
};

/* Filled by the functions below, in their order; cpus, by_id and distances lie in memory of the
   caller's. Constant from then on. */
struct topology {
	struct topology_levels levels;
	struct topology_cpu *cpus; /* by the caller's numbers */
	uint32_t *by_id, *by_uid;  /* these numbers in the order of hardware ids, of UIDs */
	bool placed;		   /* the places hold, and not the parts of ids */
	size_t cpu_count, cpu_capacity;
	unsigned int count[TOPOLOGY_UNITS]; /* units with an enabled core, in the whole machine */

	bool has_nodes, has_distances; /* there is an SRAT, a SLIT */
	bool nodes_by_tree;	       /* neither: a device tree tells as much */
	struct topology_node nodes[TOPOLOGY_NODES_MAX];
	unsigned int node_count, node_lost; /* lost: domains that found no room */
	uint8_t distances[TOPOLOGY_NODES_MAX][TOPOLOGY_NODES_MAX];
};

/* ---- filling ---- */

/* Bytes for so many cores, to be aligned as for a uint64_t. */
size_t topology_memory_size(size_t cpu_capacity);
void topology_open(struct topology *t, const struct topology_levels *levels, void *memory,
		   size_t cpu_capacity);

/* Appends a core; its number is how many there were before. STATUS_NO_MEMORY: no room. */
enum status topology_add(struct topology *t, hw_id id, bool enabled);

/* Of a core by its number, before topology_number(). A place counts with topology_use_places(). */
void topology_set_uid(struct topology *t, size_t cpu, uint32_t uid);
void topology_set_place(struct topology *t, size_t cpu, struct topology_place place);

/* From now on places tell the units apart; source: who gave them, static. */
void topology_use_places(struct topology *t, const char *source);

/* Places of all cores by the table, which is used if it knows each that is enabled: a package is
   one, a core as well, and a die what is directly above the core. False: it is not used. */
bool topology_place_pptt(struct topology *t, struct span pptt);

/* Numbers all units, once all cores are there. O(n log n). */
void topology_number(struct topology *t);

/*
 * The SRAT's part. Nodes are numbered in the order in which their domains come first, as in Linux,
 * which reads the entries of cores before those of memory. Cores that are not listed still make
 * their domain a node; of two entries for one core the later holds. STATUS_NO_MEMORY: more domains
 * than TOPOLOGY_NODES_MAX; counted.
 */
enum status topology_add_cpu_node(struct topology *t, hw_id id, uint32_t domain);
enum status topology_add_memory(struct topology *t, uint32_t domain, uint64_t bytes);

/* The SLIT's part, when all nodes are there. Entry i * count + j is the distance from domain i to
   domain j; domains from count on keep the default. */
void topology_set_distances(struct topology *t, const uint8_t *matrix, size_t count);

/* All of it, from the tables: their enabled entries, memory that is not non-volatile. Cores are
   looked up by their UIDs with by_tables, else by their ids. Either span may be empty; what cannot
   be read is left out without a word, which is the lint's. */
void topology_read_numa(struct topology *t, struct span srat, struct span slit);

void topology_set_kind(struct topology *t, hw_id id, enum topology_kind kind);

/* ---- asking ---- */

/* The number of the core with this id; cpu_count when there is none. O(log n). */
size_t topology_find(const struct topology *t, hw_id id);
size_t topology_find_uid(const struct topology *t, uint32_t uid); /* the same */

/* Threads of one core, listed or not. */
bool topology_same_core(const struct topology *t, hw_id a, hw_id b);

uint32_t topology_node_of(const struct topology *t, cpu_index cpu);

/* 10 from a node to itself, 20 to others where nothing is known; 255 is unreachable. */
unsigned int topology_distance(const struct topology *t, uint32_t from, uint32_t to);

/* How near two cores are to each other: the smallest thing that holds both. */
enum topology_level {
	TOPOLOGY_SAME_CPU,
	TOPOLOGY_SAME_CORE, /* threads of one core */
	TOPOLOGY_SAME_DIE,
	TOPOLOGY_SAME_PACKAGE,
	TOPOLOGY_SAME_NODE, /* other packages, but one node; only where there is an SRAT */
	TOPOLOGY_REMOTE,
	TOPOLOGY_LEVELS,
};
enum topology_level topology_distance_level(const struct topology *t, cpu_index a, cpu_index b);
const char *topology_level_name(enum topology_level level); /* "same-core" */

/* The listed cores below CPUS_MAX that share the unit with cpu, itself among them: with
   TOPOLOGY_CORE Linux's topology_sibling_cpumask, TOPOLOGY_DIE its topology_die_cpumask,
   TOPOLOGY_PACKAGE its topology_core_cpumask. O(n). */
void topology_mask(const struct topology *t, cpu_index cpu, enum topology_unit unit,
		   struct cpumask *ret_mask);

/* Linux's cpumask_of_node. */
void topology_node_mask(const struct topology *t, uint32_t node, struct cpumask *ret_mask);

const char *topology_kind_name(enum topology_kind kind); /* "performance"; "" for KIND_NONE */

#endif
