/* SPDX-License-Identifier: BSD-2-Clause */
/* The steps of one schedule, and which of them had to come before which. */
#ifndef MUSTER_MODEL_HAPPENS_H
#define MUSTER_MODEL_HAPPENS_H

#include "model.h"

struct access {
	const void *address;
	bool write;
};

struct step {
	unsigned int core, choice, want;
	const void *where;
	unsigned int
		clock[MODEL_CORES]; /* so many steps of each core come before it, itself included */
	struct access accesses[MODEL_ACCESSES + 2];
	unsigned int access_count;
	const void *object; /* for the trace, with its values */
	uint64_t old, new;
	unsigned int partners[2 * MODEL_CORES]; /* earlier steps that touch the same, as found */
	unsigned int partner_count;
};

/* Forgets the last schedule. */
void happens_reset(void);

void happens_begin(unsigned int core, unsigned int choice, const void *where, unsigned int want);
void happens_access(const void *address, bool write);
void happens_value(const void *address, uint64_t old, uint64_t new); /* of the last access */
void happens_change(const void *address); /* its value is another one now */
void happens_end(void);

/* All that a core has done so far comes before this step: it is reset. */
void happens_stop(unsigned int core);

/* How often an object has changed. */
unsigned int happens_version(const void *address);

unsigned int happens_count(void);
const struct step *happens_step(unsigned int number);

/* Does a, an earlier step, come before b in every schedule like this one? */
bool happens_before(unsigned int a, unsigned int b);

/* Plain accesses of a core, between its steps: false, and *ret_where the other's place in the code,
   when it races with one of another core. */
bool happens_plain(unsigned int core, uintptr_t address, bool write, const void *where,
		   const void **ret_where);

#endif
