/* SPDX-License-Identifier: BSD-2-Clause */
/* What says at which rate the clock runs, and which of them to believe. */
#ifndef MUSTER_CLOCK_SOURCES_H
#define MUSTER_CLOCK_SOURCES_H

#include "types.h"

enum clock_source_kind {
	CLOCK_COUNTER, /* counts, or knows */
	CLOCK_NOMINAL, /* what the processor is sold as: shown, and no witness */
	CLOCK_DELAY,   /* lasts at least as long as it should, so its rate is one at most */
};

struct clock_source_reading {
	const char *name; /* "pm_timer", "hpet", "pit", "cpuid", "cpuid_base", "stall", "cntfrq" */
	uint64_t hz; /* of the clock, as measured against (or told by) this source; 0 = absent */
	enum clock_source_kind kind;
};

enum { CLOCK_SOURCES_MAX = 6 };

/* Can this one be believed at all? */
bool clock_is_witness(const struct clock_source_reading *reading);

/* The first that most others agree with, within 1 %; readings stand in the order of trust. A
   witness's number, or count if there is none. One that is alone is believed; where one of several
   differs, none is: *ret_agrees is false. A delay that took too long differs from nothing, as long
   as two others agree. */
unsigned int clock_choose(const struct clock_source_reading *readings, unsigned int count,
			  bool *ret_agrees);

/* How much larger a rate is than another, in millionths of the other, rounded. */
int64_t clock_apart_ppm(uint64_t hz, uint64_t other_hz);

#endif
