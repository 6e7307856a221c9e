/* SPDX-License-Identifier: BSD-2-Clause */
#include "pagetable_aarch64.h"

enum { LEVELS = 4, ADDRESS_BITS = 48 };

/* Arm ARM D8.3.1, D8.3.2: descriptors. The access flag is set beforehand, so that no core takes a
   fault for it (D8.4.6). */
#define PTE_TABLE	3ull
#define PTE_PAGE	3ull
#define PTE_BLOCK	1ull
#define PTE_TYPE	3ull
#define PTE_ATTR(index) ((uint64_t)(index) << 2) /* of MAIR, as the trampoline loads it */
#define PTE_READ_ONLY	(1ull << 7)
#define PTE_SHARED	(3ull << 8) /* inner */
#define PTE_ACCESSED	(1ull << 10)
#define PTE_NX		(3ull << 53) /* PXN, UXN */
#define PTE_UXN		(1ull << 54)

enum { ATTR_NORMAL, ATTR_DEVICE, ATTR_NON_CACHEABLE };

const struct pagetable_format stage1_format = {
	.levels = LEVELS,
	.table = PTE_TABLE,
	.page = PTE_PAGE | PTE_SHARED | PTE_ACCESSED,
	.large = PTE_BLOCK | PTE_SHARED | PTE_ACCESSED,
	.large_mask = PTE_TYPE,
	.kinds = {
		[MAP_DATA] = PTE_ATTR(ATTR_NORMAL) | PTE_NX,
		[MAP_CODE] = PTE_ATTR(ATTR_NORMAL) | PTE_READ_ONLY | PTE_UXN,
		[MAP_RUNTIME] = PTE_ATTR(ATTR_NORMAL) | PTE_UXN,
		[MAP_CONST] = PTE_ATTR(ATTR_NORMAL) | PTE_READ_ONLY | PTE_NX,
		[MAP_DEVICE] = PTE_ATTR(ATTR_DEVICE) | PTE_NX,
		[MAP_FRAMEBUFFER] = PTE_ATTR(ATTR_NON_CACHEABLE) | PTE_NX,
	}};

/* Arm ARM D19.2.139: T0SZ for 48 bits; walks write-back, inner shareable; 4 KiB; no walks from
   TTBR1 (EPD1); physical addresses as long as the processor's, 48 bits at most. */
uint64_t stage1_tcr(uint64_t mmfr0)
{
	uint64_t range = mmfr0 & 0xF;

	return (64 - ADDRESS_BITS) | 1 << 8 | 1 << 10 | 3 << 12 | 16 << 16 | 1 << 23 | 2ull << 30 |
	       (range > 5 ? 5 : range) << 32;
}
