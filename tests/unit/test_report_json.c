/* SPDX-License-Identifier: BSD-2-Clause */
/* One line of JSON for each kind of record; sums, counts and verdicts over several. */
#include "unit.h"
#include "test_report_samples.h"

static struct capture capture;

/* ---- one line for each kind ---- */

static void assert_line(const struct record *record, const char *expected)
{
	char line[REPORT_LINE_SIZE];
	struct report *report = capture_open(&capture, FORMAT_JSON);

	report_emit(report, record);
	snprintf(line, sizeof(line), "%s\r\n", expected);
	assert_string_equal(capture.bytes, line);
	assert_int_equal(capture.writes, 1);
	free(report);
}

static void test_run(void **state)
{
	struct record record = sample_run();

	(void)state;
	assert_line(
		&record,
		"{\"rec\":\"run\",\"schema\":\"1.5\",\"version\":\"0.1.0\",\"arch\":\"x86_64\","
		"\"firmware\":{\"vendor\":\"EDK II\",\"revision\":\"0x10000\",\"uefi\":\"2.70\"},"
		"\"cpu\":{\"vendor\":\"GenuineIntel\",\"brand\":\"Some CPU\","
		"\"signature\":\"0xf61\"},\"hypervisor\":\"\",\"board\":\"Maker "
		"Machine\",\"options\":\"maxcpus=4\","
		"\"boot_apic_id\":2,\"apic_mode\":\"xapic\",\"list\":\"madt\",\"idle\":\"halt\","
		"\"clock\":{\"source\":\"pm_timer\",\"hz\":2400000123,\"invariant\":true,"
		"\"agrees\":true,\"read\":\"lfence; rdtsc; lfence\",\"order\":\"processor\","
		"\"sources\":{\"pm_timer\":2400000123,\"hpet\":null,\"stall\":2395200123},"
		"\"apart_ppm\":{\"pm_timer\":0,\"stall\":-2000}},"
		"\"memory_bytes\":4718592,\"memory_per_core\":40960}");
}

static void test_option(void **state)
{
	struct record record = {.kind = RECORD_OPTION,
				.option = {"only", "ipi.*", "muster.cfg (\\EFI\\muster)"}};

	(void)state;
	assert_line(&record, "{\"rec\":\"option\",\"name\":\"only\",\"value\":\"ipi.*\","
			     "\"origin\":\"muster.cfg (\\u005cEFI\\u005cmuster)\"}");
}

static void test_progress_and_entry(void **state)
{
	struct record progress = {.kind = RECORD_PROGRESS, .progress = {"exit", "leaving"}};
	struct record half = {.kind = RECORD_PROGRESS, .progress = {"x", "y", true, 50}};
	struct record entry = {
		.kind = RECORD_ENTRY,
		.entry = {"APIC", "io_apic", {{"id", 0, false}, {"address", 0xFEC00000, true}}, 2}};

	(void)state;
	assert_line(
		&progress,
		"{\"rec\":\"progress\",\"step\":\"exit\",\"text\":\"leaving\",\"percent\":null}");
	assert_line(&half, "{\"rec\":\"progress\",\"step\":\"x\",\"text\":\"y\","
			   "\"percent\":50}");
	assert_line(&entry, "{\"rec\":\"entry\",\"table\":\"APIC\",\"name\":\"io_apic\","
			    "\"fields\":{\"id\":0,\"address\":4273995776}}");
}

static void test_bringup(void **state)
{
	/* Eleven different numbers, so that no two keys can be swapped unseen. */
	struct record record = {
		.kind = RECORD_BRINGUP,
		.bringup = {"parallel", "sipi", 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22}};

	(void)state;
	assert_line(&record,
		    "{\"rec\":\"bringup\",\"listed\":11,\"enabled\":12,"
		    "\"online_capable\":13,\"disabled\":14,\"started\":15,\"online\":16,"
		    "\"failed\":17,\"held_back\":18,\"second_starts\":19,\"retried\":20,"
		    "\"strangers\":21,\"mode\":\"parallel\",\"wake\":\"sipi\",\"total_ns\":22}");
}

