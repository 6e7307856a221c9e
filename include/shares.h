/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time that many share. What is left is dealt out anew each time, in equal parts among all shares
 * that are still to come: what one does not need goes to the others, and what one takes too much
 * all others lose alike.
 */
#ifndef MUSTER_SHARES_H
#define MUSTER_SHARES_H

#include "types.h"

struct shares {
	ticks end;
	unsigned int all, left; /* in number */
	unsigned int behind;	/* of those left, the ones of other parties, which come later */
};

void shares_open(struct shares *shares, ticks now, ticks span, unsigned int count);

/* One party's turn, which has so many; it may take fewer, or more. */
void shares_begin(struct shares *shares, unsigned int count);
void shares_end(struct shares *shares);

/* The time for so many. Those of parties that come later stay theirs. */
ticks shares_deal(struct shares *shares, ticks now, unsigned int count);

/* How many are done with, of all, in percent: it never goes back. */
unsigned int shares_percent(const struct shares *shares);

#endif
