/* SPDX-License-Identifier: BSD-2-Clause */
/* What must be true after every bring-up, whatever went wrong. */
#ifndef MUSTER_BOOKS_H
#define MUSTER_BOOKS_H

#include "scenario.h"

struct books {
	unsigned int online; /* boot core included */
	unsigned int failed, held_back;
	bool refusals; /* a refused change of state is expected */
};

/* The books balance as expected: by plan, by state and by mask; each failed core has a reason, each
   of the others none; and the whole took no longer than the waits that are allowed. */
void check_books(const struct machine *machine, const struct books *wanted);

/* The core came up: its marks are in order, it is in the masks, and it answers a call. */
void check_came(cpu_index cpu);

void check_answers(cpu_index cpu); /* only the call */

/* It did not, for this reason; it got as far as this, and it is in no mask. */
void check_failed(cpu_index cpu, enum wake_stage stage, const char *reason);

#endif
