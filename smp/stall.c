/* SPDX-License-Identifier: BSD-2-Clause */
#include "stall.h"
#include "cpu.h"
#include "nmi.h"
#include "wait.h"

static struct record_stall stalls[STALLS_MAX];
static _Atomic(bool) filed[STALLS_MAX];
static _Atomic(unsigned int) count, rekicks;

void stall_note_rekick(void)
{
	atomic_fetch_add(&rekicks, 1);
}

unsigned int stall_rekicks(void)
{
	return atomic_load(&rekicks);
}

unsigned int stall_count(void)
{
	return atomic_load(&count);
}

const struct record_stall *stall_get(unsigned int number)
{
	/* acquire; pairs with stall_report() */
	return number < STALLS_MAX && atomic_load_explicit(&filed[number], memory_order_acquire)
		       ? &stalls[number]
		       : NULL;
}

static bool in_chain(const struct record_stall *stall, cpu_index cpu)
{
	for (unsigned int i = 0; i < stall->chain_length; i++)
		if (stall->chain[i] == cpu)
			return true;
	return cpu == stall->waiter;
}

/* Whom the waiter waits for, whom that one waits for, and so on. */
static void follow_chain(struct record_stall *stall, const struct percpu *target)
{
	while (target && stall->chain_length < STALL_CHAIN_MAX) {
		cpu_index next = atomic_load_explicit(&target->waits_for, memory_order_relaxed);

		stall->chain[stall->chain_length++] = target->index;
		stall->circle = next != CPU_NONE && in_chain(stall, next);
		target = stall->circle ? NULL : cpu_percpu(next);
	}
}

void stall_report(struct percpu *self, struct percpu *target, smp_call_func sent, ticks waited)
{
	unsigned int number = atomic_fetch_add(&count, 1);
	struct record_stall *stall;

	if (number >= STALLS_MAX)
		return;
	stall = &stalls[number];
	stall->waiter = self->index;
	stall->waited = clock_to_ns(wait_clock, waited);
	stall->sent = (uintptr_t)sent;
	stall->running =
		(uintptr_t)atomic_load_explicit(&target->running_func, memory_order_relaxed);
	follow_chain(stall, target);
	stall->no_nmi = !arch_has_nmi();
	stall->answers_nmi =
		cpu_online(target->index) && nmi_backtrace(target, &stall->where) == STATUS_OK;
	atomic_store_explicit(&filed[number], true, memory_order_release);
}