static void test_census(void **state)
{
	struct record record = {.kind = RECORD_CENSUS, .census = {1, 2, 3, 4, 5, 6, 7, 8}};

	(void)state;
	assert_line(&record, "{\"rec\":\"census\",\"madt_listed\":1,\"madt_enabled\":2,"
			     "\"mp_listed\":3,\"mp_enabled\":4,\"cpuid_threads\":5,"
			     "\"smbios_cores\":7,\"smbios_threads\":6,\"answered\":8}");
	census_open(&record.census);
	record.census.madt_listed = 0;
	assert_line(&record, "{\"rec\":\"census\",\"madt_listed\":0,\"madt_enabled\":null,"
			     "\"mp_listed\":null,\"mp_enabled\":null,\"cpuid_threads\":null,"
			     "\"smbios_cores\":null,\"smbios_threads\":null,"
			     "\"answered\":null}");
}

#define NO_PLACE                                                                                   \
	"\"package\":null,\"die\":null,\"core\":null,\"thread\":null,\"node\":null,"               \
	"\"kind\":\"\","

static void test_core(void **state)
{
	struct record record = sample_core(5);
	struct record boot = sample_core(0);

	(void)state;
	assert_line(&record,
		    "{\"rec\":\"core\",\"index\":5,\"apic_id\":5,\"uid\":5,\"state\":\"online\","
		    "\"stage\":\"online\",\"reason\":\"\",\"boot_core\":false," NO_PLACE
		    "\"attempts\":1,"
		    "\"stamps\":{\"reset_ns\":1000,\"start_ns\":2000,\"seen_ns\":812345,"
		    "\"long_ns\":300,\"c_ns\":400,\"online_ns\":45678}}");
	assert_line(&boot,
		    "{\"rec\":\"core\",\"index\":0,\"apic_id\":0,\"uid\":0,\"state\":\"online\","
		    "\"stage\":\"online\",\"reason\":\"\",\"boot_core\":true," NO_PLACE
		    "\"attempts\":0,"
		    "\"stamps\":{\"reset_ns\":null,\"start_ns\":null,\"seen_ns\":null,"
		    "\"long_ns\":null,\"c_ns\":null,\"online_ns\":null}}");
}

static void test_stat(void **state)
{
	struct record with = sample_stat("ipi.rtt", "to", "1");
	struct record without = sample_stat("ipi.self", NULL, NULL);

	(void)state;
	assert_line(&with, "{\"rec\":\"stat\",\"name\":\"ipi.rtt\",\"unit\":\"ns\","
			   "\"text\":\"an IPI and its answer\",\"cpus\":2,"
			   "\"parameters\":{\"to\":\"1\"},\"n\":1000,\"min\":812,\"p50\":9999,"
			   "\"p90\":10000,\"p99\":99999,\"p99_9\":9999999,\"p99_99\":10000000,"
			   "\"max\":10000000,\"max_at_ns\":123456789,\"p50_low\":9990,"
			   "\"p50_high\":10000,\"bound\":250}");
	without.stat.max_at = without.stat.bound = 0;
	without.stat.stats.n = STATS_INTERVAL_LEAST - 1;
	assert_line(&without, "{\"rec\":\"stat\",\"name\":\"ipi.self\",\"unit\":\"ns\","
			      "\"text\":\"an IPI and its answer\",\"cpus\":2,"
			      "\"parameters\":{},\"n\":5,\"min\":812,\"p50\":9999,"
			      "\"p90\":10000,\"p99\":99999,\"p99_9\":9999999,"
			      "\"p99_99\":10000000,\"max\":10000000,\"max_at_ns\":null,"
			      "\"p50_low\":null,\"p50_high\":null,\"bound\":null}");
}

static void test_spread(void **state)
{
	struct record record = {.kind = RECORD_SPREAD,
				.spread = {sample_stat("ipi.rtt", "to", "1").stat, 123}};
	struct report *report;

	(void)state;
	record.spread.stat.stats = (struct stats){.n = 3, .min = 900, .p50 = 1000, .max = 1023};
	assert_line(&record, "{\"rec\":\"spread\",\"name\":\"ipi.rtt\",\"unit\":\"ns\","
			     "\"text\":\"an IPI and its answer\",\"cpus\":2,"
			     "\"parameters\":{\"to\":\"1\"},\"passes\":3,\"p50_least\":900,"
			     "\"p50_median\":1000,\"p50_greatest\":1023,"
			     "\"spread_percent\":12.3}");
	record.spread.permille = UINT64_MAX;
	report = capture_open(&capture, FORMAT_JSON);
	report_emit(report, &record);
	assert_non_null(strstr(capture.bytes, "\"spread_percent\":null}"));
	free(report);
}

