/* SPDX-License-Identifier: BSD-2-Clause */
/* What a core does when it has nothing to do. */
#ifndef MUSTER_IDLE_H
#define MUSTER_IDLE_H

#include "options.h"
#include "percpu.h"

/* For all cores, before they start. Without MONITOR/MWAIT, mwait becomes halt. */
void idle_choose(enum idle_kind kind);
enum idle_kind idle_chosen(void);

/* The same while they run: each follows as soon as it can. */
void idle_change(enum idle_kind kind);

/* Sleeps or polls, and takes calls, for good. */
_Noreturn void idle_forever(struct percpu *self);

#endif
