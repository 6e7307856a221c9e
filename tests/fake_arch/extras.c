/* SPDX-License-Identifier: BSD-2-Clause */
/* What only some architectures have: a way to oneself, two modes, two depths of MWAIT. */
#include "hw.h"
#include "ipi.h"

static void send_self(enum ipi_kind kind)
{
	arch_ipi_send(arch_this_percpu(), kind);
}

static const struct self_way *self_ways(void)
{
	static const struct self_way ways[] = {{"fake-self", send_self}, {NULL, NULL}};

	return ways;
}

static void send_end(void)
{
	atomic_store_explicit(&ipi_end_span, 1, memory_order_relaxed);
}

/* ---- modes ---- */

enum { MODES = 2 };
static unsigned int mode, mode_changes;
static _Atomic(unsigned int) followers;

static const char *mode_name(unsigned int number)
{
	static const char *const names[MODES] = {"fake", "other"};

	return number < MODES ? names[number] : NULL;
}

static unsigned int mode_now(void)
{
	return mode;
}

unsigned int fake_mode_changes(void)
{
	return mode_changes;
}

static void follow(void *info)
{
	(void)info;
	atomic_fetch_add_explicit(&followers, 1, memory_order_relaxed);
}

static enum status mode_change(unsigned int number)
{
	unsigned int before = atomic_load(&followers);

	if (ipi_chosen() != IPI_CHOICE_PHYSICAL)
		hw_die("changes the mode while interrupts go by what is loaded");
	if (hw_machine()->arch.mode_stuck)
		return STATUS_TIMEOUT;
	mode_changes += number != mode;
	mode = number;
	if (on_each_cpu(follow, NULL, true) != STATUS_OK)
		return STATUS_TIMEOUT;
	return atomic_load(&followers) - before == num_online_cpus() ? STATUS_OK : STATUS_TIMEOUT;
}

/* ---- MWAIT's depths ---- */

static const uint32_t hints[] = {0x00, 0x21};
static uint32_t hint;

uint32_t fake_mwait_hint(void)
{
	return hint;
}

static bool mwait_hint(unsigned int number, uint32_t *ret_hint)
{
	if (number >= ARRAY_SIZE(hints))
		return false;
	*ret_hint = hints[number];
	return true;
}

static void mwait_choose(uint32_t chosen)
{
	hint = chosen;
}

const struct arch_extras arch_extras = {
	.self_ways = self_ways,
	.send_end = send_end,
	.mode_name = mode_name,
	.mode = mode_now,
	.mode_change = mode_change,
	.mwait_hint = mwait_hint,
	.mwait_choose = mwait_choose,
};
