/* SPDX-License-Identifier: BSD-2-Clause */
/* Waking a core: by PSCI, a parking page or a spin-table, and the marks that it leaves. */
#include "core.h"
#include "cpu.h"
#include "wait.h"

enum { CHANGE_US = 100000 }; /* for a core to be off, parked, or on */

static struct boot_slot *slots;
static const struct arch_machine *arch;
static struct strangers strangers;
static int refused; /* what CPU_ON answered last */

struct strangers *wake_strangers(void)
{
	return &strangers;
}

void wake_prepare(const struct machine *machine)
{
	arch = &machine->arch;
	slots = (struct boot_slot *)arch->boot_slots;
	for (unsigned int i = 0; i < STRANGERS_MAX; i++)
		strangers.ids[i] = HW_ID_NONE.value; /* until it has written its own */
}

/* No core has to wait for a reset, and no start gets lost. */
struct wake_timing arch_wake_timing(bool patient)
{
	return (void)patient, (struct wake_timing){0, 0};
}

/* ---- marks ---- */

/* A core writes its first mark past the caches: what they hold is dropped before it is read, and is
   in memory before the core may come (Arm ARM B2.8). It is clean when the core writes, so it never
   goes over that. */
static uint64_t mark_read(const struct early_mark *mark)
{
	dsb(sy);
	__asm__ volatile("dc civac, %0" : : "r"(mark) : "memory");
	dsb(sy);
	return *(const volatile uint64_t *)&mark->stage;
}

static void mark_clear(struct early_mark *mark)
{
	mark_read(mark);
	mark->stage = STAGE_NONE;
	mark->stamp = 0;
	mark_read(mark);
}

void arch_wake_open(cpu_index cpu)
{
	struct boot_slot *slot = &slots[cpu];

	mark_clear(slot->mark);
	slot->paging_stamp = slot->c_stamp = slot->online_stamp = 0;
	atomic_store_explicit(&slot->stage, STAGE_NONE, memory_order_relaxed);
	/* pairs with the exclusive load in the trampoline */
	atomic_store_explicit(&slot->claim, CLAIM_OPEN, memory_order_release);
}

bool arch_wake_close(cpu_index cpu)
{
	uint32_t expected = CLAIM_OPEN;

	return atomic_compare_exchange_strong(&slots[cpu].claim, &expected, CLAIM_CLOSED);
}

struct wake_marks arch_wake_look(cpu_index cpu)
{
	const struct boot_slot *slot = &slots[cpu];
	/* pairs with the trampoline, wake_mark_c() and arch_wake_mark_online() */
	uint32_t stage = atomic_load_explicit(&slot->stage, memory_order_acquire);
	uint64_t early = mark_read(slot->mark);

