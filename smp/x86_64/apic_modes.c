/* SPDX-License-Identifier: BSD-2-Clause */
/* All cores from one mode of the APIC to the other, while they run. */
#include "core.h"
#include "apic.h"
#include "cpu.h"
#include "wait.h"

enum { MODE_XAPIC, MODE_X2APIC, MODES, MEET_US = 1000000 };
enum decision { UNDECIDED, CHANGE, STAY };

static uint8_t nmi_pin;
static bool both; /* every core can be in either */

static bool wanted; /* the x2APIC */
static _Atomic(unsigned int) arrived;
static _Atomic(enum decision) decision;

void apic_modes_open(const struct machine *machine)
{
	nmi_pin = machine->arch.nmi_pin;
	both = machine->arch.both_modes;
}

const char *apic_mode_name(unsigned int mode)
{
	static const char *const names[MODES] = {"xapic", "x2apic"};

	if (both)
		return mode < MODES ? names[mode] : NULL;
	return mode == 0 ? names[apic_is_x2apic()] : NULL;
}

unsigned int apic_mode_now(void)
{
	return both && apic_is_x2apic() ? MODE_X2APIC : MODE_XAPIC;
}

static bool await_all(void)
{
	struct deadline deadline = deadline_in_us(MEET_US);

	/* acquire; pairs with change_here(): none of them touches its APIC any more */
	while (atomic_load_explicit(&arrived, memory_order_acquire) < num_online_cpus()) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

/* On the boot core, in the midst of all. */
static void decide(void)
{
	bool go = await_all();

	if (go) {
		apic_mode.x2apic = wanted;
		arch_ipi_route_choose(ROUTE_PHYSICAL);
	}
	/* release; pairs with await_decision() */
	atomic_store_explicit(&decision, go ? CHANGE : STAY, memory_order_release);
}

/* The boot core decides sooner than this ends, unless it is gone. */
static enum decision await_decision(void)
{
	struct deadline deadline = deadline_in_us(2 * MEET_US);
	enum decision seen;

	/* acquire; pairs with decide() */
	while (!(seen = atomic_load_explicit(&decision, memory_order_acquire))) {
		if (deadline_passed(deadline))
			return STAY;
		arch_relax();
	}
	return seen;
}

/* From xAPIC to x2APIC all but the logical address is kept. The way back leads through disabled,
   behind which the APIC is as after a reset (SDM 3A 11.12.5). */
static void follow(void)
{
	apic_follow();
	if (!apic_is_x2apic()) {
		apic_enable();
		if (smp_processor_id() == 0)
			apic_nmi_open(nmi_pin);
	}
	arch_ipi_route_load();
}

/* On each core, interrupts off: what brought it here has been ended. */
static void change_here(void *info)
{
	(void)info;
	/* release; pairs with await_all() */
	atomic_fetch_add_explicit(&arrived, 1, memory_order_release);
	if (smp_processor_id() == 0)
		decide();
	if (await_decision() == CHANGE)
		follow();
}

enum status apic_mode_change(unsigned int mode)
{
	enum status status;

	if (!both || mode >= MODES)
		return STATUS_UNSUPPORTED;
	wanted = mode == MODE_X2APIC;
	if (wanted == apic_is_x2apic())
		return STATUS_OK;
	atomic_store(&arrived, 0);
	atomic_store(&decision, UNDECIDED);
	status = on_each_cpu(change_here, NULL, true);
	return status == STATUS_OK && wanted != apic_is_x2apic() ? STATUS_TIMEOUT : status;
}
