/* SPDX-License-Identifier: BSD-2-Clause */
/* From MPIDRs to core numbers: shapes of real machines, and those that no table can hold. */
#include "unit.h"
#include "mpidr_hash.h"

static struct mpidr_hash hash;
static hw_id ids[CPUS_MAX + 1];

static void build(size_t count, unsigned int bits)
{
	memset(&hash, 0x5a, sizeof(hash));
	assert_int_equal(mpidr_hash_build(&hash, ids, count), STATUS_OK);
	assert_int_equal(hash.count, count);
	assert_int_equal(hash.bits, bits);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(mpidr_hash_find(&hash, ids[i]), i);
}

/* Every slot of a table belongs to one core, or to none. */
static void check_slots(size_t count)
{
	size_t used = 0;

	assert_null(hash.searched);
	for (size_t i = 0; i < 1u << hash.bits; i++)
		used += hash.slots[i] != MPIDR_HASH_FREE;
	assert_int_equal(used, count);
}

/* QEMU: 8 cores a cluster with GICv2, 16 with GICv3. */
static void hashes_clusters(void **state)
{
	static const struct {
		unsigned int count, cluster, bits;
	} shapes[] = {{1, 8, 0},    {2, 8, 1},	  {8, 8, 3},	{16, 16, 4},   {17, 16, 5},
		      {123, 16, 7}, {255, 16, 8}, {512, 16, 9}, {2048, 16, 11}};

	(void)state;
	for (size_t s = 0; s < ARRAY_SIZE(shapes); s++) {
		for (unsigned int i = 0; i < shapes[s].count; i++)
			ids[i] = (hw_id){i % shapes[s].cluster | i / shapes[s].cluster << 8};
		build(shapes[s].count, shapes[s].bits);
		check_slots(shapes[s].count);
		assert_int_equal(mpidr_hash_find(&hash, (hw_id){0x10000}), CPU_NONE);
		assert_int_equal(mpidr_hash_find(&hash, (hw_id){0xff00ffffff}), CPU_NONE);
		assert_int_equal(mpidr_hash_find(&hash, HW_ID_NONE), CPU_NONE);
	}
}

/* Aff0 counts threads that are not there, clusters start at 1, and a level is in Aff3. */
static void hashes_other_levels(void **state)
{
	static const uint64_t snapdragon[] = {0,       0x100,	0x200,	 0x300,	  0x10000, 0x10100,
					      0x10200, 0x10300, 0x20000, 0x20100, 0x20200, 0x20300};
	static const uint64_t juno[] = {0x100, 0x101, 0x102, 0x103, 0, 1};
	static const uint64_t chips[] = {0x0, 0x10000, 0x100000000, 0x100010000, 0x300030000};

	(void)state;
	memcpy(ids, snapdragon, sizeof(snapdragon));
	build(ARRAY_SIZE(snapdragon), 4);
	check_slots(ARRAY_SIZE(snapdragon));
	assert_int_equal(mpidr_hash_find(&hash, (hw_id){0x30000}), CPU_NONE);
	memcpy(ids, juno, sizeof(juno));
	build(ARRAY_SIZE(juno), 3);
	memcpy(ids, chips, sizeof(chips));
	build(ARRAY_SIZE(chips), 4);
	assert_int_equal(mpidr_hash_find(&hash, (hw_id){0x200000000}), CPU_NONE);
}

/* Bits that all cores have alike take no room, wherever they are. */
static void ignores_what_all_share(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 4; i++)
		ids[i] = (hw_id){0x7f00120080 + 0x20 * i};
	build(4, 2);
	assert_int_equal(hash.mask, 0x60);
	assert_int_equal(mpidr_hash_find(&hash, (hw_id){0x80}), CPU_NONE);
	assert_int_equal(mpidr_hash_find(&hash, (hw_id){0x7f00120081}), CPU_NONE);
}

static void searches_the_sparse(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 4; i++)
		ids[i] = (hw_id){(i & 1 ? 0xffffff : 0) | (i & 2 ? 0xff00000000 : 0)};
	build(4, 32);
	assert_non_null(hash.searched);
	assert_int_equal(mpidr_hash_find(&hash, (hw_id){0x200}), CPU_NONE);
	assert_int_equal(mpidr_hash_find(&hash, (hw_id){0xff00fffffe}), CPU_NONE);
}

/* As many bits as there are slots for, and one more. */
static void bounds_the_table(void **state)
{
	(void)state;
	ids[0] = (hw_id){0};
	ids[1] = (hw_id){0x1fff};
	build(2, 13);
	check_slots(2);
	ids[1] = (hw_id){0x3fff};
	build(2, 14);
	assert_non_null(hash.searched);
}

static void refuses_what_is_no_list(void **state)
{
	(void)state;
	for (size_t i = 0; i <= CPUS_MAX; i++)
		ids[i] = (hw_id){(i & 0xff) | i >> 8 << 8};
	assert_int_equal(mpidr_hash_build(&hash, ids, CPUS_MAX + 1), STATUS_NO_MEMORY);
	assert_int_equal(mpidr_hash_find(&hash, ids[0]), CPU_NONE);
	ids[77] = ids[3];
	assert_int_equal(mpidr_hash_build(&hash, ids, 100), STATUS_INVALID);
	assert_int_equal(mpidr_hash_find(&hash, ids[3]), CPU_NONE);
	ids[0] = (hw_id){0x80000000};
	assert_int_equal(mpidr_hash_build(&hash, ids, 3), STATUS_INVALID);
	assert_int_equal(mpidr_hash_find(&hash, (hw_id){0}), CPU_NONE);
}

static void takes_none_at_all(void **state)
{
	(void)state;
	build(0, 0);
	assert_int_equal(mpidr_hash_find(&hash, (hw_id){0}), CPU_NONE);
}

static bool is_taken(size_t count, hw_id id)
{
	for (size_t i = 0; i < count; i++)
		if (hw_id_equal(ids[i], id))
			return true;
	return false;
}

/* Any ids: found by a table or by search, and no others. */
static void finds_any(void **state)
{
	uint64_t seed = 0x9e3779b97f4a7c15;

	(void)state;
	for (unsigned int run = 0; run < 300; run++) {
		size_t count = 1 + unit_random(&seed) % 40;
		uint64_t levels = unit_random(&seed) & unit_random(&seed) & MPIDR_AFFINITY;

		for (size_t i = 0; i < count; i++) {
			ids[i] = (hw_id){unit_random(&seed) & levels};
			if (is_taken(i, ids[i]))
				count = i;
		}
		assert_int_equal(mpidr_hash_build(&hash, ids, count), STATUS_OK);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(mpidr_hash_find(&hash, ids[i]), i);
		for (unsigned int i = 0; i < 100; i++) {
			hw_id other = {unit_random(&seed) & MPIDR_AFFINITY};

			assert_true(mpidr_hash_find(&hash, other) == CPU_NONE ||
				    is_taken(count, other));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_clusters),	  cmocka_unit_test(hashes_other_levels),
		cmocka_unit_test(ignores_what_all_share), cmocka_unit_test(searches_the_sparse),
		cmocka_unit_test(bounds_the_table),	  cmocka_unit_test(refuses_what_is_no_list),
		cmocka_unit_test(takes_none_at_all),	  cmocka_unit_test(finds_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
