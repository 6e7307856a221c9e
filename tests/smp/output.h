/* SPDX-License-Identifier: BSD-2-Clause */
/* What the application reports, for a test to read: JSON lines, one behind the other. */
#ifndef MUSTER_TEST_OUTPUT_H
#define MUSTER_TEST_OUTPUT_H

#include "machine.h"

enum { OUTPUT_MOST = 400000 };

/* NUL-terminated; of one scenario, as each runs in a process of its own. */
extern char output[OUTPUT_MOST];

/* From now on what this machine reports is kept. */
void output_listen(struct machine *machine);

#endif
