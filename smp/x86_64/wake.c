/* SPDX-License-Identifier: BSD-2-Clause */
/* Waking a core: INIT and SIPI, or the firmware's mailbox, and the marks that it leaves. */
#include "apic.h"
#include "core.h"
#include "wait.h"

enum {			     /* MP Specification 1.4, B.4 for the old timing; SDM 3A 9.4.4.1 */
       MODERN_RESET_US = 10, /* some hang with none at all */
       OLD_RESET_US = 10000,
       MODERN_AGAIN_US = 1000,
       OLD_AGAIN_US = 200,
};

enum { FAMILY_P6 = 6, SIPI_PAGE_SHIFT = 12, PARK_US = 100000 };

static struct boot_slot *boot_slots;
static struct strangers strangers;
static const struct arch_machine *arch_machine;
static uint16_t *awake;
static uint32_t mailbox_entry, resume_entry; /* in the trampoline's page */

struct strangers *wake_strangers(void)
{
	return &strangers;
}

void wake_set_id_slot(cpu_index cpu, struct id_slot *slot)
{
	boot_slots[cpu].id_slot = slot;
}

void wake_set_entries(const struct trampoline_header *header)
{
	mailbox_entry = header->mailbox_entry;
	resume_entry = header->resume_entry;
}

void wake_prepare(const struct machine *machine)
{
	arch_machine = &machine->arch;
	boot_slots = (struct boot_slot *)machine->arch.boot_slots;
	for (unsigned int i = 0; i < STRANGERS_MAX; i++)
		strangers.ids[i] = ID_SLOT_EMPTY; /* until it has written its own */
	awake = (uint16_t *)(uintptr_t)(machine->arch.start + TRAMPOLINE_AWAKE);
	mailbox_open(machine);
}

/* The base family: 6 for Intel since the Pentium Pro, 15 for AMD and Hygon since the K8. */
static unsigned int cpu_family(void)
{
	return cpuid(1, 0).eax >> 8 & 0xF;
}

const char *arch_stage_name(enum wake_stage stage)
{
	static const char *const names[STAGE_COUNT] = {"none", "real-mode", "long-mode", "c",
						       "online"};

	return stage < STAGE_COUNT ? names[stage] : "unknown";
}

struct wake_timing arch_wake_timing(bool patient)
{
	if (arch_machine->no_reset)
		return (struct wake_timing){0, 0};
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

/* ---- where cores cannot be reset: a core that was woken once parks, and waits for a word ---- */

static uint32_t park_of(const struct boot_slot *slot)
{
	/* pairs with the trampoline's and wake_park()'s stores: all that the core did is done */
	return atomic_load_explicit(&slot->park, memory_order_acquire);
}

static bool park_change(struct boot_slot *slot, uint32_t from, uint32_t to)
{
	return atomic_compare_exchange_strong(&slot->park, &from, to);
}

/* A start that it has not heard is taken back. */
static enum status await_parked(struct boot_slot *slot)
{
	struct deadline deadline = deadline_in_us(PARK_US);

	do {
		uint32_t park = park_of(slot);

		if (park & PARK_GO && !park_change(slot, park, park & ~(uint32_t)PARK_GO))
			continue;
		if (park != PARK_AWAY)
			return STATUS_OK;
		arch_relax();
	} while (!deadline_passed(deadline));
	return STATUS_BUSY;
}

/* The command is obeyed once: whoever took it is ours for good. */
static enum status hand_over(struct boot_slot *slot, uint32_t id)
{
	enum status status = mailbox_send(id, arch_machine->start + mailbox_entry);

	if (status == STATUS_OK)
		park_change(slot, PARK_FIRMWARE, PARK_AWAY); /* or it has come further */
	return status;
}

static enum status start_parked(cpu_index cpu)
{
	struct boot_slot *slot = &boot_slots[cpu];
	uint32_t park = park_of(slot);

	if (park == PARK_FIRMWARE)
		return hand_over(slot, (uint32_t)arch_percpu(cpu)->id.value);
	if (park == PARK_AWAY)
		return STATUS_OK;
	atomic_store_explicit(&slot->park, park | PARK_GO, memory_order_release);
	return (park & ~(uint32_t)PARK_GO) == PARK_HALTS ? wake_send(cpu, ICR_NMI) : STATUS_OK;
}

/* IRET first: in an NMI's handler the core would hear no other (SDM 3A 6.7.1). */
static _Noreturn void park_halted(struct boot_slot *slot)
{
	__asm__ volatile(
		"cli\n\t"
		"movq	%%rsp, %%rax\n\t"
		"pushq	%[data]\n\t"
		"pushq	%%rax\n\t"
		"pushfq\n\t"
		"pushq	%[code]\n\t"
		"leaq	1f(%%rip), %%rax\n\t"
		"pushq	%%rax\n\t"
		"iretq\n"
		"1:	movl	%[halts], %[park]\n"
		"2:	hlt\n\t"
		"jmp	2b"
		: [park] "=m"(slot->park)
		: [data] "i"(SELECTOR_DATA), [code] "i"(SELECTOR_CODE), [halts] "i"(PARK_HALTS),
		  "D"(slot)
		: "rax", "memory");
	__builtin_unreachable();
}

void wake_park(void)
{
	cpu_index self = arch_this_percpu()->index;

	if (arch_machine && arch_machine->no_reset && self)
		park_halted(&boot_slots[self]);
}

uint64_t wake_resume(void)
{
	cpu_index self = arch_this_percpu()->index;

	if (!arch_machine->no_reset ||
	    !park_change(&boot_slots[self], PARK_HALTS | PARK_GO, PARK_AWAY))
		return 0;
	return arch_machine->start + resume_entry;
}

/* ---- the contract ---- */

struct wake_way arch_wake_way(void)
{
	static const char unreachable[] = "its id cannot be reached in this APIC mode";
	static const struct wake_way sipi = {
		.name = "sipi",
		.impossible = "no memory below 1 MiB to start it from",
		.unreachable = unreachable,
		.not_started = "the interrupt controller did not take the start",
		.by_reset = true,
	};
	static const struct wake_way mailbox = {
		.name = "mailbox",
		.impossible =
			"the firmware's mailbox, by which alone it can be woken, cannot be used",
		.unreachable = unreachable,
		.not_started = "it did not take the command in the firmware's mailbox",
	};

	return arch_machine->no_reset ? mailbox : sipi;
}

enum status arch_wake_reset(cpu_index cpu)
{
	if (arch_machine->no_reset)
		return await_parked(&boot_slots[cpu]);
	return wake_send(cpu, ICR_INIT);
}

enum status arch_wake_start(cpu_index cpu)
{
	uint32_t vector = (uint32_t)(arch_machine->low_page.value >> SIPI_PAGE_SHIFT);

	if (arch_machine->no_reset)
		return start_parked(cpu);
	return wake_send(cpu, ICR_STARTUP | vector);
}

/* Never asked for without reset: arch_survey_wake() sees to it. */
enum status arch_wake_reset_all(void)
{
	if (arch_machine->no_reset)
		return STATUS_UNSUPPORTED;
	return apic_icr_write(0, ICR_INIT | ICR_ASSERT | ICR_ALL_BUT_SELF);
}

enum status arch_wake_start_all(void)
{
	uint32_t vector = (uint32_t)(arch_machine->low_page.value >> SIPI_PAGE_SHIFT);

	if (arch_machine->no_reset)
		return STATUS_UNSUPPORTED;
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
				   .paging = slot->long_stamp,
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
	return arch_machine->no_reset ? arch_machine->mailbox : arch_machine->low_page.value;
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
