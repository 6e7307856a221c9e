/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MUSTER_PAGETABLE_X86_64_H
#define MUSTER_PAGETABLE_X86_64_H

#include "pagetable.h"

/* levels: 4, or 5 with LA57; has_nx: EFER.NXE is on, else that bit is reserved. */
struct pagetable_format paging_format(unsigned int levels, bool has_nx);

#endif