/* ---- histograms: read back ---- */

static struct hist hist;

/* The numbers of an array of one line, added to those before. */
static unsigned int read_array(const char *line, const char *key, uint64_t *numbers)
{
	const char *at = strstr(line, key) + strlen(key);
	unsigned int count = 0;
	char *end;

	for (; at[-1] != ']'; at = end + 1)
		numbers[count++] = strtoull(at, &end, 10);
	return count;
}

static unsigned int read_back(uint64_t *values, uint64_t *counts, unsigned int *ret_parts)
{
	unsigned int read = 0;

	*ret_parts = 0;
	for (char *line = strtok(capture.bytes, "\r\n"); line; line = strtok(NULL, "\r\n")) {
		unsigned int more = read_array(line, "\"counts\":[", counts + read);

		assert_int_equal(read_array(line, "\"values\":[", values + read), more);
		assert_in_range(more, 1, HISTOGRAM_VALUES_MAX);
		read += more;
		++*ret_parts;
	}
	return read;
}

static void emit_histogram(const struct clock *clock)
{
	struct record stat = sample_stat("ipi.rtt", "to", "1");
	struct report *report = capture_open(&capture, FORMAT_JSON);

	report_histogram(report, &stat.stat, &hist, clock);
	free(report);
}

static void test_histogram_line(void **state)
{
	(void)state;
	hist_clear(&hist);
	emit_histogram(NULL);
	assert_int_equal(capture.length, 0);
	hist_add(&hist, 7, 1);
	hist_add(&hist, 7, 1);
	hist_add(&hist, 300, 1);
	emit_histogram(NULL);
	assert_string_equal(capture.bytes,
			    "{\"rec\":\"histogram\",\"name\":\"ipi.rtt\",\"unit\":\"ns\","
			    "\"cpus\":2,\"parameters\":{\"to\":\"1\"},\"part\":1,\"parts\":1,"
			    "\"values\":[7,300],\"counts\":[2,1]}\r\n");
}

/* As many as there are, in rising order, at every number of parts. */
static void test_histogram_in_parts(void **state)
{
	static uint64_t values[1000], counts[1000];

	(void)state;
	for (unsigned int n = 1; n < 120; n++) {
		unsigned int parts, read;
		char last[40];

		hist_clear(&hist);
		for (unsigned int i = 0; i < n; i++)
			for (unsigned int times = 0; times <= i; times++)
				hist_add(&hist, 2 * i, 1);
		emit_histogram(NULL);
		snprintf(last, sizeof(last), "\"parts\":%u,",
			 (n + HISTOGRAM_VALUES_MAX - 1) / HISTOGRAM_VALUES_MAX);
		assert_non_null(strstr(capture.bytes, last));
		read = read_back(values, counts, &parts);
		assert_int_equal(read, n);
		assert_int_equal(parts, (n + HISTOGRAM_VALUES_MAX - 1) / HISTOGRAM_VALUES_MAX);
		for (unsigned int i = 0; i < n; i++)
			assert_true(values[i] == 2 * i && counts[i] == i + 1);
	}
}

/* Where a nanosecond has many ticks: each value once, none of the samples lost. */
static void test_histogram_in_nanoseconds(void **state)
{
	static uint64_t values[4000], counts[4000];
	unsigned int parts, read;
	uint64_t sum = 0;
	struct clock clock;

	(void)state;
	clock_set(&clock, "x", 2600000000);
	hist_clear(&hist);
	for (uint64_t i = 0; i < 5000; i++)
		hist_add(&hist, i * i, 1);
	emit_histogram(&clock);
	read = read_back(values, counts, &parts);
	for (unsigned int i = 0; i < read; i++) {
		assert_true(i == 0 || values[i] > values[i - 1]);
		sum += counts[i];
	}
	assert_int_equal(sum, 5000);
	assert_int_equal(values[read - 1], clock_to_ns(&clock, 4999 * 4999));
}

