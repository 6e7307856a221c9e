/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch.h"
#include "sort.h"
#include "wait.h"

enum {
	LEARN_US = 20000,
};

size_t watch_memory_size(unsigned int possible_count)
{
	return possible_count * sizeof(struct watcher) + CACHE_LINE;
}

/* Over: somebody did not come, so nobody watches. */
enum gate_state { GATE_SHUT, GATE_OPEN, GATE_OVER };

static struct {
	struct watch *watch;
	ticks span;	     /* of the window */
	unsigned int others; /* cores, without the boot core */
	_Alignas(CACHE_LINE) _Atomic(unsigned int) arrived;
	_Alignas(CACHE_LINE) _Atomic(unsigned int) begun;
	_Alignas(CACHE_LINE) _Atomic(enum gate_state) state;
} gate;

/* ---- beginning together ---- */

static bool await_count(const _Atomic(unsigned int) *count, struct deadline deadline)
{
	/* acquire; pairs with begin() */
	while (atomic_load_explicit(count, memory_order_acquire) < gate.others) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

static void turn_gate(enum gate_state state)
{
	/* release; pairs with gate_turned() */
	atomic_store_explicit(&gate.state, state, memory_order_release);
}

static enum gate_state gate_turned(void)
{
	/* acquire; pairs with turn_gate() */
	return atomic_load_explicit(&gate.state, memory_order_acquire);
}

/* The boot core: every other one's clock is read for its begin between these two readings. */
static bool release(struct watcher *self)
{
	struct deadline deadline = deadline_in_us(WATCH_BARRIER_US);

	if (!await_count(&gate.arrived, deadline)) {
		turn_gate(GATE_OVER);
		return false;
	}
	gate.watch->released = arch_clock_read();
	turn_gate(GATE_OPEN);
	if (!await_count(&gate.begun, deadline)) {
		turn_gate(GATE_OVER); /* who has begun ends with its window */
		return false;
	}
	gate.watch->together = self->began = arch_clock_read();
	return true;
}

static bool begin(struct watcher *self)
{
	struct deadline deadline = deadline_in_us(2 * (uint64_t)WATCH_BARRIER_US);

	if (smp_processor_id() == 0)
		return release(self);
	/* release; pairs with await_count() */
	atomic_fetch_add_explicit(&gate.arrived, 1, memory_order_release);
	while (gate_turned() == GATE_SHUT) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	if (gate_turned() == GATE_OVER)
		return false;
	self->began = arch_clock_read();
	/* release; pairs with await_count() */
	atomic_fetch_add_explicit(&gate.begun, 1, memory_order_release);
	return true;
}

/* ---- watching ---- */

static struct watcher *own_watcher(void)
{
	struct watcher *self = &gate.watch->watchers[smp_processor_id()];

	self->kept = 0;
	self->began = self->ended = 0;
	return self;
}

static void note(struct watcher *self, ticks begin, ticks span)
{
	self->count++;
	self->stolen += span;
	if (span > self->longest) {
		self->longest = span;
		self->longest_at = begin - self->began;
	}
	if (self->kept < gate.watch->kept_most)
		self->gaps[self->kept++] = (struct watch_gap){begin, span};
	else
		self->unkept++;
}

/* The looks at the clock follow one another without a hole; a gap that runs past the end counts. */
static void watch_on(void *info)
{
	struct watcher *self = own_watcher();
	ticks threshold = gate.watch->threshold, last, now, longest = self->longest;
	bool gives_way = gate.watch->gives_way;

	(void)info;
	if (!begin(self))
		return;
	for (last = self->began; last - self->began < gate.span; last = now) {
		if (gives_way)
			arch_relax();
		now = arch_clock_read();
		if (now - last > threshold)
			note(self, last, now - last);
	}
	self->ended = last;
	self->watched += last - self->began;
	if (self->longest > longest) /* it was in this window */
		self->longest_at += gate.watch->released;
}

static void learn_on(void *info)
{
	struct watcher *self = own_watcher();
	bool gives_way = gate.watch->gives_way;
	ticks last, now;

	(void)info;
	if (!begin(self))
		return;
	last = self->began;
	while (self->kept < WATCH_LOOPS && last - self->began < gate.span) {
		if (gives_way)
			arch_relax();
		now = arch_clock_read();
		self->loops[self->kept++] = now - last;
		last = now;
	}
	self->ended = last;
}

/* ---- from the boot core ---- */

static bool all_ended(const struct watch *watch)
{
	cpu_index cpu;

	for_each_cpu (cpu, &cpu_online_mask)
		if (!watch->watchers[cpu].ended)
			return false;
	return true;
}

static enum status run_on_all(struct watch *watch, smp_call_func func, uint64_t microseconds)
{
	enum status status;

	gate.watch = watch;
	gate.span = clock_from_us(wait_clock, microseconds);
	gate.others = num_online_cpus() - 1;
	atomic_store(&gate.arrived, 0);
	atomic_store(&gate.begun, 0);
	atomic_store(&gate.state, GATE_SHUT);
	status = on_each_cpu(func, NULL, true);
	return status == STATUS_OK && !all_ended(watch) ? STATUS_BUSY : status;
}

static bool is_less(const void *a, const void *b)
{
	return *(const ticks *)a < *(const ticks *)b;
}

enum status watch_learn(struct watch *watch, ticks *ret_loop)
{
	enum status status = run_on_all(watch, learn_on, LEARN_US);
	ticks slowest = 0;
	cpu_index cpu;

	if (status != STATUS_OK)
		return status;
	for_each_cpu (cpu, &cpu_online_mask) {
		struct watcher *watcher = &watch->watchers[cpu];

		sort_items(watcher->loops, watcher->kept, sizeof(ticks), is_less);
		if (watcher->loops[watcher->kept / 2] > slowest)
			slowest = watcher->loops[watcher->kept / 2];
	}
	*ret_loop = slowest;
	return STATUS_OK;
}

enum status watch_window(struct watch *watch, uint64_t microseconds)
{
	return run_on_all(watch, watch_on, microseconds);
}
