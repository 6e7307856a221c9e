/* SPDX-License-Identifier: BSD-2-Clause */
/* Waking a core: by PSCI, a parking page or a spin-table, and the marks that it leaves. */
#include "core.h"
#include "cpu.h"
#include "wait.h"

enum { OFF_US = 100000, ON_US = 100000 };

static struct boot_slot *boot_slots;
static struct strangers strangers;
static struct early_mark *awake;
static enum wake_by wake_by;
static int refused; /* what CPU_ON said last */

struct strangers *wake_strangers(void)
{
	return &strangers;
}

void wake_prepare(const struct machine *machine)
{
	boot_slots = (struct boot_slot *)machine->arch.boot_slots;
	awake = (struct early_mark *)machine->arch.early_marks + machine->possible_count;
	wake_by = machine->arch.wake_by;
	for (unsigned int i = 0; i < STRANGERS_MAX; i++)
		strangers.ids[i] = HW_ID_NONE.value; /* until it has written its own */
}

/* No core has to wait for a reset, and no start gets lost. */
struct wake_timing arch_wake_timing(bool patient)
{
	(void)patient;
	return (struct wake_timing){0, 0};
}

/* A core writes it past the caches: what is in them is dropped before it is read, and written out
   before the core may come (Arm ARM B2.8). It is clean when it is read, so nothing is written over
   what the core wrote. */
static void mark_renew(const struct early_mark *mark)
{
	dsb(sy);
	__asm__ volatile("dc civac, %0" : : "r"(mark) : "memory");
	dsb(sy);
}

static uint64_t mark_read(const struct early_mark *mark)
{
	mark_renew(mark);
	return *(const volatile uint64_t *)&mark->stage;
}

static void mark_clear(struct early_mark *mark)
{
	mark_renew(mark); /* or half of the line would be what it was long ago */
	*mark = (struct early_mark){.stage = STAGE_NONE};
	mark_renew(mark);
}

static struct early_mark *mark_of(const struct boot_slot *slot)
{
	return (struct early_mark *)(uintptr_t)slot->mark;
}

void arch_wake_open(cpu_index cpu)
{
	struct boot_slot *slot = &boot_slots[cpu];

	mark_clear(mark_of(slot));
	slot->paging_stamp = slot->c_stamp = slot->online_stamp = 0;
	atomic_store_explicit(&slot->stage, STAGE_NONE, memory_order_relaxed);
	/* pairs with the exclusive load in the trampoline */
	atomic_store_explicit(&slot->claim, CLAIM_OPEN, memory_order_release);
}

bool arch_wake_close(cpu_index cpu)
{
	uint32_t expected = CLAIM_OPEN;

	return atomic_compare_exchange_strong(&boot_slots[cpu].claim, &expected, CLAIM_CLOSED);
}

/* ---- by PSCI ---- */

/* An implementation without AFFINITY_INFO, or that knows no such core: CPU_ON will tell. */
static enum status await_off(uint64_t id)
{
	struct deadline deadline = deadline_in_us(OFF_US);

	while (psci_affinity_info(id) == PSCI_ON || psci_affinity_info(id) == PSCI_ON_UNDERWAY) {
		if (deadline_passed(deadline))
			return STATUS_BUSY;
		arch_relax();
	}
	return STATUS_OK;
}

/* A core that has just gone may be on still, for the firmware (DEN 0022F 6.6). */
static enum status switch_on(const struct boot_slot *slot)
{
	struct deadline deadline = deadline_in_us(ON_US);

	do {
		refused = psci_cpu_on(slot->id, (uintptr_t)trampoline_psci, (uintptr_t)slot);
		if (refused == PSCI_SUCCESS)
			return STATUS_OK;
		arch_relax();
	} while ((refused == PSCI_ALREADY_ON || refused == PSCI_ON_PENDING) &&
		 !deadline_passed(deadline));
	return STATUS_TIMEOUT;
}

/* ---- by an address: a core comes once, and parks with us from then on ---- */

static uint32_t park_of(const struct boot_slot *slot)
{
	/* pairs with wake_park(): all that the core did is done */
	return atomic_load_explicit(&slot->park, memory_order_acquire);
}

static bool park_change(struct boot_slot *slot, uint32_t from, uint32_t to)
{
	return atomic_compare_exchange_strong(&slot->park, &from, to);
}

/* A start that it has not heard is taken back. */
static enum status await_parked(struct boot_slot *slot)
{
	struct deadline deadline = deadline_in_us(OFF_US);

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

/* The parking protocol, 1.0: processor id at 0, address at 8, then an interrupt; a spin-table's
   word holds the address. Both are read past the caches, or may be. */
static enum status release(struct boot_slot *slot, struct percpu *core)
{
	uint64_t word = slot->release + (slot->parking ? 8 : 0);

