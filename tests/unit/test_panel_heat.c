/* SPDX-License-Identifier: BSD-2-Clause */
/* The heat map: which squares it has, what their colours mean, and what is shown without pairs. */
#include "panel_glass.h"
#include "screen/axis.h"
#include "screen/heat.h"

enum { CORES_MOST = 400 };

static uint32_t cells[MATRIX_PLANES * CORES_MOST * CORES_MOST];
static cpu_index order[CORES_MOST];
static struct matrix matrix;

static void open_matrix(unsigned int n)
{
	matrix_open(&matrix, cells, n);
	for (unsigned int i = 0; i < n; i++)
		order[i] = i;
}

static void see_matrix(const char *name, const char *unit)
{
	panel_heat.see(&(struct record){.kind = RECORD_LIVE_MATRIX,
					.live_matrix = {.name = name,
							.unit = unit,
							.matrix = &matrix,
							.order = order,
							.of = (uint64_t)matrix.n * matrix.n,
							.from = CPU_NONE,
							.to = CPU_NONE}});
}

static void see_stat(const char *name, const char *key, const char *value, uint64_t p50,
		     const char *unit)
{
	struct record record = {.kind = RECORD_STAT,
				.stat = {.name = name, .unit = unit, .stats = {.p50 = p50}}};

	if (key)
		record.stat.parameters[record.stat.parameter_count++] =
			(struct record_parameter){key, value};
	panel_heat.see(&record);
}

static struct heat heat;

static void fill(unsigned int n, uint32_t (*value)(unsigned int, unsigned int))
{
	open_matrix(n);
	for (unsigned int from = 0; from < n; from++)
		for (unsigned int to = 0; to < n; to++)
			matrix_set(&matrix, from, to, value(from, to), 1);
}

/* ---- logarithms ---- */

static void test_axis(void **state)
{
	struct axis axis = axis_over(100, 6400);

	(void)state;
	assert_int_equal(axis_log(0), 0);
	assert_int_equal(axis_log(1), 0);
	assert_int_equal(axis_log(2), 4096);
	assert_int_equal(axis_log(3), 6492);	 /* 1.58496 */
	assert_int_equal(axis_log(1000), 40819); /* 9.96578 */
	assert_int_equal(axis_log(UINT64_MAX), 63 * 4096 + 4095);
	for (uint64_t value = 1; value < 70000; value++)
		assert_true(axis_log(value) <= axis_log(value + 1));
	/* six doublings, in as many steps */
	assert_int_equal(axis_step(&axis, 0, 6), 0);
	assert_int_equal(axis_step(&axis, 100, 6), 0);
	assert_int_equal(axis_step(&axis, 190, 6), 0);
	assert_int_equal(axis_step(&axis, 210, 6), 1);
	assert_int_equal(axis_step(&axis, 3000, 6), 4);
	assert_int_equal(axis_step(&axis, 6400, 6), 5);
	assert_int_equal(axis_step(&axis, UINT64_MAX, 6), 5);
	/* what hardly differs is not drawn as if it did */
	axis = axis_over(1000, 1001);
	assert_true(axis_step(&axis, 1001, 32) == 0);
	assert_true(axis_step(&axis, 1062, 32) == 31);
}

/* ---- squares ---- */

static uint32_t by_place(unsigned int from, unsigned int to)
{
	return from == to ? 10 : 1000 + 100 * from + to;
}

static void test_a_square_a_pair(void **state)
{
	uint8_t steps[HEAT_BINS_MOST * HEAT_BINS_MOST];

	(void)state;
	fill(5, by_place);
	cells[3 * 5 + 1] = MATRIX_NONE;
	heat_divide(&heat, 5, 128);
	heat_look(&heat, &matrix);
	assert_int_equal(heat.bins, 5);
	assert_int_equal(heat.each, 1);
	assert_int_equal(heat.measured, 24);
	assert_int_equal(heat_mean(&heat, 2, 4), 1204);
	/* without the diagonal, which is another thing */
	assert_int_equal(heat.low, 1001);
	assert_int_equal(heat.high, 1501); /* half as much again, so that noise has one colour */
	assert_false(heat.cut);
	heat_steps(&heat, steps);
	assert_int_equal(steps[0], 0);
	assert_int_equal(steps[1], 0);
	assert_int_equal(steps[3 * 5 + 1], HEAT_NONE);
	assert_in_range(steps[4 * 5 + 3], 25, 27); /* log(1.4) of log(1.5) */
}

