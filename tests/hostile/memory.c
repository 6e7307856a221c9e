/* SPDX-License-Identifier: BSD-2-Clause */
/* Low memory that is gone, or offered where nobody may take it. */
#include "door.h"

static EFI_ALLOCATE_PAGES firmware_allocate;

static void low_taken(void)
{
	EFI_PHYSICAL_ADDRESS address = LOW_END - 1;

	while (!EFI_ERROR(
		the_boot->AllocatePages(AllocateMaxAddress, EfiReservedMemoryType, 1, &address)))
		address = LOW_END - 1;
}

/* Real firmware has been seen to give page 0 for "at most so high". */
static EFI_STATUS EFIAPI give_page_0(EFI_ALLOCATE_TYPE how, EFI_MEMORY_TYPE type, UINTN count,
				     EFI_PHYSICAL_ADDRESS *address)
{
	static bool given;

	if (given || how != AllocateMaxAddress || *address >= LOW_END)
		return firmware_allocate(how, type, count, address);
	given = true;
	*address = 0;
	return EFI_SUCCESS;
}

static void page_0(void)
{
	firmware_allocate = the_boot->AllocatePages;
	the_boot->AllocatePages = give_page_0;
	services_sum();
}

const struct breakage memory_breaks[] = {
	{"low-taken", PHASE_MACHINE, low_taken},
	{"page-0", PHASE_MACHINE, page_0},
	{0},
};
