/* SPDX-License-Identifier: BSD-2-Clause */
#include "ending.h"
#include "arch.h"
#include "console.h"
#include "fmt.h"
#include "wait.h"

enum { SECOND_US = 1000000, COUNTDOWN_SIZE = 32, READING_S = 30 };

/* Asked at the end: a port that takes nothing is given up on the way. */
static bool is_screen_only(const struct machine *machine)
{
	return machine->has_screen && machine->serial->kind == SERIAL_NONE;
}

/* A UART says nothing of who listens: a person may sit before the screen of a board with one. */
static struct ending choose_auto(const struct machine *machine)
{
	if (arch_has_debug_exit(machine))
		return (struct ending){EXIT_DEBUGEXIT, "this virtual machine has a debug port", 0};
	if (is_screen_only(machine))
		return (struct ending){EXIT_HALT, "the report is on the screen alone", 0};
	if (machine->serial->kind == SERIAL_NONE)
		return (struct ending){EXIT_RESET, "nobody can read the report here", 0};
	return (struct ending){EXIT_RESET, "the report went to the serial port",
			       machine->has_screen ? READING_S : 0};
}

struct ending ending_choose(const struct machine *machine)
{
	const struct options *options = &machine->options;
	struct ending ending = {options->exit, "exit= asks for it", 0};

	if (options->exit == EXIT_AUTO)
		ending = choose_auto(machine);
	if (options->pause_s != PAUSE_AUTO)
		ending.pause_s = options->pause_s;
	return ending;
}

void ending_announce(const struct machine *machine)
{
	struct ending ending = ending_choose(machine);

	report_next(machine->report, exit_name(ending.kind), ending.why, ending.pause_s);
}

enum exit_kind ending_wait(const struct machine *machine)
{
	struct ending ending = ending_choose(machine);
	char line[COUNTDOWN_SIZE];

	wait_open(&machine->clock);
	for (uint32_t left = ending.pause_s; left; left--) {
		fmt_text(line, sizeof(line), "%s in %u s", exit_name(ending.kind), left);
		report_countdown(machine->report, line);
		wait_us(SECOND_US);
	}
	if (ending.kind == EXIT_HALT)
		report_after_end(machine->report,
				 "halted: the machine may be switched off or reset");
	return ending.kind;
}
