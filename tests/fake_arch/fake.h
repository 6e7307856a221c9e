/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A machine whose cores are threads, for tests of the generic code. It implements <arch.h>.
 *
 * A core takes interrupts in its own thread, at arch_relax(), arch_irq_enable(),
 * arch_irq_restore() and in arch_idle_*(); of one kind only one can be pending. Nothing that
 * carries an interrupt orders memory (the signals are relaxed atomics and futex system calls, of
 * which ThreadSanitizer knows nothing), so what the generic code relies on, it must order itself.
 *
 * The clock stands still while any core but the boot core has something to do, and runs
 * CLOCK_SPEED times too fast when none has: a wait of seconds takes milliseconds, and no load on
 * the host makes a core late. It is the boot core's reading that makes it go; between two steps
 * each core that spins has another look at what it waits for.
 *
 * One process runs one machine, once: isolate.h.
 */
#ifndef MUSTER_FAKE_H
#define MUSTER_FAKE_H

#include "arch.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>

enum {
	FAKE_CORES_MAX = 20,
	FAKE_STAGE_IDLE = STAGE_COUNT, /* behind them all: online, about to sleep */
};
#define FAKE_ALWAYS  (~0u)
#define FAKE_FOREVER (UINT64_MAX / 4000) /* us: until fake_let_go() */

/* What is wrong with a core. Zero: nothing. Set before fake_power_on(). */
struct fake_behaviour {
	unsigned int deaf_starts;     /* so many start-up IPIs are lost */
	uint64_t settle_us;	      /* and those that come sooner than this after the reset */
	unsigned int deaths, dies_at; /* at an enum wake_stage, so many times */
	bool by_fault;		      /* it dies of an exception, else silently */
	unsigned int slows, slow_at;  /* it stops there for a while, so many times */
	uint64_t slow_us;
	bool late_for_reset; /* a reset while it is slow does nothing */
	bool deaf_to_nmi;
	_Atomic(bool) deaf_to_stores; /* those do not end its MWAIT; at any time */
	uint64_t leap_every, leap_by; /* ns: its clock leaps ahead, so often and so far */
	enum status reset_status, start_status, send_status; /* of the interrupt controller */
	bool start_arrives;				     /* whatever start_status says */
};

/* What a thread does; for the clock. */
enum fake_state { HW_WAITING, HW_RUNNING, HW_SLOW, HW_HALTED, HW_MWAIT, HW_PARKED };

struct fake_core {
	hw_id address; /* whose interrupts it hears */
	hw_id id;      /* who it says it is */
	struct fake_behaviour behaviour;

	/* counted from the start, for tests */
	_Atomic(unsigned int) resets, starts; /* that it was sent */
	_Atomic(unsigned int) refused;	      /* times that it found its way in closed */
	_Atomic(unsigned int) accepted[IPI_KINDS], merged[IPI_KINDS], taken[IPI_KINDS];

	_Atomic(unsigned int) to_lose[IPI_KINDS]; /* so many of the next get lost on the way */
	_Atomic(int64_t) clock_ahead; /* of its clock, against the machine's, in ticks */

	/* the fake's own */
	_Alignas(CACHE_LINE) _Atomic(uint32_t) signals; /* pending; the futex */
	_Atomic(enum fake_state) state;
	_Atomic(uint64_t) wake_at;	    /* while slow */
	_Atomic(unsigned int) spins, looks; /* arch_relax() in a row without any news, and ever */
	unsigned int looks_before;	    /* at the clock's last step */
	uint64_t reset_at;		    /* ns; the boot core's */
	_Atomic(bool) irq_on;
	_Atomic(bool) parked;			    /* where it cannot be reset */
	_Atomic(bool) silent;			    /* it hears no maskable interrupt */
	_Atomic(uint64_t) timer_period, timer_next; /* ns; 0 = it does not run */
	_Atomic(struct percpu *) percpu;
	uint64_t random;
	pthread_t thread;
	jmp_buf reset_vector;
};

struct fake_setup {
	unsigned int cores; /* listed and possible; number 0 is the boot core */
	enum idle_kind idle;
	bool no_low_page, no_reset, no_mwait, has_suspend, no_nmi, no_timer, no_clusters,
		mode_stuck;
	bool real_clock; /* nothing stands still; slowed down, or a host that pauses times calls out
			  */
	uint64_t seed;	 /* of the order in which threads run, as far as it can be disturbed */
};

/* Lays out a machine; every core but the first is to be started. Its plans and options may still be
   changed. */
struct machine *fake_machine(const struct fake_setup *setup);
struct machine_cpu *fake_cpu(cpu_index cpu); /* its row of the list */

/* A thread: the first ones are those of the listed cores, by index. */
struct fake_core *fake_core(unsigned int number);

/* One more that nobody listed; its ids are those that it is given. */
struct fake_core *fake_add_core(hw_id address, hw_id id);

/* Runs boot(machine) on the boot core until it returns or calls arch_end(), then switches all off.
   Returns arch_end()'s code, else 0. */
int fake_power_on(void (*boot)(const struct machine *machine));

/* Ends a core's slowness, from the boot core. */
void fake_let_go(struct fake_core *core);

/* Called on each core in its NMI handler, which it may interrupt anywhere. Set before
   fake_power_on(). */
void fake_set_nmi_hook(void (*hook)(void));

/* Called on the boot core at the beginning of arch_wake_close(), ..._reset() and ..._look(), and at
   the end of ..._start() (of ..._start_all() for CPU_NONE); on the sender before an interrupt is
   sent. Set before fake_power_on(). */
enum fake_event { FAKE_CLOSE, FAKE_RESET, FAKE_LOOK, FAKE_STARTED, FAKE_SEND };
typedef void (*fake_hook)(enum fake_event event, cpu_index cpu);
void fake_set_hook(fake_hook hook);

/* Something changed in memory for which cores may be spinning: no time passes until each has had
   another look. (Interrupts, and calls for a core that polls, are seen without this.) */
void fake_stir(void);

/* On a core: is busy for so long by the machine's clock. */
void fake_dawdle(uint64_t microseconds);

/* The firmware's runtime services, for arch_runtime_call(). Set before fake_power_on(). */
typedef uint64_t (*fake_service)(uint64_t service, const uint64_t arguments[RUNTIME_ARGUMENTS]);
void fake_set_service(fake_service service);

/* Broadcasts sent so far. */
unsigned int fake_broadcasts(void);

/* What arch_extras was told so far. */
unsigned int fake_mode_changes(void);
uint32_t fake_mwait_hint(void);

/* Where a core is, for hooks: they may wait for it. */
static inline enum fake_state fake_state(struct fake_core *core)
{
	return atomic_load_explicit(&core->state, memory_order_relaxed);
}

#endif
