/* SPDX-License-Identifier: BSD-2-Clause */
/* Services that fail or dally. */
#include "door.h"

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

/* Far shorter than a busy host could make up for. */
enum { STALL_PART = 10 };

static EFI_STALL firmware_stall;

static EFI_STATUS EFIAPI stall_less(UINTN microseconds)
{
	return firmware_stall(microseconds / STALL_PART);
}

static void stall_short(void)
{
	firmware_stall = the_boot->Stall;
	the_boot->Stall = stall_less;
	services_sum();
}

const struct breakage service_breaks[] = {
	{"door-fails", PHASE_MACHINE, door_fails},   {"door-shut", PHASE_MACHINE, door_shut},
	{"door-grows", PHASE_MACHINE, door_grows},   {"watchdog", PHASE_MACHINE, watchdog},
	{"stall-short", PHASE_MACHINE, stall_short}, {0},
};