static void test_compare(void **state)
{
	struct record record = {
		.kind = RECORD_COMPARE,
		.compare = {"call.all", "mps.all", "all cores", 8123, 10231456, 12595}};

	(void)state;
	assert_line(&record, "{\"rec\":\"compare\",\"name\":\"call.all\",\"peer\":\"mps.all\","
			     "\"text\":\"all cores\",\"ours\":8123,\"theirs\":10231456,"
			     "\"ratio\":1259.5}");
}

static void test_fault(void **state)
{
	struct record record = sample_fault();
	struct record unknown = {.kind = RECORD_FAULT,
				 .fault = {.cpu = CPU_NONE, .id = HW_ID_NONE, .name = "#NMI"}};

	(void)state;
	assert_line(&record, "{\"rec\":\"fault\",\"cpu\":3,\"apic_id\":6,\"vector\":14,"
			     "\"name\":\"#PF page fault\",\"during\":\"call.single\","
			     "\"error_code\":\"0x2\",\"pc\":\"0x6b01234\",\"sp\":\"0x6c00ff0\","
			     "\"address\":\"0xdeadbeef000\",\"image_base\":\"0x6b00000\","
			     "\"trace\":[\"0x6b01300\",\"0x123\"]}");
	assert_line(&unknown, "{\"rec\":\"fault\",\"cpu\":null,\"apic_id\":null,\"vector\":0,"
			      "\"name\":\"#NMI\",\"during\":\"\",\"error_code\":\"0x0\","
			      "\"pc\":\"0x0\",\"sp\":\"0x0\",\"address\":\"0x0\","
			      "\"image_base\":\"0x0\",\"trace\":[]}");
}

static void test_finding_and_check(void **state)
{
	struct record finding = sample_finding();
	struct record check = {.kind = RECORD_CHECK,
			       .check = {"bringup.books", VERDICT_SKIP, "one core"}};

	(void)state;
	assert_line(&finding, "{\"rec\":\"finding\",\"rule\":\"madt.dup\",\"severity\":\"warning\","
			      "\"table\":\"APIC\",\"offset\":84,\"section\":\"5.2.12.2\","
			      "\"text\":\"id 0x3 is listed twice\","
			      "\"breaks\":\"a core starts twice\"}");
	assert_line(&check, "{\"rec\":\"check\",\"name\":\"bringup.books\",\"verdict\":\"skip\","
			    "\"text\":\"one core\"}");
}

static void test_nvram(void **state)
{
	struct record record = {.kind = RECORD_NVRAM, .nvram = {3, 1, 512, 1830000, 4120000}};

	(void)state;
	assert_line(&record, "{\"rec\":\"nvram\",\"writes\":3,\"failed\":1,\"bytes\":512,"
			     "\"longest_ns\":1830000,\"total_ns\":4120000}");
}

static void test_screen(void **state)
{
	struct record drawn = {.kind = RECORD_SCREEN,
			       .screen = {"drawn", "bgrx", 1280, 800, 3, 85, 4214567, 1214567}};
	struct record none = {.kind = RECORD_SCREEN, .screen = {.mode = "none", .format = ""}};

	(void)state;
	assert_line(&drawn, "{\"rec\":\"screen\",\"mode\":\"drawn\",\"format\":\"bgrx\","
			    "\"width\":1280,\"height\":800,\"redraws\":3,\"updates\":85,"
			    "\"redraw_ns\":4214567,\"update_most_ns\":1214567}");
	assert_line(&none, "{\"rec\":\"screen\",\"mode\":\"none\",\"format\":\"\","
			   "\"width\":null,\"height\":null,\"redraws\":0,\"updates\":0,"
			   "\"redraw_ns\":null,\"update_most_ns\":null}");
}

static void test_escapes(void **state)
{
	struct record record = {.kind = RECORD_PROGRESS,
				.progress = {"a\"b\\c", "\x01\r\n\t\x1b[2J\x7f\xff/"}};
	struct record null = {.kind = RECORD_PROGRESS};

	(void)state;
	assert_line(&record, "{\"rec\":\"progress\",\"step\":\"a\\u0022b\\u005cc\","
			     "\"text\":\"\\u0001\\u000d\\u000a\\u0009\\u001b[2J\\u007f\\u00ff/"
			     "\",\"percent\":null}");
	assert_line(&null, "{\"rec\":\"progress\",\"step\":\"\",\"text\":\"\",\"percent\":null}");
}