static uint32_t by_blocks(unsigned int from, unsigned int to)
{
	return from / 100 == to / 100 ? 500 + from % 2 : 2000;
}

static void test_many_pairs_a_square(void **state)
{
	(void)state;
	fill(300, by_blocks);
	cells[0] = cells[1] = cells[2] = MATRIX_NONE;
	heat_divide(&heat, 300, 128);
	heat_look(&heat, &matrix);
	assert_int_equal(heat.each, 3);
	assert_int_equal(heat.bins, 100);
	assert_int_equal(heat.measured, 300 * 300 - 3);
	assert_int_equal(heat_mean(&heat, 0, 0), 500); /* of three each of 501 and 500 */
	assert_int_equal(heat_mean(&heat, 0, 99), 2000);
	assert_int_equal(heat_mean(&heat, 99, 99), 500);
	/* 33 * 3 + 1: some of either block */
	assert_in_range(heat_mean(&heat, 33, 0), 1000, 1999);
	/* the last has fewer cores */
	heat_divide(&heat, 299, 128);
	fill(299, by_blocks);
	heat_look(&heat, &matrix);
	assert_int_equal(heat.bins, 100);
	assert_int_equal(heat_mean(&heat, 99, 0), 2000);
	assert_int_equal(heat.measured, 299 * 299);
}

static uint32_t with_a_stray(unsigned int from, unsigned int to)
{
	return from == 3 && to == 5 ? 4000000 : 1000 + from;
}

/* One pair that was disturbed must not take the colours of all others. */
static void test_a_stray(void **state)
{
	(void)state;
	fill(32, with_a_stray);
	heat_divide(&heat, 32, 128);
	heat_look(&heat, &matrix);
	assert_true(heat.cut);
	assert_int_equal(heat.low, 1000);
	assert_int_equal(heat.high, 1500);
}

static void test_nothing_yet(void **state)
{
	(void)state;
	open_matrix(8);
	heat_divide(&heat, 8, 128);
	heat_look(&heat, &matrix);
	assert_int_equal(heat.measured, 0);
	assert_int_equal(heat.low, 0);
	assert_int_equal(heat.high, 0);
}

/* ---- the panel ---- */

static void test_it_fills_in(void **state)
{
	unsigned int square, none;

	(void)state;
	panel_open(&panel_heat, 384, 360);
	open_matrix(4);
	see_matrix("matrix.ipi", "ns");
	panel_heat.draw(&canvas, inside, true);
	assert_text("matrix.ipi in ns: 0 of 16 pairs");
	assert_text("not measured");
	none = count_colour(inside, COLOUR_NONE);
	matrix_set(&matrix, 0, 1, 1234, 1);
	matrix_set(&matrix, 1, 0, 9876, 1);
	assert_false(panel_heat.changed());
	see_matrix("matrix.ipi", "ns");
	assert_true(panel_heat.changed());
	panel_heat.draw(&canvas, inside, false);
	assert_text("matrix.ipi in ns: 2 of 16 pairs");
	/* two squares, with their figures, and the two ends of the legend */
	square = (none - count_colour(inside, COLOUR_NONE)) / 2;
	assert_in_range(square, 40 * 40, 80 * 80);
	assert_true(count_colour(inside, COLOUR_RAMP) > square / 2);
	assert_true(count_colour(inside, COLOUR_RAMP + RAMP_STEPS - 1) > square / 2);
	assert_true(find_text("1234", COLOUR_TEXT, COLOUR_RAMP, NULL));
	assert_true(find_text("9876", COLOUR_BACK, COLOUR_RAMP + RAMP_STEPS - 1, NULL));
	assert_text("1234 ns");
	assert_text("9876 ns");
	assert_complete(&panel_heat);
	panel_close();
}

static void test_ticks(void **state)
{
	(void)state;
	panel_open(&panel_heat, 384, 360);
	fill(4, by_place);
	see_matrix("matrix.line", "ticks");
	panel_heat.draw(&canvas, inside, true);
	assert_text("matrix.line in ticks: 16 of 16 pairs");
	assert_no_text("1001 ns");
	assert_text("1001");
	panel_close();
}

