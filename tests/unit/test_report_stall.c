/* SPDX-License-Identifier: BSD-2-Clause */
/* A call that did not end, and the sums of interrupts: as text, and as JSON. */
#include "unit.h"
#include "test_report_samples.h"

static struct capture capture;

static const char *shown(const struct record *record, enum output_format format)
{
	struct report *report = capture_open(&capture, format);

	capture.bytes[0] = '\0';
	report_emit(report, record);
	free(report);
	return capture.bytes;
}

static void assert_shows(const struct record *record, const char *text)
{
	if (!strstr(shown(record, FORMAT_TEXT), text))
		fail_msg("'%s' is not in '%s'", text, capture.bytes);
}

static void stall_as_text(void **state)
{
	struct record record = sample_stall();

	(void)state;
	assert_string_equal(shown(&record, FORMAT_TEXT),
			    "*** STALL: core 1 waited 5.00 s for core 3, which waits for core 2\r\n"
			    "    to run muster.so+0xde20; it runs muster.so+0xde80\r\n"
			    "    an NMI found it at muster.so+0xde91, sp 0x7e2fe8\r\n"
			    "    called from muster.so+0x10a44 0x123\r\n");
}

static void stall_of_one_that_runs_nothing(void **state)
{
	struct record record = sample_stall();

	(void)state;
	record.stall.running = 0;
	record.stall.chain_length = 1;
	record.stall.where.trace_count = 0;
	assert_string_equal(shown(&record, FORMAT_TEXT),
			    "*** STALL: core 1 waited 5.00 s for core 3\r\n"
			    "    to run muster.so+0xde20\r\n"
			    "    an NMI found it at muster.so+0xde91, sp 0x7e2fe8\r\n");
}

/* Where it was is not known: what stands there is not said. */
static void stall_of_one_that_does_not_answer(void **state)
{
	struct record record = sample_stall();

	(void)state;
	record.stall.answers_nmi = false;
	assert_string_equal(shown(&record, FORMAT_TEXT),
			    "*** STALL: core 1 waited 5.00 s for core 3, which waits for core 2\r\n"
			    "    to run muster.so+0xde20; it runs muster.so+0xde80\r\n"
			    "    it does not answer an NMI\r\n");
	assert_string_equal(shown(&record, FORMAT_JSON),
			    "{\"rec\":\"stall\",\"waiter\":1,\"waits_for\":[3,2],\"circle\":false,"
			    "\"waited_ns\":5000001230,\"sent\":\"0x6b0de20\","
			    "\"running\":\"0x6b0de80\",\"answers_nmi\":false,\"pc\":\"0x0\","
			    "\"sp\":\"0x0\",\"image_base\":\"0x6b00000\",\"trace\":[]}\r\n");
}

static void deadlock(void **state)
{
	struct record record = sample_stall();

	(void)state;
	record.stall.circle = true;
	assert_shows(&record, "for core 3, which waits for core 2, which waits\r\n"
			      "    for one of these: a DEADLOCK\r\n");
	assert_non_null(strstr(shown(&record, FORMAT_JSON), "\"circle\":true"));
}

static void stall_as_json(void **state)
{
	struct record record = sample_stall();

	(void)state;
	assert_string_equal(shown(&record, FORMAT_JSON),
			    "{\"rec\":\"stall\",\"waiter\":1,\"waits_for\":[3,2],\"circle\":false,"
			    "\"waited_ns\":5000001230,\"sent\":\"0x6b0de20\","
			    "\"running\":\"0x6b0de80\",\"answers_nmi\":true,\"pc\":\"0x6b0de91\","
			    "\"sp\":\"0x7e2fe8\",\"image_base\":\"0x6b00000\","
			    "\"trace\":[\"0x6b10a44\",\"0x123\"]}\r\n");
}

/* More than there is room for: the first ones, and no more. */
static void counts_that_are_too_large(void **state)
{
	struct record record = sample_stall();

	(void)state;
	record.stall.chain[2] = 5;
	record.stall.chain[3] = 7;
	record.stall.chain_length = STALL_CHAIN_MAX + 1;
	record.stall.where.trace_count = FAULT_TRACE_MAX + 1;
	assert_non_null(strstr(shown(&record, FORMAT_JSON), "\"waits_for\":[3,2,5,7],"));
	assert_non_null(strstr(capture.bytes, "\"trace\":[\"0x6b10a44\",\"0x123\",\"0x0\",\"0x0\","
					      "\"0x0\",\"0x0\",\"0x0\",\"0x0\"]}"));
	assert_shows(&record, "waits for core 7\r\n");
}

/* Addresses below the image, and far above it, are no offsets; nor are any without an image. */
static void addresses_outside_the_image(void **state)
{
	static const struct {
		uint64_t base, address;
		const char *text;
	} rows[] = {
		{0x100000, 0x100000, "to run muster.so+0x0\r\n"},
		{0x100000, 0xFFFFF, "to run 0xfffff\r\n"},
		{0x100000, 0x10FFFFF, "to run muster.so+0xffffff\r\n"},
		{0x100000, 0x1100000, "to run 0x1100000\r\n"},
		{0, 0x1234, "to run 0x1234\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct record record = sample_stall();

		record.stall.running = 0;
		record.stall.where.image_base = rows[i].base;
		record.stall.sent = rows[i].address;
		assert_shows(&record, rows[i].text);
	}
}

static void interrupts(void **state)
{
	struct record record = {.kind = RECORD_IPI, .ipi = {"call-func-single", 2063, 62}};

	(void)state;
	assert_string_equal(shown(&record, FORMAT_TEXT),
			    "  call-func-single       2063 sent         62 received\r\n");
	assert_string_equal(shown(&record, FORMAT_JSON),
			    "{\"rec\":\"ipi\",\"kind\":\"call-func-single\",\"sent\":2063,"
			    "\"received\":62}\r\n");
}

/* ---- cores that were lost or late ---- */

static void core_with_two_attempts(void **state)
{
	struct record record = sample_core(3);

	(void)state;
	record.core.attempts = 2;
	assert_shows(&record, "up after 812 us (45.6 us its own code), 2\r\n"
			      "                                  attempts\r\n");
}

static void core_that_failed(void **state)
{
	struct record record = sample_failed_core(3);

	(void)state;
	assert_shows(&record, "FAILED     reached stage 'real-mode' in 2 attempts: no\r\n"
			      "                                  answer\r\n");
	record.core.attempts = 1;
	assert_shows(&record, "in 1 attempt: no\r\n");
	record.core.attempts = 0;
	assert_shows(&record, "FAILED     no answer\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stall_as_text),
		cmocka_unit_test(stall_of_one_that_runs_nothing),
		cmocka_unit_test(stall_of_one_that_does_not_answer),
		cmocka_unit_test(deadlock),
		cmocka_unit_test(stall_as_json),
		cmocka_unit_test(counts_that_are_too_large),
		cmocka_unit_test(addresses_outside_the_image),
		cmocka_unit_test(interrupts),
		cmocka_unit_test(core_with_two_attempts),
		cmocka_unit_test(core_that_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