/* ---- sums, counts, verdicts ---- */

/* Not the code under test: bit by bit, over the bytes that reached the sink less '\r'. */
static uint32_t sum_of_lines(const char *text, size_t length)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\r')
			continue;
		crc ^= (unsigned char)text[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
	}
	return ~crc;
}

static void emit_some(struct report *report)
{
	struct record run = sample_run(), finding = sample_finding();

	report_emit(report, &run);
	report_progress(report, "bench", "measuring");
	report_finding(report, &finding.finding);
	report_check(report, "a", VERDICT_PASS, "%u of %u", 8u, 8u);
	report_check(report, "b", VERDICT_PASS, "yes");
	report_check(report, "c", VERDICT_SKIP, "not here");
}

static void test_serial(void **state)
{
	struct record com = {.kind = RECORD_SERIAL,
			     .serial = {{SERIAL_16550_PORT, 0x3F8, 1, 1, 1843200},
					{12, 9600, false},
					"com1",
					"serial= names it"}};
	struct record lpss = {.kind = RECORD_SERIAL,
			      .serial = {{SERIAL_16550_MEMORY, 0x40FE034000, 4, 4, 0},
					 {0, 0, true},
					 "pci:0000:00:1e.0",
					 "x"}};
	struct record none = {.kind = RECORD_SERIAL, .serial = {.why = "serial=none"}};

	(void)state;
	assert_line(&com, "{\"rec\":\"serial\",\"kind\":\"16550\",\"why\":\"serial= names it\","
			  "\"place\":\"com1\",\"space\":\"io\",\"address\":\"0x3f8\",\"stride\":1,"
			  "\"width\":1,\"clock_hz\":1843200,\"divisor\":12,\"speed\":9600,"
			  "\"set_by\":\"firmware\"}");
	assert_line(&lpss, "{\"rec\":\"serial\",\"kind\":\"16550\",\"why\":\"x\",\"place\":"
			   "\"pci:0000:00:1e.0\",\"space\":\"memory\",\"address\":"
			   "\"0x40fe034000\",\"stride\":4,\"width\":4,\"clock_hz\":null,"
			   "\"divisor\":null,\"speed\":null,\"set_by\":\"muster\"}");
	assert_line(&none, "{\"rec\":\"serial\",\"kind\":\"none\",\"why\":\"serial=none\"}");
}

static void test_end_sums_up(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_JSON);
	char expected[256];
	size_t before;

	(void)state;
	emit_some(report);
	before = capture.length;
	report_end(report, "", 1234);
	snprintf(expected, sizeof(expected),
		 "{\"rec\":\"end\",\"result\":\"pass\",\"text\":\"\",\"passed\":2,\"failed\":0,"
		 "\"skipped\":1,\"records\":6,\"crc32\":\"%08x\",\"elapsed_ns\":1234}\r\n",
		 sum_of_lines(capture.bytes, before));
	assert_string_equal(capture.bytes + before, expected);
	assert_int_equal(report->records, 7);
	free(report);
}

static void test_end_says_what_comes_next(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_JSON);
	const char *tail;

	(void)state;
	report_next(report, "reset", "exit= asks for it", 5);
	report_end(report, "", 1);
	tail = strstr(capture.bytes, ",\"elapsed_ns\"");
	assert_non_null(tail);
	assert_string_equal(tail, ",\"elapsed_ns\":1,\"next\":\"reset\",\"why\":"
				  "\"exit= asks for it\",\"pause_s\":5}\r\n");
	free(report);
}

/* Behind the end record nothing is a record; and only a screen can take a line back. */
static void test_what_is_said_behind_the_end(void **state)
{
	static struct capture screen, text;
	struct report *report = capture_open(&capture, FORMAT_JSON);

	(void)state;
	screen.length = text.length = 0;
	report_add_sink(report, &(struct sink){capture_write, &text, FORMAT_TEXT});
	report_add_screen(report, &(struct sink){capture_write, &screen, FORMAT_TEXT});
	report_add_screen(report, &(struct sink){capture_write, NULL, FORMAT_TEXT});
	capture.bytes[0] = text.bytes[0] = '\0';
	report_countdown(report, "halt in 10 s");
	report_countdown(report, "halt in 9 s");
	report_after_end(report, "halted");
	assert_string_equal(screen.bytes, "\rhalt in 10 s                  "
					  "\rhalt in 9 s                   \rhalted\r\n");
	assert_string_equal(text.bytes, "\rhalted\r\n");
	assert_string_equal(capture.bytes, "");
	free(report);
}

