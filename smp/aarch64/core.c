/* SPDX-License-Identifier: BSD-2-Clause */
/* How a core becomes ours: the boot core behind the door, the others behind the trampoline. */
#include "core_aarch64.h"
#include "cpu.h"

struct trampoline_header trampoline_header;
static uintptr_t cores;
static size_t core_bytes;

struct percpu *arch_percpu(cpu_index cpu)
{
	return &core_page(cores + cpu * core_bytes)->percpu;
}

hw_id arch_own_id(void)
{
	return (hw_id){sysreg_read(MPIDR_EL1) & MPIDR_ID};
}

/* Line by line; the DSB ends when memory has it (Arm ARM D7.5.9, B2.3.12). */
void core_clean(uintptr_t address, size_t size)
{
	size_t line = (size_t)4 << id_field(sysreg_read(CTR_EL0), CTR_DMINLINE_SHIFT);

	for (uintptr_t at = address & ~(line - 1); at < address + size; at += line)
		__asm__ volatile("dc cvac, %0" : : "r"(at) : "memory");
	dsb(sy);
}

/* What the core hears of. Without its part of the GIC it can only park. */
static enum status core_open(void)
{
	enum status status = gic_core_open();

	daif_clear(DAIF_A | DAIF_F); /* the records' and the NMIs' */
	return status;
}

void arch_boot_core_open(const struct machine *machine)
{
	gic_open(machine);
	core_open();
}

void core_entry(struct boot_slot *slot)
{
	slot_mark(slot, STAGE_C, arch_clock_read());
	if (core_open() != STATUS_OK)
		arch_park();
	cpu_secondary_main(arch_this_percpu());
}

void arch_park(void)
{
	daif_set(DAIF_ALL);
	if (cores) /* else the door has stayed shut, and TPIDR_EL1 is the firmware's */
		wake_park();
	for (;;) /* endless: the end of this core's run */
		__asm__ volatile("wfi" : : : "memory");
}

void arch_enter(const struct machine *machine)
{
	cores = machine->arch.cores; /* arch_percpu() holds from here on */
	core_bytes = machine->arch.core_size;
	trampoline_door(machine, core_stack_top(cores), (uintptr_t)core_page(cores));
}

/* EL3 takes its interrupts where no lower level can see, or count, them (DDI 0487, D1.13). */
bool arch_smi_count(uint32_t *ret_count)
{
	(void)ret_count;
	return false;
}
