/* SPDX-License-Identifier: BSD-2-Clause */
/* Waking a core: by PSCI, a parking page or a spin-table. */
#include "core_aarch64.h"
#include "wait.h"

enum { CHANGE_US = 100000 }; /* for a core to be off, parked, or on */

static struct boot_slot *slots;
static const struct arch_machine *arch;
const struct psci_calls *core_psci;
static int refused; /* what CPU_ON answered last */

void wake_prepare(const struct machine *machine)
{
	arch = &machine->arch;
	core_psci = &arch->psci;
	slots = trampoline_header.slots;
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
static struct early_mark mark_read(const volatile struct early_mark *mark)
{
	struct early_mark read;

	dsb(sy);
	__asm__ volatile("dc civac, %0" : : "r"(mark) : "memory");
	dsb(sy);
	read.stage = mark->stage;
	dmb(ishld); /* the stamp was written before */
	read.stamp = mark->stamp;
	return read;
}

static void mark_clear(struct early_mark *mark)
{
	mark_read(mark);
	mark->stage = mark->stamp = STAGE_NONE;
	mark_read(mark);
}

void arch_wake_open(cpu_index cpu)
{
	mark_clear(slots[cpu].mark);
	slot_open(&slots[cpu]);
}

bool arch_wake_close(cpu_index cpu)
{
	return slot_close(&slots[cpu]);
}

struct wake_marks arch_wake_look(cpu_index cpu)
{
	struct early_mark early = mark_read(slots[cpu].mark);

	return slot_look(&slots[cpu], &early);
}

void arch_wake_mark_online(void)
{
	slot_mark(&slots[arch_this_percpu()->index], STAGE_ONLINE, arch_clock_read());
}

bool arch_wake_anyone_came(void)
{
	bool came = mark_read(trampoline_header.awake).stage != STAGE_NONE;

	mark_clear(trampoline_header.awake);
	return came;
}

unsigned int arch_wake_strangers(hw_id *ret_ids, unsigned int capacity)
{
	return strangers_read(trampoline_header.strangers, ret_ids, capacity);
}

/* ---- by PSCI ---- */

/* Without AFFINITY_INFO, or for a core that it does not know, CPU_ON will tell. */
static bool is_off(const struct boot_slot *slot)
{
	int state = psci_call(core_psci, core_psci->affinity_info, slot->id, 0, 0);

	return state != PSCI_ON && state != PSCI_ON_UNDERWAY;
}

/* For the firmware a core that has just gone may be on still (DEN 0022F 6.6). */
static enum status switch_on(const struct boot_slot *slot)
{
	struct deadline deadline = deadline_in_us(CHANGE_US);

	dsb(sy); /* its way in is open before it comes (Arm ARM B2.3.12) */
	do {
		refused = psci_call(core_psci, core_psci->cpu_on, slot->id,
				    (uintptr_t)trampoline_psci, (uintptr_t)slot);
		if (refused == PSCI_SUCCESS)
			return STATUS_OK;
		arch_relax();
	} while ((refused == PSCI_ALREADY_ON || refused == PSCI_ON_PENDING) &&
		 !deadline_passed(deadline));
	return STATUS_TIMEOUT;
}

/* ---- by an address: a core comes once, and parks with us from then on ---- */

static enum status start_parked(cpu_index cpu)
{
	struct boot_slot *slot = &slots[cpu];
	uint32_t was = slot_unpark(slot);

	if (was == PARK_FIRMWARE) {
		if (!slot->release)
			return STATUS_UNSUPPORTED;
		slot_release(slot, (uintptr_t)trampoline_by_id);
		core_clean(slot->release, SLOT_RELEASE_BYTES);
	}
	if (was == PARK_WAITS || slot->parking)
		arch_ipi_send(arch_percpu(cpu), IPI_WAKEUP);
	dsb(sy); /* what it is to see, before the event (Arm ARM D1.6.1) */
	__asm__ volatile("sev" : : : "memory");
	return STATUS_OK;
}

/* An interrupt ends WFI though it is masked (Arm ARM D1.6.2), so the GIC is opened anew, with
   nothing pending; WFE would take the time of virtual cores that share real ones. */
void wake_park(void)
{
	struct boot_slot *slot = &slots[arch_this_percpu()->index];
	bool hears;

	if (slot == slots)
		return;
	psci_call(core_psci, core_psci->cpu_off, 0, 0, 0); /* is back only where it is denied */
	if (arch->wake_by == WAKE_PSCI)
		return;
	hears = gic_core_open() == STATUS_OK;
	slot_park(slot);
	while (!slot_is_wanted(slot)) /* endless: it is parked */
		if (hears)
			__asm__ volatile("wfi" : : : "memory");
		else
			__asm__ volatile("wfe" : : : "memory");
	trampoline_resume(slot);
}

/* ---- the contract ---- */

struct wake_way arch_wake_way(void)
{
	return slot_wake_way(arch->wake_by, arch->psci.conduit == psci_hvc, refused);
}

const char *arch_stage_name(enum wake_stage stage)
{
	return slot_stage_name(stage);
}

bool arch_wake_possible(void)
{
	return arch->wake_by != WAKE_IMPOSSIBLE;
}

enum status arch_wake_reset(cpu_index cpu)
{
	struct deadline deadline = deadline_in_us(CHANGE_US);

	if (!gic_reaches(cpu))
		return STATUS_UNSUPPORTED;
	while (!(arch->wake_by == WAKE_PSCI ? is_off(&slots[cpu]) : slot_is_parked(&slots[cpu]))) {
		if (deadline_passed(deadline))
			return STATUS_BUSY;
		arch_relax();
	}
	return STATUS_OK;
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
