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
