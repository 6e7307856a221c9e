/* SPDX-License-Identifier: BSD-2-Clause */
/* The MADT's entry of a core: a local APIC, ACPI 6.5, 5.2.12.2. */
#ifndef HOSTILE_MADT_CORE_H
#define HOSTILE_MADT_CORE_H

#include "hostile.h"

enum { TYPE_CORE = 0, ID_NONE = 0xFF, ID_DEAD = 80 };

struct madt_core {
	uint8_t type, length, uid, id;
	uint32_t flags;
} __attribute__((packed));
_Static_assert(sizeof(struct madt_core) == 8, "local APIC, ACPI 6.5, table 5.22");

#endif
