/* SPDX-License-Identifier: BSD-2-Clause */
/* Which interrupt controller an Arm machine has, and where its redistributors lie. */
#include "unit.h"
#include "acpi.h"
#include "gic_machine.h"

enum { CORES = 200, V3_BYTES = 0x20000, V4_BYTES = 0x40000, VLPIS = 2, LAST = 16 };

static struct madt_cpu cpus[CORES];
static struct madt madt;
static struct gtdt gtdt;
static struct gic_machine gic;
static struct finding items[4];
static struct findings findings;

static void reset(uint8_t version)
{
	memset(cpus, 0, sizeof(cpus));
	memset(&gic, 0x5a, sizeof(gic));
	madt = (struct madt){
		.cpus = cpus,
		.cpu_capacity = CORES,
		.cpu_count = CORES,
		.gic = {.present = true, .version = version, .distributor = 0x8000000}};
	gtdt = (struct gtdt){0};
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
}

static void plan(bool registers, unsigned int possible, unsigned int version, size_t found)
{
	gic_plan(&gic, &madt, &gtdt, registers, possible, &findings);
	assert_int_equal(gic.version, version);
	assert_int_equal(findings.count, found);
	assert_false(gic.has_fiq);
}

static void list_region(uint64_t address, uint32_t length)
{
	madt.gic.redistributors[madt.gic.redistributor_count].address = address;
	madt.gic.redistributors[madt.gic.redistributor_count++].length = length;
}

static void chooses_version(void **state)
{
	(void)state;
	for (uint8_t told = 0; told < 6; told++) {
		bool two = told == 1 || told == 2;

		reset(told);
		cpus[1].gic_interface = 0x8010000;
		list_region(0x80A0000, 8 * V3_BYTES);
		plan(true, 8, two ? 2 : 3, 0);
		plan(false, 8, 2, 0);
		assert_int_equal(gic.cpu_interface, 0x8010000);
		cpus[1].gic_interface = 0;
		plan(true, 8, two ? 0 : 3, two);
		plan(false, 8, 0, (size_t)two + 1);
	}
	reset(3);
	madt.gic.present = false;
	list_region(0x80A0000, 8 * V3_BYTES);
	cpus[0].gic_interface = 0x8010000;
	plan(true, 8, 0, 1);
	assert_string_equal(items[0].rule, "gic.none");
}

static void names_a_ninth_core(void **state)
{
	(void)state;
	reset(2);
	cpus[0].gic_interface = 0x8010000;
	plan(false, 8, 2, 0);
	plan(false, 9, 2, 1);
	assert_string_equal(items[0].rule, "gic.v2.cores");
}

static void joins_neighbours(void **state)
{
	static const uint32_t strides[] = {V3_BYTES, V4_BYTES};

	(void)state;
	for (size_t s = 0; s < ARRAY_SIZE(strides); s++) {
		reset(3);
		for (uint64_t i = 0; i < CORES; i++)
			cpus[i].redistributor =
				0x8100000 + i * strides[s] + (i >= 128 ? 0x4000000000 : 0);
		plan(true, CORES, 3, 0);
		assert_int_equal(gic.region_count, 2);
		assert_int_equal(gic.regions[0].address, 0x8100000);
		assert_int_equal(gic.regions[0].size, 128ull * strides[s]);
		assert_int_equal(gic.regions[1].size, (CORES - 128ull) * strides[s]);
		assert_int_equal(gic.regions[1].stride, strides[s]);
	}
}

static void counts_what_is_left_out(void **state)
{
	(void)state;
	reset(4);
	for (uint64_t i = 0; i < CORES; i++)
		cpus[i].redistributor = 0x8100000 + i * 0x1000000;
	plan(true, CORES, 3, 1);
	assert_int_equal(gic.region_count, GIC_REGIONS_MAX);
	assert_string_equal(items[0].rule, "gic.regions");
}

/* Every walk ends, inside its region. */
static void walks_regions(void **state)
{
	static const struct {
		uint64_t size;
		uint32_t stride;
		bool by_mark;
		uint32_t type; /* of all; the fifth is marked as the last */
		unsigned int frames;
	} rows[] = {
		{16 * V3_BYTES, 0, true, 0, 5},	       {16 * V3_BYTES, 0, false, 0, 16},
		{16 * V3_BYTES, 0, false, VLPIS, 8},   {16 * V3_BYTES, V4_BYTES, false, 0, 8},
		{3 * V3_BYTES, 0, true, 0, 3},	       {V3_BYTES, 0, true, 0, 1},
		{V3_BYTES + 0x10000, 0, false, 0, 1},  {0, 0, false, 0, 1},
		{7 * V3_BYTES, V4_BYTES, false, 0, 4}, {V4_BYTES, 0, false, VLPIS, 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct gic_region region = {UINT64_MAX - 0xFFFFFFF, rows[i].size, rows[i].stride,
					    rows[i].by_mark};
		uint64_t frame = region.address;
		unsigned int frames = 0;

		while (frame) {
			assert_true(frame - region.address <= region.size);
			frame = gic_region_next(&region, frame,
						rows[i].type | (++frames == 5 ? LAST : 0));
		}
		assert_int_equal(frames, rows[i].frames);
	}
}

static void names_targets(void **state)
{
	(void)state;
	assert_int_equal(gic_affinity_id(0x04030201).value, 0x0400030201);
	assert_int_equal(gic_sgi_target((hw_id){0}), 1);
	assert_int_equal(gic_sgi_target((hw_id){0x0f}), 1 << 15);
	assert_int_equal(gic_sgi_target((hw_id){0x100}), 1 | 1 << 16);
	assert_int_equal(gic_sgi_target((hw_id){0x0400030211}), 0x0004100300020002);
	assert_int_equal(gic_v2_target(0), 1 << 16);
	assert_int_equal(gic_v2_target(7), 1 << 23);
	assert_int_equal(gic_v2_target(8), 0);
}

static void knows_the_timers(void **state)
{
	(void)state;
	reset(0);
	plan(false, 1, 0, 1);
	assert_int_equal(gic.timer_el1, 27);
	assert_int_equal(gic.timer_el2, 26);
	gtdt = (struct gtdt){.present = true, .virtual_el1 = 19, .el2 = 18};
	plan(false, 1, 0, 2);
	assert_int_equal(gic.timer_el1, 19);
	assert_int_equal(gic.timer_el2, 18);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chooses_version),  cmocka_unit_test(names_a_ninth_core),
		cmocka_unit_test(joins_neighbours), cmocka_unit_test(counts_what_is_left_out),
		cmocka_unit_test(walks_regions),    cmocka_unit_test(names_targets),
		cmocka_unit_test(knows_the_timers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
