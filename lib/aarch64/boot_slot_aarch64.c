/* SPDX-License-Identifier: BSD-2-Clause */
#include "boot_slot_aarch64.h"

#define AT(type, field) offsetof(struct type, field)
_Static_assert(AT(trampoline_header, cntvoff) == HEADER_CNTVOFF &&
		       AT(trampoline_header, ttbr0) == HEADER_TTBR0 &&
		       AT(trampoline_header, awake) == HEADER_AWAKE &&
		       AT(trampoline_header, strangers) == HEADER_STRANGERS &&
		       AT(trampoline_header, hash) == HEADER_HASH &&
		       AT(trampoline_header, by_hash) == HEADER_BY_HASH &&
		       AT(boot_slot, id) == BOOT_SLOT_ID && AT(boot_slot, mark) == BOOT_SLOT_MARK &&
		       AT(boot_slot, stack) == BOOT_SLOT_STACK &&
		       AT(boot_slot, percpu) == BOOT_SLOT_PERCPU &&
		       AT(boot_slot, claim) == BOOT_SLOT_CLAIM &&
		       AT(boot_slot, park) == BOOT_SLOT_PARK &&
		       AT(boot_slot, stage) == BOOT_SLOT_STAGE &&
		       AT(boot_slot, paging_stamp) == BOOT_SLOT_PAGING &&
		       sizeof(struct boot_slot) == BOOT_SLOT_SIZE &&
		       AT(early_mark, stamp) == EARLY_MARK_STAMP &&
		       AT(strangers, ids) == STRANGERS_IDS,
	       "shared with assembly");
_Static_assert(AT(mpidr_hash, mask) == HASH_MASK && AT(mpidr_hash, shift) == HASH_SHIFT,
	       "shared with assembly");
_Static_assert((int)STAGE_ENTRY == MARK_ENTRY && (int)STAGE_PAGING == MARK_PAGING &&
		       STRANGERS_MAX == STRANGERS_KEPT,
	       "the trampoline's are the contract's");

void slot_open(struct boot_slot *slot)
{
	slot->paging_stamp = slot->c_stamp = slot->online_stamp = 0;
	atomic_store_explicit(&slot->stage, STAGE_NONE, memory_order_relaxed);
	/* pairs with the exclusive load in the trampoline */
	atomic_store_explicit(&slot->claim, CLAIM_OPEN, memory_order_release);
}

bool slot_close(struct boot_slot *slot)
{
	uint32_t expected = CLAIM_OPEN;

	return atomic_compare_exchange_strong(&slot->claim, &expected, CLAIM_CLOSED);
}

struct wake_marks slot_look(const struct boot_slot *slot, const struct early_mark *early)
{
	/* pairs with the trampoline and slot_mark() */
	uint32_t stage = atomic_load_explicit(&slot->stage, memory_order_acquire);

	return (struct wake_marks){.stage = (enum wake_stage)(stage ? stage : early->stage),
				   .first = early->stamp,
				   .paging = slot->paging_stamp,
				   .c = slot->c_stamp,
				   .online = slot->online_stamp};
}

void slot_mark(struct boot_slot *slot, enum wake_stage stage, ticks stamp)
{
	*(stage == STAGE_ONLINE ? &slot->online_stamp : &slot->c_stamp) = stamp;
	atomic_store_explicit(&slot->stage, stage, memory_order_release);
}

void strangers_open(struct strangers *strangers)
{
	for (unsigned int i = 0; i < STRANGERS_MAX; i++)
		strangers->ids[i] = HW_ID_NONE.value; /* until it has written its own */
}

unsigned int strangers_read(const struct strangers *strangers, hw_id *ret_ids,
			    unsigned int capacity)
{
	uint64_t count = atomic_load_explicit(&strangers->count, memory_order_acquire);

	for (unsigned int i = 0; i < count && i < STRANGERS_MAX && i < capacity; i++)
		ret_ids[i] = (hw_id){__atomic_load_n(&strangers->ids[i], __ATOMIC_RELAXED)};
	return (unsigned int)count;
}

static bool park_change(struct boot_slot *slot, uint32_t from, uint32_t to)
{
	return atomic_compare_exchange_strong(&slot->park, &from, to);
}

uint32_t slot_unpark(struct boot_slot *slot)
{
	if (park_change(slot, PARK_WAITS, PARK_WAITS | PARK_GO))
		return PARK_WAITS;
	/* pairs with slot_park(): all that the core did is done */
	return atomic_load_explicit(&slot->park, memory_order_acquire);
}

void slot_release(struct boot_slot *slot, uint64_t entry)
{
	_Atomic(uint64_t) *address =
		(_Atomic(uint64_t) *)(uintptr_t)(slot->release + (slot->parking ? 8 : 0));

	park_change(slot, PARK_FIRMWARE, PARK_AWAY); /* before it can come */
	atomic_store_explicit(address, entry, memory_order_release);
	if (slot->parking) /* the number behind the address */
		atomic_store_explicit((_Atomic(uint32_t) *)(uintptr_t)slot->release,
				      slot->interface, memory_order_release);
}

bool slot_is_parked(struct boot_slot *slot)
{
	return park_change(slot, PARK_WAITS | PARK_GO, PARK_WAITS) ||
	       atomic_load_explicit(&slot->park, memory_order_acquire) != PARK_AWAY;
}

void slot_park(struct boot_slot *slot)
{
	atomic_store_explicit(&slot->park, PARK_WAITS, memory_order_release);
}

bool slot_is_wanted(struct boot_slot *slot)
{
	return park_change(slot, PARK_WAITS | PARK_GO, PARK_AWAY);
}

struct wake_way slot_wake_way(enum wake_by by, bool by_hvc, int refused)
{
	static const char *const names[] = {"none", "psci-smc", "parking", "spin-table"};
	bool by_psci = by == WAKE_PSCI;

	return (struct wake_way){
		.name = by_psci && by_hvc ? "psci-hvc" : names[by],
		.impossible = "the firmware tells neither of PSCI nor of an address to start it by",
		.unreachable = by_psci ? "no interrupt of its GIC can reach it"
				       : "no interrupt can reach it, or it is told no address",
		.not_started = psci_refusal(refused)};
}

const char *slot_stage_name(enum wake_stage stage)
{
	static const char *const names[STAGE_COUNT] = {"none", "entry", "mmu", "c", "online"};

	return names[stage];
}
