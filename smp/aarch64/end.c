/* SPDX-License-Identifier: BSD-2-Clause */
/* The ways out. */
#include "core.h"
#include "console.h"

enum { /* Arm semihosting 2.0 */
       SYS_EXIT_EXTENDED = 0x20,
       ADP_STOPPED_APPLICATION_EXIT = 0x20026,
};

/* Only where it was asked for: without a debugger or QEMU behind it, HLT is an exception. The code
   is what x86's debug port would make of it. */
static void leave_by_semihosting(enum end_code code)
{
	const uint64_t block[] = {ADP_STOPPED_APPLICATION_EXIT, (uint64_t)code << 1 | 1};
	register uint64_t x0 __asm__("x0") = SYS_EXIT_EXTENDED;
	register const uint64_t *x1 __asm__("x1") = block;

	__asm__ volatile("hlt #0xF000" : "+r"(x0) : "r"(x1) : "memory");
}

/* Asked at the end: a port that takes nothing is given up on the way. */
static bool is_screen_only(const struct machine *machine)
{
	return machine->has_screen && machine->serial->kind == SERIAL_NONE;
}

static bool has_tried; /* a fault on the way leads here again, and then the core parks */

void arch_end(const struct machine *machine, enum end_code code)
{
	enum exit_kind kind = machine->options.exit;
	bool again = has_tried;

	arch_irq_disable();
	has_tried = true;
	if (again || kind == EXIT_HALT || (kind == EXIT_AUTO && is_screen_only(machine)))
		arch_park();
	psci_open(&machine->arch.psci); /* the door may have stayed shut */
	if (kind == EXIT_DEBUGEXIT)
		leave_by_semihosting(code);
	if (kind == EXIT_SHUTDOWN)
		psci_system_off();
	psci_system_reset();
	arch_park();
}
