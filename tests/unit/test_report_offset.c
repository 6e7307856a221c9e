/* SPDX-License-Identifier: BSD-2-Clause */
/* How far clocks are apart, as JSON and as text. */
#include "unit.h"
#include "test_report_samples.h"

static struct capture capture;

static struct record_apart apart(int64_t value, ticks bound)
{
	/* 2 ticks a nanosecond */
	return (struct record_apart){{value, bound, true}, value / 2, bound / 2 + 1};
}

static struct record sample_offset(int64_t value, ticks bound)
{
	return (struct record){.kind = RECORD_OFFSET,
			       .offset = {.when = "start", .cpu = 3, .apart = apart(value, bound)}};
}

static struct record sample_offsets(void)
{
	return (struct record){.kind = RECORD_OFFSETS,
			       .offsets = {.when = "start",
					   .cores = 7,
					   .measured = 6,
					   .certain = 2,
					   .most_cpu = 3,
					   .most = apart(-5000, 80),
					   .widest_ns = 60,
					   .from = 3,
					   .to = 5,
					   .pair = apart(6000, 160),
					   .changed_cpu = CPU_NONE}};
}

static struct record sample_offsets_again(void)
{
	struct record record = sample_offsets();

	record.offsets.when = "end";
	record.offsets.again = true;
	record.offsets.moved = 1;
	record.offsets.changed_cpu = 4;
	record.offsets.change = apart(-400, 90);
	record.offsets.elapsed = 1500000000;
	return record;
}

static const char *shown(const struct record *record, enum output_format format)
{
	struct report *report = capture_open(&capture, format);

	capture.bytes[0] = '\0';
	report_emit(report, record);
	free(report);
	return capture.bytes;
}

static void one_core_as_json(void **state)
{
	struct record start = sample_offset(-5000, 80), end = start;

	(void)state;
	end.offset.when = "end";
	end.offset.again = true;
	end.offset.change = apart(12, 100);
	assert_string_equal(
		shown(&start, FORMAT_JSON),
		"{\"rec\":\"offset\",\"when\":\"start\",\"cpu\":3,\"offset\":{"
		"\"ticks\":-5000,\"bound_ticks\":80,\"ns\":-2500,\"bound_ns\":41}}\r\n");
	assert_string_equal(shown(&end, FORMAT_JSON),
			    "{\"rec\":\"offset\",\"when\":\"end\",\"cpu\":3,\"offset\":{"
			    "\"ticks\":-5000,\"bound_ticks\":80,\"ns\":-2500,\"bound_ns\":41},"
			    "\"change\":{\"ticks\":12,\"bound_ticks\":100,\"ns\":6,"
			    "\"bound_ns\":51}}\r\n");
}

#define HEAD                                                                                       \
	"\"cores\":7,\"measured\":6,\"apart\":2,\"widest_bound_ns\":60,\"most_cpu\":3,"            \
	"\"most\":{\"ticks\":-5000,\"bound_ticks\":80,\"ns\":-2500,\"bound_ns\":41},"              \
	"\"pair\":[3,5],\"pair_apart\":{\"ticks\":6000,\"bound_ticks\":160,\"ns\":3000,"           \
	"\"bound_ns\":81}"

static void all_of_them_as_json(void **state)
{
	struct record start = sample_offsets(), end = sample_offsets_again();

	(void)state;
	assert_string_equal(shown(&start, FORMAT_JSON),
			    "{\"rec\":\"offsets\",\"when\":\"start\"," HEAD "}\r\n");
	assert_string_equal(shown(&end, FORMAT_JSON),
			    "{\"rec\":\"offsets\",\"when\":\"end\"," HEAD
			    ",\"elapsed_ns\":1500000000,\"moved\":1,\"changed_cpu\":4,\"change\":{"
			    "\"ticks\":-400,\"bound_ticks\":90,\"ns\":-200,\"bound_ns\":46}}\r\n");
}

static void nobody_was_measured(void **state)
{
	struct record record = {.kind = RECORD_OFFSETS,
				.offsets = {.when = "start",
					    .cores = 2,
					    .most_cpu = CPU_NONE,
					    .changed_cpu = CPU_NONE}};

	(void)state;
	assert_non_null(strstr(shown(&record, FORMAT_JSON), "\"most_cpu\":null"));
	assert_string_equal(shown(&record, FORMAT_TEXT),
			    "clocks      0 of 2 other cores compared\r\n");
}

static void cores_that_may_be_alike_are_not_worth_a_line(void **state)
{
	struct record alike = sample_offset(80, 80), certain = sample_offset(82, 80), moved = alike;

	(void)state;
	assert_string_equal(shown(&alike, FORMAT_TEXT), "");
	assert_string_equal(shown(&certain, FORMAT_TEXT),
			    "  core 3: its clock is +41 ns +- 41 ns against the boot core's\r\n");
	moved.offset.again = true;
	moved.offset.change = apart(-4002, 160);
	assert_string_equal(shown(&moved, FORMAT_TEXT),
			    "  core 3: its clock is +40 ns +- 41 ns against the boot core's, and "
			    "moved by\r\n    -2.00 us +- 81 ns\r\n");
}

static void only_so_many_lines(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);
	struct record record = sample_offset(5000, 80), all = sample_offsets();
	unsigned int lines = 0;

	(void)state;
	for (int i = 0; i < 100; i++)
		report_emit(report, &record);
	for (size_t i = 0; i < capture.length; i++)
		lines += capture.bytes[i] == '\n';
	assert_int_equal(lines, REPORT_NOTABLE_CORES);
	report_emit(report, &all); /* the next time they start anew */
	capture.length = 0;
	report_emit(report, &record);
	assert_true(capture.length > 0);
	free(report);
}

static void all_of_them_as_text(void **state)
{
	struct record alike = sample_offsets(), end = sample_offsets_again();

	(void)state;
	alike.offsets.certain = 0;
	assert_non_null(strstr(shown(&alike, FORMAT_TEXT), "all may be alike"));
	assert_string_equal(
		shown(&end, FORMAT_TEXT),
		"clocks      6 of 7 other cores compared; farthest from the boot core: "
		"-2.50 us\r\n            +- 41 ns (core 3); from each other: +3.00 us "
		"+- 81 ns (cores 3, 5);\r\n            2 ARE APART; moved since: -200 ns "
		"+- 46 ns (core 4): THAT IS REAL\r\n");
}

/* Where the clock is not to be trusted there are no nanoseconds. */
static void ticks_where_sources_disagree(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);
	struct record run = sample_run(), record = sample_offset(-5000, 80);

	(void)state;
	run.run.clock_agrees = false;
	report_emit(report, &run);
	capture.length = 0;
	report_emit(report, &record);
	assert_string_equal(capture.bytes,
			    "  core 3: its clock is -5000 +- 80 ticks against the boot core's\r\n");
	free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_core_as_json),
		cmocka_unit_test(all_of_them_as_json),
		cmocka_unit_test(nobody_was_measured),
		cmocka_unit_test(cores_that_may_be_alike_are_not_worth_a_line),
		cmocka_unit_test(only_so_many_lines),
		cmocka_unit_test(all_of_them_as_text),
		cmocka_unit_test(ticks_where_sources_disagree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
