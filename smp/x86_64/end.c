/* SPDX-License-Identifier: BSD-2-Clause */
/* The ways out, from the gentlest to the last resort. */
#include "core.h"
#include "report.h"
#include "wait.h"

enum ports {
	PORT_DEBUG_EXIT = 0xF4,	    /* QEMU isa-debug-exit: QEMU ends with (value << 1) | 1 */
	PORT_RESET_CONTROL = 0xCF9, /* of PCI chipsets */
	PORT_KEYBOARD = 0x64,
};
enum { RESET_CONTROL_FULL = 0x0E, RESET_CONTROL_ARM = 0x0A, KEYBOARD_PULSE_RESET = 0xFE };
enum { EFI_RESET_COLD = 0, EFI_RESET_SHUTDOWN = 2 };
enum { RESET_WAIT_US = 100000 };

/* The port floats at 0xFF where there is no device; isa-debug-exit reads 0. Outside a virtual
   machine it is never touched by itself: it belongs to the coprocessor's range there. */
bool arch_has_debug_exit(const struct machine *machine)
{
	return machine->arch.hypervisor && port_read8(PORT_DEBUG_EXIT) == 0;
}

/* A fault in there is survived, and the next way out is tried. */
static void reset_by_firmware(const struct machine *machine, uint32_t type)
{
	const uint64_t arguments[RUNTIME_ARGUMENTS] = {type};

	if (machine->arch.reset_system)
		arch_runtime_call(machine, machine->arch.reset_system, arguments);
}

static void reset_by_acpi(const struct reset_register *reset)
{
	if (!reset->present)
		return;
	if (reset->in_memory)
		*(volatile uint8_t *)(uintptr_t)reset->address = reset->value;
	else
		port_write8((uint16_t)reset->address, reset->value);
	wait_us(RESET_WAIT_US);
}

static void reset_by_chipset(void)
{
	port_write8(PORT_RESET_CONTROL, RESET_CONTROL_ARM);
	port_write8(PORT_RESET_CONTROL, RESET_CONTROL_FULL);
	wait_us(RESET_WAIT_US);
	port_write8(PORT_KEYBOARD, KEYBOARD_PULSE_RESET);
	wait_us(RESET_WAIT_US);
}

static unsigned int ways_tried; /* a fault on one way leads here again, to the next */

static void leave_by_next_way(const struct machine *machine, bool shutdown)
{
	switch (ways_tried++) {
	case 0:
		reset_by_firmware(machine, shutdown ? EFI_RESET_SHUTDOWN : EFI_RESET_COLD);
		break;
	case 1:
		if (!shutdown)
			reset_by_acpi(&machine->arch.reset);
		break;
	case 2:
		if (!shutdown)
			reset_by_chipset();
		break;
	case 3:
		report_after_end(machine->report, "no way out worked: halted, switch it off");
		break;
	default:
		arch_park();
	}
}

void arch_end(const struct machine *machine, enum exit_kind kind, enum end_code code)
{
	arch_irq_disable();
	if (kind == EXIT_DEBUGEXIT)
		port_write8(PORT_DEBUG_EXIT, (uint8_t)code);
	if (kind == EXIT_HALT)
		arch_park();
	for (;;) /* endless: each way is tried once, and the last parks the core */
		leave_by_next_way(machine, kind == EXIT_SHUTDOWN);
}
