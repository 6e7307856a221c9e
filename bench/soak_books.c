/* SPDX-License-Identifier: BSD-2-Clause */
#include "soak.h"
#include "mem.h"
#include <stdatomic.h>

/* Written by one core only, the sender or the target, but read by the one that sums up. */
typedef _Atomic(uint32_t) counter;

static struct soaker {
	_Alignas(CACHE_LINE) counter sent[SOAK_CLASSES][SOAK_CORES_MAX]; /* by target */
	counter heard[SOAK_CLASSES][SOAK_CORES_MAX];			 /* by sender */
	counter many_number;			/* of its last call to many */
	counter many_sent[SOAK_CORES_MAX];	/* by target */
	counter many_heard[SOAK_CORES_MAX];	/* by sender */
	counter many_number_of[SOAK_CORES_MAX]; /* of the last one heard, by sender */
	counter disorder;
	_Atomic(uint64_t) ran;
} soakers[SOAK_CORES_MAX];

enum { SENDER_SHIFT = 32, CLASS_SHIFT = 48 };

static uint32_t get(const counter *c)
{
	return atomic_load_explicit(c, memory_order_relaxed);
}

/* One writer: no read-modify-write is needed. */
static uint32_t add(counter *c, uint32_t difference)
{
	uint32_t value = get(c) + difference;

	atomic_store_explicit(c, value, memory_order_relaxed);
	return value;
}

static struct soaker *self(void)
{
	return &soakers[smp_processor_id()];
}

static void note_run(struct soaker *soaker)
{
	uint64_t ran = atomic_load_explicit(&soaker->ran, memory_order_relaxed);

	atomic_store_explicit(&soaker->ran, ran + 1, memory_order_relaxed);
}

void soak_books_open(void)
{
	memset(soakers, 0, sizeof(soakers));
}

void *soak_book_call(cpu_index to, enum soak_class class)
{
	uint64_t number = add(&self()->sent[class][to], 1);

	return (void *)(uintptr_t)(number | (uint64_t)smp_processor_id() << SENDER_SHIFT |
				   (uint64_t) class << CLASS_SHIFT);
}

void soak_unbook_call(cpu_index to, enum soak_class class)
{
	add(&self()->sent[class][to], (uint32_t)-1);
}

void soak_receive(void *info)
{
	uint64_t packed = (uintptr_t)info;
	struct soaker *soaker = self();
	counter *heard = &soaker->heard[packed >> CLASS_SHIFT]
				       [packed >> SENDER_SHIFT & (SOAK_CORES_MAX - 1)];

	if (add(heard, 1) != (uint32_t)packed)
		add(&soaker->disorder, 1);
	note_run(soaker);
}

void *soak_book_many(void)
{
	uint64_t number = add(&self()->many_number, 1);

	return (void *)(uintptr_t)(number | (uint64_t)smp_processor_id() << SENDER_SHIFT);
}

void soak_booked_many(const struct cpumask *targets)
{
	cpu_index cpu;

	for_each_cpu (cpu, targets)
		add(&self()->many_sent[cpu], 1);
}

void soak_receive_many(void *info)
{
	uint64_t packed = (uintptr_t)info;
	struct soaker *soaker = self();
	cpu_index sender = (cpu_index)(packed >> SENDER_SHIFT);

	/* It need not hear each of them, but what it hears must come in order. */
	if ((int32_t)((uint32_t)packed - get(&soaker->many_number_of[sender])) <= 0)
		add(&soaker->disorder, 1);
	atomic_store_explicit(&soaker->many_number_of[sender], (uint32_t)packed,
			      memory_order_relaxed);
	add(&soaker->many_heard[sender], 1);
	note_run(soaker);
}

uint64_t soak_ran(void)
{
	uint64_t ran = 0;

	for (cpu_index cpu = 0; cpu < SOAK_CORES_MAX; cpu++)
		ran += atomic_load_explicit(&soakers[cpu].ran, memory_order_relaxed);
	return ran;
}

static uint64_t distance(uint32_t a, uint32_t b)
{
	return a > b ? a - b : b - a;
}

static void sum_pair(struct soak_result *result, cpu_index from, cpu_index to)
{
	for (unsigned int class = 0; class < SOAK_CLASSES; class ++) {
		uint32_t sent = get(&soakers[from].sent[class][to]);

		result->sent += sent;
		result->lost += distance(sent, get(&soakers[to].heard[class][from]));
	}
	result->sent += get(&soakers[from].many_sent[to]);
	result->lost +=
		distance(get(&soakers[from].many_sent[to]), get(&soakers[to].many_heard[from]));
}

struct soak_result soak_books_close(void)
{
	struct soak_result result = {.ran = soak_ran()};

	for (cpu_index from = 0; from < SOAK_CORES_MAX; from++) {
		result.disorder += get(&soakers[from].disorder);
		for (cpu_index to = 0; to < SOAK_CORES_MAX; to++)
			sum_pair(&result, from, to);
	}
	return result;
}
