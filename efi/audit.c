/* SPDX-License-Identifier: BSD-2-Clause */
/* What the firmware left in each core's registers, read by way of its own MP Services. */
#include "audit.h"
#include "arch.h"
#include "fmt.h"
#include "mem.h"
#include "mp_services.h"
#include "survey.h"
#include <stdatomic.h>

/* All at once take 10 ms in EDK II, which looks after them so often; one that hangs costs the
   time-out. In turn each may cost its own, so all together have an end as well. */
enum { ALL_TIMEOUT_US = 5000000, THIS_TIMEOUT_US = 500000, IN_TURN_US = 5000000 };

/* One for each core that comes, in the order in which they come; it stays when the core is late. */
struct slot {
	struct audit_core core;
	_Atomic(bool) done; /* released by the core, acquired by the boot core */
	_Alignas(16) uint8_t scratch[];
};

struct room {
	uintptr_t slots;
	size_t slot_size;
	unsigned int capacity;
	_Atomic(unsigned int) taken;
};

static struct slot *room_slot(const struct room *room, unsigned int number)
{
	return (struct slot *)(room->slots + number * room->slot_size);
}

/* Twice as many as there are cores: one that is late and asked again comes twice. */
static bool room_take(struct survey *s, struct room *room, UINTN total)
{
	size_t slot = sizeof(struct slot) + arch_audit_scratch_size();
	phys_addr memory;

	room->slot_size = (slot + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
	room->capacity = 2 * (unsigned int)total + 1;
	slot = room->capacity * room->slot_size;
	memory = firmware_pages(s->firmware, (slot + PAGE_SIZE - 1) / PAGE_SIZE, UINT64_MAX);
	room->slots = memory.value;
	atomic_init(&room->taken, 0);
	for (unsigned int i = 0; room->slots && i < room->capacity; i++)
		atomic_init(&room_slot(room, i)->done, false);
	return room->slots != 0;
}

/* On each core, in the firmware's environment: it asks the firmware for nothing. */
static void EFIAPI read_here(void *argument)
{
	struct room *room = argument;
	unsigned int number = atomic_fetch_add(&room->taken, 1);
	struct slot *slot;

	if (number >= room->capacity)
		return;
	slot = room_slot(room, number);
	arch_audit_read(slot->scratch, &slot->core);
	atomic_store_explicit(&slot->done, true, memory_order_release);
}

static bool slot_done(const struct room *room, unsigned int number)
{
	return atomic_load_explicit(&room_slot(room, number)->done, memory_order_acquire);
}

static bool is_read(const struct room *room, hw_id id)
{
	for (unsigned int i = 0; i < room->capacity; i++)
		if (slot_done(room, i) && hw_id_equal(room_slot(room, i)->core.id, id))
			return true;
	return false;
}

static bool is_wanted(const struct room *room, const EFI_PROCESSOR_INFORMATION *info)
{
	return info->StatusFlag & MP_IS_ENABLED && !(info->StatusFlag & MP_IS_BSP) &&
	       !is_read(room, (hw_id){info->ProcessorId});
}

/* Those that all at once did not reach. */
static void read_in_turn(struct survey *s, EFI_MP_SERVICES_PROTOCOL *mp, struct room *room,
			 UINTN total)
{
	const struct clock *clock = &s->machine.clock;
	ticks start = arch_clock_read();

	for (UINTN i = 0; i < total; i++) {
		EFI_PROCESSOR_INFORMATION info;

		if (arch_clock_read() - start > clock_from_us(clock, IN_TURN_US))
			return;
		if (!EFI_ERROR(mp->GetProcessorInfo(mp, i, &info)) && is_wanted(room, &info))
			mp->StartupThisAP(mp, read_here, i, NULL, THIS_TIMEOUT_US, room, NULL);
	}
}

static void read_others(struct survey *s, struct room *room, struct audit *audit,
			EFI_MP_SERVICES_PROTOCOL *mp, UINTN total, UINTN enabled)
{
	static char reason[48];
	EFI_STATUS status;

	if (!mp || enabled < 2)
		return;
	status = mp->StartupAllAPs(mp, read_here, FALSE, NULL, ALL_TIMEOUT_US, room, NULL);
	if (!EFI_ERROR(status))
		return;
	fmt_text(reason, sizeof(reason), "StartupAllAPs said 0x%llx", (unsigned long long)status);
	audit->unread_reason = reason;
	read_in_turn(s, mp, room, total);
}

/* All that are enabled, by the list that the machine is started from. */
static void want_enabled(struct survey *s, struct audit *audit)
{
	static hw_id wanted[CPUS_MAX];

	audit->wanted = wanted;
	for (size_t i = 0; i < s->madt.cpu_count && audit->wanted_count < CPUS_MAX; i++)
		if (s->madt.cpus[i].state == MADT_CPU_ENABLED)
			wanted[audit->wanted_count++] = s->madt.cpus[i].id;
}

/* False: no memory. */
static bool read_all(struct survey *s, struct audit *audit)
{
	UINTN total = 1, enabled = 1;
	EFI_MP_SERVICES_PROTOCOL *mp = NULL;
	static struct room room; /* a core that is late finds it still */

	if (s->machine.options.mps)
		mp = mp_services_find(s->firmware, &total, &enabled);
	if (!mp || total > CPUS_MAX)
		total = mp ? CPUS_MAX : 1;
	if (!room_take(s, &room, total))
		return false;
	read_here(&room); /* the boot core takes the first slot */
	audit_open(audit, arch_audit_terms(), room_slot(&room, 0)->core.id);
	audit->unread_reason = mp ? "MP Services do not run them" : "there are no MP Services";
	if (survey_by_madt(s))
		audit->controller_address = s->madt.lapic_address;
	if (s->machine.options.mps)
		want_enabled(s, audit);
	read_others(s, &room, audit, mp, total, enabled);
	for (unsigned int i = 0; i < room.capacity; i++)
		if (slot_done(&room, i))
			audit_add(audit, &room_slot(&room, i)->core);
	audit_close(audit);
	return true;
}

static void emit_registers(struct survey *s, const struct audit *audit)
{
	static struct audit_groups groups;

	for (unsigned int i = 0; i < audit->terms->registers; i++)
		if (audit_group(audit, i, &groups))
			report_emit(&s->report,
				    &(struct record){.kind = RECORD_REGISTER,
						     .reg = {.name = audit->terms->names[i],
							     .groups = &groups}});
}

static bool is_consulted(const struct survey *s)
{
	return s->machine.options.action != ACTION_RUN;
}

/* Before a run, what can be read of all cores later is left to then. */
static void leave_constant(struct survey *s, struct audit *audit)
{
	bool has_constant = false;

	for (unsigned int i = 0; i < AUDIT_WORDS; i++)
		has_constant = has_constant || audit->terms->constant[i];
	if (is_consulted(s) || !has_constant || audit->count >= s->machine.enabled_count)
		return;
	s->machine.audit_again = true;
	audit->unread_reason = "the firmware runs nothing there; what nobody changes is read later";
	for (size_t i = 0; i < audit->count; i++)
		audit_drop_constant((struct audit_core *)(uintptr_t)audit->cores[i], audit->terms);
}

/* Static: a list of all cores is too large for the firmware's stack. */
void survey_audit(struct survey *s)
{
	static struct audit audit;

	report_progress(&s->report, "audit", "reading what the firmware left in the registers");
	if (!read_all(s, &audit))
		return;
	for (size_t i = 0; i < audit.count; i++)
		survey_note_kind(audit.cores[i]);
	leave_constant(s, &audit);
	emit_registers(s, &audit);
	audit_lint(&audit, &s->findings);
}
