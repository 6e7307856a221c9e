/* SPDX-License-Identifier: BSD-2-Clause */
/* Before the door: per-core memory, page tables, the trampoline. Only memory is written. */
#include "arch.h"
#include "arch_percpu.h"
#include "core.h"
#include "mem.h"
#include "pagetable_x86_64.h"
#include "../../trampoline/x86_64/trampoline.h"

static size_t core_size(unsigned int possible)
{
	size_t bytes =
		CORE_STACK_BYTES + sizeof(struct core_page) + possible * sizeof(struct call_node);

	return (bytes + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
}

size_t arch_memory_per_core(unsigned int possible_count)
{
	return core_size(possible_count) + sizeof(struct boot_slot);
}

static size_t start_size(unsigned int possible_count)
{
	return TRAMPOLINE_TABLE + trampoline_slot_count(possible_count) * sizeof(struct id_slot);
}

size_t arch_memory_size(const struct machine *machine)
{
	size_t cores = machine->possible_count * arch_memory_per_core(machine->possible_count);

	return cores + start_size(machine->possible_count) + RUNTIME_STACK_BYTES + 3 * PAGE_SIZE +
	       pagetable_size(&machine->maps, cores + machine->arena.size);
}

void arch_take_low(struct machine *machine, phys_addr low, size_t pages)
{
	machine->arch.low_page = low;
	map_add(&machine->maps, low.value, PAGE_SIZE, MAP_CODE);
	map_add(&machine->maps, low.value + PAGE_SIZE, (pages - 1) * PAGE_SIZE, MAP_DATA);
}

/* The mailbox starts cores in 64-bit mode, so the table of ids can be anywhere. */
size_t arch_low_size(const struct machine *machine, unsigned int possible_count)
{
	return machine->arch.no_reset ? 0 : start_size(possible_count);
}

/* For start-up IPIs all lies in low memory. A mailbox wants the first instruction there (ACPI 6.5,
   table 5.45), which is all that the firmware's page tables need to map; where there is none, the
   arena will do if they map it. */
static enum status lay_out_start(struct machine *machine)
{
	struct arch_machine *arch = &machine->arch;
	size_t size = start_size(machine->possible_count);
	uintptr_t memory;

	arch->start = arch->low_page.value;
	arch->id_table = arch->start + TRAMPOLINE_TABLE;
	if (!arch->no_reset)
		return STATUS_OK;
	memory = (uintptr_t)arena_take(&machine->arena, size, PAGE_SIZE);
	if (!memory)
		return STATUS_NO_MEMORY;
	arch->id_table = memory + TRAMPOLINE_TABLE;
	if (!arch->start)
		arch->start = memory;
	return STATUS_OK;
}

static enum status lay_out_cores(struct machine *machine)
{
	struct arch_machine *arch = &machine->arch;
	unsigned int count = machine->possible_count;

	arch->core_size = core_size(count);
	arch->cores = (uintptr_t)arena_take(&machine->arena, arch->core_size * count, PAGE_SIZE);
	arch->boot_slots = (uintptr_t)arena_take(&machine->arena, sizeof(struct boot_slot) * count,
						 CACHE_LINE);
	arch->runtime_stack =
		(uintptr_t)arena_take(&machine->arena, RUNTIME_STACK_BYTES, PAGE_SIZE);
	if (!arch->cores || !arch->boot_slots || !arch->runtime_stack)
		return STATUS_NO_MEMORY;
	arch->runtime_stack += RUNTIME_STACK_BYTES;
	for (cpu_index cpu = 0; cpu < count; cpu++) {
		uintptr_t memory = arch->cores + cpu * arch->core_size;
		struct core_page *page = core_page(memory);
		struct boot_slot *slot = (struct boot_slot *)arch->boot_slots + cpu;

		percpu_lay_out(&page->percpu, cpu, machine->cpus[cpu].id, page->nodes);
		*slot = (struct boot_slot){.cpu = cpu,
					   .stack = core_stack_top(memory, IST_NONE),
					   .gs = (uintptr_t)&page->percpu};
	}
	arch->boot_stack = core_stack_top(arch->cores, IST_NONE);
	return STATUS_OK;
}

static enum status hide_guards(struct pagetable *pt, const struct machine *machine)
{
	enum status status = STATUS_OK;

	for (cpu_index cpu = 0; cpu < machine->possible_count; cpu++) {
		uintptr_t memory = machine->arch.cores + cpu * machine->arch.core_size;

		for (unsigned int stack = 0; stack <= IST_STACKS && status == STATUS_OK; stack++)
			status = pagetable_hide(pt, core_guard(memory, stack));
	}
	return status;
}

static enum status build_page_tables(struct machine *machine)
{
	struct map_range start = {machine->arch.start, PAGE_SIZE, MAP_CODE};
	struct pagetable_format format =
		paging_format(cr4_read() & CR4_LA57 ? 5 : 4, core_has_nx());
	struct pagetable pt;
	enum status status = pagetable_open(&pt, &machine->arena, &format);

	if (status == STATUS_OK)
		status = pagetable_map_all(&pt, &machine->maps);
	if (status == STATUS_OK && machine->arch.start) /* within the arena it is code */
		status = pagetable_map(&pt, &start);
	if (status == STATUS_OK)
		status = hide_guards(&pt, machine);
	machine->arch.cr3 = (uintptr_t)pt.root;
	return status;
}

/* The ids of the possible cores, for the trampoline to find its own. The boot core is among them,
   so that a wrong start of its own id is refused by its closed slot, not taken for a stranger. */
static void fill_id_table(const struct machine *machine, struct id_slot *table, uint32_t slots)
{
	for (uint32_t i = 0; i < slots; i++)
		table[i] = (struct id_slot){.id = ID_SLOT_EMPTY};
	for (cpu_index cpu = 0; cpu < machine->possible_count; cpu++)
		wake_set_id_slot(cpu, trampoline_slot_add(table, slots,
							  (uint32_t)machine->cpus[cpu].id.value,
							  (uint16_t)cpu));
}

static void fill_trampoline(const struct machine *machine)
{
	const struct arch_machine *arch = &machine->arch;
	uint64_t table = arch->id_table;
	uint32_t slots = trampoline_slot_count(machine->possible_count);
	struct trampoline_header *header = trampoline_place((phys_addr){arch->start});

	fill_id_table(machine, (struct id_slot *)(uintptr_t)table, slots);
	header->table = table;
	header->table_segment = (uint16_t)(table >> 4);
	header->no_reset = arch->no_reset;
	header->hash_shift = (uint8_t)(32 - __builtin_ctz(slots));
	header->slot_mask = slots - 1;
	header->cr0 = core_cr0();
	header->cr3 = (uint32_t)arch->cr3;
	header->cr4 = core_cr4_early();
	header->efer = EFER_LME | (core_has_nx() ? EFER_NXE : 0);
	header->apic_base = arch->apic_base;
	header->boot_slots = arch->boot_slots;
	header->strangers = (uintptr_t)wake_strangers();
	header->entry = (uintptr_t)core_entry;
	wake_set_entries(header);
}

enum status arch_prepare(struct machine *machine)
{
	enum status status = lay_out_cores(machine);

	if (status == STATUS_OK)
		status = lay_out_start(machine);
	if (status == STATUS_OK)
		status = build_page_tables(machine);
	if (status != STATUS_OK)
		return status;
	wake_prepare(machine);
	if (machine->arch.start)
		fill_trampoline(machine);
	return STATUS_OK;
}
