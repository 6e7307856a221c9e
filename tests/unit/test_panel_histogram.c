/* SPDX-License-Identifier: BSD-2-Clause */
/* The histogram of what was measured last: its words, its columns, its scale. */
#include "panel_glass.h"
#include "hist.h"

static struct hist hist;
static struct clock tick_clock;

static void add(uint64_t value, unsigned int times)
{
	while (times--)
		hist_add(&hist, value, 0);
}

static void see(const char *name, const char *unit, const struct clock *clock)
{
	panel_histogram.see(&(struct record){
		.kind = RECORD_LIVE_HIST,
		.live_hist = {.name = name, .unit = unit, .hist = &hist, .clock = clock}});
	hist_clear(&hist); /* as it is when the next is measured */
}

/* Of the columns, which begin below the words. */
static struct area part_of_plot(uint32_t first, uint32_t last, uint32_t of)
{
	return (struct area){inside.x + inside.width * first / of, inside.y + 32,
			     inside.width * (last - first) / of, inside.height - 72};
}

static unsigned int highest(struct area part)
{
	for (uint32_t y = part.y; y < part.y + part.height; y++)
		if (count_colour((struct area){part.x, y, part.width, 1}, COLOUR_BUSY))
			return part.y + part.height - y;
	return 0;
}

/* The narrowest panel leaves out a figure, and cuts none. */
static void test_words_of_a_narrow_panel(void **state)
{
	(void)state;
	panel_open(&panel_histogram, 384, 160);
	add(17900, 1000);
	add(31000, 100);
	see("matrix.line remote", "ns", NULL);
	panel_histogram.draw(&canvas, inside, true);
	assert_text("p50 17.9 us  p99.9 31.0 us  max 31.0 us");
	panel_close();
}

static void test_nothing_yet(void **state)
{
	(void)state;
	panel_open(&panel_histogram, 384, 160);
	panel_histogram.draw(&canvas, inside, true);
	assert_dim("nothing was measured yet");
	see("ipi.rtt", "ns", NULL);
	assert_false(panel_histogram.changed());
	panel_close();
}

static void test_words(void **state)
{
	(void)state;
	panel_open(&panel_histogram, 480, 160);
	panel_histogram.draw(&canvas, inside, true);
	add(1000, 990);
	add(2000, 9);
	add(64000, 1);
	see("ipi.rtt each", "ns", NULL);
	assert_true(panel_histogram.changed());
	panel_histogram.draw(&canvas, inside, false);
	assert_text("ipi.rtt each: 1000 samples");
	assert_text("p50 1.00 us  p99 1.00 us  p99.9 2.00 us  max 64.0 us");
	assert_no_text("nothing was measured yet");
	/* ticks with their names, and numbers below */
	assert_true(find_text("p50", COLOUR_WARN, COLOUR_BACK, NULL));
	assert_true(find_text("max", COLOUR_WARN, COLOUR_BACK, NULL));
	assert_dim("1.00 us");
	assert_dim("10.0 us");
	assert_dim("20.0 us");
	assert_no_text("100 us");
	/* where there is none of these, the ends */
	add(3000, 25);
	add(3900, 25);
	see("ipi.rtt one", "ns", NULL);
	panel_histogram.draw(&canvas, inside, false);
	assert_dim("3.00 us");
	assert_dim("3.90 us");
	add(1200, 50);
	see("ipi.rtt one", "ns", NULL);
	panel_histogram.draw(&canvas, inside, false);
	assert_dim("1.20 us");
	assert_complete(&panel_histogram);
	panel_close();
}

static void test_few_samples_leave_many(void **state)
{
	(void)state;
	panel_open(&panel_histogram, 480, 160);
	add(20, 7);
	see("clock.drift", "ns", NULL);
	panel_histogram.draw(&canvas, inside, true);
	assert_text("clock.drift: 7 samples");
	add(1000, 50);
	see("ipi.rtt each", "ns", NULL);
	add(20, 49);
	see("clock.drift", "ns", NULL);
	panel_histogram.draw(&canvas, inside, false);
	assert_text("ipi.rtt each: 50 samples");
	assert_complete(&panel_histogram);
	panel_close();
}

/* On six doublings: most at the left, some at a sixth, one at the right end, which is seen. */
static void test_columns(void **state)
{
	unsigned int full, some, one;

	(void)state;
	panel_open(&panel_histogram, 480, 260);
	add(1000, 1000);
	add(2050, 30);
	add(64000, 1);
	see("call.single", "ns", NULL);
	panel_histogram.draw(&canvas, inside, true);
	full = highest(part_of_plot(0, 1, 20));
	some = highest(part_of_plot(3, 5, 20));
	one = highest(part_of_plot(19, 20, 20));
	assert_true(full > some && some > one && one > 0);
	assert_in_range(one, full / 11, full / 9); /* log2(2) of log2(1001) */
	assert_in_range(some, full * 45 / 100, full * 55 / 100);
	assert_int_equal(highest(part_of_plot(1, 3, 20)), 0);
	assert_int_equal(highest(part_of_plot(6, 19, 20)), 0);
	panel_close();
}

static void test_units(void **state)
{
	(void)state;
	panel_open(&panel_histogram, 480, 160);
	clock_set(&tick_clock, "hpet", 2000000000);
	add(4000, 10);
	see("ipi.self", "ns", &tick_clock);
	panel_histogram.draw(&canvas, inside, true);
	assert_text("p50 2.00 us");
	add(4000, 10);
	see("ipi.self", "ticks", NULL);
	panel_histogram.draw(&canvas, inside, false);
	assert_text("ipi.self: 10 samples, in ticks");
	assert_text("p50 4000  ");
	assert_complete(&panel_histogram);
	panel_close();
}

static void test_extremes(void **state)
{
	(void)state;
	panel_open(&panel_histogram, 480, 160);
	add(0, 1);
	see("one", "ns", NULL);
	panel_histogram.draw(&canvas, inside, true);
	assert_text("one: 1 sample");
	add(0, 5);
	add(UINT64_MAX, 5);
	see("all", "ticks", NULL);
	assert_complete(&panel_histogram);
	add(UINT64_MAX, 1);
	see("far", "ns", NULL);
	assert_complete(&panel_histogram);
	panel_close();
}

static void test_any_size(void **state)
{
	static const uint32_t sides[] = {1, 8, 17, 40, 79, 81, 100, 333, 700};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sides); i++)
		for (size_t j = 0; j < ARRAY_SIZE(sides); j++) {
			panel_open(&panel_histogram, sides[i], sides[j]);
			panel_histogram.draw(&canvas, inside, true);
			add(100, 5);
			add(100000, 5);
			see("ipi.rtt", "ns", NULL);
			panel_histogram.draw(&canvas, inside, false);
			panel_close();
		}
}

static void test_bit_by_bit(void **state)
{
	uint64_t random = 1;

	(void)state;
	panel_open(&panel_histogram, 384, 160);
	for (unsigned int round = 0; round < 40; round++) {
		for (unsigned int i = 0; i < 1 + round * 20; i++)
			add((unit_random(&random) & 0xFFFF) >> unit_random(&random) % 16, 1);
		see(round % 2 ? "odd" : "a longer name", "ns", NULL);
		assert_complete(&panel_histogram);
	}
	panel_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_of_a_narrow_panel),
		cmocka_unit_test(test_nothing_yet),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_few_samples_leave_many),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_extremes),
		cmocka_unit_test(test_any_size),
		cmocka_unit_test(test_bit_by_bit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
