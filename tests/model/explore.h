/* SPDX-License-Identifier: BSD-2-Clause */
/* The search over all schedules of one row. */
#ifndef MUSTER_MODEL_EXPLORE_H
#define MUSTER_MODEL_EXPLORE_H

#include "model.h"

struct explored {
	unsigned long executions; /* schedules run to their end */
	unsigned long pruned;	  /* left early: one like it was run before */
	unsigned int longest;	  /* steps */
	unsigned int restarts;	  /* objects found to be shared */
	size_t classes;		  /* of executions, when they are counted */
	unsigned int bound;	  /* of preemptions; 0: none */
	bool cut;		  /* the limit came before the end */
};

struct search {
	unsigned long limit; /* executions; 0: none */
	unsigned int bound;  /* of preemptions, instead of the row's */
	bool every;	     /* every schedule, also those that do not differ */
	bool count;	     /* classes of executions */
};

/* Runs the schedules of a row. model_fail() ends it. */
struct explored explore(const struct model_row *row, const struct search *search);

/* Adds the schedule that has just ended; returns how many there were that really differ. */
void classes_add(void);
size_t classes_take(void);

/* The schedule that runs, for model_fail(). */
void trace_print(void);

/* "function at file:line" of the code before an address. The text is the next call's. */
const char *trace_place(const void *where);

#endif
