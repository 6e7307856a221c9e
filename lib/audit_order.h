/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of the audit: cores in an order in which those that hold the same are
   neighbours. */
#ifndef MUSTER_LIB_AUDIT_ORDER_H
#define MUSTER_LIB_AUDIT_ORDER_H

#include "audit.h"

/* Within what cores have to agree. */
enum audit_split {
	AUDIT_TOGETHER, /* all of them */
	AUDIT_BY_KIND,	/* those of a kind: performance cores, efficient cores */
	AUDIT_BY_MODEL, /* those of a kind and model */
	AUDIT_BY_PACKAGE,
};

/* What the order is by: the class that the split gives, then state and value, then the id. */
struct audit_key {
	unsigned int number;
	uint64_t mask; /* of the bits that count */
	enum audit_split split;
	bool in_force; /* what is not in force counts as 0 */
};

/* Places in audit->cores, by the last audit_order_make(). */
extern uint16_t audit_order[CPUS_MAX];
void audit_order_make(const struct audit *audit, const struct audit_key *key);

/* Of two places in the order: the same class; the same class and the same content. */
bool audit_order_same_class(const struct audit *audit, const struct audit_key *key, size_t a,
			    size_t b);
bool audit_order_same(const struct audit *audit, const struct audit_key *key, size_t a, size_t b);

/* The ids of audit_order[first..end), which are rising, as ranges; cut with "..." at the end. */
void audit_format_ids(const struct audit *audit, size_t first, size_t end, char *text, size_t size);

/* Groups a part of the order that is of one class. */
void audit_group_run(const struct audit *audit, const struct audit_key *key, size_t first,
		     size_t end, struct audit_groups *ret_groups);

/* True if a core has the register, or faults at it. */
bool audit_any(const struct audit *audit, unsigned int number);

/* The part of a register that counts, by the key; 0 unless it was read. */
uint64_t audit_content(const struct audit *audit, const struct audit_core *core,
		       const struct audit_key *key);

uint64_t audit_value(const struct audit_core *core, unsigned int number); /* 0 unless read */

const char *audit_name(const struct audit *audit, unsigned int number);

/* ---- audit_same.c: registers that have to be the same ---- */

/* first to last have to be the same; rule is a number of the caller's. */
struct audit_same {
	uint16_t first, last;
	uint8_t rule, split;
	uint64_t mask;
};

/* One rule's registers: the first that differs is shown, the others are counted. */
struct audit_tally {
	unsigned int registers;
	unsigned int first;
	struct audit_groups groups;
};

/* Adds one register, or those of a rule, where they differ. */
void audit_compare(const struct audit *audit, const struct audit_key *key,
		   struct audit_tally *tally);
void audit_compare_rows(const struct audit *audit, const struct audit_same *rows, size_t count,
			unsigned int rule, struct audit_tally *tally);

/* Says so. */
void audit_say(const struct audit *audit, const struct audit_tally *tally, const struct rule *rule,
	       struct findings *findings);

/* ---- audit_lint.c: cores by a bit ---- */

enum { AUDIT_HOLDERS_SIZE = 40 };

struct audit_holders {
	unsigned int count; /* that have the register, and the bit as asked for */
	unsigned int asked; /* that have the register */
	hw_id first;
	char ids[AUDIT_HOLDERS_SIZE];
};

/* Who has one of the bits, or (set false) has the register without them. */
struct audit_holders audit_find_holders(const struct audit *audit, unsigned int number,
					uint64_t bits, bool set);

/* Says so if any core's bits are as asked for. */
void audit_lint_bits(const struct audit *audit, unsigned int number, uint64_t bits, bool set,
		     const struct rule *rule, struct findings *findings);

#endif
