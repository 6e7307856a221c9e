/* SPDX-License-Identifier: BSD-2-Clause */
/* The text for people where records belong together: cores, and the table of figures. */
#include "unit.h"
#include "test_report_samples.h"

static struct capture capture;

/* The text of one record, emitted to a fresh report. */
static const char *text_of(const struct record *record)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);

	capture.bytes[0] = '\0';
	report_emit(report, record);
	free(report);
	return capture.bytes;
}

/* ---- cores ---- */

static void test_bringup(void **state)
{
	struct record record = sample_bringup(8);

	(void)state;
	assert_string_equal(text_of(&record),
			    "8 of 8 cores online in 2.31 ms (8 listed, 0 failed, 0 held back)\r\n");
	record.bringup.listed = 12;
	record.bringup.disabled = 3;
	record.bringup.online_capable = 1;
	record.bringup.second_starts = 2;
	record.bringup.retried = 1;
	record.bringup.strangers = 1;
	assert_string_equal(
		text_of(&record),
		"8 of 8 cores online in 2.31 ms (12 listed, 0 failed, 0 held back, 3 disabled, "
		"1\r\n"
		"  not there yet but online capable, 2 needed a second start-up, 1 needed a "
		"full\r\n"
		"  retry), 1 WOKE THAT NO TABLE LISTS\r\n");
}

static void test_census_shows_who_was_asked(void **state)
{
	struct record record = {.kind = RECORD_CENSUS};

	(void)state;
	census_open(&record.census);
	record.census.madt_listed = 8;
	record.census.madt_enabled = 4;
	record.census.mp_listed = record.census.mp_enabled = 5;
	record.census.answered = 3;
	assert_string_equal(text_of(&record),
			    "census      MADT 4 of 8 listed, MP Services 5, answered 3\r\n");
}

static void emit_cores(struct report *report, unsigned int count, unsigned int failed)
{
	struct record bringup = sample_bringup(count);

	report_emit(report, &bringup);
	capture.length = 0;
	capture.bytes[0] = '\0';
	for (unsigned int i = 0; i < count; i++) {
		struct record core = i == failed ? sample_failed_core(i) : sample_core(i);

		report_emit(report, &core);
	}
}

static void test_few_cores_are_all_shown(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);

	(void)state;
	emit_cores(report, 3, 2);
	report_progress(report, "x", "next");
	assert_string_equal(
		capture.bytes,
		"  core   0  id 0x0     online     boot core\r\n"
		"  core   1  id 0x1     online     up after 812 us (45.6 us its own code)\r\n"
		"  core   2  id 0x2     FAILED     reached stage 'real-mode' in 2 attempts: no\r\n"
		"                                  answer\r\n"
		"-- next\r\n");
	free(report);
}

static unsigned int count_of(const char *text, const char *part)
{
	unsigned int count = 0;

	for (; (text = strstr(text, part)); text++)
		count++;
	return count;
}

static void test_sixteen_cores_are_still_all_shown(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);

	(void)state;
	emit_cores(report, REPORT_NOTABLE_CORES, CPU_NONE);
	report_progress(report, "x", "next");
	assert_int_equal(count_of(capture.bytes, "  core "), REPORT_NOTABLE_CORES);
	assert_null(strstr(capture.bytes, "more core"));
	free(report);
}

static void test_of_many_cores_only_the_odd_ones_are_shown(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);

	(void)state;
	emit_cores(report, 255, 77);
	report_progress(report, "x", "next");
	report_progress(report, "x", "and next");
	assert_string_equal(
		capture.bytes,
		"  core   0  id 0x0     online     boot core\r\n"
		"  core  77  id 0x4d    FAILED     reached stage 'real-mode' in 2 attempts: no\r\n"
		"                                  answer\r\n"
		"and 253 more cores online; format=json lists them all\r\n"
		"-- next\r\n"
		"-- and next\r\n");
	free(report);
}

