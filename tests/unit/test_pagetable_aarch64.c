/* SPDX-License-Identifier: BSD-2-Clause */
/* Translation tables of AArch64, walked as the processor does (Arm ARM D8.2). */
#include "unit.h"
#include "pagetable_aarch64.h"

static _Alignas(4096) uint8_t memory[256 * PAGE_SIZE];
static struct arena arena;
static struct pagetable pt;

static int open_tables(void **state)
{
	(void)state;
	arena = (struct arena){.base = (uintptr_t)memory, .size = sizeof(memory)};
	memset(memory, 0, sizeof(memory));
	assert_int_equal(pagetable_open(&pt, &arena, &stage1_format), STATUS_OK);
	return 0;
}

/* The descriptor that translates an address, and what of the address it leaves; 0: none. */
static uint64_t walk(uint64_t address, uint64_t *ret_output)
{
	const uint64_t *table = pt.root;

	for (unsigned int shift = 39;; shift -= 9) {
		uint64_t entry = table[address >> shift & 511];

		if (!(entry & 1))
			return 0;
		if (shift == 12 || !(entry & 2)) {
			assert_true(shift == 12 ? (entry & 2) : shift == 21);
			*ret_output = (entry & 0xFFFFFFFFF000) | (address & ((1ull << shift) - 1));
			return entry;
		}
		table = (const uint64_t *)(uintptr_t)(entry & 0xFFFFFFFFF000);
	}
}

static enum status map(uint64_t address, uint64_t size, enum map_kind kind)
{
	struct map_range range = {address, size, (int)kind};

	return pagetable_map(&pt, &range);
}

static void expect(uint64_t address, uint64_t attribute, bool writes, bool runs)
{
	uint64_t output, entry = walk(address, &output);

	assert_int_not_equal(entry, 0);
	assert_int_equal(output, address);
	assert_int_equal(entry >> 2 & 7, attribute);
	assert_int_equal(entry >> 10 & 1, 1); /* accessed */
	assert_int_equal(entry >> 8 & 3, 3);  /* inner shareable */
	assert_int_equal(entry >> 7 & 1, !writes);
	assert_int_equal(entry >> 53 & 1, !runs);
	assert_int_equal(entry >> 54 & 1, 1);
	assert_int_equal(entry >> 6 & 1, 0); /* nothing for EL0 */
}

static void maps_each_kind(void **state)
{
	uint64_t output;

	(void)state;
	assert_int_equal(map(0x40001234, 0x1000, MAP_DATA), STATUS_OK);
	assert_int_equal(map(0x7FFFFF000, 0x1000, MAP_CODE), STATUS_OK);
	assert_int_equal(map(0x50000000, 1, MAP_CONST), STATUS_OK);
	assert_int_equal(map(0x4000000000, 0x20000, MAP_DEVICE), STATUS_OK);
	assert_int_equal(map(0x60000000, 0x201000, MAP_FRAMEBUFFER), STATUS_OK);
	expect(0x40001234, 0, true, false);
	expect(0x40002FFF, 0, true, false);
	assert_int_equal(walk(0x40000FFF, &output), 0);
	assert_int_equal(walk(0x40003000, &output), 0);
	expect(0x7FFFFF000, 0, false, true);
	expect(0x50000FFF, 0, false, false);
	expect(0x400001FFFF, 1, true, false);
	expect(0x60000000, 2, true, false);
	expect(0x60200FFF, 2, true, false);
	assert_int_equal(walk(0x60200FFF, &output) & 2, 2);
	assert_int_equal(walk(0x601FFFFF, &output) & 2, 0); /* a block */
	assert_int_equal(walk(0, &output), 0);
}

static void hides_pages(void **state)
{
	uint64_t output;

	(void)state;
	assert_int_equal(map(0x40000000, 0x3000, MAP_DATA), STATUS_OK);
	assert_int_equal(pagetable_hide(&pt, 0x40001000), STATUS_OK);
	expect(0x40000FFF, 0, true, false);
	assert_int_equal(walk(0x40001000, &output), 0);
	expect(0x40002000, 0, true, false);
}

