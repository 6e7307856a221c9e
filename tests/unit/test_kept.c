/* SPDX-License-Identifier: BSD-2-Clause */
/* The line that survives a run: from records, out, and in again. */
#include "unit.h"
#include "crc32.h"
#include "kept.h"
#include "record.h"

static const struct kept whole = {
	.state = KEPT_DONE,
	.version = "0.1.0",
	.arch = "x86_64",
	.step = "hotplug",
	.result = "fail",
	.text = "",
	.board = "QEMU Standard PC (Q35 + ICH9, 2",
	.words = "only=ipi.* exit=reset",
	.check = "bringup.online",
	.listed = 4,
	.online = 3,
	.passed = 36,
	.failed = 1,
	.skipped = 2,
	.elapsed_ms = 8251,
	.medians = {2320000, 1342, 1462, 3336},
};

static void assert_line(const struct kept *kept, const char *wanted)
{
	char line[KEPT_MAX], sum[40];
	size_t length = kept_write(kept, line, sizeof(line));

	snprintf(sum, sizeof(sum), ",\"crc32\":\"%08x\"}", crc32_add(0, wanted, strlen(wanted)));
	assert_int_equal(length, strlen(line));
	assert_int_equal(length, strlen(wanted) + strlen(sum));
	assert_memory_equal(line, wanted, strlen(wanted));
	assert_string_equal(line + strlen(wanted), sum);
}

static void a_line_is_as_documented(void **state)
{
	struct kept marker = {.version = "0.1.0", .arch = "aarch64", .step = "exit-boot-services"};

	(void)state;
	assert_line(&whole,
		    "{\"muster\":\"0.1.0\",\"schema\":1,\"state\":\"done\",\"step\":\"hotplug\","
		    "\"result\":\"fail\",\"text\":\"\",\"arch\":\"x86_64\","
		    "\"board\":\"QEMU Standard PC (Q35 + ICH9, 2\","
		    "\"words\":\"only=ipi.* exit=reset\",\"listed\":4,\"online\":3,\"passed\":36,"
		    "\"failed\":1,\"skipped\":2,\"check\":\"bringup.online\",\"fault\":\"\","
		    "\"elapsed_ms\":8251,\"bringup_ns\":2320000,\"ipi_rtt_ns\":1342,"
		    "\"call_single_ns\":1462,\"call_all_ns\":3336");
	assert_line(&marker,
		    "{\"muster\":\"0.1.0\",\"schema\":1,\"state\":\"in-progress\","
		    "\"step\":\"exit-boot-services\",\"result\":\"\",\"text\":\"\","
		    "\"arch\":\"aarch64\",\"board\":\"\",\"words\":\"\",\"listed\":0,\"online\":0,"
		    "\"passed\":0,\"failed\":0,\"skipped\":0,\"check\":\"\",\"fault\":\"\","
		    "\"elapsed_ms\":0,\"bringup_ns\":null,\"ipi_rtt_ns\":null,"
		    "\"call_single_ns\":null,\"call_all_ns\":null");
}

static void what_goes_out_comes_in(void **state)
{
	char line[KEPT_MAX], error[KEPT_ERROR_SIZE] = "";
	struct kept read;
	size_t length = kept_write(&whole, line, sizeof(line));

	(void)state;
	memset(&read, 0xAA, sizeof(read));
	assert_int_equal(kept_read(line, length, &read, error), STATUS_OK);
	assert_int_equal(read.state, KEPT_DONE);
	assert_string_equal(read.step, whole.step);
	assert_string_equal(read.words, whole.words);
	assert_string_equal(read.board, whole.board);
	assert_string_equal(read.check, whole.check);
	assert_int_equal(read.online, 3);
	assert_int_equal(read.elapsed_ms, 8251);
	assert_memory_equal(read.medians, whole.medians, sizeof(read.medians));
}

/* All strings full of a byte, all numbers as large as they come. */
static void fill(struct kept *kept, int byte)
{
	memset(kept, 0xFF, sizeof(*kept));
	kept->state = KEPT_IN_PROGRESS;
#define FILL(member)                                                                               \
	memset(kept->member, byte, sizeof(kept->member)),                                          \
		kept->member[sizeof(kept->member) - 1] = '\0'
	FILL(version), FILL(arch), FILL(step), FILL(result), FILL(text), FILL(board);
	FILL(words), FILL(check), FILL(fault);
}