/* Before the number is known, the first sixteen. */
static void test_cores_before_the_summary(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);

	(void)state;
	for (unsigned int i = 0; i < 100; i++) {
		struct record core = i == 50 ? sample_failed_core(i) : sample_core(i);

		report_emit(report, &core);
	}
	report_progress(report, "x", "next");
	assert_int_equal(count_of(capture.bytes, "  core "), REPORT_NOTABLE_CORES + 1);
	assert_non_null(strstr(capture.bytes, "  core  50 "));
	assert_non_null(strstr(capture.bytes, "\nand 83 more cores online"));
	free(report);
}

/* What text leaves out, JSON has. */
static void test_json_lists_every_core(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_JSON);

	(void)state;
	emit_cores(report, 100, 77);
	assert_int_equal(count_of(capture.bytes, "{\"rec\":\"core\""), 100);
	free(report);
}

/* ---- the table of figures ---- */

#define SPREAD_HEADING                                                                             \
	"medians of all passes\r\n"                                                                \
	"  name                                 passes   least  median    most  spread %\r\n"

#define HEADING                                                                                    \
	"  name                     n     min     p50  +-%     p99   p99.9     max  at s\r\n"
#define FIGURES "1000  812 ns 9999 ns  0.1 99.9 us 9999 us 10.0 ms   0.1\r\n"

/* A name is never cut, and the figures behind it stay in their columns. */
static void test_long_names(void **state)
{
	static const struct {
		const char *name, *line;
	} rows[] = {
		{"barrier.disseminated", "\r\n  barrier.disseminated  " FIGURES},
		{"barrier.dissemination", "\r\n  barrier.dissemination " FIGURES},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct report *report = capture_open(&capture, FORMAT_TEXT);
		struct record record = sample_stat(rows[i].name, "to", "1");

		report_emit(report, &record);
		assert_non_null(strstr(capture.bytes, rows[i].line));
		free(report);
	}
}

static void test_table(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);
	struct record one = sample_stat("ipi.rtt", "to", "1");
	struct record two = sample_stat("ipi.rtt", "to", "2");
	struct record self = sample_stat("ipi.self", NULL, NULL);

	(void)state;
	self.stat.text = "an IPI to oneself";
	self.stat.cpus = 1;
	report_emit(report, &one);
	report_progress(report, "x", "next");
	report_emit(report, &two);
	report_emit(report, &self);
	self.stat.text = "the same, without an answer";
	report_emit(report, &self);
	assert_string_equal(
		capture.bytes,
		HEADING "an IPI and its answer (2 cores)\r\n"
			"  ipi.rtt to=1          " FIGURES "-- next\r\n"
			"  ipi.rtt to=2          " FIGURES
			"an IPI to oneself (1 core)\r\n  ipi.self              " FIGURES
			"the same, without an answer (1 core)\r\n  ipi.self              " FIGURES);
	free(report);
}

static void test_heading_comes_again_after_other_lines(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);
	struct record row = sample_stat("ipi.rtt", "to", "1");

	(void)state;
	report_emit(report, &row);
	report_check(report, "a", VERDICT_PASS, "text");
	report_emit(report, &row);
	assert_int_equal(count_of(capture.bytes, HEADING), 2);
	assert_int_equal(count_of(capture.bytes, "an IPI and its answer (2 cores)"), 2);
	free(report);
}

static void test_parameters_that_do_not_fit_lose_their_keys(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);
	struct record fits = sample_stat("call.single", "to", "12345");
	struct record record = sample_stat("call.single", "to", "123456");

	(void)state;
	report_emit(report, &fits);
	report_emit(report, &record);
	assert_string_equal(capture.bytes, HEADING "an IPI and its answer (2 cores)\r\n"
						   "  call.single to=12345  " FIGURES
						   "  call.single 123456    " FIGURES);
	free(report);
}

/* idle= stands in the head; it is repeated only where it differs. */
static void test_parameters_of_the_whole_run_are_left_out(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);
	struct record run = sample_run();
	struct record same = sample_stat("ipi.rtt", "idle", "halt");
	struct record other = sample_stat("ipi.rtt", "idle", "poll");

	(void)state;
	report_emit(report, &run);
	report_emit(report, &same);
	report_emit(report, &other);
	assert_non_null(strstr(capture.bytes, "  ipi.rtt               1000"));
	assert_non_null(strstr(capture.bytes, "  ipi.rtt idle=poll     1000"));
	free(report);
}

