/* SPDX-License-Identifier: BSD-2-Clause */
/* The panel of cores: what its tiles and its legend say, and where they are. */
#include "panel_glass.h"
#include "screen/grid.h"
#include "screen/seats.h"

/* ---- records ---- */

struct machine_shape {
	unsigned int packages, cores, threads; /* cores in each, threads in each of these */
};

static struct topology_cpu places[CPUS_MAX];

static void see_core(enum record_kind kind, cpu_index cpu, const char *state)
{
	struct record record = {
		.kind = kind,
		.core = {.index = cpu, .state = state, .reason = "", .place = &places[cpu]}};

	panel_cores.see(&record);
}

static unsigned int see_machine(struct machine_shape shape, const char *state)
{
	unsigned int count = shape.packages * shape.cores * shape.threads;

	for (cpu_index cpu = 0; cpu < count; cpu++) {
		unsigned int core = cpu / shape.threads;

		places[cpu] =
			(struct topology_cpu){.number = {[TOPOLOGY_PACKAGE] = core / shape.cores,
							 [TOPOLOGY_CORE] = core % shape.cores,
							 [TOPOLOGY_THREAD] = cpu % shape.threads},
					      .node = TOPOLOGY_NODE_NONE};
		see_core(RECORD_LIVE_CORE, cpu, state);
	}
	return count;
}

static void see_pair(cpu_index from, cpu_index to)
{
	panel_cores.see(&(struct record){.kind = RECORD_LIVE_MATRIX,
					 .live_matrix = {.from = from, .to = to}});
}

static bool shows_tile(const char *text, enum colour colour, struct area *ret_at)
{
	return find_text(text, COLOUR_BACK, colour, ret_at);
}

/* ---- what is said ---- */

static void test_states(void **state)
{
	(void)state;
	panel_open(&panel_cores, 384, 168);
	see_machine((struct machine_shape){2, 4, 2}, "listed");
	/* cores are drawn when the last of them is told of */
	assert_false(panel_cores.changed());
	panel_cores.see(&(struct record){.kind = RECORD_PROGRESS});
	assert_true(panel_cores.changed());
	panel_cores.draw(&canvas, inside, true);
	assert_false(panel_cores.changed());
	assert_true(shows_tile("0.", COLOUR_DIM, NULL));
	assert_true(shows_tile("15.", COLOUR_DIM, NULL));
	assert_text("16 not started");
	assert_text("0 online");
	assert_dim("package 0");
	assert_dim("package 1");
	for (cpu_index cpu = 0; cpu < 16; cpu++)
		see_core(RECORD_CORE, cpu,
			 cpu == 13   ? "failed"
			 : cpu == 14 ? "held-back"
				     : "online");
	panel_cores.draw(&canvas, inside, false);
	assert_true(shows_tile("0+", COLOUR_GOOD, NULL));
	assert_true(shows_tile("12+", COLOUR_GOOD, NULL));
	assert_true(shows_tile("13!", COLOUR_BAD, NULL));
	assert_true(shows_tile("14-", COLOUR_WARN, NULL));
	assert_false(shows_tile("15.", COLOUR_DIM, NULL));
	assert_text("14 online");
	assert_text("1 failed");
	assert_text("1 held back");
	assert_text("0 not started");
	assert_complete(&panel_cores);
	panel_close();
}

static void test_who_is_measured(void **state)
{
	(void)state;
	panel_open(&panel_cores, 384, 168);
	see_machine((struct machine_shape){1, 8, 1}, "online");
	panel_cores.draw(&canvas, inside, true);
	see_pair(2, 7);
	panel_cores.draw(&canvas, inside, false);
	assert_true(shows_tile("2*", COLOUR_BUSY, NULL));
	assert_true(shows_tile("7*", COLOUR_BUSY, NULL));
	assert_true(shows_tile("3+", COLOUR_GOOD, NULL));
	assert_text("2 measured now");
	assert_text("6 online");
	see_pair(CPU_NONE, CPU_NONE);
	panel_cores.draw(&canvas, inside, false);
	assert_true(shows_tile("2+", COLOUR_GOOD, NULL));
	assert_text("8 online");
	assert_complete(&panel_cores);
	panel_close();
}

