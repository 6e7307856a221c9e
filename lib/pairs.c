/* SPDX-License-Identifier: BSD-2-Clause */
#include "pairs.h"
#include "mem.h"
#include "sort.h"

/* ---- the order of cores ---- */

struct seat {
	uint32_t number[TOPOLOGY_UNITS];
	cpu_index cpu;
};

static bool sits_before(const void *a_, const void *b_)
{
	const struct seat *a = a_, *b = b_;

	for (int unit = TOPOLOGY_PACKAGE; unit < TOPOLOGY_UNITS; unit++)
		if (a->number[unit] != b->number[unit])
			return a->number[unit] < b->number[unit];
	return a->cpu < b->cpu;
}

static struct seat seat_of(const struct topology *topology, cpu_index cpu)
{
	struct seat seat = {.cpu = cpu};

	if (topology && cpu < topology->cpu_count)
		memcpy(seat.number, topology->cpus[cpu].number, sizeof(seat.number));
	return seat;
}

unsigned int pairs_order(const struct topology *topology, const struct cpumask *cores,
			 cpu_index *ret_order, unsigned int most)
{
	static struct seat seats[CPUS_MAX]; /* too large for a stack; the boot core's alone */
	unsigned int all = 0, n;
	cpu_index cpu;

	for_each_cpu (cpu, cores)
		seats[all++] = seat_of(topology, cpu);
	sort_items(seats, all, sizeof(*seats), sits_before);
	n = all < most ? all : most;
	for (unsigned int i = 0; i < n; i++)
		ret_order[i] = seats[(size_t)i * all / n].cpu;
	return n;
}

/* ---- the order of pairs ---- */

/*
 * Unordered pairs have numbers: number / n is how far the second is behind the first, going round,
 * and number % n is the first. With distances from 0 to n / 2 each comes once, also for an even n,
 * as the last distance has only n / 2 numbers.
 */
static uint64_t count_of(uint64_t n)
{
	return n * (n + 1) / 2;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b) { /* endless: b becomes smaller each time */
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/*
 * A step that comes to every number before it repeats one, and whose first so many points lie
 * evenly in the square of distance and first core: by the two fractions of the R2 sequence
 * (M. Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences").
 */
static uint64_t stride_for(uint64_t n)
{
	uint64_t total = count_of(n), stride = (n + 1) / 2 * 7549 / 10000 * n + n * 5698 / 10000;

	while (common_divisor(stride, total) != 1) /* endless: total + 1 has none in common */
		stride++;
	return stride % total;
}

void pairs_open(struct pairs *pairs, const struct topology *topology, const cpu_index *order,
		unsigned int n, bool with_self)
{
	*pairs = (struct pairs){.topology = topology, .order = order, .n = n};
	pairs->total = count_of(n);
	pairs->stride = stride_for(n);
	for (unsigned int level = with_self ? 0 : TOPOLOGY_SAME_CPU + 1; level < TOPOLOGY_LEVELS;
	     level++)
		pairs->walks[level].steps_left = pairs->total;
}

enum topology_level pairs_level(const struct pairs *pairs, unsigned int a, unsigned int b)
{
	cpu_index first = pairs->order[a], second = pairs->order[b];

	if (first == second)
		return TOPOLOGY_SAME_CPU;
	return pairs->topology ? topology_distance_level(pairs->topology, first, second)
			       : TOPOLOGY_REMOTE;
}

static struct pair pair_of(const struct pairs *pairs, uint64_t number)
{
	unsigned int first = (unsigned int)(number % pairs->n);
	unsigned int second = (first + (unsigned int)(number / pairs->n)) % pairs->n;

	return (struct pair){.a = first < second ? first : second,
			     .b = first < second ? second : first,
			     .level = pairs_level(pairs, first, second)};
}

static bool walk(struct pairs *pairs, enum topology_level level, struct pair *ret_pair)
{
	struct pairs_walk *walk = &pairs->walks[level];

	while (walk->steps_left) { /* endless: one less each time */
		struct pair pair = pair_of(pairs, walk->at);

		walk->at = (walk->at + pairs->stride) % pairs->total;
		walk->steps_left--;
		if (pair.level == level) {
			*ret_pair = pair;
			return true;
		}
	}
	return false;
}

bool pairs_next(struct pairs *pairs, struct pair *ret_pair)
{
	for (unsigned int tries = 0; tries < TOPOLOGY_LEVELS; tries++) {
		enum topology_level level = pairs->turn;

		pairs->turn = (pairs->turn + 1) % TOPOLOGY_LEVELS;
		if (walk(pairs, level, ret_pair))
			return true;
	}
	return false;
}
