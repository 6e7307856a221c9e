/* SPDX-License-Identifier: BSD-2-Clause */
/* Two cores pass one cache line to and fro, with a stamp of the far one's clock on it each time. */
#include "offsets.h"
#include "pair.h"
#include "wait.h"

enum {
	TURNS = 4096,
	TURNS_GIVING_WAY = 64,
	ROUNDS_LEAST = 5,
	LIMIT_US = 20000, /* of two cores, where they hardly run at the same time */
	AWAIT_US = SMP_DEADLINE_US / 2,
};

static struct {
	/* odd: it is the far core's turn; its store releases the stamp */
	_Alignas(CACHE_LINE) _Atomic(uint64_t) ball;
	_Atomic(ticks) stamp;
	_Alignas(CACHE_LINE) bool yields;
} line;

/* Not on a stack: a core that is late writes to it when its caller has given it up. */
static struct exchange {
	unsigned int rounds;
	bool answered;
	struct offset_search search;
} exchange;

/* Bare loads, so that the stamp follows the sight at once; a core that may not be real gives way
   each turn. */
static bool is_here(uint64_t ball)
{
	bool yields = line.yields;
	unsigned int turns = yields ? TURNS_GIVING_WAY : TURNS;

	for (unsigned int i = 0; i < turns; i++) {
		if (atomic_load_explicit(&line.ball, memory_order_acquire) == ball)
			return true;
		if (yields)
			arch_relax();
	}
	return false;
}

static bool await_ball(uint64_t ball)
{
	struct deadline deadline;

	if (is_here(ball))
		return true;
	deadline = deadline_in_us(AWAIT_US);
	while (!is_here(ball))
		if (pair_is_over() || deadline_passed(deadline))
			return false;
	return true;
}

/* On the far core, interrupts off. The clock is read behind the sight of the ball, and the store
   comes behind the reading: arch_clock_read() is ordered. */
static void stamp_balls(void *info)
{
	(void)info;
	for (uint64_t ball = 1; await_ball(ball); ball += 2) {
		atomic_store_explicit(&line.stamp, arch_clock_read(), memory_order_relaxed);
		atomic_store_explicit(&line.ball, ball + 1, memory_order_release);
	}
}

/* On the near core. */
static void serve_balls(void *info)
{
	struct deadline deadline = deadline_in_us(LIMIT_US);

	(void)info;
	for (uint64_t round = 0; round < exchange.rounds; round++) {
		uint64_t ball = 2 * round + 1;
		ticks sent, seen;

		if (round >= ROUNDS_LEAST && deadline_passed(deadline))
			break;
		sent = arch_clock_read();
		atomic_store_explicit(&line.ball, ball, memory_order_release);
		if (!await_ball(ball + 1))
			return;
		seen = arch_clock_read();
		offset_add(&exchange.search, sent,
			   atomic_load_explicit(&line.stamp, memory_order_relaxed), seen);
	}
	exchange.answered = true;
}

enum status exchange_stamps(struct run *run, cpu_index near, cpu_index far, unsigned int rounds,
			    struct clock_offset *ret_offset, cpu_index *ret_lost)
{
	static const struct pair_play play = {.here = serve_balls, .there = stamp_balls};
	enum status status;

	line.yields = run->machine->yields;
	atomic_store(&line.ball, 0);
	exchange = (struct exchange){.rounds = rounds};
	status = pair_run(near, far, &play, ret_lost);
	if (status == STATUS_OK && !exchange.answered) {
		*ret_lost = far == smp_processor_id() ? near : far;
		return STATUS_TIMEOUT;
	}
	if (status == STATUS_OK)
		*ret_offset = offset_result(&exchange.search);
	return status;
}