static void whatever_is_in_it_a_line_fits_and_can_be_read(void **state)
{
	char line[KEPT_MAX], error[KEPT_ERROR_SIZE] = "";
	size_t longest = 0;

	(void)state;
	for (int byte = 1; byte < 256; byte++) {
		struct kept kept, read;
		size_t length;

		fill(&kept, byte);
		length = kept_write(&kept, line, sizeof(line));
		assert_int_equal(length, strlen(line));
		assert_in_range(length, 1, KEPT_MAX - 1);
		assert_int_equal(kept_read(line, length, &read, error), STATUS_OK);
		assert_int_equal(read.skipped, UINT32_MAX);
		assert_int_equal(read.medians[0], UINT64_MAX);
		longest = length > longest ? length : longest;
	}
	assert_in_range(longest, KEPT_MAX - 200, KEPT_MAX - 1); /* the limits are not wasted */
}

static void long_strings_end_in_dots(void **state)
{
	char line[KEPT_MAX], error[KEPT_ERROR_SIZE] = "", word[9];
	struct kept kept, read;

	(void)state;
	kept_copy(word, sizeof(word), "12345678");
	assert_string_equal(word, "12345678");
	kept_copy(word, sizeof(word), "123456789");
	assert_string_equal(word, "12345...");
	fill(&kept, '"'); /* six bytes each */
	assert_int_equal(kept_read(line, kept_write(&kept, line, sizeof(line)), &read, error),
			 STATUS_OK);
	assert_string_equal(read.words + strlen(read.words) - 4, "\"...");
	assert_int_equal(strlen(read.words), 160 / 6 + 3);
}

static void assert_refused(const char *line, size_t length, const char *why)
{
	char error[KEPT_ERROR_SIZE] = "";
	struct kept read = {.passed = 77};

	assert_int_equal(kept_read(line, length, &read, error), STATUS_INVALID);
	assert_int_equal(read.passed, 77);
	if (!strstr(error, why))
		fail_msg("'%s' does not say '%s'", error, why);
}

/* Flash that lost power, at every byte and every bit. */
static void damage_is_seen(void **state)
{
	char line[KEPT_MAX];
	size_t length = kept_write(&whole, line, sizeof(line));

	(void)state;
	for (size_t cut = 0; cut < length; cut++)
		assert_refused(line, cut, "checksum");
	for (size_t at = 0; at < length; at++)
		for (int bit = 0; bit < 8; bit++) {
			line[at] ^= (char)(1 << bit);
			assert_refused(line, length, "checksum");
			line[at] ^= (char)(1 << bit);
		}
}

/* With the right sum behind it. */
static size_t seal(const char *body, char *line)
{
	return (size_t)snprintf(line, KEPT_MAX, "%s,\"crc32\":\"%08x\"}", body,
				crc32_add(0, body, strlen(body)));
}

