/* SPDX-License-Identifier: BSD-2-Clause */
/* How a core becomes ours: the boot core behind the door, the others behind the trampoline. */
#include "core.h"
#include "cpu.h"

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

/* FIQs and SErrors become records from here on; IRQs when the core is ready (DAIF: C5.2.3). */
static void core_open_exceptions(void)
{
	__asm__ volatile("msr daifclr, #5" : : : "memory");
}

void arch_boot_core_open(const struct machine *machine)
{
	const struct arch_machine *arch = &machine->arch;

	psci_open(&arch->psci);
	gic_open(machine);
	gic_core_open();
	arch_ipi_route_choose(ROUTE_PHYSICAL);
	arch_ipi_route_load();
	core_open_exceptions();
}

void core_entry(struct boot_slot *slot)
{
	struct percpu *self = arch_this_percpu();

	wake_mark_c(slot, arch_clock_read());
	if (gic_core_open() != STATUS_OK)
		arch_park();
	arch_ipi_route_load();
	core_open_exceptions();
	cpu_secondary_main(self);
}

void core_turned_away(struct boot_slot *slot)
{
	(void)slot;
	arch_park();
}

void arch_silence(void)
{
	gic_silence();
}

void arch_park(void)
{
	__asm__ volatile("msr daifset, #15" : : : "memory");
	wake_park();
	for (;;) /* endless: the end of this core's run */
		__asm__ volatile("wfi" : : : "memory");
}

void arch_enter(const struct machine *machine)
{
	uintptr_t memory = machine->arch.cores;

	cores = memory; /* arch_percpu() holds from here on */
	core_bytes = machine->arch.core_size;
	trampoline_door(machine, core_stack_top(memory), (uintptr_t)core_page(memory));
}
