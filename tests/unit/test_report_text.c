/* SPDX-License-Identifier: BSD-2-Clause */
/* The text for people: figures, lines, one record at a time. */
#include "unit.h"
#include "test_report_samples.h"
#include "../../report/text.h"

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

/* ---- lines ---- */

static const char *wrapped(const char *words, unsigned int indent)
{
	static char buffer[512];
	struct text text;

	text_open(&text, buffer, sizeof(buffer));
	text_line(&text, indent);
	text_words(&text, words);
	buffer[text_close(&text)] = '\0';
	return buffer;
}

static void test_lines_break_between_words(void **state)
{
	(void)state;
	/* 79 columns fit, 80 do not. */
	assert_string_equal(
		wrapped("123456789 123456789 123456789 123456789 123456789 123456789 1234567 90 "
			"1234567 x",
			4),
		"123456789 123456789 123456789 123456789 123456789 123456789 1234567 90 1234567\r\n"
		"    x\r\n");
	assert_string_equal(
		wrapped("123456789 123456789 123456789 123456789 123456789 123456789 1234567 90 "
			"12345678 x",
			2),
		"123456789 123456789 123456789 123456789 123456789 123456789 1234567 90 "
		"12345678\r\n"
		"  x\r\n");
	assert_string_equal(
		wrapped("123456789 123456789 123456789 123456789 123456789 123456789 1234567 90 "
			"123456789 x",
			2),
		"123456789 123456789 123456789 123456789 123456789 123456789 1234567 90\r\n"
		"  123456789 x\r\n");
	assert_string_equal(wrapped("a\x1b[2J\r\n\xff   ", 0), "a?[2J???\r\n");
}

static void test_a_long_word_breaks_at_the_edge(void **state)
{
	char word[101];
	char expected[128];

	(void)state;
	memset(word, 'w', 100);
	word[100] = '\0';
	snprintf(expected, sizeof(expected), "%.79s\r\n  %.21s\r\n", word, word);
	assert_string_equal(wrapped(word, 2), expected);
}

/* ---- one record ---- */

static void test_head(void **state)
{
	struct record record = sample_run();

	(void)state;
	assert_string_equal(text_of(&record),
			    "MUSTER      0.1.0 for x86_64, record format 1.5\r\n"
			    "machine     Maker Machine\r\n"
			    "firmware    EDK II, revision 0x10000, UEFI 2.70\r\n"
			    "processor   Some CPU (GenuineIntel, signature 0xf61)\r\n"
			    "clock       pm_timer 2400.000 MHz, invariant; read by lfence; "
			    "rdtsc; lfence; by\r\n"
			    "            source: pm_timer 2400.000 MHz, hpet absent, stall "
			    "2395.200 MHz\r\n"
			    "            (-0.20 %)\r\n"
			    "cores       boot core has id 0x2, xapic, idle=halt\r\n"
			    "memory      4.50 MiB reserved, 40.0 KiB a core\r\n"
			    "options     maxcpus=4\r\n");
}

static void test_head_says_what_is_odd(void **state)
{
	struct record record = sample_run();

	(void)state;
	record.run.clock_agrees = false;
	record.run.clock_invariant = false;
	record.run.clock_order = "unknown";
	record.run.sources[2].hz = record.run.clock_hz + 24000;
	record.run.hypervisor = "KVMKVMKVM";
	record.run.options = "";
	text_of(&record);
	assert_non_null(strstr(capture.bytes, "not invariant"));
	assert_non_null(strstr(capture.bytes, "DISAGREE"));
	assert_non_null(strstr(capture.bytes, "(+10 ppm)"));
	assert_non_null(strstr(capture.bytes, "nobody says"));
	assert_non_null(strstr(capture.bytes, "hypervisor  KVMKVMKVM\r\n"));
	assert_non_null(strstr(capture.bytes, "options     none\r\n"));
}

