/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of cores by index, with Linux's names. A plain mask belongs to one core at a time; the
 * _atomic functions are for masks that several cores read and write (online, active), and are
 * sequentially consistent. An index of CPUS_MAX or more is ignored by the writers and reads false.
 */
#ifndef MUSTER_CPUMASK_H
#define MUSTER_CPUMASK_H

#include "types.h"

enum { CPUMASK_WORD_BITS = 64, CPUMASK_WORDS = CPUS_MAX / CPUMASK_WORD_BITS };

struct cpumask {
	uint64_t words[CPUMASK_WORDS];
};

/* Promises that only cores below cpus will be members from now on, so that no mask is looked at
   behind them; 0 takes the promise back. Call it before other cores run. */
void cpumask_limit(unsigned int cpus);

/* ---- inline, as calls to many cores go over masks ---- */

/* Most machines fill one word or a few: the rest is never looked at. */
extern size_t cpumask_words_used;

static inline uint64_t cpumask_bit(cpu_index cpu)
{
	return (uint64_t)1 << (cpu % CPUMASK_WORD_BITS);
}

/* Every reader loads words this way: the mask may be one that the _atomic functions write. */
static inline uint64_t cpumask_word(const struct cpumask *mask, size_t number)
{
	return __atomic_load_n(&mask->words[number], __ATOMIC_SEQ_CST);
}

static inline void cpumask_set(struct cpumask *mask, cpu_index cpu)
{
	if (cpu < CPUS_MAX)
		mask->words[cpu / CPUMASK_WORD_BITS] |= cpumask_bit(cpu);
}

static inline bool cpumask_test(const struct cpumask *mask, cpu_index cpu)
{
	return cpu < CPUS_MAX &&
	       (cpumask_word(mask, cpu / CPUMASK_WORD_BITS) & cpumask_bit(cpu)) != 0;
}

/* The lowest member that is >= from, or CPU_NONE. */
static inline cpu_index cpumask_next(const struct cpumask *mask, cpu_index from)
{
	if (from >= cpumask_words_used * CPUMASK_WORD_BITS)
		return CPU_NONE;

	size_t number = from / CPUMASK_WORD_BITS;
	uint64_t word = cpumask_word(mask, number) & ~(cpumask_bit(from) - 1);

	while (word == 0) {
		if (++number >= cpumask_words_used)
			return CPU_NONE;
		word = cpumask_word(mask, number);
	}
	return (cpu_index)(number * CPUMASK_WORD_BITS) + (cpu_index)__builtin_ctzll(word);
}

/* ---- not inline ---- */

void cpumask_clear_all(struct cpumask *mask);
void cpumask_clear(struct cpumask *mask, cpu_index cpu);
bool cpumask_empty(const struct cpumask *mask);
bool cpumask_equal(const struct cpumask *a, const struct cpumask *b);
bool cpumask_subset(const struct cpumask *inner, const struct cpumask *outer);
unsigned int cpumask_weight(const struct cpumask *mask);
void cpumask_copy(struct cpumask *target, const struct cpumask *source);
void cpumask_and(struct cpumask *target, const struct cpumask *a, const struct cpumask *b);
void cpumask_or(struct cpumask *target, const struct cpumask *a, const struct cpumask *b);
void cpumask_andnot(struct cpumask *target, const struct cpumask *a, const struct cpumask *b);

/* The member with so many below it, or CPU_NONE; and how many members are below cpu. */
cpu_index cpumask_nth(const struct cpumask *mask, unsigned int number);
unsigned int cpumask_rank(const struct cpumask *mask, cpu_index cpu);

void cpumask_set_atomic(struct cpumask *mask, cpu_index cpu);
void cpumask_clear_atomic(struct cpumask *mask, cpu_index cpu);

/* The highest member that is below cpu, and the highest of all, or CPU_NONE. */
cpu_index cpumask_before(const struct cpumask *mask, cpu_index cpu);
#define cpumask_last(mask)  cpumask_before((mask), CPUS_MAX)

#define cpumask_first(mask) cpumask_next((mask), 0)

/* Members in rising order; the mask may lose members on the way. */
#define for_each_cpu(cpu, mask)                                                                    \
	for ((cpu) = cpumask_next((mask), 0); (cpu) != CPU_NONE;                                   \
	     (cpu) = cpumask_next((mask), (cpu) + 1))

/* Writes the members as ranges ("0-3,8,10-11", as Linux's cpulist; "" when empty) into text, always
   NUL-terminated; returns the length that the whole list needs without its NUL. */
size_t cpumask_format(const struct cpumask *mask, char *text, size_t size);

#endif
