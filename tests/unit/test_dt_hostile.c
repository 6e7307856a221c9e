/* SPDX-License-Identifier: BSD-2-Clause */
/* Trees that are broken, or made to be slow to read. */
#include "dt_load.h"
#include <libfdt.h>
#include <time.h>

static struct tree tree;

static void put32(uint8_t *bytes, size_t offset, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		bytes[offset + i] = (uint8_t)(value >> (24 - 8 * i));
}

static void assert_refused(struct span bytes, const char *rule)
{
	tree_read(&tree, bytes);
	if (tree.status != STATUS_INVALID || tree_told(&tree, rule) != 1 ||
	    tree.findings.count != 1) {
		tree_print(&tree);
		fail_msg("status %d, and not %s", (int)tree.status, rule);
	}
	assert_int_equal(tree.dt.cpu_count, 0);
	assert_int_equal(tree.dt.cpus_listed, 0);
	assert_ptr_equal(tree.dt.cpus, tree.cpus);
}

/* Runs check with a copy of a tree that it may change. */
static void with_copy(void (*check)(uint8_t *bytes, size_t size))
{
	struct span bytes = tree_load("psci");

	check((uint8_t *)(uintptr_t)bytes.bytes, bytes.size);
	free((void *)(uintptr_t)bytes.bytes);
}

static void cut(uint8_t *bytes, size_t size)
{
	for (size_t length = 0; length < size; length++) {
		uint8_t *exact = malloc(length + 1);

		memcpy(exact, bytes, length);
		assert_refused((struct span){exact, length}, "dt.size");
		free(exact);
	}
}

static void a_tree_that_is_cut_off_is_refused(void **state)
{
	(void)state;
	with_copy(cut);
}

/* Header that says what is left, and blocks that do not fit. */
static void cut_and_told(uint8_t *bytes, size_t size)
{
	for (size_t length = 40; length < size; length += 4) {
		uint8_t *exact = malloc(length);

		memcpy(exact, bytes, length);
		put32(exact, 4, (uint32_t)length);
		assert_refused((struct span){exact, length}, "dt.broken");
		free(exact);
	}
}

static void a_tree_that_says_it_is_cut_off_is_refused(void **state)
{
	(void)state;
	with_copy(cut_and_told);
}

static void change_header(uint8_t *bytes, size_t size)
{
	struct span all = {bytes, size};

	bytes[0] ^= 1;
	assert_refused(all, "dt.size");
	bytes[0] ^= 1;
	put32(bytes, 4, DT_SIZE_MAX + 1);
	assert_refused(all, "dt.size");
	put32(bytes, 4, 39);
	assert_refused(all, "dt.size");
	put32(bytes, 4, (uint32_t)size);
	put32(bytes, 20, 16);
	assert_refused(all, "dt.version");
	put32(bytes, 20, 18);
	put32(bytes, 24, 18);
	assert_refused(all, "dt.version");
	put32(bytes, 24, 16);
	tree_read(&tree, all);
	assert_int_equal(tree.status, STATUS_OK);
}

static void a_header_that_is_wrong_is_refused(void **state)
{
	(void)state;
	with_copy(change_header);
}

static void move(uint8_t *bytes, size_t size)
{
	uint8_t *room = malloc(size + 8);

	for (size_t by = 1; by < 8; by++) {
		memcpy(room + by, bytes, size);
		assert_refused((struct span){room + by, size}, "dt.alignment");
	}
	free(room);
}

static void a_tree_that_is_not_aligned_is_refused(void **state)
{
	(void)state;
	with_copy(move);
}

/* Whatever a byte is changed to, reading ends, and what it lists has an id that can be. */
static void flip(uint8_t *bytes, size_t size)
{
	uint64_t random = 88172645463325252ull;

	for (size_t i = 0; i < size; i++) {
		uint8_t kept = bytes[i];

		for (int round = 0; round < 4; round++) {
			bytes[i] = (uint8_t)unit_random(&random);
			tree_read(&tree, (struct span){bytes, size});
			assert_true(tree.dt.cpu_count <= tree.dt.cpus_listed);
			for (size_t cpu = 0; cpu < tree.dt.cpu_count; cpu++)
				assert_true(!(tree.cpus[cpu].id.value & ~0xff00ffffffull));
		}
		bytes[i] = kept;
	}
}

