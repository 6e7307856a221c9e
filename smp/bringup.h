/* SPDX-License-Identifier: BSD-2-Clause */
/* Waking every core that the plan starts. */
#ifndef MUSTER_BRINGUP_H
#define MUSTER_BRINGUP_H

#include "machine.h"
#include "arch.h"

/* What became of one core. Times are the boot core's clock; 0 = did not happen. */
struct bringup_core {
	ticks reset, start, seen; /* INIT and first SIPI of the last attempt; seen online */
	unsigned int attempts;	  /* start-up sequences */
	bool second_start;	  /* it was sent a second start-up IPI */
	const char *reason;	  /* why it is not online; "" when it is, or was not started */
};

struct bringup {
	const struct machine *machine;
	struct bringup_core *cores; /* possible_count of them */
	struct cpumask to_start;    /* by the plan */
	struct cpumask silent;	    /* of those, not seen online */
	ticks began, ended;
	unsigned int started, second_starts, retried;
};

/*
 * Three passes over the list (reset all, start all, look again at the silent), then one full retry
 * with the patient timing for those still silent. A core that fails is reset, so that it stays
 * quiet, and the rest go on. cores is memory for possible_count entries, zeroed.
 */
void bringup_run(struct bringup *bringup, const struct machine *machine,
		 struct bringup_core *cores);

#endif