static void what_is_no_result_is_refused(void **state)
{
	static const struct {
		const char *body, *why;
	} rows[] = {
		{"", "no line of"},
		{"{", "no line of"},
		{"{\"schema\":1,", "no line of"},
		{"{\"schema\":1 ,\"state\":\"done\"", "no line of"},
		{"{\"schema\":-1,\"state\":\"done\"", "no line of"},
		{"{\"schema\":1,\"state\":{\"a\":1}", "no line of"},
		{"{\"schema\":1,\"state\":\"done\"}", "no line of"},
		{"{\"schema\":1,\"state\":\"do\\ne\"", "no line of"},
		{"{\"schema\":1,\"state\":\"done\\u0000\"", "no line of"},
		{"{\"schema\":1,\"state\":\"done\\u0100\"", "no line of"},
		{"{\"schema\":1,\"state\":\"done\",\"listed\":18446744073709551616", "no line of"},
		{"{\"schema\":1,\"state\":\"done\",\"listed\":nul", "no line of"},
		{"{\"schema\":2,\"state\":\"done\"", "version"},
		{"{\"state\":\"done\"", "version"},
		{"{\"schema\":1", "version"},
		{"{\"schema\":1,\"state\":\"asleep\"", "version"},
	};
	char line[KEPT_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_refused(line, seal(rows[i].body, line), rows[i].why);
}

static void what_is_not_known_is_passed_over(void **state)
{
	char line[KEPT_MAX], error[KEPT_ERROR_SIZE] = "";
	struct kept read;
	size_t length = seal("{\"schema\":1,\"new\":\"x\",\"newer\":7,\"newest\":null,"
			     "\"state\":\"crashed\",\"listed\":4294967296,\"step\":\"a\\u0022b\"",
			     line);

	(void)state;
	assert_int_equal(kept_read(line, length, &read, error), STATUS_OK);
	assert_int_equal(read.state, KEPT_CRASHED);
	assert_int_equal(read.listed, UINT32_MAX);
	assert_string_equal(read.step, "a\"b");
}

static void emit_stat(struct kept *kept, const char *name, const char *unit, uint64_t p50)
{
	struct record record = {.kind = RECORD_STAT,
				.stat = {.name = name, .unit = unit, .stats = {.p50 = p50}}};

	kept_see(kept, &record);
}

static void emit_check(struct kept *kept, const char *name, enum verdict verdict)
{
	struct record record = {.kind = RECORD_CHECK,
				.check = {.name = name, .verdict = verdict, .text = ""}};

	kept_see(kept, &record);
}

static void records_are_kept(void **state)
{
	struct kept kept = {.state = KEPT_IN_PROGRESS};
	struct record run = {.kind = RECORD_RUN,
			     .run = {.version = "9.9", .arch = "x86_64", .options = "soak=5"}};
	struct record bringup = {.kind = RECORD_BRINGUP,
				 .bringup = {.listed = 8, .online = 7, .total = 55}};
	struct record step = {.kind = RECORD_PROGRESS, .progress = {.step = "soak", .text = "x"}};
	struct record fault = {.kind = RECORD_FAULT,
			       .fault = {.cpu = 3,
					 .name = "#UD invalid opcode",
					 .pc = 0x101234,
					 .image_base = 0x100000}};

	(void)state;
	kept_see(&kept, &run);
	kept_see(&kept, &step);
	kept_see(&kept, &bringup);
	emit_stat(&kept, "ipi.rtt", "ticks", 5);
	emit_stat(&kept, "ipi.rtt", "ns", 1300);
	emit_stat(&kept, "ipi.rtt", "ns", 9999); /* another of that name */
	emit_stat(&kept, "ipi.self", "ns", 1);
	emit_check(&kept, "a.a", VERDICT_PASS);
	emit_check(&kept, "b.b", VERDICT_FAIL);
	emit_check(&kept, "c.c", VERDICT_FAIL);
	emit_check(&kept, "d.d", VERDICT_SKIP);
	kept_see(&kept, &fault);
	assert_string_equal(kept.version, "9.9");
	assert_string_equal(kept.words, "soak=5");
	assert_string_equal(kept.step, "soak");
	assert_string_equal(kept.check, "b.b");
	assert_string_equal(kept.fault, "core 3: #UD invalid opcode at 0x1234");
	assert_int_equal(kept.listed * 10 + kept.online, 87);
	assert_int_equal(kept.passed * 100 + kept.failed * 10 + kept.skipped, 121);
	assert_int_equal(kept.medians[KEPT_IPI_RTT], 1300);
	assert_int_equal(kept.medians[KEPT_CALL_ALL], 0);
	assert_int_equal(kept.medians[KEPT_BRINGUP], 55);
}

static void a_marker_means_a_crash(void **state)
{
	struct kept kept = {.state = KEPT_IN_PROGRESS,
			    .step = "measure",
			    .listed = 4,
			    .online = 4,
			    .passed = 20,
			    .elapsed_ms = 1560};
	char text[KEPT_TEXT_SIZE];

	(void)state;
	kept_judge(&kept);
	assert_int_equal(kept.state, KEPT_CRASHED);
	kept_tell(&kept, text);
	assert_string_equal(text, "crashed at step 'measure' (no end was noted); 4 of 4 cores "
				  "online; checks: 20 passed, 0 failed, 0 skipped; 1.5 s");
	kept = whole;
	kept_judge(&kept);
	assert_int_equal(kept.state, KEPT_DONE);
	kept_tell(&kept, text);
	assert_string_equal(text, "fail; 3 of 4 cores online; checks: 36 passed, 1 failed, 2 "
				  "skipped, first bringup.online; 8.2 s");
}

static void the_longest_sentence_fits_and_is_plain(void **state)
{
	char text[KEPT_TEXT_SIZE];
	struct kept kept;

	(void)state;
	fill(&kept, 0x9B);
	kept_tell(&kept, text);
	for (size_t i = 0; i < strlen(text); i++)
		assert_in_range(text[i], ' ', '~');
	assert_in_range(strlen(text), 200, KEPT_TEXT_SIZE - 2);
}

static void statuses_have_words(void **state)
{
	(void)state;
	assert_string_equal(kept_status_words(0x8000000000000009), "no room is left");
	assert_string_equal(kept_status_words(0x8000000000000008), "write-protected");
	assert_string_equal(kept_status_words(0x8000000000000063), "another error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_as_documented),
		cmocka_unit_test(what_goes_out_comes_in),
		cmocka_unit_test(whatever_is_in_it_a_line_fits_and_can_be_read),
		cmocka_unit_test(long_strings_end_in_dots),
		cmocka_unit_test(damage_is_seen),
		cmocka_unit_test(what_is_no_result_is_refused),
		cmocka_unit_test(what_is_not_known_is_passed_over),
		cmocka_unit_test(records_are_kept),
		cmocka_unit_test(a_marker_means_a_crash),
		cmocka_unit_test(the_longest_sentence_fits_and_is_plain),
		cmocka_unit_test(statuses_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
