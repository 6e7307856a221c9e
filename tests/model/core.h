/* SPDX-License-Identifier: BSD-2-Clause */
/* A core as the explorer sees it: a coroutine that stops before each step. */
#ifndef MUSTER_MODEL_CORE_H
#define MUSTER_MODEL_CORE_H

#include "model.h"
#include <setjmp.h>

/* What a core stops for. */
enum want {
	WANT_ACCESS, /* of one object */
	WANT_LOOK,   /* interrupts are on again: one may come here */
	WANT_RELAX,  /* a waiting loop that saw no change */
	WANT_MWAIT,  /* the same, and an interrupt ends it */
	WANT_HALT,   /* until an interrupt */
	WANT_PARK,   /* for good, or until a reset */
};

/* How it goes on. A core that can go on in several ways is let go on in each. */
enum choice { CHOICE_STEP, CHOICE_INTERRUPT, CHOICE_TIMEOUT, CHOICE_COUNT };

struct sight { /* an object that a waiting loop read, and how often it had changed */
	const void *address;
	unsigned int version;
};

struct core {
	unsigned int number;
	enum want want;
	const void *address; /* of WANT_ACCESS */
	bool may_write;
	const void *where; /* code address */
	enum choice choice;

	bool irq_on;
	uint32_t pending; /* interrupts; the address of this word stands for all that comes in */
	bool script_done;
	bool fresh;		  /* its life has still to begin */
	unsigned int depth, life; /* of interrupts; resets so far */
	uint64_t clock;

	struct sight sights[MODEL_ACCESSES];
	unsigned int sight_count;
	const void *relaxed_at; /* the arch_relax() of the turn before; NULL: something changed */

	jmp_buf context;
};

/* ---- for the explorer ---- */

/* Puts all cores of the row at their beginning. False: as core_run(). */
bool core_begin(const struct model_row *row);

struct core *core_get(unsigned int number);
unsigned int core_choices(const struct core *core); /* bits */
bool core_rests(const struct core *core);	    /* it may stay as it is for good */

/* Lets it make its step. False: an object turned out to be shared, the search is to begin again. */
bool core_run(struct core *core, enum choice choice);

/* ---- for the code that runs on a core; core_self() is NULL outside ---- */

struct core *core_self(void);

/* Stops before an access; notes that it is done. A sent interrupt is a write of another's pending.
 */
void core_before(const void *address, bool may_write, const void *where);
void core_after(const void *address, bool wrote, uint64_t old, uint64_t new);

void core_relax(const void *where);
void core_halt(const void *where);
void core_turn(void);		    /* what is read from here on, */
void core_mwait(const void *where); /* ends this sleep when it changes */
_Noreturn void core_park(const void *where);
void core_irq_on(const void *where);

/* Another core, from its beginning again. */
void core_reset(struct core *core);

#endif
