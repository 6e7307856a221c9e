/* SPDX-License-Identifier: BSD-2-Clause */
#include "pagetable_x86_64.h"

/* SDM 3A 4.5, tables 4-14 to 4-20. PAT is reached by PWT and PCD only, so its upper half is free
   for whatever the firmware put there. */
enum pte {
	PTE_PRESENT = 1u << 0,
	PTE_WRITE = 1u << 1,
	PTE_PWT = 1u << 3,
	PTE_PCD = 1u << 4,
	PTE_ACCESSED = 1u << 5, /* set beforehand: no core needs to write to the tables */
	PTE_DIRTY = 1u << 6,
	PTE_LARGE = 1u << 7,
};

struct pagetable_format paging_format(unsigned int levels, bool has_nx)
{
	const uint64_t nx = has_nx ? 1ull << 63 : 0;
	const uint64_t page = PTE_PRESENT | PTE_ACCESSED | PTE_DIRTY;

	return (struct pagetable_format){.levels = levels,
					 .table = PTE_PRESENT | PTE_WRITE | PTE_ACCESSED,
					 .page = page,
					 .large = page | PTE_LARGE,
					 .large_mask = PTE_LARGE,
					 .kinds = {
						 [MAP_DATA] = PTE_WRITE | nx,
						 [MAP_CODE] = 0,
						 [MAP_CONST] = nx,
						 [MAP_RUNTIME] = PTE_WRITE,
						 [MAP_DEVICE] = PTE_WRITE | PTE_PWT | PTE_PCD | nx,
						 /* PAT entry 1, which core.c makes write-combining,
						    whatever the MTRRs say */
						 [MAP_FRAMEBUFFER] = PTE_WRITE | PTE_PWT | nx,
					 }};
}
