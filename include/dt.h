/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device tree, for a machine without ACPI: the bytes of a flattened tree in, the same facts out
 * that ACPI tables give, so that the rest of Muster need not know which of the two spoke. Nothing
 * here allocates, prints or touches hardware; every reader ends on any bytes and never reads
 * outside of them. Sections are those of the Devicetree Specification 0.4; what it leaves to
 * bindings is found in Linux under Documentation/devicetree/bindings, by the file named.
 */
#ifndef MUSTER_DT_H
#define MUSTER_DT_H

#include "acpi.h"
#include "topology.h"

enum {
	DT_SIZE_MAX = 2 << 20, /* of a tree: Linux's Documentation/arm64/booting.rst, section 2 */
	DT_MEMORIES_MAX = 128,
	DT_DISTANCES_MAX = 1024,
	DT_NAME_SIZE = 33, /* what is longer is cut */
};

/* How a core is started: its enable-method (arm/cpus.yaml). */
enum dt_method {
	DT_METHOD_NONE, /* nothing is said */
	DT_METHOD_PSCI,
	DT_METHOD_SPIN_TABLE,
	DT_METHOD_UNKNOWN, /* one that Muster does not know */
};

/* Where a core stands by the cpu-map (cpu/cpu-topology.txt): running numbers, each of which counts
   through the whole machine, so that two cores share a unit exactly if they share its number. */
enum dt_unit { DT_PACKAGE, DT_CLUSTER, DT_CORE, DT_THREAD, DT_UNITS };

struct dt_cpu {		  /* 3.8 */
	hw_id id;	  /* reg: MPIDR_EL1's affinity fields */
	uint32_t phandle; /* 0 = none */
	uint32_t offset;  /* of the node in the structure block */
	enum madt_cpu_state state;
	enum dt_method method;
	uint64_t release_address; /* of a spin-table; 0 = not said */
	uint32_t node;		  /* numa-node-id; TOPOLOGY_NODE_NONE = not said (numa.txt) */
	uint32_t capacity;	  /* capacity-dmips-mhz; 0 = not said */
	bool placed;		  /* the cpu-map names it, and place holds */
	uint32_t place[DT_UNITS];
};

struct dt_memory { /* 3.4 */
	uint64_t base, size;
	uint32_t node; /* TOPOLOGY_NODE_NONE = not said */
};

struct dt_distance { /* numa.txt */
	uint32_t from, to, distance;
};

/* All that is read of a tree. */
struct dt {
	char model[DT_NAME_SIZE]; /* of the root (2.3.2), printable; "" = not said */
	uint32_t size;		  /* bytes, as the header has it */

	/* In the tree's order, each id once: the caller gives cpus and cpu_capacity. */
	struct dt_cpu *cpus;
	size_t cpu_capacity, cpu_count;
	unsigned int cpus_listed;	   /* nodes, the ones that were dropped among them */
	unsigned int dropped;		   /* a finding for each reason */
	bool has_map;			   /* there is a cpu-map */
	unsigned int unit_count[DT_UNITS]; /* that it has */

	struct psci psci;
	struct madt_gic gic;
	uint64_t gic_interface; /* of a GICv2; 0 = none */
	struct gtdt gtdt;
	struct spcr spcr;     /* of the console that /chosen names; address 0 = none */
	uint64_t rtc_address; /* of a PL031; 0 = none */

	struct dt_memory memories[DT_MEMORIES_MAX];
	unsigned int memory_count, memory_lost;
	struct dt_distance distances[DT_DISTANCES_MAX];
	unsigned int distance_count, distance_lost;
	bool has_nodes; /* anything has a numa-node-id */
};

/* What a tree's header says of its size: total bytes, at most DT_SIZE_MAX. 0: that is no header of
   a tree, or a larger one. header: 8 bytes at least. */
size_t dt_size(struct span header);

/*
 * Reads a tree. ret_dt->cpus and ->cpu_capacity are set by the caller (NULL and 0 to count only:
 * cpus_listed then holds what is enough); all else is overwritten. Addresses are those of the
 * cores' bus: the ranges of each bus on the way up are applied. Of several interrupt controllers,
 * timers or PSCI nodes the first that is enabled holds.
 *
 * STATUS_INVALID: the bytes are no sound tree, with a finding; *ret_dt is then empty but for the
 * caller's members. STATUS_NOT_FOUND: no core that can be used; STATUS_NO_MEMORY: more cores than
 * cpu_capacity (cpu_capacity > 0), the list holds the first ones. The span must be 8-byte aligned
 * (5.6), or the tree is refused.
 */
enum status dt_read(struct span tree, struct dt *ret_dt, struct findings *findings);

/*
 * The facts as a MADT's: cores, interrupt controller, counts. ret_madt->cpus and ->cpu_capacity are
 * set by the caller; all else is overwritten. A core's uid is its place in the list, and
 * start_address its release address. STATUS_NO_MEMORY: more cores than cpu_capacity.
 */
enum status dt_fill_madt(const struct dt *dt, struct madt *ret_madt);

/* The nodes as SRAT and SLIT would say them, to a topology that holds all cores already. Nothing
   where no node is named. */
void dt_add_nodes(const struct dt *dt, struct topology *topology);

/* The places that the cpu-map gives, to a topology whose cores have their places in the list as
   UIDs, before it is numbered; a cluster is a die. They are used if each enabled core has one. */
void dt_add_places(const struct dt *dt, struct topology *topology);

/* The rules of the readers, for the catalogue; NULL past the last. */
const struct rule_set *dt_rules(size_t number);

#endif
