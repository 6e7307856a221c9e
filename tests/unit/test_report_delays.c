/* SPDX-License-Identifier: BSD-2-Clause */
/* Sweeps of delays, as JSON and as text. */
#include "unit.h"
#include "test_report_samples.h"

static struct record sample(void)
{
	return (struct record){
		.kind = RECORD_DELAYS,
		.delays = {.name = "bringup.sweep",
			   .gap = "reset-to-start",
			   .cores = 3,
			   .trials = {{10000, 300, 0, 0}, {10, 300, 0, 0}, {0, 12, 1, 2}},
			   .count = 3}};
}

static const char *emitted(const struct record *record, enum output_format format)
{
	static struct capture capture;
	struct report *report = capture_open(&capture, format);

	report_emit(report, record);
	free(report);
	return capture.bytes;
}

static void json(void **state)
{
	struct record record = sample();

	(void)state;
	assert_string_equal(
		emitted(&record, FORMAT_JSON),
		"{\"rec\":\"delays\",\"name\":\"bringup.sweep\",\"gap\":\"reset-to-start\","
		"\"cores\":3,\"shortest_us\":10,\"failures_at_most_ppm\":10000,\"delays\":["
		"{\"delay_us\":10000,\"trials\":300,\"second\":0,\"retried\":0},"
		"{\"delay_us\":10,\"trials\":300,\"second\":0,\"retried\":0},"
		"{\"delay_us\":0,\"trials\":12,\"second\":1,\"retried\":2}]}\r\n");
	record.delays.trials[0].retried = 1;
	record.delays.count = 1;
	assert_string_equal(
		emitted(&record, FORMAT_JSON),
		"{\"rec\":\"delays\",\"name\":\"bringup.sweep\",\"gap\":\"reset-to-start\","
		"\"cores\":3,\"shortest_us\":null,\"failures_at_most_ppm\":null,\"delays\":["
		"{\"delay_us\":10000,\"trials\":300,\"second\":0,\"retried\":1}]}\r\n");
}

static void text(void **state)
{
	struct record record = sample();
	const char *seen = emitted(&record, FORMAT_TEXT);

	(void)state;
	assert_non_null(strstr(seen, "bringup.sweep, reset-to-start, on 3 cores: 10 us is the"));
	assert_non_null(strstr(seen, "1.00 % do, at 95 %"));
	assert_non_null(strstr(seen, "10000 us  300 trials\r\n"));
	assert_non_null(strstr(seen, "0 us  12 trials, 1 needed a second start, 2 did not come"));
	record.delays.trials[0].second = 1;
	record.delays.cores = 1;
	seen = emitted(&record, FORMAT_TEXT);
	assert_non_null(strstr(seen, "on 1 core: no delay that always worked\r\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(json), cmocka_unit_test(text)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
