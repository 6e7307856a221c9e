/* SPDX-License-Identifier: BSD-2-Clause */
/* Before the door: per-core memory, page tables, the trampoline's header. Only memory is written.
 */
#include "acpi.h"
#include "mpidr_hash.h"
#include "pagetable_aarch64.h"
#include "core_aarch64.h"

static struct mpidr_hash hash;

static struct strangers strangers;
static struct boot_slot *by_hash[MPIDR_HASH_SLOTS];

static size_t core_size(unsigned int possible)
{
	size_t bytes =
		CORE_STACK_BYTES + sizeof(struct core_page) + possible * sizeof(struct call_node);

	return (bytes + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
}

size_t arch_memory_per_core(unsigned int possible_count)
{
	return core_size(possible_count) + sizeof(struct boot_slot) + sizeof(struct early_mark);
}

size_t arch_memory_size(const struct machine *machine)
{
	size_t cores = machine->possible_count * arch_memory_per_core(machine->possible_count);
	size_t rest = cores + machine->arena.size + RUNTIME_STACK_BYTES;
	size_t tables = pagetable_size(&machine->maps, rest);

	/* a second time for the firmware's services */
	if (machine->set_variable)
		tables += pagetable_size(&machine->maps, rest + tables) +
			  pagetable_size(&machine->runtime, 0);
	return cores + RUNTIME_STACK_BYTES + sizeof(struct early_mark) + 4 * PAGE_SIZE + tables;
}

size_t arch_low_size(const struct machine *machine, unsigned int possible_count)
{
	(void)machine;
	(void)possible_count;
	return 0;
}

void arch_take_low(struct machine *machine, phys_addr low, size_t pages)
{
	(void)machine;
	(void)low;
	(void)pages;
}

/* The possible cores come in the table's order (machine.h), so the search goes on from the last. */
static void fill_release(const struct machine *machine)
{
	const struct madt *madt = survey_madt();
	struct boot_slot *slots = (struct boot_slot *)machine->arch.boot_slots;
	size_t at = 0;

	for (cpu_index cpu = 1; cpu < machine->possible_count; cpu++) {
		while (at < madt->cpu_count &&
		       !hw_id_equal(madt->cpus[at].id, machine->cpus[cpu].id))
			at++; /* deadline: the table ends */
		if (at == madt->cpu_count)
			return;
		if (machine->arch.gic.version == 2)
			core_page(machine->arch.cores + cpu * machine->arch.core_size)->gic.target =
				gic_v2_target(madt->cpus[at].interface_number);
		slots[cpu].release = madt->cpus[at].start_address;
		slots[cpu].parking = madt->cpus[at].parking_version;
		slots[cpu].interface = madt->cpus[at].interface_number;
	}
}

static enum status lay_out_cores(struct machine *machine)
{
	struct arch_machine *arch = &machine->arch;
	unsigned int count = machine->possible_count;

	arch->core_size = core_size(count);
	arch->cores = (uintptr_t)arena_take(&machine->arena, arch->core_size * count, PAGE_SIZE);
	arch->boot_slots = (uintptr_t)arena_take(&machine->arena, sizeof(struct boot_slot) * count,
						 BOOT_SLOT_SIZE);
	arch->early_marks = (uintptr_t)arena_take(
		&machine->arena, sizeof(struct early_mark) * (count + 1), EARLY_MARK_SIZE);
	arch->runtime_stack =
		(uintptr_t)arena_take(&machine->arena, RUNTIME_STACK_BYTES, PAGE_SIZE);
	if (!arch->cores || !arch->boot_slots || !arch->early_marks || !arch->runtime_stack)
		return STATUS_NO_MEMORY;
	arch->runtime_stack += RUNTIME_STACK_BYTES;
	for (cpu_index cpu = 0; cpu < count; cpu++) {
		uintptr_t memory = arch->cores + cpu * arch->core_size;
		struct core_page *page = core_page(memory);
		struct boot_slot *slot = (struct boot_slot *)arch->boot_slots + cpu;

		percpu_lay_out(&page->percpu, cpu, machine->cpus[cpu].id, page->nodes);
		*slot = (struct boot_slot){.id = machine->cpus[cpu].id.value,
					   .mark = (struct early_mark *)arch->early_marks + cpu,
					   .stack = core_stack_top(memory),
					   .percpu = (uintptr_t)&page->percpu};
	}
	fill_release(machine);
	return STATUS_OK;
}

/* more: what these tables show besides, and first, so that ours stays as it is. */
static enum status build_page_tables(struct machine *machine, const struct map_list *more,
				     uint64_t *ret_root)
{
	struct pagetable pt;
	enum status status = pagetable_open(&pt, &machine->arena, &stage1_format);

	for (unsigned int i = 0; i < more->count && status == STATUS_OK; i++)
		status = pagetable_map(&pt, &more->ranges[i]);
	if (status == STATUS_OK)
		status = pagetable_map_all(&pt, &machine->maps);
	for (cpu_index cpu = 0; cpu < machine->possible_count && status == STATUS_OK; cpu++) {
		uintptr_t memory = machine->arch.cores + cpu * machine->arch.core_size;

		status = pagetable_hide(&pt, memory);
		if (status == STATUS_OK)
			status = pagetable_hide(&pt, core_stack_top(memory));
	}
	*ret_root = (uintptr_t)pt.root;
	return status;
}

static void fill_hash(const struct machine *machine)
{
	static hw_id ids[CPUS_MAX];

	for (cpu_index cpu = 0; cpu < machine->possible_count; cpu++)
		ids[cpu] = machine->cpus[cpu].id;
	if (mpidr_hash_build(&hash, ids, machine->possible_count) != STATUS_OK || hash.searched)
		return;
	for (cpu_index cpu = 0; cpu < machine->possible_count; cpu++)
		by_hash[mpidr_hash_slot(&hash, ids[cpu])] = trampoline_header.slots + cpu;
	trampoline_header.by_hash = by_hash;
	trampoline_header.hash = &hash;
}

/* The firmware's instruction cache is in order where it put our code; what a core reads while its
   MMU is off must have left the data caches (Arm ARM B2.8, D7.5.9). Tables are read by walks that
   are as cacheable as these writes, and need a DSB only. */
static void clean_what_is_read_uncached(const struct machine *machine)
{
	const struct arch_machine *arch = &machine->arch;
	const struct boot_slot *slots = (const struct boot_slot *)arch->boot_slots;

	core_clean((uintptr_t)trampoline_by_id, (size_t)(trampoline_end - trampoline_by_id));
	core_clean((uintptr_t)&trampoline_header, sizeof(trampoline_header));
	core_clean((uintptr_t)&hash, sizeof(hash));
	core_clean((uintptr_t)by_hash, sizeof(by_hash));
	core_clean(arch->boot_slots, machine->possible_count * sizeof(struct boot_slot));
	core_clean(arch->early_marks, (machine->possible_count + 1) * sizeof(struct early_mark));
	/* what the firmware's map left dirty there would go over what we write by another (B2.8) */
	for (cpu_index cpu = 1; cpu < machine->possible_count; cpu++)
		if (slots[cpu].release)
			core_clean(slots[cpu].release, SLOT_RELEASE_BYTES);
}

enum status arch_prepare(struct machine *machine)
{
	struct arch_machine *arch = &machine->arch;
	struct trampoline_header *header = &trampoline_header;
	static const struct map_list nothing;
	enum status status = lay_out_cores(machine);

	if (status == STATUS_OK)
		status = build_page_tables(machine, &nothing, &header->ttbr0);
	if (status == STATUS_OK && machine->set_variable)
		status = build_page_tables(machine, &machine->runtime, &arch->runtime_root);
	if (status != STATUS_OK)
		return status;
	header->mair = STAGE1_MAIR;
	header->tcr = stage1_tcr(sysreg_read(ID_AA64MMFR0_EL1));
	header->stay = arch->stay;
	header->cntvoff = arch->cntvoff;
	header->awake = (struct early_mark *)arch->early_marks + machine->possible_count;
	header->strangers = &strangers;
	strangers_open(&strangers);
	header->slots = (struct boot_slot *)arch->boot_slots;
	fill_hash(machine);
	machine->arch.gic.ids = &hash;
	wake_prepare(machine);
	clean_what_is_read_uncached(machine);
	return STATUS_OK;
}