static void test_a_fault_and_a_return(void **state)
{
	(void)state;
	panel_open(&panel_cores, 384, 168);
	see_machine((struct machine_shape){1, 4, 1}, "online");
	panel_cores.see(&(struct record){.kind = RECORD_FAULT, .fault = {.cpu = 3}});
	panel_cores.draw(&canvas, inside, true);
	assert_true(shows_tile("3!", COLOUR_BAD, NULL));
	see_core(RECORD_LIVE_CORE, 3, "online");
	panel_cores.draw(&canvas, inside, false);
	assert_true(shows_tile("3+", COLOUR_GOOD, NULL));
	/* of a core that nobody listed, and of none at all */
	panel_cores.see(&(struct record){.kind = RECORD_FAULT, .fault = {.cpu = 4}});
	panel_cores.see(&(struct record){.kind = RECORD_FAULT, .fault = {.cpu = CPU_NONE}});
	assert_false(panel_cores.changed());
	see_core(RECORD_LIVE_CORE, 3, "online");
	panel_cores.see(&(struct record){.kind = RECORD_PROGRESS});
	assert_false(panel_cores.changed());
	panel_close();
}

static void test_cores_that_can_never_run(void **state)
{
	(void)state;
	panel_open(&panel_cores, 384, 168);
	see_machine((struct machine_shape){1, 2, 1}, "online");
	see_core(RECORD_CORE, 2, "disabled");
	see_core(RECORD_CORE, 3, "online-capable");
	assert_int_equal(seats_count(), 2);
	panel_cores.draw(&canvas, inside, true);
	assert_text("2 cores");
	panel_close();
}

static void test_headline(void **state)
{
	(void)state;
	panel_open(&panel_cores, 500, 168);
	see_machine((struct machine_shape){2, 2, 2}, "online");
	panel_cores.see(&(struct record){.kind = RECORD_TOPOLOGY,
					 .topology = {.packages = 2,
						      .dies = 2,
						      .cores = 4,
						      .threads = 8,
						      .nodes = 1,
						      .has_nodes = true}});
	panel_cores.draw(&canvas, inside, true);
	assert_text("2 packages, 4 cores, 8 threads, 1 node");
	panel_close();
}

/* Said where a core is, the node is said of a package. */
static void test_nodes(void **state)
{
	(void)state;
	panel_open(&panel_cores, 384, 168);
	see_machine((struct machine_shape){2, 2, 1}, "online");
	seats_open();
	for (cpu_index cpu = 0; cpu < 4; cpu++) {
		places[cpu].node = 5 - cpu / 2;
		see_core(RECORD_LIVE_CORE, cpu, "online");
	}
	panel_cores.draw(&canvas, inside, true);
	assert_dim("package 0, node 5");
	assert_dim("package 1, node 4");
	assert_true(seats_apart(1, 2));
	assert_false(seats_apart(0, 1));
	assert_false(seats_apart(0, 9));
	panel_close();
}

/* ---- only what changed is drawn ---- */

static void test_other_tiles_stay(void **state)
{
	struct area other;

	(void)state;
	panel_open(&panel_cores, 384, 168);
	see_machine((struct machine_shape){1, 8, 1}, "online");
	panel_cores.draw(&canvas, inside, true);
	assert_true(shows_tile("3+", COLOUR_GOOD, &other));
	glass_pixels[other.y * glass.stride + other.x] = 0xBAD;
	see_core(RECORD_CORE, 5, "failed");
	panel_cores.draw(&canvas, inside, false);
	assert_int_equal(glass_pixel(other.x, other.y), 0xBAD);
	panel_close();
}

/* ---- where tiles are ---- */

static bool overlap(struct area a, struct area b)
{
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
	       b.y < a.y + a.height;
}

static void check_tiles(const struct grid *grid, unsigned int count)
{
	assert_int_equal(grid->shown, count);
	for (unsigned int i = 0; i < count; i++) {
		struct area tile = grid_tile(grid, i);

		assert_true(tile.x >= inside.x && tile.x + tile.width <= inside.x + inside.width);
		assert_true(tile.y >= inside.y && tile.y + tile.height <= inside.y + inside.height);
		for (unsigned int j = i > 40 ? i - 40 : 0; j < i; j++)
			assert_false(overlap(tile, grid_tile(grid, j)));
	}
}

