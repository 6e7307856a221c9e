/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of bench/: one run and what it measures with. */
#ifndef MUSTER_RUN_H
#define MUSTER_RUN_H

#include "bringup.h"
#include "clock_offset.h"
#include "hist.h"
#include "machine.h"
#include "shares.h"
#include "smp.h"

enum {
	SCRATCH_SIZE = 576 * 1024,
	HISTS = 2,
	MEASUREMENT_PARAMETERS = STAT_PARAMETERS_MAX - 2, /* idle and pass are added */
};

/* See budget.h. */
struct budget {
	struct shares shares; /* of all groups in all passes */
	const struct bench_group *group;
	ticks said; /* when progress was last told of */
};

struct steady; /* steady.h */

struct run {
	const struct machine *machine;
	struct bringup bringup;
	struct budget budget;
	struct hist *hist;	      /* HISTS of them; the first is that of measure() */
	void *scratch;		      /* SCRATCH_SIZE bytes, for whoever runs */
	void *cells;		      /* of matrices.h; NULL where none is wanted */
	uint64_t *counts;	      /* one for each possible core, for whoever needs it */
	struct clock_offset *offsets; /* two for each possible core: offsets.h */
	ticks offsets_taken;	      /* when; 0: not yet */
	void *seats;		      /* SEAT_SIZE bytes for each possible core: party.h */
	struct watcher *watchers;     /* of watch.h */
	ticks began;
	unsigned int pass; /* of options.passes, from 0 */
	ticks clock_step;  /* readings of the clock differ by multiples of it */
	struct steady *steady;
	unsigned int measured;			/* stats emitted */
	uint64_t call_all_p50, call_single_p50; /* in the unit of stats; 0 = not measured */
};

/* ---- measure.c: taking samples and turning them into a stat ---- */

/* One sample in ticks, from the i-th round; false when a deadline passed or a call failed. */
typedef bool (*sample_func)(struct run *run, unsigned int round, ticks *ret_span);

struct measurement {
	const char *name, *text;
	sample_func sample;
	unsigned int rounds; /* at least, if the time allows; iterations= has its own number */
	unsigned int cpus;   /* that take part; 0 = all that are online */
	bool wakes_idle;     /* so the way in which cores idle matters */
	struct record_parameter parameters[MEASUREMENT_PARAMETERS];
	const char *unit; /* NULL: samples are ticks, and become nanoseconds; else as they are */
};

/* Once, before all of them. */
void measure_open(struct run *run);

/* Takes samples, warm-up discarded, until the median is known to 1 %, the measurement's share of
   the time is used up, or there are as many as iterations= asks for; and emits the stat. Returns
   its median, 0 when there is none: it was not wanted, or a failed check says who did not answer.
 */
uint64_t measure(struct run *run, const struct measurement *measurement);

/* Emits what others have put into a histogram, wanted or not. */
uint64_t measure_emit(struct run *run, const struct measurement *measurement,
		      const struct hist *hist);

/* The same of spans between two cores, each of which may be off by so much: offsets.h. */
uint64_t measure_emit_bounded(struct run *run, const struct measurement *measurement,
			      const struct hist *hist, ticks bound);

/* The i-th of the other online cores, round and round. */
cpu_index other_core(unsigned int round);

/* The online core with the highest index: the boot core when it is alone. */
cpu_index last_core(void);

/* ---- the benchmarks that are not a group of groups.h ---- */

void bench_compare(struct run *run);

/* soak=SECONDS: a random load on all cores, each call accounted for */
void soak_run(struct run *run);

/* ---- what is said of the bring-up ---- */

void bringup_report(struct run *run);

/* How each core is now, for who watches. */
void bringup_tell(const struct run *run);

/* ---- census.c: who answered, against who was listed ---- */

void census_report(struct run *run);

/* ---- audit.c: registers of cores that the firmware ran nothing on ---- */

void audit_report(struct run *run);

/* ---- checks.c: does it all work? ---- */

void checks_run(struct run *run); /* before the benchmarks */

/* Passes when all is good, and as many were seen as wanted: "3 of 3 WHAT". */
void check_count(struct run *run, const char *name, bool good, const char *what, unsigned int seen,
		 unsigned int wanted);

/* ---- warp.c: does time ever go back between two cores? ---- */

void warp_check(struct run *run);

/* ---- checks_smp.c: interrupts of every kind, every way to send them, and hotplug ---- */

void checks_smp(struct run *run);

/* ---- books.c: what was counted over the whole run, at the end ---- */

void books_check(struct run *run);

/* ---- main.c ---- */

_Noreturn void run_end(struct run *run, const char *text, bool panic);

#endif