static void test_small_records(void **state)
{
	struct record progress = {.kind = RECORD_PROGRESS, .progress = {"x", "leaving"}};
	struct record half = {.kind = RECORD_PROGRESS, .progress = {"x", "calls", true, 50}};
	struct record entry = {
		.kind = RECORD_ENTRY,
		.entry = {
			"APIC", "io_apic", {{"id", 10, false}, {"address", 0xFEC00000, true}}, 2}};
	struct record finding = sample_finding();
	struct record option = {.kind = RECORD_OPTION,
				.option = {"only", "ipi.*", "muster.cfg (\\EFI\\muster)"}};
	struct record plain = {.kind = RECORD_OPTION, .option = {"noht", "", "command line"}};
	struct record bare = {.kind = RECORD_FINDING,
			      .finding = {"x.y", SEVERITY_ERROR, "", 0, "", "it is so"}};

	(void)state;
	assert_string_equal(text_of(&option),
			    "            only=ipi.*: muster.cfg (\\EFI\\muster)\r\n");
	assert_string_equal(text_of(&plain), "            noht: command line\r\n");
	assert_string_equal(text_of(&progress), "-- leaving\r\n");
	assert_string_equal(text_of(&half), "-- calls (50 % done)\r\n");
	assert_string_equal(text_of(&entry), "  APIC io_apic id=10 address=0xfec00000\r\n");
	assert_string_equal(text_of(&finding),
			    "warning madt.dup: id 0x3 is listed twice (APIC at 0x54) [5.2.12.2]\r\n"
			    "    breaks: a core starts twice\r\n");
	assert_string_equal(text_of(&bare), "error x.y: it is so\r\n");
}

static void test_what_breaks_is_said_once_in_a_row(void **state)
{
	struct record finding = sample_finding(), note = sample_finding();
	struct report *report = capture_open(&capture, FORMAT_TEXT);

	(void)state;
	capture.bytes[0] = '\0';
	note.finding.rule = "madt.other";
	note.finding.severity = SEVERITY_NOTE;
	report_emit(report, &finding);
	report_emit(report, &finding);
	report_emit(report, &note);
	report_emit(report, &finding);
	free(report);
	char *first = strstr(capture.bytes, "breaks:"), *second;

	assert_non_null(first);
	second = strstr(first + 1, "breaks:");
	assert_non_null(second);
	assert_null(strstr(second + 1, "breaks:"));
	assert_true(strstr(capture.bytes, "madt.other") < second);
}

static void test_checks(void **state)
{
	struct record check = {.kind = RECORD_CHECK, .check = {"a.b", VERDICT_PASS, "8 of 8"}};

	(void)state;
	assert_string_equal(text_of(&check), "[pass] a.b: 8 of 8\r\n");
	check.check.verdict = VERDICT_FAIL;
	assert_string_equal(text_of(&check), "[FAIL] a.b: 8 of 8\r\n");
	check.check.verdict = VERDICT_SKIP;
	assert_string_equal(text_of(&check), "[skip] a.b: 8 of 8\r\n");
}

static void test_nvram(void **state)
{
	struct record record = {.kind = RECORD_NVRAM, .nvram = {3, 1, 512, 1830000, 4120000}};

	(void)state;
	assert_string_equal(text_of(&record),
			    "nvram: 2 of 3 writes of the variable that keeps the result were taken, "
			    "the\r\n       longest in 1.83 ms; 512 bytes\r\n");
}

static void test_fault(void **state)
{
	struct record record = sample_fault();

	(void)state;
	assert_string_equal(
		text_of(&record),
		"*** FAULT on core 3 (id 0x6): #PF page fault, vector 14, error code 0x2, "
		"during\r\n"
		"    call.single\r\n"
		"    pc muster.so+0x1234, sp 0x6c00ff0, address 0xdeadbeef000, image at\r\n"
		"        0x6b00000\r\n"
		"    called from muster.so+0x1300 0x123\r\n");
	record.fault.cpu = CPU_NONE;
	record.fault.id = HW_ID_NONE;
	record.fault.trace_count = 0;
	record.fault.during = "";
	assert_string_equal(
		text_of(&record),
		"*** FAULT on an unknown core: #PF page fault, vector 14, error code 0x2\r\n"
		"    pc muster.so+0x1234, sp 0x6c00ff0, address 0xdeadbeef000, image at\r\n"
		"        0x6b00000\r\n");
}

