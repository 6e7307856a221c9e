/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stateless model checker: the real smp/ code on two or three cores, in every order in which
 * their atomic accesses can follow each other.
 *
 * What is explored. Cores are coroutines of one thread. Before each access to an atomic object,
 * each interrupt that is sent, and each look of a sleeping core at what could wake it, a core stops
 * and the explorer says who goes on: a depth-first search over all schedules, each run from the
 * start. Schedules that differ only in the order of steps that do not touch the same object are run
 * once (dynamic partial-order reduction with source sets and sleep sets: Abdulla et al., POPL
 * 2014). When a pending interrupt is taken is a choice, too: before any step at which the core has
 * them on, NMIs before any.
 *
 * An atomic object that only one core touches, and not both in and out of interrupts, is no step
 * (shared.h). Rows that would take too long have a bound: those schedules are run in which a core
 * that could go on is at most so often made to wait (Coons et al., OOPSLA 2013), interrupts not
 * counted; their line says so.
 *
 * Time stands still, so that no deadline passes; in rows that say so, it may pass at any turn of a
 * waiting loop. A loop that reads nothing but the clock lets it pass.
 *
 * A turn of a waiting loop (between two arch_relax() at one place) that changed nothing is not
 * repeated before another core has changed something that it read. So a schedule ends when no core
 * can go on; each must then have done its work, else it is a deadlock.
 *
 * Plain accesses are no steps. That is enough as long as none of them races, and each schedule is
 * watched for that (vector clocks): such a race is a failure.
 *
 * What is not explored. Memory is sequentially consistent and every atomic access orders: that
 * release and acquire are enough is ThreadSanitizer's to say (make check-smp). An interrupt comes
 * before steps only, not between two plain accesses of the core that it interrupts. Spurious
 * failures of a weak compare-and-exchange, and interrupts that the controller loses never happen;
 * NMIs only where a row has a core taken out. More than three cores are not tried.
 *
 * How it gets in between. The code is compiled with -fsanitize=thread, and hooks.c stands in for
 * that sanitizer's library: it sees each access, also those without <stdatomic.h>. All that the
 * code has in static memory is gathered in one section (state.lds), which is put back before each
 * run.
 */
#ifndef MUSTER_MODEL_H
#define MUSTER_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MODEL_CORES = 3,
	MODEL_STEPS = 600,   /* of one schedule; more is taken for a livelock */
	MODEL_ACCESSES = 24, /* of one step, and of one turn of a waiting loop */
};

/* A row of the table. */
struct model_row {
	const char *name;
	unsigned int cores;
	void (*setup)(void);		      /* no core runs yet */
	void (*scripts[MODEL_CORES])(void);   /* a core without one idles */
	void (*check)(void);		      /* all rest */
	bool (*impatient)(unsigned int core); /* time may pass there now, by what its loop reads */
	unsigned int wakes;		      /* bits of cores that are still off */
	unsigned int bound;		      /* of preemptions; 0: none */
	bool resets;			      /* a core may be reset, or sent an NMI */
};

/* Of the machine's side: what the row says, then the core's life. */
void machine_setup(const struct model_row *row);
void machine_live(const struct model_row *row, unsigned int core);
void machine_check(const struct model_row *row);
const char *machine_name(const void *address); /* of an object, for the trace; NULL: has none */
void machine_interrupt(unsigned int kind);
uint32_t machine_nmis(void); /* bits of kinds that cannot be masked */

/* Prints what is wrong with the schedule that brought it about. */
_Noreturn void model_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define model_check(condition)                                                                     \
	((condition) ? (void)0 : model_fail("not so: %s (%s:%d)", #condition, __FILE__, __LINE__))

#endif
