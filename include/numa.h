/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SRAT and SLIT: which cores and which memory belong together, and how far apart the domains are.
 * Facts only, without a word about what is wrong with a table: that is the lint's. Sections are
 * those of the ACPI Specification 6.5 unless said. "Domain" is a proximity domain: a number that
 * firmware chose, not an index.
 */
#ifndef MUSTER_NUMA_H
#define MUSTER_NUMA_H

#include "span.h"
#include "status.h"
#include "types.h"

/* 5.2.16: types of SRAT's structures. Type 7 came with ACPI 6.6. */
enum srat_type {
	SRAT_LAPIC = 0,	    /* 5.2.16.1: local APIC or SAPIC, or LoongArch's core id */
	SRAT_MEMORY = 1,    /* 5.2.16.2 */
	SRAT_X2APIC = 2,    /* 5.2.16.3 */
	SRAT_GICC = 3,	    /* 5.2.16.4 */
	SRAT_ITS = 4,	    /* 5.2.16.5 */
	SRAT_INITIATOR = 5, /* 5.2.16.6 */
	SRAT_PORT = 6,	    /* 5.2.16.7 */
	SRAT_RINTC = 7,
	SRAT_TYPE_COUNT,
};

/* Bits of a memory structure's Flags, 5.2.16.2. Bit 0 means enabled in all structures. */
enum {
	SRAT_MEMORY_HOT_PLUGGABLE = 1 << 1,
	SRAT_MEMORY_NON_VOLATILE = 1 << 2,
	SRAT_MEMORY_SPECIFIC = 1 << 3, /* ACPI 6.6 */
};

/* One structure. What its type does not have is 0; of a type that is not known, and of one too
   short for its type (!known), type, offset and bytes alone count. */
struct srat_entry {
	uint8_t type;
	uint32_t offset;   /* in the table */
	struct span bytes; /* header included, as long as its Length says */
	bool known;
	bool enabled; /* an ITS structure has no such flag, and is */
	uint32_t flags;
	/* The high three bytes of type 0, and of type 1, count from revision 2 on. */
	uint32_t domain;
	uint32_t id; /* APIC id of types 0 and 2, processor UID of 3 and 7, ITS id of 4 */
	uint32_t clock_domain;
	uint64_t base, length; /* of memory, in bytes; their sum may overflow */
	bool hot_pluggable, non_volatile;
};

struct srat {
	struct span table; /* cut to its Length */
	uint8_t revision;
	size_t offset; /* of the next structure; where the walk stopped once srat_next() is false */
};

/*
 * Starts a walk. STATUS_TRUNCATED: less than the 48 bytes in front of the first structure;
 * STATUS_INVALID: not signed "SRAT". A Length larger than the span is cut to the span.
 */
enum status srat_open(struct span table, struct srat *ret_srat);

/* The next structure. False at the end, and where a length below 2 or an overrun ends the walk:
   then srat->offset < srat->table.size. */
bool srat_next(struct srat *srat, struct srat_entry *ret_entry);

/* Whether a structure is about a core: types 0, 2, 3, 7. */
bool srat_is_cpu(uint8_t type);

/* By what a core is named: by its UID in the structures of Arm and RISC-V, else by its id. */
bool srat_by_uid(uint8_t type);

/* A core that SRAT knows. */
struct numa_cpu {
	uint32_t id; /* APIC id, or UID where by_uid */
	uint32_t domain;
	uint32_t clock_domain;
	uint32_t offset; /* of the structure */
	uint8_t type;
	bool by_uid;
};

/* In memory of the caller's: 2 * CPUS_MAX items hold a machine that lists each core twice. */
struct numa_cpus {
	struct numa_cpu *items; /* by by_uid, then id, then offset */
	size_t capacity, count;
	size_t lost; /* did not fit */
};

/*
 * The enabled structures about cores, sorted: items and capacity are the caller's. A core that is
 * listed twice is there twice. Fails as srat_open(); STATUS_NO_MEMORY: some did not fit.
 */
enum status numa_list_cpus(struct span srat, struct numa_cpus *cpus);

/* The structure of a core, in O(log count); of several the last in the table, which is the one
   that Linux heeds. NULL when there is none. */
const struct numa_cpu *numa_find_cpu(const struct numa_cpus *cpus, bool by_uid, uint64_t id);

/* 5.2.17: distances between domains, 10 = one's own; 0xFF = not reachable. */
struct slit {
	uint32_t count;	    /* of localities: domains 0 to count - 1 */
	struct span matrix; /* count * count bytes */
};

/*
 * STATUS_TRUNCATED: below 44 bytes, or no room for count * count distances; STATUS_INVALID: not
 * signed "SLIT". ret_slit stays untouched on failure.
 */
enum status slit_read(struct span table, struct slit *ret_slit);

/* 0 (which no domain has) where one of the domains is not in the table. */
uint8_t slit_distance(const struct slit *slit, uint32_t from, uint32_t to);

#endif
