/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads as hardware: power, reset, and interrupts in the thread that they are for. */
#include "hw.h"
#include "cpu.h"
#include "ipi.h"
#include "nmi.h"
#include "tick.h"
#include <linux/futex.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	NAP_NS = 20000,
	SPINS_IDLE = 100, /* so many arch_relax() in a row without any news: it waits */
	UNSETTLE_ONE_IN = 16,
};

static _Thread_local struct fake_core *self;

struct fake_core *hw_self(void)
{
	return self;
}

void hw_begin(struct fake_core *core)
{
	self = core;
}

void hw_die(const char *text)
{
	fprintf(stderr, "fake machine: %s\n", text);
	abort();
}

void hw_nap(void)
{
	nanosleep(&(struct timespec){.tv_nsec = NAP_NS}, NULL);
}

void hw_unsettle(struct fake_core *core)
{
	core->random ^= core->random << 13;
	core->random ^= core->random >> 7;
	core->random ^= core->random << 17;
	if (core->random % UNSETTLE_ONE_IN == 0)
		sched_yield();
}

/* ---- signals: relaxed, so that they order nothing but the start of a core ---- */

uint32_t hw_signals(const struct fake_core *core)
{
	return atomic_load_explicit(&core->signals, memory_order_relaxed);
}

uint32_t hw_raise(struct fake_core *core, uint32_t signals)
{
	/* release: what was written before a start is there for the core that starts, acquired in
	   hw_await_start(); nobody else acquires */
	uint32_t before = atomic_fetch_or_explicit(&core->signals, signals, memory_order_release);

	syscall(SYS_futex, &core->signals, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
	return before;
}

static void hw_clear(struct fake_core *core, uint32_t signals)
{
	atomic_fetch_and_explicit(&core->signals, ~signals, memory_order_relaxed);
}

void hw_set_state(struct fake_core *core, enum fake_state state)
{
	atomic_store_explicit(&core->state, state, memory_order_relaxed);
}

static void hw_sleep(struct fake_core *core, uint32_t signals)
{
	uint32_t pending;

	while (!((pending = hw_signals(core)) & signals))
		syscall(SYS_futex, &core->signals, FUTEX_WAIT_PRIVATE, pending, NULL, NULL, 0);
}

void hw_await(struct fake_core *core, enum fake_state state, uint32_t signals)
{
	hw_set_state(core, state);
	hw_sleep(core, signals | SIGNAL_RESET | SIGNAL_OFF);
	hw_set_state(core, HW_RUNNING);
}

/* ---- reset and start ---- */

static bool irq_is_on(const struct fake_core *core)
{
	return atomic_load_explicit(&core->irq_on, memory_order_relaxed);
}

static void irq_set(struct fake_core *core, bool on)
{
	atomic_store_explicit(&core->spins, 0, memory_order_relaxed); /* first: hw_busy() */
	atomic_store_explicit(&core->irq_on, on, memory_order_relaxed);
}

/* False: power off. */
static bool hw_await_start(struct fake_core *core)
{
	irq_set(core, false);
	hw_set_state(core, HW_WAITING);
	atomic_store_explicit(&core->silent, false, memory_order_relaxed);
	atomic_store_explicit(&core->timer_period, 0, memory_order_relaxed);
	/* Acknowledges the reset. Release, for reset_one(): what it did before is done. */
	atomic_fetch_and_explicit(&core->signals, ~(SIGNAL_RESET | SIGNAL_START | SIGNALS_IPI),
				  memory_order_release);
	atomic_store_explicit(&core->parked, true, memory_order_release);
	for (;;) {
		hw_sleep(core, SIGNAL_RESET | SIGNAL_START | SIGNAL_OFF);
		if (hw_signals(core) & SIGNAL_OFF)
			return false;
		if (hw_signals(core) & SIGNAL_RESET) {
			hw_clear(core, SIGNAL_RESET);
			continue;
		}
		hw_set_state(core, HW_RUNNING);
		atomic_store_explicit(&core->parked, false, memory_order_relaxed);
		/* acquire; pairs with hw_raise() */
		atomic_fetch_and_explicit(&core->signals, ~SIGNAL_START, memory_order_acquire);
		if (!core->behaviour.deaf_starts)
			return true;
		core->behaviour.deaf_starts -= core->behaviour.deaf_starts != FAKE_ALWAYS;
		hw_set_state(core, HW_WAITING);
		atomic_store_explicit(&core->parked, true, memory_order_release);
	}
}

void *hw_live(void *core)
{
	hw_begin(core);
	setjmp(self->reset_vector); /* each reset comes back here */
	if (hw_await_start(self))
		wake_come(self);
	return NULL;
}

/* ---- interrupts ---- */

static void (*nmi_hook)(void);

void fake_set_nmi_hook(void (*hook)(void))
{
	nmi_hook = hook;
}

static void take_nmi(struct fake_core *core)
{
	struct percpu *percpu = arch_this_percpu();
	uint32_t requests;

	if (nmi_hook)
		nmi_hook();
	hw_clear(core, SIGNAL_NMI);
	requests = nmi_take_requests(percpu);
	for (unsigned int kind = IPI_MASKABLE_KINDS; kind < IPI_KINDS; kind++)
		atomic_fetch_add_explicit(&core->taken[kind], requests >> kind & 1,
					  memory_order_relaxed);
	if (requests != 1u << IPI_NMI_PING)
		*nmi_snapshot(percpu) = (struct record_fault){
			.cpu = percpu->index, .id = percpu->id, .name = "NMI", .during = ""};
	nmi_handle(percpu, requests);
}

static void take_highest(struct fake_core *core, uint32_t pending)
{
	unsigned int kind = 31 - (unsigned int)__builtin_clz(pending);

	irq_set(core, false);
	hw_clear(core, 1u << kind);
	hw_unsettle(core);
	if (1u << kind == SIGNAL_TIMER) {
		arch_this_percpu()->in_interrupt++;
		tick_local();
		arch_this_percpu()->in_interrupt--;
	} else {
		atomic_fetch_add_explicit(&core->taken[kind], 1, memory_order_relaxed);
		ipi_handle((enum ipi_kind)kind);
	}
	irq_set(core, true);
}

void hw_take(struct fake_core *core)
{
	for (;;) {
		uint32_t pending;

		hw_timer_look(core);
		pending = hw_signals(core);
		if (pending & (SIGNAL_RESET | SIGNAL_OFF))
			longjmp(core->reset_vector, 1);
		if (pending & SIGNAL_NMI)
			take_nmi(core);
		else if (irq_is_on(core) && pending & SIGNALS_MASKABLE)
			take_highest(core, pending & SIGNALS_MASKABLE);
		else
			return;
	}
}

void arch_count(_Atomic(uint64_t) *count, uint64_t more)
{
	atomic_fetch_add_explicit(count, more, memory_order_relaxed);
}

irq_flags arch_irq_save(void)
{
	bool on = irq_is_on(self);

	irq_set(self, false);
	return on;
}

void arch_irq_restore(irq_flags flags)
{
	irq_set(self, flags);
	hw_take(self);
}

void arch_irq_enable(void)
{
	arch_irq_restore(true);
}

void arch_irq_disable(void)
{
	irq_set(self, false);
}

void arch_relax(void)
{
	atomic_fetch_add_explicit(&self->spins, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&self->looks, 1, memory_order_relaxed);
	hw_take(self);
	sched_yield();
}

struct percpu *arch_this_percpu(void)
{
	return atomic_load_explicit(&self->percpu, memory_order_relaxed);
}

/* ---- for the clock ---- */

static bool has_calls(const struct fake_core *core)
{
	const struct percpu *percpu = atomic_load_explicit(&core->percpu, memory_order_relaxed);

	return percpu && percpu_has_work(percpu);
}

/* While it spins: one that polls looks at its queue, one that waits for something else does not. */
static bool sees_calls(const struct fake_core *core)
{
	const struct percpu *percpu = atomic_load_explicit(&core->percpu, memory_order_relaxed);

	return has_calls(core) && atomic_load_explicit(&percpu->polling, memory_order_relaxed);
}

static bool spins_in_vain(const struct fake_core *core, uint32_t pending)
{
	if (atomic_load_explicit(&core->spins, memory_order_relaxed) < SPINS_IDLE)
		return false;
	return !irq_is_on(core) || !(pending & SIGNALS_MASKABLE || sees_calls(core));
}

void fake_stir(void)
{
	for (unsigned int i = 0; i < hw_count(); i++)
		atomic_store_explicit(&fake_core(i)->spins, 0, memory_order_relaxed);
}

bool hw_busy(const struct fake_core *core)
{
	uint32_t pending = hw_signals(core);

	if (pending & (SIGNAL_RESET | SIGNAL_OFF))
		return true;
	switch (atomic_load_explicit(&core->state, memory_order_relaxed)) {
	case HW_WAITING:
		return pending & SIGNAL_START;
	case HW_SLOW:
		return clock_now() >= atomic_load_explicit(&core->wake_at, memory_order_relaxed);
	case HW_HALTED:
		return pending & SIGNALS_IPI;
	case HW_MWAIT:
		return pending & SIGNALS_IPI || has_calls(core);
	case HW_PARKED:
		return false;
	default:
		return pending & SIGNAL_NMI || !spins_in_vain(core, pending);
	}
}
