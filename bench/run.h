/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of bench/: one run and what it measures with. */
#ifndef MUSTER_RUN_H
#define MUSTER_RUN_H

#include "bringup.h"
#include "machine.h"
#include "smp.h"

enum { SAMPLES_MAX = OPTION_ITERATIONS_MAX, MEASUREMENT_PARAMETERS = STAT_PARAMETERS_MAX - 1 };

struct run {
	const struct machine *machine;
	struct bringup bringup;
	uint64_t *samples; /* SAMPLES_MAX of them */
	uint64_t *counts;  /* one for each possible core, for whoever needs it */
	ticks began;
	unsigned int measured;			/* stats emitted */
	uint64_t call_all_p50, call_single_p50; /* in the unit of stats; 0 = not measured */
};

/* ---- samples.c: taking samples and turning them into a stat ---- */

/* One sample in ticks, from the i-th round; false when a deadline passed or a call failed. */
typedef bool (*sample_func)(struct run *run, unsigned int round, ticks *ret_span);

struct measurement {
	const char *name, *text;
	sample_func sample;
	unsigned int rounds; /* wanted; fewer if the time is up, more or fewer by iterations= */
	unsigned int cpus;   /* that take part; 0 = all that are online */
	bool wakes_idle;     /* so the way in which cores idle matters */
	struct record_parameter parameters[MEASUREMENT_PARAMETERS];
};

/* Takes samples, warm-up discarded, and emits the stat. Returns its median, 0 when there is none:
   then a failed check says who did not answer. */
uint64_t measure(struct run *run, const struct measurement *measurement);

/* The same for samples that are already in run->samples. */
uint64_t measure_emit(struct run *run, const struct measurement *measurement, size_t count);

/* The i-th of the other online cores, round and round. */
cpu_index other_core(unsigned int round);

/* The online core with the highest index: the boot core when it is alone. */
cpu_index last_core(void);

/* ---- the benchmarks, one table a file ---- */

void bench_clock(struct run *run);
void bench_ipi(struct run *run);
void bench_call(struct run *run);
void bench_line(struct run *run);
void bench_hotplug(struct run *run);
void bench_compare(struct run *run);

/* soak=SECONDS: a random load on all cores, each call accounted for */
void soak_run(struct run *run);

/* ---- what is said of the bring-up ---- */

void bringup_report(struct run *run);

/* ---- census.c: who answered, against who was listed ---- */

void census_report(struct run *run);

/* ---- audit.c: registers of cores that the firmware ran nothing on ---- */

void audit_report(struct run *run);

/* ---- checks.c: does it all work? ---- */

void checks_run(struct run *run); /* before the benchmarks */

/* Passes when all is good, and as many were seen as wanted: "3 of 3 WHAT". */
void check_count(struct run *run, const char *name, bool good, const char *what, unsigned int seen,
		 unsigned int wanted);

/* ---- checks_smp.c: interrupts of every kind, every way to send them, and hotplug ---- */

void checks_smp(struct run *run);

/* ---- books.c: what was counted over the whole run, at the end ---- */

void books_check(struct run *run);

/* ---- main.c ---- */

_Noreturn void run_end(struct run *run, const char *text, bool panic);

#endif
