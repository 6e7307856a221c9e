/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Gaps: stretches of time in which a core that does nothing but watch the clock did not run. Those
 * that overlap on several cores have one cause: the firmware in system management mode, or a host.
 */
#ifndef MUSTER_GAPS_H
#define MUSTER_GAPS_H

#include "types.h"

/* On a time line that all cores share, which may begin anywhere. */
struct clock_gap {
	int64_t begin;
	ticks span;
	unsigned int core; /* a number below that of the cores */
};

/* Gaps of different cores that may have been at one time. */
struct gap_event {
	int64_t begin; /* of the first */
	ticks least, most;
	unsigned int cores;
};

enum { GAPS_WORST = 4, GAPS_LOOPS_PER_GAP = 10 };

/* The longest of those that all cores had at once, by the core that it was shortest on. */
struct gaps_worst {
	struct gap_event events[GAPS_WORST];
	unsigned int count;
};

typedef void (*gap_event_func)(void *context, const struct gap_event *event);

/* A pause is a gap from so many ticks on: least, or what the loop itself never takes. */
ticks gaps_threshold(ticks least, ticks loop);

/* One core's, in the order of time: those that lie so close that what other cores had between them
   cannot be told from what they had in them become one, as long as both. Returns how many are left.
 */
size_t gaps_join(struct clock_gap *gaps, size_t count, ticks bound);

/* Sorts the gaps, and tells of each event, in the order of time. Two gaps belong to one if there is
   a moment that both cover, when each may lie up to bound earlier or later. longest: a number for
   each core, for this function. No gap is 0 long. */
void gaps_merge(struct clock_gap *gaps, size_t count, ticks bound, uint64_t *longest,
		unsigned int cores, gap_event_func tell, void *context);

void gaps_worst_add(struct gaps_worst *worst, const struct gap_event *event);

/* ---- what is told of them ---- */

struct record_gaps_event {
	nanoseconds at; /* since the door, by the boot core's clock */
	nanoseconds least, most;
};

/* Time that was stolen from cores which all watched at once. */
struct record_gaps {
	unsigned int cpus, windows;
	nanoseconds watched; /* by each core, in all windows */
	nanoseconds loop;    /* median of a look at the clock, on the slowest core */
	nanoseconds threshold, bound;
	uint64_t alone, several, all;		    /* events by the cores that they took part on */
	uint64_t unplaced;			    /* gaps that are in none of these */
	struct record_gaps_event worst[GAPS_WORST]; /* of all */
	unsigned int worst_count;
	nanoseconds longest, stolen; /* on the worst core for each */
	nanoseconds stolen_of;	     /* of which: what that core watched */
	cpu_index longest_cpu, stolen_cpu;
	bool turns; /* cores may share a processor, and then steal from each other */
	bool counts_smi;
	uint32_t smi_seen,
		smi_total; /* on the core with the most; while watched, since its reset */
};

struct record_gaps_core {
	cpu_index cpu;
	uint64_t count;
	nanoseconds longest, longest_at, stolen, watched;
	bool counts_smi;
	uint32_t smi_seen, smi_total;
};

#endif
