/* SPDX-License-Identifier: BSD-2-Clause */
/* Low memory that is gone, or offered where nobody may take it. */
#include "door.h"

static EFI_ALLOCATE_PAGES firmware_allocate;
static unsigned int page_0_offers; /* that are still to come */

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
	if (page_0_offers == 0 || how != AllocateMaxAddress || *address >= LOW_END)
		return firmware_allocate(how, type, count, address);
	page_0_offers--;
	*address = 0;
	return EFI_SUCCESS;
}

static void offer_page_0(unsigned int times)
{
	page_0_offers = times;
	firmware_allocate = the_boot->AllocatePages;
	the_boot->AllocatePages = give_page_0;
	services_sum();
}

static void page_0(void)
{
	offer_page_0(1);
}

static void page_0_only(void)
{
	offer_page_0(UINT32_MAX);
}

const struct breakage memory_breaks[] = {
	{"low-taken", PHASE_MACHINE, low_taken},
	{"page-0", PHASE_MACHINE, page_0},
	{"page-0-only", PHASE_MACHINE, page_0_only},
	{0},
};
