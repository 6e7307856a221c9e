/* SPDX-License-Identifier: BSD-2-Clause */
/* What the benchmarks need from before the door, and what can be said of them there. */
#ifndef MUSTER_BENCH_H
#define MUSTER_BENCH_H

#include "options.h"
#include "types.h"

/* When a benchmark runs, if neither only= nor skip= says otherwise. */
enum bench_when {
	BENCH_ALWAYS,
	BENCH_WITH_MATRIX, /* with matrix=on */
	BENCH_BY_NAME,	   /* when only= names it */
};

/* All stats of one name: a row of what `list` says. */
struct benchmark {
	const char *id;	     /* "ipi.rtt", the name of its stats */
	const char *unit;    /* "ns" (ticks where the clock cannot be trusted), "count", ... */
	const char *what;    /* it measures */
	const char *how;     /* it is computed: from where to where, in which rounds */
	unsigned int shares; /* of the time that there is: one for each of its stats */
	enum bench_when when;
};

/* In the order in which they are measured; NULL past the last. */
const struct benchmark *bench_list(size_t number);

/* By only=, skip= and matrix=. id is one of the list. */
bool bench_wanted(const struct options *options, const char *id);

/* Bytes of arena for samples, for the bring-up's books, for passes, and for matrices where they are
 * wanted. */
size_t bench_memory_size(const struct options *options, unsigned int possible_count);

/* The clock, for who is handed a function to read it by. */
ticks bench_now(void);

#endif