static void test_compare(void **state)
{
	static const struct {
		uint64_t ours, theirs, ratio_tenths;
		const char *text;
	} rows[] = {
		{8123, 10231456, 12595, "a 8.12 us against b 10.2 ms: 1259 times faster\r\n"},
		{1000, 12500, 125, "a 1.00 us against b 12.5 us: 12.5 times faster\r\n"},
		{300000, 1000, 0, "a 300 us against b 1.00 us: 300 times SLOWER\r\n"},
		{1500, 1000, 6, "a 1.50 us against b 1.00 us: 1.5 times SLOWER\r\n"},
		{1000, 1000, 10, "a 1.00 us against b 1.00 us: equally fast\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct record record = {.kind = RECORD_COMPARE,
					.compare = {"a", "b", "", rows[i].ours, rows[i].theirs,
						    rows[i].ratio_tenths}};

		assert_string_equal(text_of(&record), rows[i].text);
	}
}

static void test_compare_text(void **state)
{
	struct record record = {.kind = RECORD_COMPARE, .compare = {"a", "b", "what", 1, 2, 20}};

	(void)state;
	assert_string_equal(text_of(&record), "a 1 ns against b 2 ns: 2.0 times faster (what)\r\n");
}

static void test_compare_in_ticks(void **state)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);
	struct record run = sample_run();
	struct record record = {.kind = RECORD_COMPARE, .compare = {"a", "b", "", 1000, 2000, 20}};

	(void)state;
	run.run.clock_agrees = false;
	report_emit(report, &run);
	report_emit(report, &record);
	assert_non_null(
		strstr(capture.bytes, "\na 1000 ticks against b 2000 ticks: 2.0 times faster\r\n"));
	free(report);
}

/* ---- the end ---- */

static void test_end(void **state)
{
	struct record record = {.kind = RECORD_END,
				.end = {.result = VERDICT_PASS,
					.text = "",
					.passed = 21,
					.skipped = 1,
					.elapsed = 3214567890}};
	struct record early = {.kind = RECORD_END,
			       .end = {.result = VERDICT_FAIL,
				       .text = "core 0 hangs",
				       .passed = 1,
				       .elapsed = 10}};

	(void)state;
	assert_string_equal(text_of(&record),
			    "PASS: 21 checks passed, 0 failed, 1 skipped; 0 records in 3.21 s\r\n");
	assert_string_equal(text_of(&early), "FAIL: 1 check passed, 0 failed, 0 skipped; 0 records "
					     "in 10 ns; ended early:\r\n"
					     "      core 0 hangs\r\n");
}

static void test_end_says_what_comes_next(void **state)
{
	struct record record = {.kind = RECORD_END,
				.end = {.result = VERDICT_PASS, .text = "", .elapsed = 10}};
	struct report *report = capture_open(&capture, FORMAT_TEXT);

	(void)state;
	report_next(report, "halt", "the report is on the screen alone", 0);
	report_emit(report, &record);
	assert_string_equal(capture.bytes, "PASS: 0 checks passed, 0 failed, 0 skipped; 0 records "
					   "in 10 ns\r\nat the end: halt, as the report is on the "
					   "screen alone\r\n");
	free(report);
	report = capture_open(&capture, FORMAT_TEXT);
	report_next(report, "bootnext", "exit= asks for it", 5);
	report_emit(report, &record);
	assert_non_null(strstr(capture.bytes,
			       "\r\nat the end: bootnext after 5 s, as exit= asks for it\r\n"));
	free(report);
}