static void test_the_sum_does_not_depend_on_the_sinks(void **state)
{
	static const enum output_format formats[] = {FORMAT_TEXT, FORMAT_BOTH};
	struct report *json = capture_open(&capture, FORMAT_JSON);

	(void)state;
	emit_some(json);
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		struct report *other = capture_open(&capture, formats[i]);

		emit_some(other);
		assert_int_equal(other->crc32, json->crc32);
		free(other);
	}
	assert_int_not_equal(json->crc32, 0);
	free(json);
}

/* The verdict word of the end record, after checks with these verdicts. */
static void assert_result(const char *verdicts, const char *text, const char *expected)
{
	struct report *report = capture_open(&capture, FORMAT_JSON);
	const char *end;
	char wanted[64];

	for (; *verdicts; verdicts++)
		report_check(report, "x",
			     *verdicts == 'p'	? VERDICT_PASS
			     : *verdicts == 'f' ? VERDICT_FAIL
						: VERDICT_SKIP,
			     "text");
	report_end(report, text, 0);
	end = strstr(capture.bytes, "{\"rec\":\"end\"");
	assert_non_null(end);
	snprintf(wanted, sizeof(wanted), "{\"rec\":\"end\",\"result\":\"%s\"", expected);
	assert_int_equal(strncmp(end, wanted, strlen(wanted)), 0);
	free(report);
}

static void test_result(void **state)
{
	(void)state;
	assert_result("pp", "", "pass");
	assert_result("ps", NULL, "pass");
	assert_result("pfp", "", "fail");
	assert_result("p", "core 0 took an exception", "fail");
	assert_result("", "", "skip");
	assert_result("ss", "", "skip");
}

static void test_sinks_take_only_their_format(void **state)
{
	static struct capture text, both;
	struct report *report = capture_open(&capture, FORMAT_JSON);

	(void)state;
	text.length = both.length = 0;
	report_add_sink(report, &(struct sink){capture_write, &text, FORMAT_TEXT});
	report_add_sink(report, &(struct sink){capture_write, &both, FORMAT_BOTH});
	report_add_sink(report,
			&(struct sink){capture_write, NULL, FORMAT_BOTH}); /* one too many */
	report_progress(report, "exit", "leaving");
	assert_int_equal(report->sink_count, SINKS_MAX);
	assert_string_equal(text.bytes, "-- leaving\r\n");
	assert_string_equal(capture.bytes, "{\"rec\":\"progress\",\"step\":\"exit\",\"text\":"
					   "\"leaving\",\"percent\":null}\r\n");
	assert_string_equal(both.bytes, "-- leaving\r\n"
					"{\"rec\":\"progress\",\"step\":\"exit\",\"text\":"
					"\"leaving\",\"percent\":null}\r\n");
	free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run),
		cmocka_unit_test(test_option),
		cmocka_unit_test(test_progress_and_entry),
		cmocka_unit_test(test_bringup),
		cmocka_unit_test(test_census),
		cmocka_unit_test(test_core),
		cmocka_unit_test(test_stat),
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_histogram_line),
		cmocka_unit_test(test_histogram_in_parts),
		cmocka_unit_test(test_histogram_in_nanoseconds),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_fault),
		cmocka_unit_test(test_finding_and_check),
		cmocka_unit_test(test_nvram),
		cmocka_unit_test(test_screen),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_serial),
		cmocka_unit_test(test_end_sums_up),
		cmocka_unit_test(test_end_says_what_comes_next),
		cmocka_unit_test(test_what_is_said_behind_the_end),
		cmocka_unit_test(test_the_sum_does_not_depend_on_the_sinks),
		cmocka_unit_test(test_result),
		cmocka_unit_test(test_sinks_take_only_their_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
