/* SPDX-License-Identifier: BSD-2-Clause */
/* Waking cores: all that the plan starts, and one by one later. */
#ifndef MUSTER_BRINGUP_H
#define MUSTER_BRINGUP_H

#include "machine.h"
#include "arch.h"
#include "hotplug.h"

/* What became of one core. Times are the boot core's clock; 0 = did not happen. */
struct bringup_core {
	ticks first_reset;	    /* reset of the first attempt */
	ticks reset, start, seen;   /* reset and first start of the last attempt; seen online */
	unsigned int attempts;	    /* start-up sequences */
	bool second_start;	    /* it was sent a second start-up IPI */
	const char *reason;	    /* why it is not online; "" when it is, or was not started */
	struct cpuhp_result failed; /* the state that failed on it, when it was that */
};

/* How cores are woken. */
struct bringup_way {
	enum bringup_mode mode;
	struct wake_timing timing; /* of the first attempt */
	bool again_always;	   /* the second start goes to those, too, that have left a mark */
	uint64_t patience_us; /* when none has come for so long, it is over; 0: as cores may need */
};
struct bringup_way bringup_way(enum bringup_mode mode); /* as it is done without more ado */

struct bringup {
	const struct machine *machine;
	struct bringup_core *cores; /* possible_count of them */
	struct cpumask to_start;    /* by the plan */
	struct cpumask silent;	    /* of those, not seen online */
	ticks began, ended;	    /* first reset, last core seen; 0 = there was none */
	unsigned int started, second_starts, retried;
	unsigned int retrying; /* those that are silent after the first attempt */
};

/*
 * Three passes over the list (reset all, start all, look again at the silent), then one full retry
 * with the patient timing for those still silent. A core that fails is reset, so that it stays
 * quiet, and the rest go on. Serially it is the same for one core after the other; by broadcast the
 * first reset and start go to every core at once. Each core that comes is taken to CPUHP_ONLINE.
 * cores is memory for possible_count entries, zeroed.
 */
void bringup_run(struct bringup *bringup, const struct machine *machine,
		 struct bringup_core *cores);

/* The same for b->to_start, which are offline; b->machine and b->cores are filled in. */
void bringup_begin(struct bringup *bringup, const struct bringup_way *way);

/* Once more for cores that went offline; bringup is another than that of bringup_run(), with
   machine and cores filled in, and all else is overwritten. STATUS_INVALID: one of the cores is not
   offline, or this is not the boot core outside of interrupts; STATUS_UNSUPPORTED: a broadcast
   would reach others, or there is none. Then nothing was done. */
enum status bringup_again(struct bringup *bringup, const struct cpumask *which,
			  const struct bringup_way *way);

/* With the boot core so many are to be woken. */
bool bringup_may_broadcast(unsigned int cores);

/* The callbacks of CPUHP_BRINGUP_CPU. One core is woken as above, and takes calls then; one that
   has gone offline is reset, so that it is as it was found. */
enum status bringup_one(cpu_index cpu);
enum status bringup_bury(cpu_index cpu);

const char *bringup_mode_name(enum bringup_mode mode);

/* Reasons for a record: for a reset or start that failed, and by how far a silent core came. */
const char *bringup_why_not_reset(enum status status);
const char *bringup_why_not_started(enum status status);
const char *bringup_why_silent(enum wake_stage stage);

#endif