static void test_another_matrix_takes_its_place(void **state)
{
	(void)state;
	panel_open(&panel_heat, 384, 360);
	fill(4, by_place);
	see_matrix("matrix.ipi", "ns");
	panel_heat.draw(&canvas, inside, true);
	open_matrix(6);
	see_matrix("matrix.line", "ns");
	panel_heat.draw(&canvas, inside, false);
	assert_text("matrix.line in ns: 0 of 36 pairs");
	assert_no_text("matrix.ipi");
	assert_dim("5");
	assert_complete(&panel_heat);
	/* a pass with fewer cores */
	open_matrix(3);
	see_matrix("matrix.line", "ns");
	panel_heat.draw(&canvas, inside, false);
	assert_text("matrix.line in ns: 0 of 9 pairs");
	assert_complete(&panel_heat);
	panel_close();
}

static void test_other_squares_stay(void **state)
{
	struct area square = {0};

	(void)state;
	panel_open(&panel_heat, 384, 360);
	fill(4, by_place);
	see_matrix("matrix.ipi", "ns");
	panel_heat.draw(&canvas, inside, true);
	assert_true(find_text("1001", COLOUR_TEXT, COLOUR_RAMP, &square));
	glass_pixels[square.y * glass.stride + square.x] = 0xBAD;
	matrix_set(&matrix, 0, 2, 1150, 1);
	see_matrix("matrix.ipi", "ns");
	panel_heat.draw(&canvas, inside, false);
	assert_int_equal(glass_pixel(square.x, square.y), 0xBAD);
	panel_close();
}

static void test_many_cores(void **state)
{
	(void)state;
	panel_open(&panel_heat, 384, 360);
	fill(300, by_blocks);
	see_matrix("matrix.line", "ns");
	panel_heat.draw(&canvas, inside, true);
	assert_text("matrix.line in ns: 90000 of 90000 pairs");
	assert_dim("; mean of 4x4");
	assert_dim("0");
	assert_complete(&panel_heat);
	panel_close();
}

static void see_packages(unsigned int cores, unsigned int each)
{
	static struct topology_cpu places[16];

	panel_cores.open();
	for (cpu_index cpu = 0; cpu < cores; cpu++) {
		places[cpu].number[TOPOLOGY_PACKAGE] = cpu / each;
		panel_cores.see(&(struct record){
			.kind = RECORD_LIVE_CORE,
			.core = {.index = cpu, .state = "online", .place = &places[cpu]}});
	}
}

/* Between the squares of two cores, on the first row. */
static uint32_t gap_between(const char *left, const char *right)
{
	struct area a, b;
	uint32_t gap = 0;

	panel_heat.draw(&canvas, inside, true);
	assert_true(find_text(left, COLOUR_TEXT, COLOUR_RAMP, &a));
	assert_true(find_text(right, COLOUR_TEXT, COLOUR_RAMP, &b));
	for (uint32_t x = a.x; x < b.x; x++)
		gap += glass_pixel(x, a.y) == canvas.palette[COLOUR_BACK];
	return gap;
}

static uint32_t by_column(unsigned int from, unsigned int to)
{
	(void)from;
	return 1000 + to;
}

/* Where another package begins, a line is left open. */
static void test_packages(void **state)
{
	(void)state;
	panel_open(&panel_heat, 500, 460);
	fill(8, by_column);
	see_matrix("matrix.ipi", "ns");
	see_packages(8, 4);
	assert_int_equal(gap_between("1002", "1003"), 1);
	assert_int_equal(gap_between("1003", "1004"), 3);
	see_packages(8, 8);
	assert_int_equal(gap_between("1003", "1004"), 1);
	panel_cores.open();
	panel_close();
}

/* ---- without pairs ---- */

static void test_figures_instead(void **state)
{
	struct area one, two;

	(void)state;
	panel_open(&panel_heat, 496, 360);
	panel_heat.draw(&canvas, inside, true);
	assert_dim("medians so far");
	see_stat("clock.gap", NULL, NULL, 20, "ns");
	see_stat("call.single", "idle", "halt", 1462, "ns");
	see_stat("ipi.rtt", "distance", "same-core", 910, "ns");
	see_stat("lock.fairness", NULL, NULL, 99, "permille");
	assert_true(panel_heat.changed());
	panel_heat.draw(&canvas, inside, false);
	assert_text("ipi.rtt same-core");
	assert_text("910 ns");
	assert_text("call.single ");
	assert_no_text("halt");
	assert_text("clock.gap");
	assert_no_text("lock.fairness");
	/* by distance first, then what most people ask for */
	assert_true(find_text("ipi.rtt", COLOUR_TEXT, COLOUR_BACK, &one));
	assert_true(find_text("call.single", COLOUR_TEXT, COLOUR_BACK, &two));
	assert_true(one.y < two.y);
	assert_true(find_text("clock.gap", COLOUR_TEXT, COLOUR_BACK, &one));
	assert_true(two.y < one.y);
	/* the slower, the longer */
	one.width = two.width = inside.width;
	assert_true(count_colour(one, COLOUR_BUSY) < count_colour(two, COLOUR_BUSY));
	assert_true(count_colour(one, COLOUR_BUSY) > 0);
	/* another pass: another figure of the same */
	see_stat("call.single", "idle", "halt", 1500, "ns");
	panel_heat.draw(&canvas, inside, false);
	assert_text("1500 ns");
	assert_no_text("1462 ns");
	assert_complete(&panel_heat);
	panel_close();
}