static void test_tiles_of_many_machines(void **state)
{
	static const struct machine_shape shapes[] = {
		{1, 1, 1},   {1, 4, 1},	   {1, 16, 2},	 {2, 16, 2},   {4, 8, 1},   {8, 8, 2},
		{1, 255, 1}, {255, 1, 1},  {2, 64, 2},	 {8, 16, 2},   {1, 96, 4},  {2, 256, 2},
		{4, 128, 2}, {1, 1024, 1}, {1024, 1, 1}, {1, 1, 1024}, {16, 64, 2},
	};
	static const uint32_t sizes[][2] = {{384, 104}, {496, 180}, {944, 300}, {1880, 700}};
	struct grid grid;

	(void)state;
	for (size_t size = 0; size < ARRAY_SIZE(sizes); size++)
		for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
			unsigned int count;

			panel_open(&panel_cores, sizes[size][0], sizes[size][1]);
			count = see_machine(shapes[i], "online");
			grid_make(&grid, &canvas, inside);
			check_tiles(&grid, count);
			panel_close();
		}
}

/* A tile that has no letter says it by its shape: no two look alike without colours. */
static void test_shapes(void **state)
{
	static const char *const states[] = {"listed", "online", "failed", "held-back", "online"};
	static const struct {
		enum colour colour;
		unsigned int sixteenths; /* of the tile that have it */
	} looks[] = {{COLOUR_DIM, 12},
		     {COLOUR_GOOD, 16},
		     {COLOUR_BAD, 8},
		     {COLOUR_WARN, 8},
		     {COLOUR_BUSY, 8}};
	struct grid grid;

	(void)state;
	panel_open(&panel_cores, 496, 180);
	see_machine((struct machine_shape){1, 400, 1}, "online");
	for (cpu_index cpu = 0; cpu < 5; cpu++)
		see_core(RECORD_CORE, cpu, states[cpu]);
	see_pair(4, 4);
	panel_cores.draw(&canvas, inside, true);
	assert_text("396 online");
	assert_text("1 measured now");
	grid_make(&grid, &canvas,
		  (struct area){inside.x, inside.y + 16, inside.width, inside.height - 16 - 64});
	assert_int_equal(grid.text, GRID_SHAPE);
	for (unsigned int i = 0; i < 5; i++) {
		struct area tile = grid_tile(&grid, i);

		assert_int_equal(tile.width % 4, 0);
		assert_int_equal(count_colour(tile, looks[i].colour),
				 tile.width * tile.height * looks[i].sixteenths / 16);
	}
	panel_close();
}

static void test_more_than_there_is_room_for(void **state)
{
	(void)state;
	panel_open(&panel_cores, 200, 80);
	see_machine((struct machine_shape){1, 2048, 1}, "online");
	panel_cores.draw(&canvas, inside, true);
	assert_text("2048 cores; ");
	panel_close();
}

static void test_any_size(void **state)
{
	static const uint32_t sides[] = {1, 7, 8, 15, 16, 17, 40, 100, 333};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sides); i++)
		for (size_t j = 0; j < ARRAY_SIZE(sides); j++) {
			panel_open(&panel_cores, sides[i], sides[j]);
			panel_cores.draw(&canvas, inside, true);
			see_machine((struct machine_shape){2, 8, 2}, "listed");
			panel_cores.draw(&canvas, inside, false);
			see_core(RECORD_CORE, 7, "failed");
			panel_cores.draw(&canvas, inside, false);
			panel_close();
		}
}

static void test_bit_by_bit(void **state)
{
	static const char *const states[] = {"listed", "online", "failed", "held-back", "dying"};
	uint64_t random = 1;

	(void)state;
	panel_open(&panel_cores, 700, 300);
	see_machine((struct machine_shape){4, 16, 2}, "listed");
	panel_cores.draw(&canvas, inside, true);
	for (unsigned int round = 0; round < 30; round++) {
		for (unsigned int i = 0; i < 10; i++)
			see_core(RECORD_LIVE_CORE, (cpu_index)(unit_random(&random) % 128),
				 states[unit_random(&random) % ARRAY_SIZE(states)]);
		see_pair((cpu_index)(unit_random(&random) % 128),
			 (cpu_index)(unit_random(&random) % 128));
		assert_complete(&panel_cores);
	}
	panel_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_who_is_measured),
		cmocka_unit_test(test_a_fault_and_a_return),
		cmocka_unit_test(test_cores_that_can_never_run),
		cmocka_unit_test(test_headline),
		cmocka_unit_test(test_nodes),
		cmocka_unit_test(test_other_tiles_stay),
		cmocka_unit_test(test_tiles_of_many_machines),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_more_than_there_is_room_for),
		cmocka_unit_test(test_any_size),
		cmocka_unit_test(test_bit_by_bit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
