/* SPDX-License-Identifier: BSD-2-Clause */
#include "door.h"

static door_step hooked;
static EFI_EXIT_BOOT_SERVICES firmware_leave;

static EFI_STATUS EFIAPI leave(EFI_HANDLE image, UINTN key)
{
	return hooked(image, key);
}

EFI_STATUS door_leave(EFI_HANDLE image, UINTN key)
{
	return firmware_leave(image, key);
}

void services_sum(void)
{
	EFI_TABLE_HEADER *header = &the_boot->Hdr;

	header->CRC32 = 0;
	the_boot->CalculateCrc32(header, header->HeaderSize, &header->CRC32);
}

void door_hook(door_step step)
{
	if (hooked)
		give_up("the door can be broken in one way at a time");
	hooked = step;
	firmware_leave = the_boot->ExitBootServices;
	the_boot->ExitBootServices = leave;
	services_sum();
}
