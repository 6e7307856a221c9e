/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of the fake. */
#ifndef MUSTER_FAKE_HW_H
#define MUSTER_FAKE_HW_H

#include "fake.h"
#include "percpu.h"

/* struct fake_core.signals: a bit for each maskable enum ipi_kind, one for all NMIs, and these */
enum {
	SIGNAL_RESET = 1 << 16,
	SIGNAL_START = 1 << 17,
	SIGNAL_OFF = 1 << 18,
	SIGNAL_TIMER = 1 << 14, /* the core's own */
	SIGNAL_NMI = 1 << 15,
	SIGNALS_MASKABLE = ((1 << IPI_MASKABLE_KINDS) - 1) | SIGNAL_TIMER,
	SIGNALS_IPI = SIGNALS_MASKABLE | SIGNAL_NMI,
};

/* ---- hw.c: threads as hardware ---- */

/* The life of a core that is not the boot core; the thread of any begins with hw_begin(). */
void *hw_live(void *core);
void hw_begin(struct fake_core *core);
struct fake_core *hw_self(void);

/* machine.c */
unsigned int hw_count(void);
const struct machine *hw_machine(void);

/* Raises signals at a core; returns those that were pending. */
uint32_t hw_raise(struct fake_core *core, uint32_t signals);
uint32_t hw_signals(const struct fake_core *core);

/* Sleeps in a state until one of the signals is pending. */
void hw_await(struct fake_core *core, enum fake_state state, uint32_t signals);

/* Takes what is pending, as the interrupt flag allows. Does not return when that is a reset. */
void hw_take(struct fake_core *core);

void hw_set_state(struct fake_core *core, enum fake_state state);
void hw_nap(void);			  /* a few microseconds of the host's time */
void hw_unsettle(struct fake_core *core); /* by chance, lets another thread run */
_Noreturn void hw_die(const char *text);  /* the test itself is broken */

/* Looks whether the core's timer has fired meanwhile. */
void hw_timer_look(struct fake_core *core);

/* Has it something to do, as far as the clock is concerned? */
bool hw_busy(const struct fake_core *core);

/* ---- clock.c ---- */

void clock_open(bool real);
uint64_t clock_now(void); /* looks, and moves nothing */

/* ---- wake.c ---- */

void wake_tell(enum fake_event event, cpu_index cpu);
void wake_add(cpu_index cpu, hw_id id);
_Noreturn void wake_come(struct fake_core *core); /* from the first instruction on */

/* What becomes of a core that reaches a stage: it may die there, or be slow. */
void wake_pass(struct fake_core *core, unsigned int stage);

#endif