static void test_ticks_have_no_unit(void **state)
{
	struct record record = sample_stat("ipi.rtt", NULL, NULL);

	(void)state;
	record.stat.unit = "ticks";
	assert_string_equal(text_of(&record), HEADING
			    "an IPI and its answer (2 cores, in ticks)\r\n"
			    "  ipi.rtt               1000     812    9999  0.1   99.9k   9999k   "
			    "10.0M   0.1\r\n");
}

/* Few samples, no known time, a poor median, more samples than the column has digits for. */
static void test_figures_that_say_less(void **state)
{
	struct record record = sample_stat("ipi.rtt", NULL, NULL);

	(void)state;
	record.stat.stats.n = 5;
	record.stat.max_at = 0;
	assert_non_null(strstr(text_of(&record), "     5  812 ns 9999 ns    - 99.9 us 9999 us "
						 "10.0 ms     -\r\n"));
	record.stat.stats.n = 1234567;
	record.stat.stats.p50_high = 29990;
	record.stat.max_at = 12345678901;
	assert_non_null(strstr(text_of(&record), " 1234k  812 ns 9999 ns  100 99.9 us 9999 us "
						 "10.0 ms  12.3\r\n"));
	record.stat.stats.p50_high = 500000;
	assert_non_null(strstr(text_of(&record), " 9999 ns >999 99.9 us"));
}

/* The pass stands in the caption, not in the rows. */
static void test_passes(void **state)
{
	struct record record = sample_stat("ipi.rtt", "pass", "2");

	(void)state;
	assert_string_equal(text_of(&record), HEADING "an IPI and its answer (2 cores, pass 2)\r\n"
						      "  ipi.rtt               " FIGURES);
}

static void test_spread(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);
	struct record record = {.kind = RECORD_SPREAD,
				.spread = {sample_stat("ipi.rtt", "to", "1").stat, 123}};

	(void)state;
	record.spread.stat.stats = (struct stats){.n = 3, .min = 900, .p50 = 1000, .max = 1023};
	report_emit(report, &record);
	record.spread.permille = UINT64_MAX;
	report_emit(report, &record);
	report_progress(report, "x", "next");
	record.spread.permille = 12345;
	report_emit(report, &record);
	assert_string_equal(capture.bytes,
			    SPREAD_HEADING "  ipi.rtt to=1                              3  900 ns "
					   "1000 ns 1023 ns      12.3\r\n"
					   "  ipi.rtt to=1                              3  900 ns "
					   "1000 ns 1023 ns         -\r\n"
					   "-- next\r\n" SPREAD_HEADING
					   "  ipi.rtt to=1                              3  900 ns "
					   "1000 ns 1023 ns      >999\r\n");
	free(report);
}

/* No line of text, and the table of figures goes on behind it. */
static void test_a_histogram_is_not_shown(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);
	struct record stat = sample_stat("ipi.rtt", "to", "1");
	struct record histogram = {.kind = RECORD_HISTOGRAM,
				   .histogram = {&stat.stat, 1, 1, {5}, {7}, 1}};

	(void)state;
	report_emit(report, &stat);
	report_emit(report, &histogram);
	report_emit(report, &stat);
	assert_string_equal(capture.bytes, HEADING "an IPI and its answer (2 cores)\r\n"
						   "  ipi.rtt to=1          " FIGURES
						   "  ipi.rtt to=1          " FIGURES);
	free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bringup),
		cmocka_unit_test(test_census_shows_who_was_asked),
		cmocka_unit_test(test_few_cores_are_all_shown),
		cmocka_unit_test(test_sixteen_cores_are_still_all_shown),
		cmocka_unit_test(test_of_many_cores_only_the_odd_ones_are_shown),
		cmocka_unit_test(test_cores_before_the_summary),
		cmocka_unit_test(test_json_lists_every_core),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_heading_comes_again_after_other_lines),
		cmocka_unit_test(test_parameters_that_do_not_fit_lose_their_keys),
		cmocka_unit_test(test_parameters_of_the_whole_run_are_left_out),
		cmocka_unit_test(test_ticks_have_no_unit),
		cmocka_unit_test(test_figures_that_say_less),
		cmocka_unit_test(test_passes),
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_a_histogram_is_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
