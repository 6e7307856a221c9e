/* SPDX-License-Identifier: BSD-2-Clause */
/* The ways out. */
#include "core_aarch64.h"

enum { SYS_EXIT_EXTENDED = 0x20, APPLICATION_EXIT = 0x20026 }; /* Arm semihosting 2.0, 7.11 */

/* Only where it was asked for: with nobody behind it, HLT is an exception. The code is what QEMU
   makes of x86's debug port. */
static void leave_by_semihosting(enum end_code code)
{
	const uint64_t block[] = {APPLICATION_EXIT, (uint64_t)code << 1 | 1};
	register uint64_t x0 __asm__("x0") = SYS_EXIT_EXTENDED;
	register const uint64_t *x1 __asm__("x1") = block;

	__asm__ volatile("hlt #0xF000" : "+r"(x0) : "r"(x1) : "memory");
}

uint64_t runtime_return;

/* At our exception level, as an OS does: EL1 even where the firmware itself was at EL2. D8.14.1: no
   entry is to be broken before it is made, as one table has all that the other has. */
uint64_t arch_runtime_call(const struct machine *machine, uint64_t service,
			   const uint64_t arguments[RUNTIME_ARGUMENTS])
{
	uint64_t status = RUNTIME_FAULT;
	irq_flags flags = arch_irq_save();

	if (!runtime_return) {
		sysreg_write(CPACR_EL1, sysreg_read(CPACR_EL1) | CPACR_FPEN);
		ttbr0_load(machine->arch.runtime_root);
		status = runtime_enter(arguments, service, machine->arch.runtime_stack);
		ttbr0_load(trampoline_header.ttbr0);
	}
	arch_irq_restore(flags);
	return status;
}

/* Nobody can be asked whether semihosting is there. */
bool arch_has_debug_exit(const struct machine *machine)
{
	return (void)machine, false;
}

/* A fault on a way leads here again, to the next; the last parks the core. */
void arch_end(const struct machine *machine, enum exit_kind kind, enum end_code code)
{
	static unsigned int ways_tried;
	const struct psci_calls *psci = &machine->arch.psci;

	daif_set(DAIF_I);
	if (kind == EXIT_HALT)
		arch_park();
	if (ways_tried++ == 0 && kind == EXIT_DEBUGEXIT)
		leave_by_semihosting(code);
	if (ways_tried++ <= 2 && kind == EXIT_SHUTDOWN)
		psci_call(psci, psci->system_off, 0, 0, 0);
	if (ways_tried++ <= 4)
		psci_call(psci, psci->system_reset, 0, 0, 0);
	arch_park();
}
