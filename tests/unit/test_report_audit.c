/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers as JSON and as text. */
#include "unit.h"
#include "test_report_samples.h"

static struct capture capture;

static struct record record_of(const char *name, const struct audit_groups *groups)
{
	return (struct record){.kind = RECORD_REGISTER, .reg = {name, groups}};
}

static const struct audit_groups agreed = {
	.cores = 4, .count = 1, .items = {{AUDIT_READ, 0xFEE00800, 4, "0-3"}}};

static const struct audit_groups apart = {.cores = 4,
					  .count = 3,
					  .items = {{AUDIT_READ, 0x6, 2, "0,2"},
						    {AUDIT_FAULTED, 0, 1, "1"},
						    {AUDIT_ABSENT, 0, 1, "3"}}};

static void assert_emitted(enum output_format format, const struct record *records, size_t count,
			   const char *expected)
{
	struct report *report = capture_open(&capture, format);

	for (size_t i = 0; i < count; i++)
		report_emit(report, &records[i]);
	assert_string_equal(capture.bytes, expected);
	free(report);
}

static void json_has_each_group(void **state)
{
	struct record records[] = {record_of("IA32_APIC_BASE", &agreed),
				   record_of("IA32_PAT", &apart)};

	(void)state;
	assert_emitted(FORMAT_JSON, records, ARRAY_SIZE(records),
		       "{\"rec\":\"register\",\"name\":\"IA32_APIC_BASE\",\"cores\":4,\"groups\":["
		       "{\"value\":\"0xfee00800\",\"faults\":false,\"cores\":4,"
		       "\"apic_ids\":\"0-3\"}],\"more_groups\":0}\r\n"
		       "{\"rec\":\"register\",\"name\":\"IA32_PAT\",\"cores\":4,\"groups\":["
		       "{\"value\":\"0x6\",\"faults\":false,\"cores\":2,\"apic_ids\":\"0,2\"},"
		       "{\"value\":null,\"faults\":true,\"cores\":1,\"apic_ids\":\"1\"},"
		       "{\"value\":null,\"faults\":false,\"cores\":1,\"apic_ids\":\"3\"}],"
		       "\"more_groups\":0}\r\n");
}

static void what_does_not_fit_is_counted(void **state)
{
	struct audit_groups many = {.cores = 100, .count = AUDIT_GROUPS_MAX + 3};
	struct record record = record_of("IA32_TSC_ADJUST", &many);
	struct report *report = capture_open(&capture, FORMAT_BOTH);

	(void)state;
	for (unsigned int i = 0; i < AUDIT_GROUPS_MAX; i++)
		many.items[i] = (struct audit_group){AUDIT_READ, i, 1, "7"};
	report_emit(report, &record);
	assert_non_null(strstr(capture.bytes, "\"more_groups\":3}"));
	assert_non_null(strstr(capture.bytes, "and 3 other"));
	free(report);
}

static void text_shows_what_differs_and_counts_the_rest(void **state)
{
	struct record records[] = {record_of("IA32_APIC_BASE", &agreed),
				   record_of("CR0", &agreed),
				   record_of("IA32_PAT", &apart),
				   {.kind = RECORD_PROGRESS, .progress = {"next", "next"}}};

	(void)state;
	assert_emitted(FORMAT_TEXT, records, ARRAY_SIZE(records),
		       "registers   IA32_PAT 0x6 on 2 cores (id 0,2), a fault on 1 core (id 1), "
		       "none on\r\n            1 core (id 3)\r\n"
		       "registers   2 are the same on all 4 cores\r\n"
		       "-- next\r\n");
}

static void brief_text_only_counts(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);
	struct record same = record_of("CR0", &agreed), differs = record_of("IA32_PAT", &apart);

	(void)state;
	report->brief = true;
	report_emit(report, &same);
	report_emit(report, &differs);
	report_progress(report, "next", "next");
	assert_string_equal(capture.bytes,
			    "registers   1 is the same on all 4 cores, 1 differ (info shows them)"
			    "\r\n-- next\r\n");
	free(report);
}

static void text_of_one_core_compares_nothing(void **state)
{
	static const struct audit_groups one = {
		.cores = 1, .count = 1, .items = {{AUDIT_READ, 7, 1, "0"}}};
	struct record records[] = {record_of("CR0", &one),
				   {.kind = RECORD_PROGRESS, .progress = {"next", "next"}}};

	(void)state;
	assert_emitted(FORMAT_TEXT, records, ARRAY_SIZE(records),
		       "registers   1 is read on one core\r\n-- next\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_has_each_group),
		cmocka_unit_test(what_does_not_fit_is_counted),
		cmocka_unit_test(text_shows_what_differs_and_counts_the_rest),
		cmocka_unit_test(brief_text_only_counts),
		cmocka_unit_test(text_of_one_core_compares_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
