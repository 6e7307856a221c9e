/* SPDX-License-Identifier: BSD-2-Clause */
/* The drawn screen: records go in by the report, and the pixels are read back as text. */
#include "glass.h"
#include "test_report_samples.h"
#include "display.h"
#include "screen/layout.h"

enum { S = 1000000000 }; /* ticks of the clock here, too */

static struct report report;
static struct display_facts facts;
static struct area areas[PLACES];
static uint32_t scale;
static ticks now;

static ticks read_clock(void)
{
	return now++;
}

static enum status open_display(uint32_t width, uint32_t height)
{
	static const struct sink tail = {display_write, NULL, FORMAT_TEXT};
	enum status status;

	glass_open(width, height, width + 5);
	facts = (struct display_facts){
		.framebuffer = glass,
		.font = glass_font(),
		.output = "The report goes to the UART at port 0x3f8, as text.",
		.budget_s = 10,
		.now = read_clock,
	};
	clock_set(&facts.clock, "fake", S);
	now = 5;
	status = display_open(&facts);
	report_open(&report, &words_x86_64);
	report_add_sink(&report, &tail);
	report_watch(&report, display_see, NULL);
	return status;
}

static void open_at(uint32_t width, uint32_t height)
{
	struct canvas canvas;
	struct font font;

	assert_int_equal(open_display(width, height), STATUS_OK);
	assert_true(font_read(glass_font(), &font));
	canvas_open(&canvas, &glass, &font);
	scale = canvas.scale;
	assert_true(layout_make(&canvas, areas));
}

static const char *line_of(enum layout_place place, uint32_t line)
{
	return glass_line(areas[place].x, areas[place].y + line * 16 * scale, scale);
}

/* A line of a part with a frame, without the frame at its right. */
static const char *inner_line(enum layout_place place, uint32_t line)
{
	static char text[GLASS_COLUMNS_MAX];
	size_t columns = areas[place].width / (8 * scale) - 2, length = 0;

	snprintf(text, sizeof(text), "%s",
		 glass_line(areas[place].x + 8 * scale, areas[place].y + (line + 1) * 16 * scale,
			    scale));
	if (strlen(text) > columns)
		text[columns] = '\0';
	for (size_t i = 0; text[i]; i++)
		if (text[i] != ' ')
			length = i + 1;
	text[length] = '\0';
	return text;
}

static void emit(struct record record)
{
	report_emit(&report, &record);
}

static void find(const char *rule, enum severity severity, const char *text)
{
	struct finding finding = {.rule = rule, .severity = severity, .section = "", .breaks = ""};

	snprintf(finding.text, sizeof(finding.text), "%s", text);
	report_finding(&report, &finding);
}

/* ---- opening ---- */

static void test_too_small(void **state)
{
	(void)state;
	assert_int_equal(open_display(799, 600), STATUS_UNSUPPORTED);
	assert_int_equal(glass_pixel(400, 300), GLASS_MARK);
	glass_close();
}

static void test_no_font_and_no_framebuffer(void **state)
{
	(void)state;
	assert_int_equal(open_display(800, 600), STATUS_OK);
	facts.font.size = 3;
	assert_int_equal(display_open(&facts), STATUS_UNSUPPORTED);
	facts.font = glass_font();
	facts.framebuffer.stride = 799;
	assert_int_equal(display_open(&facts), STATUS_UNSUPPORTED);
	facts.framebuffer.address = 0;
	assert_int_equal(display_open(&facts), STATUS_UNSUPPORTED);
	glass_close();
}

static void test_opens_on_every_size(void **state)
{
	static const uint32_t sizes[][2] = {
		{800, 600}, {1024, 768}, {1280, 800}, {1920, 1080}, {3840, 2160}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		open_at(sizes[i][0], sizes[i][1]);
		emit(sample_run());
		assert_string_equal(line_of(PLACE_OUTPUT, 0), " The report goes to the UART at "
							      "port 0x3f8, as text.");
		assert_non_null(strstr(line_of(PLACE_FINDINGS, 0), "Findings"));
		assert_non_null(strstr(line_of(PLACE_TITLE, 0), " MUSTER 0.1.0 for x86_64   Maker "
								"Machine"));
		assert_non_null(strstr(line_of(PLACE_TITLE, 1), " Some CPU"));
		assert_true(glass_shows("RUNNING", scale));
		glass_close();
	}
}

