/* SPDX-License-Identifier: BSD-2-Clause */
/* How a run ends: which way is chosen, what is said of it, and how long it takes. */
#include "scenario.h"
#include "console.h"
#include "ending.h"

static char screen[512], line[2048];
static struct report report;

static void keep(void *text, const char *bytes, size_t length)
{
	strncat(text, bytes, length);
}

static struct machine ends_by(const struct machine *machine, enum exit_kind kind)
{
	static const struct sink on_screen = {keep, screen, FORMAT_TEXT};
	static const struct sink on_line = {keep, line, FORMAT_BOTH};
	struct machine changed = *machine;

	changed.options.exit = kind;
	changed.report = &report;
	report_open(&report, machine->report->words);
	report_add_sink(&report, &on_line);
	report_add_screen(&report, &on_screen);
	screen[0] = line[0] = '\0';
	return changed;
}

static void check_words(const struct machine *machine)
{
	for (int kind = EXIT_RESET; kind <= EXIT_BOOTNEXT; kind++) {
		struct machine changed = ends_by(machine, (enum exit_kind)kind);

		changed.has_screen = changed.arch.debug_exit = true;
		expect_number(ending_choose(&changed).kind, (unsigned int)kind);
	}
}

static void check_auto(const struct machine *machine)
{
	static const struct serial_port com1 = {SERIAL_16550_PORT, 0x3F8, 1, 1, 0};
	static const struct {
		bool serial, has_screen, debug_exit;
		enum exit_kind kind;
		uint32_t pause_s;
		const char *why;
	} rows[] = {
		{true, true, false, EXIT_RESET, 30, "the report went to the serial port"},
		{true, false, false, EXIT_RESET, 0, "the report went to the serial port"},
		{false, true, false, EXIT_HALT, 0, "the report is on the screen alone"},
		{false, false, false, EXIT_RESET, 0, "nobody can read the report here"},
		{true, true, true, EXIT_DEBUGEXIT, 0, "this virtual machine has a debug port"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct machine changed = ends_by(machine, EXIT_AUTO);
		struct ending ending;

		if (rows[i].serial)
			changed.serial = &com1;
		changed.has_screen = rows[i].has_screen;
		changed.arch.debug_exit = rows[i].debug_exit;
		ending = ending_choose(&changed);
		expect_number(ending.kind, rows[i].kind);
		expect_text(ending.why, rows[i].why);
		expect_number(ending.pause_s, rows[i].pause_s);
		changed.options.pause_s = 0;
		expect_number(ending_choose(&changed).pause_s, 0);
	}
}

/* Counted down where a line can be taken back, and said once where it cannot. */
static void check_pause(const struct machine *machine)
{
	struct machine changed = ends_by(machine, EXIT_HALT);
	ticks began = arch_clock_read();

	changed.options.pause_s = 3;
	ending_announce(&changed);
	report_end(&report, "", 1);
	screen[0] = '\0';
	expect_number(ending_wait(&changed), EXIT_HALT);
	expect(clock_to_ns(&machine->clock, arch_clock_read() - began) >= 3000000000u);
	expect_text(screen, "\rhalt in 3 s                   \rhalt in 2 s                   "
			    "\rhalt in 1 s                   "
			    "\rhalted: the machine may be switched off or reset\r\n");
	expect(strstr(line, "\r\nat the end: halt after 3 s, as exit= asks for it\r\n") != NULL);
	expect(strstr(line, "\"next\":\"halt\",\"why\":\"exit= asks for it\",\"pause_s\":3}") !=
	       NULL);
	expect(strstr(line, "halt in ") == NULL);
	expect(strstr(line, "halted: ") != NULL);
}

/* It took no end record: then the screen alone has the whole report. */
static void check_port_that_dies_last(const struct machine *machine)
{
	static struct serial_port port = {SERIAL_16550_PORT, 0x3F8, 1, 1, 0};
	struct machine changed = ends_by(machine, EXIT_AUTO);

	changed.serial = &port;
	changed.has_screen = true;
	ending_announce(&changed);
	port.kind = SERIAL_NONE;
	expect_number(ending_wait(&changed), EXIT_HALT);
	expect_text(screen, "\rhalted: the machine may be switched off or reset\r\n");
}

static const struct scenario rows[] = {
	{.name = "the words", .body = check_words, .setup = {.cores = 1}},
	{.name = "auto", .body = check_auto, .setup = {.cores = 1}},
	{.name = "a pause", .body = check_pause, .setup = {.cores = 2}},
	{.name = "a port that dies last", .body = check_port_that_dies_last, .setup = {.cores = 1}},
};

SCENARIOS_MAIN(rows)
