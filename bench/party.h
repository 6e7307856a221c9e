/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Some cores that do one thing together: the boot core, and others that are called to it. They take
 * part with interrupts off, so a part is kept to a few milliseconds, and each wait in it is one of
 * struct patience, which ends when it takes too long for anybody.
 */
#ifndef MUSTER_PARTY_H
#define MUSTER_PARTY_H

#include "budget.h"
#include "cpu.h"
#include "wait.h"

enum {
	SEAT_SIZE = 3 * CACHE_LINE, /* of each possible core: see run->seats */
	PARTY_SLICE_US = 1000,	    /* the length of a part that is to last for a while */
	LOOKS_UNTIMED = 128,
};

/* Of one member, written by it alone. */
struct party_seat {
	_Alignas(CACHE_LINE) _Atomic(uint32_t) reached; /* 1: it is there; then as the part says */
	_Atomic(bool) left;				/* and nothing of the part is under way */
	uint64_t count;					/* for the part's own use */
};

/* rank: 0 is the boot core, then the lowest indices follow. */
typedef void (*party_func)(unsigned int rank);

/* Before the first part of a group, and before anything is written to the room. False: somebody has
   not left the last party yet. */
bool party_open(struct run *run);

/* The same, and a failed check of this name says so. */
bool party_open_for(struct run *run, const char *name);

/* Runs part(rank) on the boot core and on the size - 1 other online cores with the lowest indices,
   begun when all are there. False: not all came, or not all came to the end, or somebody gave up
   a wait; party_lost() says who was waited for. The run goes on, but with other parties only when
   who is late has left. */
bool party_play(unsigned int size, party_func part);
cpu_index party_lost(void);

/* Says so as a failed check of this name. */
void party_report_lost(struct run *run, const char *name);

struct party_seat *party_seat(unsigned int rank);

/* CACHE_LINE bytes times two for each possible core, from 0 on; what the last user left in it. */
void *party_room(void);

/* ---- waiting for other members ---- */

struct patience { /* all zero: begins now */
	ticks end;
	unsigned int looks;
};

bool party_waits_long(struct patience *patience);

/* After each look that was in vain. False: SMP_DEADLINE_US are over, or somebody else has given up.
   The clock is looked at every LOOKS_UNTIMED times. */
static inline bool party_waits(struct patience *patience)
{
	arch_relax();
	return ++patience->looks % LOOKS_UNTIMED || party_waits_long(patience);
}

/* The same without PAUSE or YIELD in between. */
static inline bool party_waits_bare(struct patience *patience)
{
	return ++patience->looks % LOOKS_UNTIMED || party_waits_long(patience);
}

/* A member has given up; all others are to leave. */
bool party_is_over(void);

/* ---- how many take part, and for how long ---- */

/* One benchmark for growing numbers of cores: 1 or 2, 4, 8, ... and all that are online where only=
   names it. Else for one number: all, but at most PARTY_SHARED where cores may not be real, since
   one that waits then keeps another from working. */
enum { PARTY_SHARED = 4 };
struct sweep {
	struct run *run;
	unsigned int size, most; /* size 0: it is over */
	unsigned int steps;	 /* left, this one too */
	struct deadline end;	 /* of all */
};
void sweep_begin(struct sweep *sweep, struct run *run, unsigned int least, unsigned int shares);
void sweep_next(struct sweep *sweep);

/* The time for part number part of so many of this size, and for how many samples at most. */
struct pace {
	struct deadline end;
	uint64_t most;
};
struct pace sweep_pace(const struct sweep *sweep, unsigned int part, unsigned int parts);
bool pace_left(const struct pace *pace, uint64_t samples);

/* The number as the value of the parameter n. */
enum { SIZE_TEXT = 8 };
const char *size_text(unsigned int size, char text[SIZE_TEXT]);

#endif