static void refuses_what_has_no_place(void **state)
{
	struct arena none = {.base = (uintptr_t)memory, .size = 100};
	struct pagetable other;

	(void)state;
	assert_int_equal(pagetable_open(&other, &none, &stage1_format), STATUS_NO_MEMORY);
	assert_int_equal(map(0xFFFFFFFFF000, 0x2000, MAP_DATA), STATUS_UNSUPPORTED);
	assert_int_equal(map(UINT64_MAX - 5, 100, MAP_DEVICE), STATUS_UNSUPPORTED);
	assert_int_equal(map(0x60000000, 0x200000, MAP_FRAMEBUFFER), STATUS_OK);
	assert_int_equal(map(0x60000000, 0x1000, MAP_DATA), STATUS_NO_MEMORY);
	assert_int_equal(pagetable_hide(&pt, 0x60000000), STATUS_NO_MEMORY);
	arena.used = arena.size;
	assert_int_equal(map(0x90000000, 0x1000, MAP_DATA), STATUS_NO_MEMORY);
}

static void needs_no_more_than_it_says(void **state)
{
	static struct map_list list;
	size_t before = arena.used;

	(void)state;
	list.count = 0;
	map_add(&list, 0x1FF000, 0x2000, MAP_DATA);
	map_add(&list, 0x3FFFF000, 0x2000, MAP_CODE);
	map_add(&list, 0x7FFFFFF000, 0x402000, MAP_DEVICE);
	assert_int_equal(pagetable_map_all(&pt, &list), STATUS_OK);
	assert_true(arena.used - before + PAGE_SIZE <= pagetable_size(&list, arena.size));
	expect(arena.base, 0, true, false);
	expect(arena.base + arena.size - PAGE_SIZE, 0, true, false);
}

static void shows_nothing_of_a_list_that_lost_some(void **state)
{
	static struct map_list list;

	(void)state;
	for (unsigned int i = 0; i <= MAPS_MAX; i++)
		map_add(&list, i * 0x4000ull, 0x1000, MAP_DATA);
	assert_int_equal(list.count, MAPS_MAX);
	assert_int_equal(list.lost, 1);
	assert_int_equal(pagetable_map_all(&pt, &list), STATUS_NO_MEMORY);
}

static void joins_what_follows(void **state)
{
	static struct map_list list;

	(void)state;
	map_add(&list, 0x1000, 0x1000, MAP_DATA);
	map_add(&list, 0x2000, 0x3000, MAP_DATA);
	map_add(&list, 0x5000, 0x1000, MAP_CODE); /* of another kind */
	map_add(&list, 0x7000, 0x1000, MAP_CODE); /* behind a gap */
	assert_int_equal(list.count, 3);
	assert_int_equal(list.ranges[0].size, 0x4000);
	assert_int_equal(list.ranges[1].size, 0x1000);
}

static void says_how_they_are_walked(void **state)
{
	(void)state;
	assert_int_equal(stage1_tcr(5) & 0x3F, 16);
	assert_int_equal(stage1_tcr(2) >> 32 & 7, 2);
	assert_int_equal(stage1_tcr(5) >> 32 & 7, 5);
	assert_int_equal(stage1_tcr(6) >> 32 & 7, 5); /* 52 bits want other tables */
	assert_int_equal(stage1_tcr(5) >> 8 & 0xFF, 0x35);
	assert_int_equal(stage1_tcr(5) >> 23 & 1, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(maps_each_kind, open_tables),
		cmocka_unit_test_setup(hides_pages, open_tables),
		cmocka_unit_test_setup(refuses_what_has_no_place, open_tables),
		cmocka_unit_test_setup(needs_no_more_than_it_says, open_tables),
		cmocka_unit_test_setup(shows_nothing_of_a_list_that_lost_some, open_tables),
		cmocka_unit_test(joins_what_follows),
		cmocka_unit_test_setup(says_how_they_are_walked, open_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