/* ---- verdict ---- */

static void end(const char *text)
{
	report_end(&report, text, 12 * (nanoseconds)S + S / 2);
}

static void test_verdicts(void **state)
{
	static const struct {
		unsigned int passed, failed;
		const char *text, *word;
	} rows[] = {
		{1, 0, "", "PASS"},
		{3, 2, "", "FAIL 2"},
		{0, 0, "", "INCOMPLETE"},
		{2, 0, "the firmware could not be left", "INCOMPLETE"},
		{2, 1, "the boot core hung", "FAIL 1, INCOMPLETE"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		open_at(800, 600);
		for (unsigned int n = 0; n < rows[i].passed; n++)
			report_check(&report, "a.check", VERDICT_PASS, "fine");
		assert_true(glass_shows("RUNNING", scale));
		assert_false(glass_shows("FAIL", scale));
		for (unsigned int n = 0; n < rows[i].failed; n++)
			report_check(&report, "b.check", VERDICT_FAIL, "not fine");
		assert_int_equal(glass_shows("RUNNING, FAIL", scale), rows[i].failed != 0);
		end(rows[i].text);
		assert_true(glass_shows(rows[i].word, scale));
		assert_false(glass_shows("RUNNING", scale));
		glass_close();
	}
}

/* ---- phase ---- */

static void test_phase(void **state)
{
	(void)state;
	open_at(1024, 768);
	assert_non_null(strstr(line_of(PLACE_PHASE, 0), "reading the machine"));
	report_progress(&report, "bring-up", "waking the other cores");
	assert_string_equal(line_of(PLACE_PHASE, 0), " bring-up: waking the other cores");
	assert_non_null(strstr(line_of(PLACE_PHASE, 1), "  0 %"));
	assert_null(strstr(line_of(PLACE_PHASE, 1), "left"));
	report_percent(&report, "ipi", "interrupts", 0);
	assert_non_null(strstr(line_of(PLACE_PHASE, 1), "  0 %, about 10 s left"));
	now += 2ULL * S; /* a half in two seconds: another two */
	report_percent(&report, "ipi", "interrupts", 50);
	assert_non_null(strstr(line_of(PLACE_PHASE, 1), " 50 %, about 2 s left"));
	now += 6ULL * S; /* by that another eight, but the budget has no more than two */
	report_percent(&report, "ipi", "interrupts", 50);
	assert_non_null(strstr(line_of(PLACE_PHASE, 1), " 50 %, about 2 s left"));
	now += 60ULL * S;
	report_percent(&report, "ipi", "interrupts", 99);
	assert_non_null(strstr(line_of(PLACE_PHASE, 1), " 99 %, about 0 s left"));
	report_check(&report, "a.check", VERDICT_PASS, "fine");
	end("");
	assert_string_equal(line_of(PLACE_PHASE, 0),
			    " the end: 1 passed, 0 failed, 0 skipped in 12.5 s");
	assert_non_null(strstr(line_of(PLACE_PHASE, 1), "100 %"));
	glass_close();
}

static void test_long_runs_are_told_in_minutes(void **state)
{
	(void)state;
	open_at(800, 600);
	facts.budget_s = 600;
	assert_int_equal(display_open(&facts), STATUS_OK);
	report_percent(&report, "ipi", "interrupts", 0);
	assert_non_null(strstr(line_of(PLACE_PHASE, 1), "  0 %, about 10 min left"));
	glass_close();
}

static uint32_t bar_length(void)
{
	uint32_t y = areas[PLACE_PHASE].y + 24 * scale, x = 8 * scale, length = 0;
	uint32_t colour = glass_pixel(x, y);

	while (x + length < glass.width && glass_pixel(x + length, y) == colour)
		length++;
	return length;
}

static void test_the_bar_is_as_long_as_the_share(void **state)
{
	uint32_t whole;

	(void)state;
	open_at(1280, 800);
	whole = bar_length();
	for (unsigned int percent = 5; percent < 100; percent += 5) {
		report_percent(&report, "ipi", "interrupts", percent);
		assert_int_equal(bar_length(), whole * percent / 100);
	}
	glass_close();
}

/* ---- findings ---- */

static void test_errors_first_and_the_latest_first(void **state)
{
	(void)state;
	open_at(1024, 768);
	assert_string_equal(inner_line(PLACE_FINDINGS, 0), "0 errors, 0 warnings, 0 notes");
	find("a.note", SEVERITY_NOTE, "a note");
	find("a.warning", SEVERITY_WARNING, "a warning");
	report_check(&report, "a.check", VERDICT_FAIL, "it is not");
	find("b.warning", SEVERITY_WARNING, "another");
	find("b.error", SEVERITY_ERROR, "an error");
	report_check(&report, "b.check", VERDICT_SKIP, "there is none");
	report_check(&report, "c.check", VERDICT_PASS, "it is so");
	assert_string_equal(inner_line(PLACE_FINDINGS, 0), "2 errors, 2 warnings, 2 notes");
	assert_string_equal(inner_line(PLACE_FINDINGS, 1), "ERROR b.error: an error");
	assert_string_equal(inner_line(PLACE_FINDINGS, 2), "ERROR a.check failed: it is not");
	assert_string_equal(inner_line(PLACE_FINDINGS, 3), "warn  b.warning: another");
	assert_string_equal(inner_line(PLACE_FINDINGS, 4), "warn  a.warning: a warning");
	assert_string_equal(inner_line(PLACE_FINDINGS, 5), "note  b.check skipped: there is none");
	assert_string_equal(inner_line(PLACE_FINDINGS, 6), "note  a.note: a note");
	glass_close();
}

static void test_long_findings_go_on_below(void **state)
{
	(void)state;
	open_at(800, 600);
	find("a.rule", SEVERITY_ERROR,
	     "twenty characters of twenty characters of twenty characters of twenty characters of "
	     "twenty characters of more");
	assert_string_equal(inner_line(PLACE_FINDINGS, 1),
			    "ERROR a.rule: twenty characters of twenty characters of twenty "
			    "characters of twenty characters of");
	assert_string_equal(inner_line(PLACE_FINDINGS, 2), "      twenty characters of more");
	assert_string_equal(inner_line(PLACE_FINDINGS, 3), "");
	glass_close();
}

static void test_more_findings_than_there_is_room_for(void **state)
{
	char text[32];

	(void)state;
	open_at(800, 600);
	for (unsigned int i = 1; i <= 40; i++) {
		snprintf(text, sizeof(text), "number %u", i);
		find("a.rule", SEVERITY_NOTE, text);
	}
	find("an.error", SEVERITY_ERROR, "late");
	assert_string_equal(inner_line(PLACE_FINDINGS, 0), "1 error, 0 warnings, 40 notes");
	assert_string_equal(inner_line(PLACE_FINDINGS, 1), "ERROR an.error: late");
	assert_string_equal(inner_line(PLACE_FINDINGS, 2), "note  a.rule: number 40");
	assert_string_equal(inner_line(PLACE_FINDINGS, 5), "note  a.rule: number 37");
	glass_close();
}

/* ---- an early end ---- */

static struct record fault_on(cpu_index cpu)
{
	return (struct record){.kind = RECORD_FAULT,
			       .fault = {.cpu = cpu,
					 .id = {4},
					 .vector = 14,
					 .name = "#PF page fault",
					 .during = "the benchmarks",
					 .pc = 0x1234}};
}

static void test_a_core_is_lost(void **state)
{
	(void)state;
	open_at(1024, 768);
	emit(fault_on(3));
	assert_string_equal(inner_line(PLACE_FINDINGS, 1),
			    "ERROR core 3: #PF page fault, during the benchmarks");
	emit((struct record){.kind = RECORD_STALL,
			     .stall = {.waiter = 1, .chain = {2}, .chain_length = 1}});
	assert_string_equal(inner_line(PLACE_FINDINGS, 1),
			    "ERROR a call of core 1 to core 2 did not end in time");
	glass_close();
}

static bool findings_show(const char *text)
{
	for (uint32_t line = 0; line + 2 < areas[PLACE_FINDINGS].height / (16 * scale); line++)
		if (strstr(inner_line(PLACE_FINDINGS, line), text))
			return true;
	return false;
}

static void test_the_boot_core_is_lost(void **state)
{
	static const uint32_t sizes[][2] = {{800, 600}, {3840, 2160}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		open_at(sizes[i][0], sizes[i][1]);
		report_progress(&report, "ipi", "measuring");
		emit(fault_on(0));
		assert_true(findings_show("*** FAULT on core 0"));
		report_check(&report, "fault.boot-core", VERDICT_FAIL, "the boot core took it");
		end("the boot core took an exception");
		assert_true(findings_show("*** FAULT on core 0 (id 0x4): #PF page fault"));
		assert_true(findings_show("    pc 0x1234"));
		assert_true(findings_show("[FAIL] fault.boot-core: the boot core took it"));
		assert_true(findings_show("FAIL: 0 checks passed, 1 failed"));
		assert_true(glass_shows("FAIL 1, INCOMPLETE", scale));
		assert_non_null(strstr(line_of(PLACE_PHASE, 0), "the boot core took an exception"));
		glass_close();
	}
}

/* One that was survived leaves the panel to the findings as soon as the run goes on. */
static void test_the_run_goes_on(void **state)
{
	(void)state;
	open_at(800, 600);
	emit(fault_on(0));
	assert_true(findings_show("*** FAULT"));
	report_progress(&report, "soak", "going on");
	assert_false(findings_show("*** FAULT"));
	assert_string_equal(inner_line(PLACE_FINDINGS, 0), "1 error, 0 warnings, 0 notes");
	glass_close();
}

/* What comes next is told with the end, and by no record before. */
static void test_what_comes_next(void **state)
{
	(void)state;
	open_at(800, 600);
	report_next(&report, "halt", "exit= asks for it", 0);
	assert_string_equal(line_of(PLACE_OUTPUT, 0),
			    " The report goes to the UART at port 0x3f8, as text.");
	end("");
	assert_string_equal(line_of(PLACE_OUTPUT, 0),
			    " At the end: halt, as exit= asks for it.   The report goes to the "
			    "UART at port 0x3f8, as text.");
	glass_close();
}

/* Behind the end a line may be written again and again. */
static void test_a_countdown(void **state)
{
	(void)state;
	open_at(800, 600);
	display_write(NULL, "\rtoo early", 10);
	assert_non_null(strstr(line_of(PLACE_OUTPUT, 0), "The report goes to"));
	end("");
	display_write(NULL, "\rreset in 3 s        ", 21);
	assert_string_equal(line_of(PLACE_OUTPUT, 0),
			    " reset in 3 s.   The report goes to the UART at port 0x3f8, as text.");
	display_write(NULL, "\rhalted\r\n", 9);
	assert_non_null(strstr(line_of(PLACE_OUTPUT, 0), " halted.   The report goes to"));
	display_write(NULL, "no more\r\n", 9);
	assert_non_null(strstr(line_of(PLACE_OUTPUT, 0), " halted.   The report goes to"));
	glass_close();
}

/* ---- how it is drawn ---- */

static size_t count_pixels(uint32_t pixel, struct area area)
{
	size_t count = 0;

	for (uint32_t y = area.y; y < area.y + area.height; y++)
		for (uint32_t x = area.x; x < area.x + area.width; x++)
			count += glass_pixel(x, y) == pixel;
	return count;
}

static void scribble(void)
{
	for (uint32_t y = 0; y < glass.height; y++)
		for (uint32_t x = 0; x < glass.width; x++)
			glass_pixels[(size_t)y * glass.stride + x] = GLASS_MARK;
}

static void test_only_what_changed_is_drawn(void **state)
{
	const struct area all = {0, 0, 800, 600};
	size_t left;

	(void)state;
	open_at(800, 600);
	scribble();
	report_check(&report, "a.check", VERDICT_PASS, "fine");
	emit((struct record){.kind = RECORD_IPI, .ipi = {"RESCHEDULE", 1, 1}});
	assert_int_equal(count_pixels(GLASS_MARK, all), 800 * 600);
	report_progress(&report, "ipi", "measuring");
	left = count_pixels(GLASS_MARK, all);
	assert_true(left < 800 * 600);
	assert_int_equal(800 * 600 - left, areas[PLACE_PHASE].width * areas[PLACE_PHASE].height -
						   count_pixels(GLASS_MARK, areas[PLACE_PHASE]));
	glass_close();
}

/* Whatever was drawn bit by bit is what a redraw draws. */
static void test_updates_and_redraws_agree(void **state)
{
	struct screen_figures figures = {0};
	uint64_t random = 7;
	size_t bytes;
	uint32_t *before;

	(void)state;
	open_at(1024, 768);
	bytes = ((size_t)glass.stride * (glass.height - 1) + glass.width) * sizeof(uint32_t);
	before = malloc(bytes);
	emit(sample_run());
	for (unsigned int i = 0; i < 60; i++) {
		unsigned int draw = (unsigned int)(unit_random(&random) % 5);

		if (draw == 0)
			find("a.rule", (enum severity)(i % 3), "found");
		else if (draw == 1)
			report_check(&report, "a.check", (enum verdict)(i % 3), "number %u", i);
		else if (draw == 2)
			emit(fault_on(i % 4));
		else
			report_percent(&report, "ipi", "measuring", i);
		now = 5; /* the time left is the same at both */
		report_progress(&report, "ipi", "measuring");
		memcpy(before, glass_pixels, bytes);
		now = 5;
		report_redraw(&report, &figures);
		assert_memory_equal(before, glass_pixels, bytes);
	}
	assert_int_equal(figures.redraws, 61); /* that of opening among them */
	assert_true(figures.updates >= 60);
	assert_true(figures.redraw > 0 && figures.update_most > 0);
	free(before);
	glass_close();
}

/* ---- the watcher ---- */

static struct capture capture;
static unsigned int seen;

static void see_and_fault(void *context, const struct record *record)
{
	(void)record;
	seen++;
	report_check(context, "fault.boot-core", VERDICT_FAIL, "an exception as it was drawn");
}

static void test_a_watcher_that_faults_is_asked_no_more(void **state)
{
	struct report *mine = capture_open(&capture, FORMAT_TEXT);

	(void)state;
	report_watch(mine, see_and_fault, mine);
	seen = 0;
	report_progress(mine, "ipi", "measuring");
	assert_int_equal(seen, 1);
	assert_non_null(strstr(capture.bytes, "measuring"));
	assert_non_null(strstr(capture.bytes, "an exception as it was drawn"));
	free(mine);
}

static enum record_kind last_seen;

static void see_kind(void *context, const struct record *record)
{
	(void)context;
	seen++;
	last_seen = record->kind;
}

static void test_live_records_are_for_the_watcher_alone(void **state)
{
	static const enum record_kind kinds[] = {RECORD_LIVE_HIST, RECORD_LIVE_MATRIX,
						 RECORD_LIVE_REDRAW};
	struct report *mine = capture_open(&capture, FORMAT_BOTH);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) /* nobody looks */
		report_emit(mine, &(struct record){.kind = kinds[i]});
	report_watch(mine, see_kind, NULL);
	seen = 0;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		report_emit(mine, &(struct record){.kind = kinds[i]});
		assert_int_equal(last_seen, kinds[i]);
	}
	assert_int_equal(seen, 3);
	assert_int_equal(capture.writes, 0);
	assert_int_equal(mine->records, 0);
	assert_int_equal(mine->crc32, 0);
	report_check(mine, "a.check", VERDICT_PASS, "fine");
	assert_int_equal(seen, 4);
	assert_int_equal(mine->records, 1);
	free(mine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_too_small),
		cmocka_unit_test(test_no_font_and_no_framebuffer),
		cmocka_unit_test(test_opens_on_every_size),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_phase),
		cmocka_unit_test(test_long_runs_are_told_in_minutes),
		cmocka_unit_test(test_the_bar_is_as_long_as_the_share),
		cmocka_unit_test(test_errors_first_and_the_latest_first),
		cmocka_unit_test(test_long_findings_go_on_below),
		cmocka_unit_test(test_more_findings_than_there_is_room_for),
		cmocka_unit_test(test_a_core_is_lost),
		cmocka_unit_test(test_the_boot_core_is_lost),
		cmocka_unit_test(test_the_run_goes_on),
		cmocka_unit_test(test_what_comes_next),
		cmocka_unit_test(test_a_countdown),
		cmocka_unit_test(test_only_what_changed_is_drawn),
		cmocka_unit_test(test_updates_and_redraws_agree),
		cmocka_unit_test(test_a_watcher_that_faults_is_asked_no_more),
		cmocka_unit_test(test_live_records_are_for_the_watcher_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
