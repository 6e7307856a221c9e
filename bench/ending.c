/* SPDX-License-Identifier: BSD-2-Clause */
#include "ending.h"
#include "arch.h"
#include "console.h"
#include "fmt.h"
#include "wait.h"

enum { SECOND_US = 1000000, COUNTDOWN_SIZE = 32 };

/* Asked at the end: a port that takes nothing is given up on the way. */
static bool is_screen_only(const struct machine *machine)
{
	return machine->has_screen && machine->serial->kind == SERIAL_NONE;
}

struct ending ending_choose(const struct machine *machine)
{
	if (machine->options.exit != EXIT_AUTO)
		return (struct ending){machine->options.exit, "exit= asks for it"};
	if (arch_has_debug_exit(machine))
		return (struct ending){EXIT_DEBUGEXIT, "this virtual machine has a debug port"};
	if (is_screen_only(machine))
		return (struct ending){EXIT_HALT, "the report is on the screen alone"};
	return (struct ending){EXIT_RESET, machine->serial->kind == SERIAL_NONE
						   ? "nobody can read the report here"
						   : "the report went to the serial port"};
}

void ending_announce(const struct machine *machine)
{
	struct ending ending = ending_choose(machine);

	report_next(machine->report, exit_name(ending.kind), ending.why, machine->options.pause_s);
}

enum exit_kind ending_wait(const struct machine *machine)
{
	enum exit_kind kind = ending_choose(machine).kind;
	char line[COUNTDOWN_SIZE];

	wait_open(&machine->clock);
	for (uint32_t left = machine->options.pause_s; left; left--) {
		fmt_text(line, sizeof(line), "%s in %u s", exit_name(kind), left);
		report_countdown(machine->report, line);
		wait_us(SECOND_US);
	}
	if (kind == EXIT_HALT)
		report_after_end(machine->report,
				 "halted: the machine may be switched off or reset");
	return kind;
}
