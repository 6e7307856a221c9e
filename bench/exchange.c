/* SPDX-License-Identifier: BSD-2-Clause */
/* Two cores pass one cache line to and fro, with a stamp of the far one's clock on it each time. */
#include "offsets.h"
#include "wait.h"

enum {
	TURNS = 4096,
	TURNS_GIVING_WAY = 64,
	ROUNDS_LEAST = 5,
	LIMIT_US = 20000, /* of two cores, where they hardly run at the same time */
};

static struct {
	/* odd: it is the far core's turn; its store releases the stamp */
	_Alignas(CACHE_LINE) _Atomic(uint64_t) ball;
	_Atomic(ticks) stamp;
	_Alignas(CACHE_LINE) _Atomic(bool) over;
	bool yields;
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
	deadline = deadline_in_us(SMP_DEADLINE_US);
	while (!is_here(ball))
		if (atomic_load_explicit(&line.over, memory_order_acquire) ||
		    deadline_passed(deadline))
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

static void nothing(void *info)
{
	(void)info;
}

static bool exchange_between(struct run *run, cpu_index near, cpu_index far)
{
	enum status status = STATUS_OK;

	line.yields = run->machine->yields;
	atomic_store(&line.ball, 0);
	atomic_store(&line.over, false);
	if (smp_call_function_single(far, stamp_balls, NULL, false) != STATUS_OK)
		return false;
	if (near == smp_processor_id())
		serve_balls(NULL); /* interrupts stay on: one that comes is a long exchange */
	else
		status = smp_call_function_single(near, serve_balls, NULL, true);
	atomic_store_explicit(&line.over, true, memory_order_release);
	/* an empty call behind it: when that is done, the far core is free again */
	return smp_call_function_single(far, nothing, NULL, true) == STATUS_OK &&
	       status == STATUS_OK && exchange.answered;
}

/* The boot core, which starts both, is the near one of the two if it takes part. */
bool exchange_stamps(struct run *run, cpu_index near, cpu_index far, unsigned int rounds,
		     struct clock_offset *ret_offset)
{
	bool turned = far == smp_processor_id();

	exchange = (struct exchange){.rounds = rounds};
	if (!exchange_between(run, turned ? far : near, turned ? near : far))
		return false;
	*ret_offset = offset_result(&exchange.search);
	if (turned)
		ret_offset->value = -ret_offset->value;
	return true;
}
