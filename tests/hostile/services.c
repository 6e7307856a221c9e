/* SPDX-License-Identifier: BSD-2-Clause */
/* Services that fail, dally, or leave the machine in uproar. */
#include "door.h"
#include "machine_io.h"

static unsigned int refusals; /* that are still to come */

/* Refuses, and lets the memory map change, so that the caller's key is of no use any more. */
static EFI_STATUS refuse(EFI_HANDLE image, UINTN key)
{
	void *pool;

	if (refusals == 0)
		return door_leave(image, key);
	refusals--;
	the_boot->AllocatePool(EfiBootServicesData, 1, &pool);
	return EFI_INVALID_PARAMETER;
}

static void door_fails(void)
{
	refusals = 3;
	door_hook(refuse);
}

static void door_shut(void)
{
	refusals = UINT32_MAX;
	door_hook(refuse);
}

/* Refuses once, and splits memory so that the map outgrows its buffer. */
static EFI_STATUS outgrow(EFI_HANDLE image, UINTN key)
{
	enum { PIECES = 80 };
	static bool grown;

	if (grown)
		return door_leave(image, key);
	grown = true;
	for (int i = 0; i < PIECES; i++)
		pages_take(i % 2 ? EfiBootServicesData : EfiReservedMemoryType, 1, BELOW_4G);
	return EFI_INVALID_PARAMETER;
}

static void door_grows(void)
{
	door_hook(outgrow);
}

enum { WATCHDOG_S = 2, DALLY_US = 4000000 };

static EFI_STATUS dally(EFI_HANDLE image, UINTN key)
{
	the_boot->Stall(DALLY_US);
	return door_leave(image, key);
}

static void watchdog(void)
{
	the_boot->SetWatchdogTimer(WATCHDOG_S, 0x10000, 0, NULL);
	door_hook(dally);
}

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

const struct breakage service_breaks[] = {
	{"door-fails", PHASE_MACHINE, door_fails}, {"door-shut", PHASE_MACHINE, door_shut},
	{"door-grows", PHASE_MACHINE, door_grows}, {"watchdog", PHASE_MACHINE, watchdog},
	{"interrupts", PHASE_MACHINE, interrupts}, {0},
};
