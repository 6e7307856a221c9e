/* SPDX-License-Identifier: BSD-2-Clause */
/* How a run ends, once all is said. */
#ifndef MUSTER_ENDING_H
#define MUSTER_ENDING_H

#include "machine.h"

struct ending {
	enum exit_kind kind; /* never EXIT_AUTO */
	const char *why;
	uint32_t pause_s; /* before it */
};

/* By exit= and pause=; without them by what the machine is, and where its report went so far. */
struct ending ending_choose(const struct machine *machine);

/* For the end record: what comes next, and why. */
void ending_announce(const struct machine *machine);

/* Behind the end record: pause=, counted down on the screen, and the last word of a machine that
   halts. Returns the way to go, which is another one where the serial port took no end record. */
enum exit_kind ending_wait(const struct machine *machine);

#endif
