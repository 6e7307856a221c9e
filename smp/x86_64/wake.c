/* SPDX-License-Identifier: BSD-2-Clause */
/* Waking a core: INIT and SIPI, and the marks that it leaves. */
#include "apic.h"
#include "core.h"
#include "wait.h"

enum {			     /* MP Specification 1.4, B.4 for the old timing; SDM 3A 9.4.4.1 */
       MODERN_RESET_US = 10, /* some hang with none at all */
       OLD_RESET_US = 10000,
       MODERN_AGAIN_US = 1000,
       OLD_AGAIN_US = 200,
};

enum { FAMILY_P6 = 6, SIPI_PAGE_SHIFT = 12 };

static struct boot_slot *boot_slots;
static struct strangers strangers;
static const struct arch_machine *arch_machine;
static uint16_t *awake;

struct strangers *wake_strangers(void)
{
	return &strangers;
}

void wake_set_id_slot(cpu_index cpu, struct id_slot *slot)
{
	boot_slots[cpu].id_slot = slot;
}

void wake_prepare(const struct machine *machine)
{
	arch_machine = &machine->arch;
	boot_slots = (struct boot_slot *)machine->arch.boot_slots;
	for (unsigned int i = 0; i < STRANGERS_MAX; i++)
		strangers.ids[i] = ID_SLOT_EMPTY; /* until it has written its own */
	awake = (uint16_t *)(uintptr_t)(machine->arch.low_page.value + TRAMPOLINE_AWAKE);
}

/* The base family: 6 for Intel since the Pentium Pro, 15 for AMD and Hygon since the K8. */
static unsigned int cpu_family(void)
{
	return cpuid(1, 0).eax >> 8 & 0xF;
}

struct wake_timing arch_wake_timing(bool patient)
{
	if (patient || cpu_family() < FAMILY_P6)
		return (struct wake_timing){OLD_RESET_US, OLD_AGAIN_US};
	return (struct wake_timing){MODERN_RESET_US, MODERN_AGAIN_US};
}

void arch_wake_open(cpu_index cpu)
{
	struct boot_slot *slot = &boot_slots[cpu];

	slot->id_slot->stage = STAGE_NONE;
	slot->id_slot->stamp = 0;
	slot->long_stamp = slot->c_stamp = slot->online_stamp = 0;
	atomic_store_explicit(&slot->stage, STAGE_NONE, memory_order_relaxed);
	/* pairs with the compare-and-exchange in the trampoline */
	atomic_store_explicit(&slot->claim, CLAIM_OPEN, memory_order_release);
}

bool arch_wake_close(cpu_index cpu)
{
	uint32_t expected = CLAIM_OPEN;

	return atomic_compare_exchange_strong(&boot_slots[cpu].claim, &expected, CLAIM_CLOSED);
}

static enum status wake_send(cpu_index cpu, uint32_t command)
{
	uint64_t id = arch_percpu(cpu)->id.value;

	if (!apic_is_x2apic() && id > APIC_ID_XAPIC_MAX)
		return STATUS_UNSUPPORTED;
	return apic_icr_write((uint32_t)id, command | ICR_ASSERT);
}

enum status arch_wake_reset(cpu_index cpu)
{
	return wake_send(cpu, ICR_INIT);
}

enum status arch_wake_start(cpu_index cpu)
{
	uint32_t vector = (uint32_t)(arch_machine->low_page.value >> SIPI_PAGE_SHIFT);

	return wake_send(cpu, ICR_STARTUP | vector);
}

enum status arch_wake_reset_all(void)
{
	return apic_icr_write(0, ICR_INIT | ICR_ASSERT | ICR_ALL_BUT_SELF);
}

enum status arch_wake_start_all(void)
{
	uint32_t vector = (uint32_t)(arch_machine->low_page.value >> SIPI_PAGE_SHIFT);

	return apic_icr_write(0, ICR_STARTUP | ICR_ASSERT | ICR_ALL_BUT_SELF | vector);
}

struct wake_marks arch_wake_look(cpu_index cpu)
{
	const struct boot_slot *slot = &boot_slots[cpu];
	const struct id_slot *id_slot = slot->id_slot;
	/* pairs with wake_mark_c() and arch_wake_mark_online() */
	uint32_t stage = atomic_load_explicit(&slot->stage, memory_order_acquire);

	if (stage < STAGE_C) /* the trampoline's own marks; it is the only writer, one word each */
		stage = __atomic_load_n(&id_slot->stage, __ATOMIC_ACQUIRE);
	return (struct wake_marks){.stage = (enum wake_stage)stage,
				   .first = id_slot->stamp,
				   .long_mode = slot->long_stamp,
				   .c = slot->c_stamp,
				   .online = slot->online_stamp};
}

void wake_mark_c(struct boot_slot *slot, ticks stamp)
{
	slot->c_stamp = stamp;
	atomic_store_explicit(&slot->stage, STAGE_C, memory_order_release);
}

void arch_wake_mark_online(void)
{
	struct boot_slot *slot = &boot_slots[arch_this_percpu()->index];

	slot->online_stamp = tsc_read();
	atomic_store_explicit(&slot->stage, STAGE_ONLINE, memory_order_release);
}

bool arch_wake_possible(void)
{
	return arch_machine->low_page.value != 0;
}

bool arch_wake_anyone_came(void)
{
	return __atomic_exchange_n(awake, 0, __ATOMIC_ACQ_REL);
}

_Static_assert(STRANGERS_MAX == STRANGERS_KEPT, "the trampoline keeps what the contract says");

unsigned int arch_wake_strangers(hw_id *ret_ids, unsigned int capacity)
{
	unsigned int count = atomic_load_explicit(&strangers.count, memory_order_acquire);

	for (unsigned int i = 0; i < count && i < STRANGERS_KEPT && i < capacity; i++) {
		uint32_t id = __atomic_load_n(&strangers.ids[i], __ATOMIC_RELAXED);

		ret_ids[i] = id == ID_SLOT_EMPTY ? HW_ID_NONE : (hw_id){id};
	}
	return count;
}