	if (!slot->release)
		return STATUS_UNSUPPORTED;
	*(volatile uint64_t *)(uintptr_t)word = (uintptr_t)trampoline_by_id;
	if (slot->parking) {
		dmb(sy); /* the address before the id */
		*(volatile uint32_t *)(uintptr_t)slot->release = slot->uid;
	}
	core_clean(slot->release, 2 * sizeof(uint64_t));
	park_change(slot, PARK_FIRMWARE, PARK_AWAY); /* or it has come further */
	if (slot->parking)
		arch_ipi_send(core, IPI_WAKEUP);
	return STATUS_OK;
}

static enum status start_parked(cpu_index cpu)
{
	struct boot_slot *slot = &boot_slots[cpu];
	uint32_t park = park_of(slot);
	enum status status = STATUS_OK;

	if (park == PARK_FIRMWARE)
		status = release(slot, arch_percpu(cpu));
	else if (park != PARK_AWAY)
		atomic_store_explicit(&slot->park, park | PARK_GO, memory_order_release);
	dsb(sy); /* what it is to see, before the event (Arm ARM D1.6.1) */
	__asm__ volatile("sev" : : : "memory");
	return status;
}

void wake_park(void)
{
	cpu_index self = arch_this_percpu()->index;
	struct boot_slot *slot = &boot_slots[self];

	if (!self)
		return;
	if (wake_by == WAKE_PSCI)
		psci_cpu_off(); /* comes back only where it is denied */
	if (wake_by == WAKE_PSCI || wake_by == WAKE_IMPOSSIBLE)
		return;
	atomic_store_explicit(&slot->park, PARK_WAITS, memory_order_release);
	while (!park_change(slot, PARK_WAITS | PARK_GO, PARK_AWAY)) /* endless: it is parked */
		__asm__ volatile("wfe" : : : "memory");
	trampoline_resume(slot);
}

/* ---- the contract ---- */

struct wake_way arch_wake_way(void)
{
	static const struct wake_way ways[] = {
		[WAKE_IMPOSSIBLE] = {"none", "neither PSCI nor an address to start it by", ""},
		[WAKE_PSCI] = {"psci", "", ""},
		[WAKE_PARKED] = {"parking", "", "no page of the parking protocol is told for it"},
		[WAKE_SPIN_TABLE] = {"spin-table", "", "no word of a spin-table is told for it"},
	};
	struct wake_way way = ways[wake_by];

	if (wake_by == WAKE_PSCI)
		way.not_started = psci_refusal(refused);
	return way;
}

enum status arch_wake_reset(cpu_index cpu)
{
	if (!gic_reaches(cpu))
		return STATUS_UNSUPPORTED;
	if (wake_by == WAKE_PSCI)
		return await_off(boot_slots[cpu].id);
	return await_parked(&boot_slots[cpu]);
}

enum status arch_wake_start(cpu_index cpu)
{
	return wake_by == WAKE_PSCI ? switch_on(&boot_slots[cpu]) : start_parked(cpu);
}

/* Never asked for: arch_survey_wake() sees to it. */
enum status arch_wake_reset_all(void)
{
	return STATUS_UNSUPPORTED;
}

enum status arch_wake_start_all(void)
{
	return STATUS_UNSUPPORTED;
}

struct wake_marks arch_wake_look(cpu_index cpu)
{
	const struct boot_slot *slot = &boot_slots[cpu];
	/* pairs with the trampoline, wake_mark_c() and arch_wake_mark_online() */
	uint32_t stage = atomic_load_explicit(&slot->stage, memory_order_acquire);
	uint64_t early = mark_read(mark_of(slot));

	return (struct wake_marks){.stage = (enum wake_stage)(stage ? stage : early),
				   .first = mark_of(slot)->stamp,
				   .paging = slot->paging_stamp,
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

	slot->online_stamp = arch_clock_read();
	atomic_store_explicit(&slot->stage, STAGE_ONLINE, memory_order_release);
}

const char *arch_stage_name(enum wake_stage stage)
{
	static const char *const names[STAGE_COUNT] = {"none", "entry", "mmu", "c", "online"};

	return names[stage];
}

bool arch_wake_possible(void)
{
	return wake_by != WAKE_IMPOSSIBLE;
}

bool arch_wake_anyone_came(void)
{
	bool came = mark_read(awake) != STAGE_NONE;

	mark_clear(awake);
	return came;
}

_Static_assert(STRANGERS_MAX == STRANGERS_KEPT, "the trampoline keeps what the contract says");

unsigned int arch_wake_strangers(hw_id *ret_ids, unsigned int capacity)
{
	uint64_t count = atomic_load_explicit(&strangers.count, memory_order_acquire);

	for (unsigned int i = 0; i < count && i < STRANGERS_KEPT && i < capacity; i++)
		ret_ids[i] = (hw_id){__atomic_load_n(&strangers.ids[i], __ATOMIC_RELAXED)};
	return (unsigned int)count;
}
