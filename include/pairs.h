/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which pairs of cores are measured, and in which order: all of them if there is time, and whenever
 * it ends, as many of each distance as of any other, spread evenly over the cores. Pure; keeps no
 * list of pairs.
 */
#ifndef MUSTER_PAIRS_H
#define MUSTER_PAIRS_H

#include "cpumask.h"
#include "topology.h"

/* Places of an order, a <= b; a pair is measured in both directions. */
struct pair {
	unsigned int a, b;
	enum topology_level level;
};

/* A walk over all pairs that meets those of one level. */
struct pairs_walk {
	uint64_t at, steps_left;
};

struct pairs {
	const struct topology *topology; /* NULL: not known; then all are equally far */
	const cpu_index *order;
	unsigned int n;
	uint64_t total, stride;
	struct pairs_walk walks[TOPOLOGY_LEVELS];
	unsigned int turn; /* the level whose turn it is */
};

/* Writes the members of a mask by package, die, core and thread, and returns how many; where there
   are more than most, so many of them, spread evenly. topology may be NULL: by index then. */
unsigned int pairs_order(const struct topology *topology, const struct cpumask *cores,
			 cpu_index *ret_order, unsigned int most);

/* with_self: a core and itself is a pair, too. The order stays the caller's. n is at least 1. */
void pairs_open(struct pairs *pairs, const struct topology *topology, const cpu_index *order,
		unsigned int n, bool with_self);

/* False: there are no more. Each pair comes once. */
bool pairs_next(struct pairs *pairs, struct pair *ret_pair);

/* How far the cores at two places of the order are apart. */
enum topology_level pairs_level(const struct pairs *pairs, unsigned int a, unsigned int b);

#endif
