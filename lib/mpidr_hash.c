/* SPDX-License-Identifier: BSD-2-Clause */
#include "mpidr_hash.h"
#include "sort.h"

static bool core_before(const void *a, const void *b)
{
	const struct mpidr_core *first = a, *second = b;

	return first->id.value < second->id.value;
}

static unsigned int bit_lowest(uint64_t bits)
{
	return (unsigned int)__builtin_ctzll(bits);
}

static unsigned int bit_count(uint64_t bits)
{
	return 64 - (unsigned int)__builtin_clzll(bits) - bit_lowest(bits);
}

/* A level's bits go down by what lies below them, and is not taken by the levels before. A level
   without a bit that differs is masked to 0, and any shift will do. */
static void hash_pack(struct mpidr_hash *hash)
{
	for (unsigned int level = 0; level < MPIDR_LEVELS; level++) {
		uint64_t bits = hash->mask & mpidr_level_mask(level);

		if (bits == 0)
			continue;
		hash->shift[level] = bit_lowest(bits) - hash->bits;
		hash->bits += bit_count(bits);
	}
}

static void hash_fill(struct mpidr_hash *hash)
{
	if (1ull << hash->bits > MPIDR_HASH_SLOTS) {
		hash->searched =
			"the affinity levels are so sparse that a table would be too large";
		return;
	}
	for (size_t i = 0; i < 1ull << hash->bits; i++)
		hash->slots[i] = MPIDR_HASH_FREE;
	for (size_t i = 0; i < hash->count; i++)
		hash->slots[mpidr_hash_slot(hash, hash->cores[i].id)] = (uint16_t)i;
}

/* False where two cores have one id. */
static bool hash_list(struct mpidr_hash *hash, const hw_id *ids, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		hash->cores[i] = (struct mpidr_core){ids[i], (cpu_index)i};
		hash->mask |= ids[i].value ^ ids[0].value;
	}
	sort_items(hash->cores, count, sizeof(hash->cores[0]), core_before);
	for (size_t i = 1; i < count; i++)
		if (hw_id_equal(hash->cores[i - 1].id, hash->cores[i].id))
			return false;
	return true;
}

static bool ids_are_affinities(const hw_id *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (ids[i].value & ~MPIDR_AFFINITY)
			return false;
	return true;
}

enum status mpidr_hash_build(struct mpidr_hash *ret_hash, const hw_id *ids, size_t count)
{
	ret_hash->mask = 0;
	ret_hash->bits = ret_hash->count = 0;
	ret_hash->searched = NULL;
	ret_hash->slots[0] = MPIDR_HASH_FREE;
	for (unsigned int level = 0; level < MPIDR_LEVELS; level++)
		ret_hash->shift[level] = 0;
	if (count > CPUS_MAX)
		return STATUS_NO_MEMORY;
	if (!ids_are_affinities(ids, count) || !hash_list(ret_hash, ids, count)) {
		ret_hash->mask = 0;
		return STATUS_INVALID;
	}
	ret_hash->count = (uint32_t)count;
	hash_pack(ret_hash);
	hash_fill(ret_hash);
	return STATUS_OK;
}

cpu_index mpidr_hash_find(const struct mpidr_hash *hash, hw_id id)
{
	struct mpidr_core key = {.id = id};
	size_t place = hash->searched
			       ? sort_find(hash->cores, hash->count, sizeof(key), &key, core_before)
			       : hash->slots[mpidr_hash_slot(hash, id)];

	if (place >= hash->count || !hw_id_equal(hash->cores[place].id, id))
		return CPU_NONE;
	return hash->cores[place].cpu;
}