static void any_byte_may_be_changed(void **state)
{
	(void)state;
	with_copy(flip);
}

/* ---- trees of libfdt's own making, as large as may be ---- */

static uint8_t *room;

static void tree_begin(void)
{
	room = malloc(DT_SIZE_MAX);
	assert_non_null(room);
	assert_int_equal(fdt_create_with_flags(room, DT_SIZE_MAX, 0), 0);
	fdt_finish_reservemap(room);
	fdt_begin_node(room, "");
}

/* Reads it, and lets go. Seconds. */
static double tree_end(void)
{
	struct timespec from, to;

	fdt_end_node(room);
	assert_int_equal(fdt_finish(room), 0);
	clock_gettime(CLOCK_MONOTONIC, &from);
	tree_read(&tree, (struct span){room, fdt_totalsize(room)});
	clock_gettime(CLOCK_MONOTONIC, &to);
	free(room);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static void a_long_name_of_a_property_is_refused(void **state)
{
	char name[256];

	(void)state;
	for (size_t length = 127; length <= 128; length++) {
		memset(name, 'x', length);
		name[length] = '\0';
		tree_begin();
		fdt_property_u32(room, name, 1);
		tree_end();
		assert_int_equal(tree_told(&tree, "dt.strings"), length > 127);
	}
}

static void deep_nodes_are_left_out(void **state)
{
	(void)state;
	tree_begin();
	for (int depth = 1; depth < 1000; depth++)
		fdt_begin_node(room, "cpus");
	for (int depth = 1; depth < 1000; depth++)
		fdt_end_node(room);
	tree_end();
	assert_int_equal(tree.status, STATUS_NOT_FOUND);
	assert_int_equal(tree_told(&tree, "dt.depth"), 1);
}

enum { SLOW = 20 }; /* seconds, under sanitizers on a busy host; what is quadratic takes hours */

static void many_properties_are_no_trouble(void **state)
{
	char name[32];

	(void)state;
	tree_begin();
	for (int i = 0; i < 60000; i++) {
		snprintf(name, sizeof(name), "%d", i % 1000);
		assert_int_equal(fdt_property(room, name, NULL, 0), 0);
	}
	assert_true(tree_end() < SLOW);
}

/* Each asks for a way through the same long list of ranges. */
static void many_devices_are_no_trouble(void **state)
{
	static uint32_t ranges[30000];

	(void)state;
	tree_begin();
	fdt_property_u32(room, "#address-cells", 1);
	fdt_begin_node(room, "soc");
	fdt_property_u32(room, "#address-cells", 1);
	fdt_property(room, "ranges", ranges, sizeof(ranges));
	for (int i = 0; i < 20000; i++) {
		fdt_begin_node(room, "a");
		fdt_property_string(room, "compatible", "arm,pl031");
		fdt_property_u64(room, "reg", 1);
		assert_int_equal(fdt_end_node(room), 0);
	}
	fdt_end_node(room);
	assert_true(tree_end() < SLOW);
	assert_int_equal(tree.dt.rtc_address, 0);
}

/* All with one id, all named by a map. */
static void many_cores_are_no_trouble(void **state)
{
	enum { MANY = 15000 };
	struct dt_cpu *cpus = malloc(MANY * sizeof(*cpus));
	struct timespec from, to;

	(void)state;
	tree_begin();
	fdt_begin_node(room, "cpus");
	fdt_property_u32(room, "#address-cells", 1);
	for (uint32_t i = 0; i < MANY; i++) {
		fdt_begin_node(room, "cpu");
		fdt_property_u32(room, "reg", i / 2);
		assert_int_equal(fdt_property_u32(room, "phandle", i / 3), 0);
		fdt_end_node(room);
	}
	fdt_begin_node(room, "cpu-map");
	for (uint32_t i = 0; i < MANY; i++) {
		fdt_begin_node(room, "core0");
		fdt_property_u32(room, "cpu", i);
		assert_int_equal(fdt_end_node(room), 0);
	}
	fdt_end_node(room);
	fdt_end_node(room);
	fdt_end_node(room);
	assert_int_equal(fdt_finish(room), 0);
	tree.findings = (struct findings){.items = tree.items, .capacity = TREE_FINDINGS};
	tree.dt = (struct dt){.cpus = cpus, .cpu_capacity = MANY};
	clock_gettime(CLOCK_MONOTONIC, &from);
	assert_int_equal(
		dt_read((struct span){room, fdt_totalsize(room)}, &tree.dt, &tree.findings),
		STATUS_OK);
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_true(to.tv_sec - from.tv_sec < SLOW);
	assert_int_equal(tree.dt.cpu_count, MANY / 2);
	assert_int_equal(tree.dt.dropped, MANY / 2);
	for (uint32_t i = 0; i < MANY / 2; i++)
		assert_true(cpus[i].id.value == i);
	free(room);
	free(cpus);
}

/* What is more than there is room for is told, and left out. */
static void more_than_fits_is_left_out(void **state)
{
	static uint32_t reg[4 * (DT_MEMORIES_MAX + 2)];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(reg); i++)
		put32((uint8_t *)reg, 4 * i, 1);
	tree_begin();
	fdt_property_u32(room, "#address-cells", 1);
	fdt_begin_node(room, "memory");
	fdt_property(room, "device_type", "memory", 7);
	fdt_property(room, "reg", reg, 2 * 4 * (DT_MEMORIES_MAX + 2));
	fdt_end_node(room);
	fdt_begin_node(room, "gic");
	fdt_property(room, "compatible", "arm,gic-v3", 11);
	fdt_property_u32(room, "#redistributor-regions", MADT_REDISTRIBUTORS_MAX + 1);
	assert_int_equal(fdt_property(room, "reg", reg, sizeof(reg)), 0);
	fdt_end_node(room);
	fdt_begin_node(room, "cpus");
	fdt_property_u32(room, "#address-cells", 1);
	for (uint32_t i = 0; i <= TREE_CPUS; i++) {
		fdt_begin_node(room, "cpu");
		assert_int_equal(fdt_property_u32(room, "reg", i), 0);
		fdt_end_node(room);
	}
	fdt_end_node(room);
	tree_end();
	assert_int_equal(tree.status, STATUS_NO_MEMORY);
	assert_int_equal(tree.dt.cpu_count, TREE_CPUS);
	assert_int_equal(tree_told(&tree, "dt.cpu.capacity"), 1);
	assert_int_equal(tree.dt.memory_lost, 2);
	assert_int_equal(tree_told(&tree, "dt.memory.capacity"), 1);
	assert_int_equal(tree.dt.gic.redistributor_count, MADT_REDISTRIBUTORS_MAX);
	assert_int_equal(tree_told(&tree, "dt.gic.capacity"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_that_is_cut_off_is_refused),
		cmocka_unit_test(a_tree_that_says_it_is_cut_off_is_refused),
		cmocka_unit_test(a_header_that_is_wrong_is_refused),
		cmocka_unit_test(a_tree_that_is_not_aligned_is_refused),
		cmocka_unit_test(any_byte_may_be_changed),
		cmocka_unit_test(a_long_name_of_a_property_is_refused),
		cmocka_unit_test(deep_nodes_are_left_out),
		cmocka_unit_test(many_properties_are_no_trouble),
		cmocka_unit_test(many_devices_are_no_trouble),
		cmocka_unit_test(many_cores_are_no_trouble),
		cmocka_unit_test(more_than_fits_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
