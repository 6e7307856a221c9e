/* SPDX-License-Identifier: BSD-2-Clause */
/* Stage 1 on AArch64: 4 KiB granule, 4 levels, 48 bits, from TTBR0 alone. */
#ifndef MUSTER_PAGETABLE_AARCH64_H
#define MUSTER_PAGETABLE_AARCH64_H

#include "pagetable.h"

extern const struct pagetable_format stage1_format;

/* TCR_EL1 for these tables, on a processor with this ID_AA64MMFR0_EL1. */
uint64_t stage1_tcr(uint64_t mmfr0);

/* MAIR_EL1, as the tables number its attributes: write-back, device-nGnRE, non-cacheable. */
#define STAGE1_MAIR 0x4404FFull

#endif