	return (struct wake_marks){.stage = (enum wake_stage)(stage ? stage : early),
				   .first = slot->mark->stamp,
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
	struct boot_slot *slot = &slots[arch_this_percpu()->index];

	slot->online_stamp = arch_clock_read();
	atomic_store_explicit(&slot->stage, STAGE_ONLINE, memory_order_release);
}

const char *arch_stage_name(enum wake_stage stage)
{
	static const char *const names[STAGE_COUNT] = {"none", "entry", "mmu", "c", "online"};

	return names[stage];
}

bool arch_wake_anyone_came(void)
{
	bool came = mark_read(trampoline_header.awake) != STAGE_NONE;

	mark_clear(trampoline_header.awake);
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

/* ---- by PSCI ---- */

/* Without AFFINITY_INFO, or for a core that it does not know, CPU_ON will tell. */
static enum status await_off(uint64_t id)
{
	struct deadline deadline = deadline_in_us(CHANGE_US);
	int state;

	do {
		state = psci_call(&arch->psci, arch->psci.affinity_info, id, 0, 0);
		if (state != PSCI_ON && state != PSCI_ON_UNDERWAY)
			return STATUS_OK;
		arch_relax();
	} while (!deadline_passed(deadline));
	return STATUS_BUSY;
}

/* For the firmware a core that has just gone may be on still (DEN 0022F 6.6). */
static enum status switch_on(const struct boot_slot *slot)
{
	struct deadline deadline = deadline_in_us(CHANGE_US);

	do {
		refused = psci_call(&arch->psci, arch->psci.cpu_on, slot->id,
				    (uintptr_t)trampoline_psci, (uintptr_t)slot);
		if (refused == PSCI_SUCCESS)
			return STATUS_OK;
		arch_relax();
	} while ((refused == PSCI_ALREADY_ON || refused == PSCI_ON_PENDING) &&
		 !deadline_passed(deadline));
	return STATUS_TIMEOUT;
}

/* ---- by an address: a core comes once, and parks with us from then on ---- */

static bool park_change(struct boot_slot *slot, uint32_t from, uint32_t to)
{
	return atomic_compare_exchange_strong(&slot->park, &from, to);
}

/* A start that it has not heard is taken back. */
static enum status await_parked(struct boot_slot *slot)
{
	struct deadline deadline = deadline_in_us(CHANGE_US);

	do {
		if (park_change(slot, PARK_WAITS | PARK_GO, PARK_WAITS) ||
		    atomic_load_explicit(&slot->park, memory_order_acquire) != PARK_AWAY)
			return STATUS_OK;
		arch_relax();
	} while (!deadline_passed(deadline));
	return STATUS_BUSY;
}

/* The parking protocol: the interface's number at 0, the address at 8, then an interrupt. A
   spin-table's word holds the address. Both may be read past the caches. */
static enum status release(struct boot_slot *slot, const struct percpu *core)
{
	if (!slot->release)
		return STATUS_UNSUPPORTED;
	*(volatile uint64_t *)(uintptr_t)(slot->release + (slot->parking ? 8 : 0)) =
		(uintptr_t)trampoline_by_id;
	dmb(sy); /* the address before the number */
	if (slot->parking)
		*(volatile uint32_t *)(uintptr_t)slot->release = slot->interface;
	core_clean(slot->release, 2 * sizeof(uint64_t));
	park_change(slot, PARK_FIRMWARE, PARK_AWAY); /* or it has come further */
	if (slot->parking)
		arch_ipi_send(core, IPI_WAKEUP);
	return STATUS_OK;
}

static enum status start_parked(cpu_index cpu)
{
	struct boot_slot *slot = &slots[cpu];
	enum status status = STATUS_OK;

	/* pairs with wake_park(): all that the core did is done */
	if (!park_change(slot, PARK_WAITS, PARK_WAITS | PARK_GO) &&
	    atomic_load_explicit(&slot->park, memory_order_acquire) == PARK_FIRMWARE)
		status = release(slot, arch_percpu(cpu));
	dsb(sy); /* what it is to see, before the event (Arm ARM D1.6.1) */
	__asm__ volatile("sev" : : : "memory");
	return status;
}

void wake_park(void)
{
	cpu_index self = arch_this_percpu()->index;
	struct boot_slot *slot = &slots[self];

	if (!self)
		return;
	psci_call(&arch->psci, arch->psci.cpu_off, 0, 0, 0); /* is back only where it is denied */
	if (arch->wake_by == WAKE_PSCI)
		return;
	atomic_store_explicit(&slot->park, PARK_WAITS, memory_order_release);
	while (!park_change(slot, PARK_WAITS | PARK_GO, PARK_AWAY)) /* endless: it is parked */
		__asm__ volatile("wfe" : : : "memory");
	trampoline_resume(slot);
}

/* ---- the contract ---- */

struct wake_way arch_wake_way(void)
{
	static const char *const names[] = {"none", "psci-smc", "parking", "spin-table"};
	bool by_psci = arch->wake_by == WAKE_PSCI;

	return (struct wake_way){
		.name = arch->psci.conduit == psci_hvc ? "psci-hvc" : names[arch->wake_by],
		.impossible = "the firmware tells neither of PSCI nor of an address to start it by",
		.unreachable = by_psci ? "no interrupt of its GIC can reach it"
				       : "no interrupt can reach it, or it is told no address",
		.not_started = psci_refusal(refused)};
}

bool arch_wake_possible(void)
{
	return arch->wake_by != WAKE_IMPOSSIBLE;
}

enum status arch_wake_reset(cpu_index cpu)
{
	if (!gic_reaches(cpu))
		return STATUS_UNSUPPORTED;
	return arch->wake_by == WAKE_PSCI ? await_off(slots[cpu].id) : await_parked(&slots[cpu]);
}

enum status arch_wake_start(cpu_index cpu)
{
	return arch->wake_by == WAKE_PSCI ? switch_on(&slots[cpu]) : start_parked(cpu);
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
