/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever strings the machine has: JSON lines stay JSON, and inside their buffer. */
#include "unit.h"
#include "test_report_samples.h"
#include "../../report/json.h"
#include "../../report/record_json.h"

static struct capture capture;

/* ---- a reader of JSON, strict enough to tell whether a line is one object ---- */

static const char *skip_value(const char *at);

static const char *skip_string(const char *at)
{
	if (!at || *at++ != '"')
		return NULL;
	while (*at != '"') {
		if (*at < ' ' || *at > '~')
			return NULL;
		if (*at == '\\') {
			if (at[1] != 'u' || strspn(at + 2, "0123456789abcdef") < 4)
				return NULL;
			at += 5;
		}
		at++;
	}
	return at + 1;
}

static const char *skip_member(const char *at, bool keyed)
{
	if (keyed) {
		at = skip_string(at);
		if (!at || *at++ != ':')
			return NULL;
	}
	return skip_value(at);
}

static const char *skip_container(const char *at, char end)
{
	if (*at == end)
		return at + 1;
	while ((at = skip_member(at, end == '}')) && *at == ',')
		at++;
	return at && *at == end ? at + 1 : NULL;
}

static const char *skip_number(const char *at)
{
	size_t digits;

	at += *at == '-';
	digits = strspn(at, "0123456789");
	if (digits == 0 || (digits > 1 && *at == '0'))
		return NULL;
	at += digits;
	return *at == '.' && strspn(at + 1, "0123456789") == 1 ? at + 2 : at;
}

static const char *skip_value(const char *at)
{
	static const char *const words[] = {"true", "false", "null"};

	if (*at == '{')
		return skip_container(at + 1, '}');
	if (*at == '[')
		return skip_container(at + 1, ']');
	if (*at == '"')
		return skip_string(at);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strncmp(at, words[i], strlen(words[i])) == 0)
			return at + strlen(words[i]);
	return skip_number(at);
}

static bool is_object(const char *line)
{
	const char *end = *line == '{' ? skip_value(line) : NULL;

	return end && *end == '\0';
}

static void test_the_reader_itself(void **state)
{
	(void)state;
	assert_true(is_object("{\"a\":[1,{\"b\":\"\\u00ff\"},null],\"c\":1.5,\"d\":-3}"));
	assert_false(is_object("{\"a\":-}"));
	assert_false(is_object("{\"a\":1,}"));
	assert_false(is_object("{\"a\":\"\\u00f\"}"));
	assert_false(is_object("{\"a\":\"b}"));
	assert_false(is_object("{\"a\":1"));
	assert_false(is_object("{\"a\":01}"));
	assert_false(is_object("{\"a\":\"\t\"}"));
	assert_false(is_object("{\"a\":1} "));
}

/* ---- hostile strings ---- */

static void assert_sound_line(enum record_kind kind, const char *text)
{
	struct report *report = capture_open(&capture, FORMAT_JSON);
	struct record record = sample_worst(kind, text);

	report_emit(report, &record);
	assert_true(capture.length < REPORT_LINE_SIZE);
	assert_memory_equal(capture.bytes + capture.length - 2, "\r\n", 2);
	capture.bytes[capture.length - 2] = '\0';
	assert_true(is_object(capture.bytes));
	assert_int_equal(strncmp(capture.bytes, "{\"rec\":\"", 8), 0);
	free(report);
}

static void test_no_record_overruns_its_line(void **state)
{
	(void)state;
	for (size_t size = 1; size < 20000; size = size * 3 / 2 + 1) {
		char *text = hostile_text(size < 160 ? 160 : size);

		for (unsigned int kind = 0; kind < RECORD_KINDS; kind++)
			assert_sound_line(kind, text);
		free(text);
	}
}

static void test_every_record_fits_the_promised_size(void **state)
{
	char *text = hostile_text(5000);

	(void)state;
	for (unsigned int kind = 0; kind < RECORD_KINDS; kind++) {
		struct record record = sample_worst(kind, text);
		char *line = malloc(1536);
		size_t length = record_json(&record, &words_x86_64, line, 1536);

		assert_int_equal(length, strlen(line));
		assert_true(is_object(line));
		free(line);
	}
	free(text);
}

/* A string that grows byte by byte meets every length of line, the longest one too. */
static void test_a_line_may_be_full(void **state)
{
	size_t longest = 0;

	(void)state;
	for (size_t size = 1; size < REPORT_LINE_SIZE; size++) {
		struct report *report = capture_open(&capture, FORMAT_JSON);
		char *text = malloc(size + 1);
		struct record record = {.kind = RECORD_PROGRESS, .progress = {"x", text}};

		memset(text, 'o', size);
		text[size] = '\0';
		report_emit(report, &record);
		longest = capture.length > longest ? capture.length : longest;
		capture.bytes[capture.length - 2] = '\0';
		assert_true(is_object(capture.bytes));
		free(text);
		free(report);
	}
	assert_int_equal(longest, REPORT_LINE_SIZE - 1);
}

static void test_a_cut_falls_between_escapes(void **state)
{
	static const struct {
		size_t limit;
		const char *expected;
	} rows[] = {
		{0, "\"...\""},		{1, "\"a...\""},      {6, "\"a...\""},
		{7, "\"a\\u0022...\""}, {8, "\"a\\u0022b\""}, {9, "\"a\\u0022b\""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char line[64];
		struct fmt out = FMT_OVER(line);
		struct json json = {.out = &out, .string_limit = rows[i].limit, .first = true};

		json_text(&json, NULL, "a\"b");
		assert_string_equal(line, rows[i].expected);
	}
}

/* The long one is cut and says so, the short one beside it is whole. */
static void test_only_long_strings_are_cut(void **state)
{
	struct record record = sample_run();
	struct report *report = capture_open(&capture, FORMAT_JSON);
	char *text = malloc(4001);

	(void)state;
	memset(text, 'o', 4000);
	text[4000] = '\0';
	record.run.options = text;
	report_emit(report, &record);
	assert_non_null(strstr(capture.bytes, "\"options\":\"oooo"));
	assert_non_null(strstr(capture.bytes, "ooo...\",\"boot_apic_id\""));
	assert_non_null(strstr(capture.bytes, "\"vendor\":\"GenuineIntel\""));
	assert_true(capture.length > REPORT_LINE_SIZE / 2);
	free(text);
	free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_reader_itself),
		cmocka_unit_test(test_no_record_overruns_its_line),
		cmocka_unit_test(test_every_record_fits_the_promised_size),
		cmocka_unit_test(test_a_line_may_be_full),
		cmocka_unit_test(test_a_cut_falls_between_escapes),
		cmocka_unit_test(test_only_long_strings_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
