/* SPDX-License-Identifier: BSD-2-Clause */
/* Page tables of x86-64, walked as the processor does (SDM 3A 4.5). */
#include "unit.h"
#include "pagetable_x86_64.h"

static _Alignas(4096) uint8_t memory[64 * PAGE_SIZE];
static struct arena arena;
static struct pagetable_format format;
static struct pagetable pt;

static void open_tables(unsigned int levels, bool has_nx)
{
	arena = (struct arena){.base = (uintptr_t)memory, .size = sizeof(memory)};
	memset(memory, 0, sizeof(memory));
	format = paging_format(levels, has_nx);
	assert_int_equal(pagetable_open(&pt, &arena, &format), STATUS_OK);
}

/* The entry that maps an address without the address in it; 0: none. */
static uint64_t walk(uint64_t address, unsigned int levels)
{
	const uint64_t *table = pt.root;

	for (unsigned int shift = 3 + 9 * levels;; shift -= 9) {
		uint64_t entry = table[address >> shift & 511];

		if (!(entry & 1))
			return 0;
		if (shift == 12 || entry & 0x80) {
			assert_true(shift == 12 || shift == 21);
			assert_int_equal(entry & 0xFFFFFFFFFF000, address >> shift << shift);
			return entry & ~0xFFFFFFFFFF000ull;
		}
		assert_int_equal(entry & 0xFFF, 0x23); /* present, writable, accessed */
		table = (const uint64_t *)(uintptr_t)(entry & 0xFFFFFFFFFF000);
	}
}

static enum status map(uint64_t address, uint64_t size, enum map_kind kind)
{
	struct map_range range = {address, size, (int)kind};

	return pagetable_map(&pt, &range);
}

static void maps_each_kind(void **state)
{
	(void)state;
	for (unsigned int levels = 4; levels <= 5; levels++) {
		for (unsigned int nx = 0; nx <= 1; nx++) {
			open_tables(levels, nx);
			assert_int_equal(map(0x1234, 0x1000, MAP_DATA), STATUS_OK);
			assert_int_equal(map(0x10000, 1, MAP_CODE), STATUS_OK);
			assert_int_equal(map(0x20000, 1, MAP_CONST), STATUS_OK);
			assert_int_equal(map(0xFEE00000, 1, MAP_DEVICE), STATUS_OK);
			assert_int_equal(map(0x80000000, 0x201000, MAP_FRAMEBUFFER), STATUS_OK);
			assert_int_equal(walk(0x1FFF, levels), (uint64_t)nx << 63 | 0x63);
			assert_int_equal(walk(0x2000, levels), (uint64_t)nx << 63 | 0x63);
			assert_int_equal(walk(0x3000, levels), 0);
			assert_int_equal(walk(0x10000, levels), 0x61);
			assert_int_equal(walk(0x20000, levels), (uint64_t)nx << 63 | 0x61);
			assert_int_equal(walk(0xFEE00000, levels), (uint64_t)nx << 63 | 0x7B);
			assert_int_equal(walk(0x80000000, levels), (uint64_t)nx << 63 | 0xEB);
			assert_int_equal(walk(0x80200000, levels), (uint64_t)nx << 63 | 0x6B);
			assert_int_equal(walk(0, levels), 0);
		}
	}
}

static void code_may_lie_within_data(void **state)
{
	(void)state;
	open_tables(4, true);
	assert_int_equal(map(0x8000, 0x4000, MAP_DATA), STATUS_OK);
	assert_int_equal(map(0x9000, 0x1000, MAP_CODE), STATUS_OK);
	assert_int_equal(pagetable_hide(&pt, 0xA000), STATUS_OK);
	assert_int_equal(walk(0x8000, 4), 1ull << 63 | 0x63);
	assert_int_equal(walk(0x9000, 4), 0x61);
	assert_int_equal(walk(0xA000, 4), 0);
	assert_int_equal(walk(0xB000, 4), 1ull << 63 | 0x63);
}

static void refuses_what_it_cannot_reach(void **state)
{
	(void)state;
	open_tables(4, true);
	assert_int_equal(map(1ull << 48, 0x1000, MAP_DEVICE), STATUS_UNSUPPORTED);
	open_tables(5, true);
	assert_int_equal(map(1ull << 48, 0x1000, MAP_DEVICE), STATUS_OK);
	assert_int_equal(walk(1ull << 48, 5), 1ull << 63 | 0x7B);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_each_kind),
		cmocka_unit_test(code_may_lie_within_data),
		cmocka_unit_test(refuses_what_it_cannot_reach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
