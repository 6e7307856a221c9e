/* SPDX-License-Identifier: BSD-2-Clause */
/* Any two cores that do something together, while the boot core, which asks for it, waits. */
#ifndef MUSTER_PAIR_H
#define MUSTER_PAIR_H

#include "arch.h"

enum {
	/* After so long each of the two begins nothing new, and gives up what has no answer: both
	   are done long before the boot core's wait for them ends. */
	PAIR_LIMIT_US = 500000,
	PAIR_SAMPLES_MOST = 255, /* in one go */
};

/* Both run in interrupt context, interrupts off. */
struct pair_play {
	smp_call_func here;  /* on the first core */
	smp_call_func there; /* on the second, until pair_is_over(); NULL: it waits as always */
	void *info;
};

/* On the boot core, outside of interrupts; either of the two may be the boot core itself. Of two
   that are one only here() is run. What they wrote can be read when it returns. On failure
   *ret_lost is the core that was refused, lost or late. */
enum status pair_run(cpu_index from, cpu_index to, const struct pair_play *play,
		     cpu_index *ret_lost);

/* On the second core: here() has come to its end. */
bool pair_is_over(void);

/* ---- samples, taken on the first core by its own clock ---- */

struct pair_samples {
	unsigned int wanted; /* by the caller; PAIR_SAMPLES_MOST at most */
	bool yields;	     /* by the caller, machine.yields: who polls must give way */
	unsigned int n;	     /* taken; fewer than wanted when that took too long */
	ticks spans[PAIR_SAMPLES_MOST];
};

/* An interrupt and its answer. The target idles, but for the boot core, which polls for the end of
   its call. To itself: sent and taken with interrupts on. STATUS_TIMEOUT: no answer. */
enum status pair_ping(cpu_index from, cpu_index to, struct pair_samples *samples,
		      cpu_index *ret_lost);

/* One cache line there and back, both cores polling. The two are not one. */
enum status pair_line(cpu_index from, cpu_index to, struct pair_samples *samples,
		      cpu_index *ret_lost);

#endif
