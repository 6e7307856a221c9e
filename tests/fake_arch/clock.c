/* SPDX-License-Identifier: BSD-2-Clause */
/* Time: see fake.h. */
#include "hw.h"
#include <time.h>

enum { CLOCK_SPEED = 1000, STEP_NS = 2000, NS_PER_S = 1000000000, REAL_SLOWDOWN = 16 };

static _Atomic(uint64_t) now; /* moved by the boot core only */
static uint64_t host_last;
static bool real;

static uint64_t host_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * NS_PER_S + (uint64_t)time.tv_nsec;
}

void clock_open(bool is_real)
{
	real = is_real;
	host_last = host_ns();
	atomic_store_explicit(&now, NS_PER_S, memory_order_relaxed);
}

uint64_t clock_now(void)
{
	return real ? host_ns() / REAL_SLOWDOWN : atomic_load_explicit(&now, memory_order_relaxed);
}

static unsigned int looks_of(const struct fake_core *core)
{
	return atomic_load_explicit(&core->looks, memory_order_relaxed);
}

/* One that spins may wait for what another core has just written. */
static bool has_looked(struct fake_core *core)
{
	return fake_state(core) != HW_RUNNING || looks_of(core) != core->looks_before;
}

static bool all_wait(void)
{
	for (unsigned int i = 1; i < hw_count(); i++)
		if (hw_busy(fake_core(i)) || !has_looked(fake_core(i)))
			return false;
	for (unsigned int i = 1; i < hw_count(); i++)
		fake_core(i)->looks_before = looks_of(fake_core(i));
	return true;
}

/* A step is short, so that a pause of the host's does not become a long time. */
static void advance(void)
{
	uint64_t host = host_ns(), step = host - host_last;

	host_last = host;
	if (step > STEP_NS)
		step = STEP_NS;
	atomic_fetch_add_explicit(&now, all_wait() ? step * CLOCK_SPEED : 1, memory_order_relaxed);
}

/* All that leap alike do so at the same moment. */
static ticks clock_of(const struct fake_core *core)
{
	const struct fake_behaviour *behaviour = &core->behaviour;
	uint64_t time = clock_now();
	ticks ahead = (ticks)atomic_load_explicit(&core->clock_ahead, memory_order_relaxed);

	if (behaviour->leap_every)
		ahead += time / behaviour->leap_every * behaviour->leap_by;
	return time + ahead;
}

ticks arch_clock_read(void)
{
	struct fake_core *self = hw_self();

	if (!real && self == fake_core(0))
		advance();
	return self ? clock_of(self) : clock_now();
}
