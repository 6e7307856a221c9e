/* SPDX-License-Identifier: BSD-2-Clause */
/* A machine that is left in uproar. */
#include "door.h"
#include "machine_io.h"

/* Every source of interrupts that a PC's firmware may forget: the PIT at 12 kHz, both 8259s open,
   LINT0 as ExtINT, the local timer, which has fired. */
static EFI_STATUS storm(EFI_HANDLE image, UINTN key)
{
	enum { VECTOR = 0x30, FAST = 100, DIVIDE_BY_1 = 0xB };
	EFI_STATUS status = door_leave(image, key);

	if (EFI_ERROR(status))
		return status;
	__asm__ volatile("cli");
	pit_start(FAST);
	pic_open();
	apic_write(APIC_LINT0, APIC_EXTINT);
	apic_write(APIC_TIMER_DIVIDE, DIVIDE_BY_1);
	apic_write(APIC_TIMER, APIC_PERIODIC | VECTOR);
	apic_write(APIC_TIMER_COUNT, 1000);
	while (!apic_read(APIC_IRR + VECTOR / 32 * 16)) /* one is pending for sure */
		__builtin_ia32_pause();
	return status;
}

static void interrupts(void)
{
	door_hook(storm);
}

const struct breakage storm_breaks[] = {
	{"interrupts", PHASE_MACHINE, interrupts},
	{0},
};
