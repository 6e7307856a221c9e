/* SPDX-License-Identifier: BSD-2-Clause */
/* All cores watch the clock at once, each its own, with interrupts off. */
#ifndef MUSTER_WATCH_H
#define MUSTER_WATCH_H

#include "gaps.h"
#include "run.h"

enum {
	WATCH_KEPT = 64,
	WATCH_LOOPS = 128,
	WATCH_BARRIER_US = 500000, /* until all have come */
};

/* As the core saw it, by its own clock. */
struct watch_gap {
	ticks begin, span;
};

/* One for each possible core. What is of a window is overwritten by the next. */
struct watcher {
	_Alignas(CACHE_LINE) ticks began, ended; /* of the window */
	unsigned int kept;			 /* the first gaps of the window */
	union {
		struct watch_gap gaps[WATCH_KEPT];
		ticks loops[WATCH_LOOPS];
	};
	/* of all windows */
	uint64_t count, unkept;
	ticks watched, stolen, longest;
	ticks longest_at; /* on the boot core's clock */
	bool counts_smi;
	uint32_t smi_before, smi_now;
};

struct watch {
	struct watcher *watchers; /* by index */
	ticks threshold;
	unsigned int kept_most; /* of each core, in a window */
	bool gives_way;		/* cores that may not be real */
	/* of the last window: each core's clock was read for its begin between these two */
	ticks released, together;
};

/* Bytes of arena, for all possible cores. */
size_t watch_memory_size(unsigned int possible_count);

/* How long one look at the clock takes while all cores look: the slowest core's median.
   STATUS_BUSY: the cores did not come together in time; else as of a call. */
enum status watch_learn(struct watch *watch, ticks *ret_loop);

/* One window of so many microseconds. */
enum status watch_window(struct watch *watch, uint64_t microseconds);

#endif
