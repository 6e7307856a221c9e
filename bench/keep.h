/* SPDX-License-Identifier: BSD-2-Clause */
/* The result that survives the run, in a variable of the firmware's. */
#ifndef MUSTER_KEEP_H
#define MUSTER_KEEP_H

#include "kept.h"
#include "run.h"

/* Notes that a step begins. While nothing is measured, and all other cores are idle: the firmware
   has the boot core, with interrupts off, for as long as it likes. */
void keep_step(struct run *run, const char *step);

/* Notes how the run ended; text: why early, or "". Reports what all of it came to. */
void keep_end(struct run *run, enum kept_state state, const char *text);

#endif
