/* SPDX-License-Identifier: BSD-2-Clause */
#include "cpumask.h"
#include "fmt.h"

size_t cpumask_words_used = CPUMASK_WORDS;

void cpumask_limit(unsigned int cpus)
{
	size_t words = (cpus + CPUMASK_WORD_BITS - 1) / CPUMASK_WORD_BITS;

	cpumask_words_used = words && words < CPUMASK_WORDS ? words : CPUMASK_WORDS;
}

void cpumask_clear_all(struct cpumask *mask)
{
	for (size_t i = 0; i < cpumask_words_used; i++)
		mask->words[i] = 0;
}

void cpumask_clear(struct cpumask *mask, cpu_index cpu)
{
	if (cpu < CPUS_MAX)
		mask->words[cpu / CPUMASK_WORD_BITS] &= ~cpumask_bit(cpu);
}

bool cpumask_empty(const struct cpumask *mask)
{
	return cpumask_first(mask) == CPU_NONE;
}

bool cpumask_equal(const struct cpumask *a, const struct cpumask *b)
{
	for (size_t i = 0; i < cpumask_words_used; i++)
		if (cpumask_word(a, i) != cpumask_word(b, i))
			return false;
	return true;
}

bool cpumask_subset(const struct cpumask *inner, const struct cpumask *outer)
{
	for (size_t i = 0; i < cpumask_words_used; i++)
		if (cpumask_word(inner, i) & ~cpumask_word(outer, i))
			return false;
	return true;
}

/* Sums in fields of 2, 4, then 8 bits: __builtin_popcountll may call libgcc, which is absent. */
static unsigned int cpumask_bit_count(uint64_t word)
{
	word -= word >> 1 & 0x5555555555555555u;
	word = (word & 0x3333333333333333u) + (word >> 2 & 0x3333333333333333u);
	word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fu;
	return (unsigned int)(word * 0x0101010101010101u >> 56);
}

unsigned int cpumask_weight(const struct cpumask *mask)
{
	unsigned int weight = 0;

	for (size_t i = 0; i < cpumask_words_used; i++)
		weight += cpumask_bit_count(cpumask_word(mask, i));
	return weight;
}

void cpumask_copy(struct cpumask *target, const struct cpumask *source)
{
	for (size_t i = 0; i < cpumask_words_used; i++)
		target->words[i] = cpumask_word(source, i);
}

void cpumask_and(struct cpumask *target, const struct cpumask *a, const struct cpumask *b)
{
	for (size_t i = 0; i < cpumask_words_used; i++)
		target->words[i] = cpumask_word(a, i) & cpumask_word(b, i);
}

void cpumask_or(struct cpumask *target, const struct cpumask *a, const struct cpumask *b)
{
	for (size_t i = 0; i < cpumask_words_used; i++)
		target->words[i] = cpumask_word(a, i) | cpumask_word(b, i);
}

void cpumask_andnot(struct cpumask *target, const struct cpumask *a, const struct cpumask *b)
{
	for (size_t i = 0; i < cpumask_words_used; i++)
		target->words[i] = cpumask_word(a, i) & ~cpumask_word(b, i);
}

cpu_index cpumask_before(const struct cpumask *mask, cpu_index cpu)
{
	size_t number = cpumask_words_used;

	while (number-- > 0) {
		cpu_index first = (cpu_index)(number * CPUMASK_WORD_BITS);
		uint64_t word = cpumask_word(mask, number);

		if (cpu <= first)
			continue;
		if (cpu - first < CPUMASK_WORD_BITS)
			word &= cpumask_bit(cpu) - 1;
		if (word)
			return first + CPUMASK_WORD_BITS - 1 - (cpu_index)__builtin_clzll(word);
	}
	return CPU_NONE;
}

cpu_index cpumask_nth(const struct cpumask *mask, unsigned int number)
{
	cpu_index cpu = cpumask_first(mask);

	while (number-- && cpu != CPU_NONE)
		cpu = cpumask_next(mask, cpu + 1);
	return cpu;
}

unsigned int cpumask_rank(const struct cpumask *mask, cpu_index cpu)
{
	unsigned int rank = 0;
	cpu_index member;

	for (member = cpumask_first(mask); member < cpu; member = cpumask_next(mask, member + 1))
		rank++;
	return rank;
}

void cpumask_set_atomic(struct cpumask *mask, cpu_index cpu)
{
	if (cpu < CPUS_MAX)
		__atomic_fetch_or(&mask->words[cpu / CPUMASK_WORD_BITS], cpumask_bit(cpu),
				  __ATOMIC_SEQ_CST);
}

void cpumask_clear_atomic(struct cpumask *mask, cpu_index cpu)
{
	if (cpu < CPUS_MAX)
		__atomic_fetch_and(&mask->words[cpu / CPUMASK_WORD_BITS], ~cpumask_bit(cpu),
				   __ATOMIC_SEQ_CST);
}

/* The last member of the run of members that starts at first. */
static cpu_index cpumask_run_end(const struct cpumask *mask, cpu_index first)
{
	while (cpumask_next(mask, first + 1) == first + 1)
		first++;
	return first;
}

size_t cpumask_format(const struct cpumask *mask, char *text, size_t size)
{
	size_t length = 0;
	cpu_index first, last;

	if (size > 0)
		text[0] = '\0';
	for (first = cpumask_first(mask); first != CPU_NONE; first = cpumask_next(mask, last + 1)) {
		size_t room = size > length ? size - length : 0;
		char *end = room > 0 ? text + length : NULL;
		const char *comma = length > 0 ? "," : "";

		last = cpumask_run_end(mask, first);
		length += (size_t)(first == last
					   ? fmt_text(end, room, "%s%u", comma, first)
					   : fmt_text(end, room, "%s%u-%u", comma, first, last));
	}
	return length;
}
