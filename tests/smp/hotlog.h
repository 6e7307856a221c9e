/* SPDX-License-Identifier: BSD-2-Clause */
/* Hotplug states that write down when they are called, and fail when they are told to. */
#ifndef MUSTER_HOTLOG_H
#define MUSTER_HOTLOG_H

#include "scenario.h"

/* In the order of their states; their names are "p1", ... */
enum hot { P1, P2, S1, S2, O1, O2, O3, HOTS };

/* Registers all of them; call it where cpuhp_setup_state() may be called. */
void hot_register(void);
enum cpuhp_state hot_state(enum hot hot);

/* What has been called for a core since this was last asked: "+p1 +p2 -p2 -p1". */
const char *hot_log(cpu_index cpu);

/* What ought to be called from one state to another. */
const char *hot_way(enum cpuhp_state from, enum cpuhp_state to);

/* The calls for two ways, one after the other; the results of hot_way() and hot_log() stay. */
const char *hot_both(const char *first, const char *second);

/* What one callback does instead of returning STATUS_OK, each time. */
enum hot_deed { HOT_NOTHING, HOT_RETURN, HOT_HANG, HOT_FAULT };
void hot_plan(cpu_index cpu, enum hot hot, bool rise, enum hot_deed deed);
#define HOT_STATUS STATUS_NOT_FOUND /* of HOT_RETURN */

/* The core is where it was asked to be, and idle; masks and calls agree with that. */
void check_at(cpu_index cpu, enum cpuhp_state state);
void check_result(struct cpuhp_result seen, enum status status, enum cpuhp_state at);

/* It is online, or not at all, and the books of the others are right. */
void check_works(cpu_index cpu);
void check_gone(cpu_index cpu);

#endif
