/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From an MPIDR to a core's number, for whoever has nothing else to go by: a core that enters
 * without an argument, and who sends interrupts. Within each affinity level the bits from the
 * lowest to the highest that differ between cores are kept and packed, so no two cores share a
 * slot; where that leaves too many slots, the ids are searched.
 */
#ifndef MUSTER_MPIDR_HASH_H
#define MUSTER_MPIDR_HASH_H

#include "status.h"
#include "types.h"

/* Arm ARM DDI 0487, MPIDR_EL1: Aff3 in bits 39:32, Aff2, Aff1 and Aff0 in 23:0. The others say
   what the core is, not which. */
#define MPIDR_AFFINITY 0xff00ffffffull

enum {
	MPIDR_LEVELS = 4,
	MPIDR_HASH_SLOTS = 4 * CPUS_MAX, /* a table of 16 KiB; Linux warns from this ratio on */
	MPIDR_HASH_FREE = UINT16_MAX,
};

struct mpidr_core {
	hw_id id;
	cpu_index cpu;
};

/* The layout is for assembly too: no field moves. */
struct mpidr_hash {
	uint64_t mask;		      /* bits in which two cores differ */
	uint32_t shift[MPIDR_LEVELS]; /* right, of each level's masked bits, to their place */
	uint32_t bits;		      /* of all levels together */
	uint32_t count;
	const char *searched;		  /* why there is no table, in words; NULL where there is */
	uint16_t slots[MPIDR_HASH_SLOTS]; /* by hash: place in cores, or MPIDR_HASH_FREE */
	struct mpidr_core cores[CPUS_MAX]; /* by id */
};

/* Bits of an affinity level, 0 to 3, where they stand in the id. */
static inline uint64_t mpidr_level_mask(unsigned int level)
{
	return 0xffull << (level < 3 ? 8 * level : 32);
}

/* ids: those of the cores 0 to count - 1. STATUS_INVALID: two cores have one id, or one has bits
   outside MPIDR_AFFINITY; STATUS_NO_MEMORY: more than CPUS_MAX. The hash finds nobody then. */
enum status mpidr_hash_build(struct mpidr_hash *ret_hash, const hw_id *ids, size_t count);

/* The slot of an id; below 1 << bits for every id. */
static inline uint32_t mpidr_hash_slot(const struct mpidr_hash *hash, hw_id id)
{
	uint64_t bits = id.value & hash->mask;
	uint64_t slot = 0;

	for (unsigned int level = 0; level < MPIDR_LEVELS; level++)
		slot |= (bits & mpidr_level_mask(level)) >> hash->shift[level];
	return (uint32_t)slot;
}

/* CPU_NONE for an id that no core has. O(1) where there is a table, else O(log count). */
cpu_index mpidr_hash_find(const struct mpidr_hash *hash, hw_id id);

#endif
