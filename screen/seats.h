/* SPDX-License-Identifier: BSD-2-Clause */
/* Which cores there are, where they sit and how they are, as records told. */
#ifndef MUSTER_SEATS_H
#define MUSTER_SEATS_H

#include "record.h"

enum seat_state { SEAT_NOT_STARTED, SEAT_ONLINE, SEAT_FAILED, SEAT_HELD_BACK, SEAT_STATES };

struct seat {
	cpu_index cpu;
	uint32_t number[TOPOLOGY_UNITS];
	uint32_t node; /* TOPOLOGY_NODE_NONE: not known */
	enum seat_state state;
};

void seats_open(void);

/* True if a core came, or changed. Of one record it may be told again. Cores that can never run,
   as they are disabled or not there yet, have no seat. */
bool seats_see(const struct record *record);

/* By package, die, core and thread. */
unsigned int seats_count(void);
const struct seat *seats_at(unsigned int place);

/* NULL: nobody knows it. */
const struct seat *seats_find(cpu_index cpu);

/* Both are known, and in different packages, or nodes. */
bool seats_apart(cpu_index a, cpu_index b);

#endif