static void test_more_figures_than_lines(void **state)
{
	char name[16];

	(void)state;
	panel_open(&panel_heat, 384, 200);
	for (unsigned int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "other.%u", i);
		see_stat(name, NULL, NULL, 1000 + i, "ns");
	}
	see_stat("nmi.rtt", "distance", "remote", 4321, "ns");
	panel_heat.draw(&canvas, inside, true);
	assert_text("nmi.rtt remote");
	assert_text("other.0");
	assert_no_text("other.60");
	panel_close();
}

/* A wide panel has both. */
static void test_figures_beside_the_map(void **state)
{
	(void)state;
	panel_open(&panel_heat, 944, 600);
	fill(16, by_place);
	see_matrix("matrix.ipi", "ns");
	see_stat("ipi.rtt", "distance", "same-die", 910, "ns");
	panel_heat.draw(&canvas, inside, true);
	assert_text("matrix.ipi in ns: 256 of 256 pairs");
	assert_text("ipi.rtt same-die");
	see_stat("ipi.rtt", "distance", "remote", 1910, "ns");
	panel_heat.draw(&canvas, inside, false);
	assert_text("ipi.rtt remote");
	assert_complete(&panel_heat);
	panel_close();
}

static void test_any_size(void **state)
{
	static const uint32_t sides[] = {1, 8, 17, 40, 100, 150, 333, 700};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sides); i++)
		for (size_t j = 0; j < ARRAY_SIZE(sides); j++) {
			panel_open(&panel_heat, sides[i], sides[j]);
			panel_heat.draw(&canvas, inside, true);
			see_stat("ipi.rtt", NULL, NULL, 1000, "ns");
			panel_heat.draw(&canvas, inside, false);
			fill(7, by_place);
			see_matrix("matrix.ipi", "ns");
			panel_heat.draw(&canvas, inside, false);
			fill(200, by_blocks);
			see_matrix("matrix.line", "ns");
			panel_heat.draw(&canvas, inside, false);
			panel_close();
		}
}

static void test_bit_by_bit(void **state)
{
	uint64_t random = 1;

	(void)state;
	panel_open(&panel_heat, 700, 500);
	open_matrix(20);
	for (unsigned int round = 0; round < 30; round++) {
		for (unsigned int i = 0; i < 10; i++)
			matrix_set(&matrix, (unsigned int)(unit_random(&random) % 20),
				   (unsigned int)(unit_random(&random) % 20),
				   500 + unit_random(&random) % (round % 7 ? 1000 : 100000), 1);
		see_matrix("matrix.ipi", "ns");
		see_stat("call.single", NULL, NULL, unit_random(&random) % 5000, "ns");
		assert_complete(&panel_heat);
	}
	panel_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_axis),
		cmocka_unit_test(test_a_square_a_pair),
		cmocka_unit_test(test_many_pairs_a_square),
		cmocka_unit_test(test_a_stray),
		cmocka_unit_test(test_nothing_yet),
		cmocka_unit_test(test_it_fills_in),
		cmocka_unit_test(test_ticks),
		cmocka_unit_test(test_another_matrix_takes_its_place),
		cmocka_unit_test(test_other_squares_stay),
		cmocka_unit_test(test_many_cores),
		cmocka_unit_test(test_packages),
		cmocka_unit_test(test_figures_instead),
		cmocka_unit_test(test_more_figures_than_lines),
		cmocka_unit_test(test_figures_beside_the_map),
		cmocka_unit_test(test_any_size),
		cmocka_unit_test(test_bit_by_bit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