static void test_serial(void **state)
{
	struct record com = {.kind = RECORD_SERIAL,
			     .serial = {{SERIAL_16550_PORT, 0x3F8, 1, 1, 1843200},
					{1, 115200, false},
					"com1",
					"the usual one"}};
	struct record lpss = {.kind = RECORD_SERIAL,
			      .serial = {{SERIAL_16550_MEMORY, 0xFE034000, 4, 4, 0},
					 {26, 0, true},
					 "pci:0000:00:1e.0",
					 "the SPCR names it"}};
	struct record arm = {.kind = RECORD_SERIAL,
			     .serial = {{SERIAL_PL011, 0x9000000, 4, 4, 0},
					{0, 0, false},
					"mmio:0x9000000",
					"the SPCR names it"}};
	struct record none = {.kind = RECORD_SERIAL, .serial = {.why = "serial=none"}};

	(void)state;
	assert_string_equal(text_of(&com), "serial      com1, 16550 at port 0x3f8, 115200 bit/s as "
					   "the firmware set it: the\r\n"
					   "            usual one\r\n");
	assert_string_equal(text_of(&lpss), "serial      pci:0000:00:1e.0, 16550 at memory "
					    "0xfe034000, registers of 32 bits,\r\n"
					    "            4 bytes apart, divisor 26, set by muster: the "
					    "SPCR names it\r\n");
	assert_string_equal(text_of(&arm), "serial      mmio:0x9000000, PL011 at memory 0x9000000 "
					   "as the firmware set it:\r\n"
					   "            the SPCR names it\r\n");
	assert_string_equal(text_of(&none), "serial      none: serial=none\r\n");
}

/* ---- hostile strings ---- */

static void assert_sound_text(const char *text, size_t length)
{
	size_t column = 0;

	assert_true(length >= 2);
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\r') {
			assert_int_equal(text[i + 1], '\n');
			i++;
			column = 0;
			continue;
		}
		assert_in_range(text[i], ' ', '~');
		if (column == 0)
			assert_int_not_equal(text[i], '{'); /* that is how JSON lines are told */
		assert_true(++column <= 79);
	}
	assert_int_equal(column, 0);
}

static void test_no_record_overruns_or_steers(void **state)
{
	(void)state;
	for (size_t size = 160; size < 20000; size = size * 3 / 2) {
		char *text = hostile_text(size);

		for (unsigned int kind = 0; kind < RECORD_KINDS; kind++) {
			struct record record = sample_worst(kind, text);

			text_of(&record);
			assert_true(capture.length < REPORT_LINE_SIZE);
			if (kind == RECORD_HISTOGRAM) { /* has none */
				assert_int_equal(capture.length, 0);
				continue;
			}
			assert_sound_text(capture.bytes, capture.length);
		}
		free(text);
	}
}

/* Cut at every length: always whole lines, never past the end. */
static void test_a_cut_text_ends_its_line(void **state)
{
	(void)state;
	for (size_t size = 3; size < 300; size++) {
		char *buffer = malloc(size);
		struct text text;
		size_t length;

		text_open(&text, buffer, size);
		for (int i = 0; i < 10; i++) {
			text_line(&text, 2);
			text_words(&text, "some words, and then more of them");
		}
		length = text_close(&text);
		assert_true(length < size);
		assert_memory_equal(buffer + length - 2, "\r\n", 2);
		free(buffer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_break_between_words),
		cmocka_unit_test(test_a_long_word_breaks_at_the_edge),
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_head_says_what_is_odd),
		cmocka_unit_test(test_small_records),
		cmocka_unit_test(test_what_breaks_is_said_once_in_a_row),
		cmocka_unit_test(test_checks),
		cmocka_unit_test(test_nvram),
		cmocka_unit_test(test_fault),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_compare_text),
		cmocka_unit_test(test_compare_in_ticks),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_end_says_what_comes_next),
		cmocka_unit_test(test_serial),
		cmocka_unit_test(test_no_record_overruns_or_steers),
		cmocka_unit_test(test_a_cut_text_ends_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
