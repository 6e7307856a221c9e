/* SPDX-License-Identifier: BSD-2-Clause */
#include "pair.h"
#include "cpu.h"
#include "ping.h"
#include "wait.h"

enum {
	WARM_UP_PINGS = 2,
	WARM_UP_BALLS = 8, /* the first one waits for the other core to come */
	TURNS = 4096,
	TURNS_GIVING_WAY = 64,
};

/* ---- two cores, one play ---- */

static struct {
	const struct pair_play *play;
	cpu_index to;
	_Alignas(CACHE_LINE) _Atomic(bool) over;
} stage;

bool pair_is_over(void)
{
	/* acquire; pairs with run_here() and end_play() */
	return atomic_load_explicit(&stage.over, memory_order_acquire);
}

static void end_play(void)
{
	atomic_store_explicit(&stage.over, true, memory_order_release);
}

static void run_here(void *info)
{
	(void)info;
	stage.play->here(stage.play->info);
	end_play();
}

static void run_there(void *info)
{
	(void)info;
	stage.play->there(stage.play->info);
}

static void nothing(void *info)
{
	(void)info;
}

/* An empty call behind the other: when that is done, the core is free again. */
static enum status await_end(cpu_index cpu)
{
	return smp_call_function_single(cpu, nothing, NULL, true);
}

static enum status play_with_us(cpu_index from)
{
	enum status status = smp_call_function_single(from, run_here, NULL, false);
	irq_flags flags;

	if (status != STATUS_OK)
		return status;
	flags = arch_irq_save();
	run_there(NULL);
	arch_irq_restore(flags);
	return await_end(from);
}

enum status pair_run(cpu_index from, cpu_index to, const struct pair_play *play,
		     cpu_index *ret_lost)
{
	bool two = play->there && from != to, with_us = two && to == smp_processor_id();
	enum status status = STATUS_OK, second = STATUS_OK;

	stage.play = play;
	stage.to = to;
	atomic_store(&stage.over, false);
	if (two && !with_us)
		status = smp_call_function_single(to, run_there, NULL, false);
	if (status != STATUS_OK) {
		*ret_lost = to;
		return status;
	}
	status =
		with_us ? play_with_us(from) : smp_call_function_single(from, run_here, NULL, true);
	end_play(); /* if the first core could not */
	if (two && !with_us)
		second = await_end(to);
	if (status != STATUS_OK || second != STATUS_OK)
		*ret_lost = status != STATUS_OK ? from : to;
	return status != STATUS_OK ? status : second;
}

/* The boot core is not lost, or nobody would say so. */
static enum status sample(cpu_index from, cpu_index to, const struct pair_play *play,
			  cpu_index *ret_lost)
{
	struct pair_samples *samples = play->info;
	enum status status;

	samples->n = 0;
	if (samples->wanted > PAIR_SAMPLES_MOST)
		samples->wanted = PAIR_SAMPLES_MOST;
	status = pair_run(from, to, play, ret_lost);
	if (status == STATUS_OK && !samples->n) {
		*ret_lost = to == smp_processor_id() ? from : to;
		return STATUS_TIMEOUT;
	}
	return status;
}

/* ---- interrupts ---- */

/* A core takes its own only with interrupts on; nothing else is on its way to it. */
static void ping_here(void *info)
{
	struct pair_samples *samples = info;
	struct deadline deadline = deadline_in_us(PAIR_LIMIT_US);
	bool to_itself = stage.to == smp_processor_id();
	ticks span;

	if (to_itself)
		arch_irq_enable();
	for (unsigned int i = 0; i < WARM_UP_PINGS + samples->wanted; i++) {
		if (samples->n && deadline_passed(deadline))
			break;
		if (!ping_within(stage.to, PAIR_LIMIT_US, &span))
			break;
		if (i >= WARM_UP_PINGS)
			samples->spans[samples->n++] = span;
	}
	if (to_itself)
		arch_irq_disable();
}

enum status pair_ping(cpu_index from, cpu_index to, struct pair_samples *samples,
		      cpu_index *ret_lost)
{
	const struct pair_play play = {.here = ping_here, .info = samples};

	return sample(from, to, &play, ret_lost);
}

/* ---- a cache line ---- */

static struct {
	_Alignas(CACHE_LINE) _Atomic(uint64_t) ball; /* odd: the other core's turn */
	_Alignas(CACHE_LINE) bool yields;
} court;

/* The last one, which ends the game: the other core need not look elsewhere. */
#define BALL_OVER UINT64_MAX

/* The ball if it is here, or the last one; 0: neither. Bare loads: PAUSE takes up to 140 cycles, as
   long as the line itself (Intel's Optimization Reference Manual, "Pause Latency in Skylake"). A
   core that may not be real gives way each turn. */
static uint64_t see_ball(uint64_t ball)
{
	bool yields = court.yields;
	unsigned int turns = yields ? TURNS_GIVING_WAY : TURNS;

	for (unsigned int i = 0; i < turns; i++) {
		/* acquire; pairs with the stores of the two cores */
		uint64_t seen = atomic_load_explicit(&court.ball, memory_order_acquire);

		if (seen >= ball)
			return seen;
		if (yields)
			arch_relax();
	}
	return 0;
}

/* False: the game is over, or the time is up. The clock is read only when the ball is late. */
static bool await_ball(uint64_t ball)
{
	uint64_t seen = see_ball(ball);
	struct deadline deadline;

	if (seen)
		return seen == ball;
	deadline = deadline_in_us(PAIR_LIMIT_US);
	while ((seen = see_ball(ball)) == 0)
		if (pair_is_over() || deadline_passed(deadline))
			return false;
	return seen == ball;
}

static bool serve(ticks *ret_span)
{
	uint64_t ball = atomic_load_explicit(&court.ball, memory_order_relaxed);
	ticks start = arch_clock_read();

	atomic_store_explicit(&court.ball, ball + 1, memory_order_release);
	if (!await_ball(ball + 2))
		return false;
	*ret_span = arch_clock_read() - start;
	return true;
}

static void line_here(void *info)
{
	struct pair_samples *samples = info;
	struct deadline deadline = deadline_in_us(PAIR_LIMIT_US);
	ticks span;

	for (unsigned int i = 0; i < WARM_UP_BALLS + samples->wanted; i++) {
		if ((samples->n && deadline_passed(deadline)) || !serve(&span))
			break;
		if (i >= WARM_UP_BALLS)
			samples->spans[samples->n++] = span;
	}
	atomic_store_explicit(&court.ball, BALL_OVER, memory_order_release);
}

static void line_there(void *info)
{
	(void)info;
	for (uint64_t ball = 1; await_ball(ball); ball += 2)
		atomic_store_explicit(&court.ball, ball + 1, memory_order_release);
}

enum status pair_line(cpu_index from, cpu_index to, struct pair_samples *samples,
		      cpu_index *ret_lost)
{
	const struct pair_play play = {.here = line_here, .there = line_there, .info = samples};

	atomic_store(&court.ball, 0);
	court.yields = samples->yields;
	return sample(from, to, &play, ret_lost);
}
