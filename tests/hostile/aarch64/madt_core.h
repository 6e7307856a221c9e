/* SPDX-License-Identifier: BSD-2-Clause */
/* The MADT's entry of a core: a GIC CPU interface, ACPI 6.5, 5.2.12.14. */
#ifndef HOSTILE_MADT_CORE_H
#define HOSTILE_MADT_CORE_H

#include "hostile.h"

/* No core has the one, as it is no MPIDR's; no machine here has the other. */
enum { TYPE_CORE = 0xB };
#define ID_NONE 0xFFFFFFFFFFFFFFFFull
#define ID_DEAD 0x00050000ull

struct madt_core { /* as far as ACPI 5.1 has it; later ones are longer */
	uint8_t type, length;
	uint16_t reserved;
	uint32_t interface, uid, flags, parking_version, performance;
	uint64_t parked_address, base, virtual_base, hypervisor_base;
	uint32_t maintenance;
	uint64_t redistributor, id;
} __attribute__((packed));
_Static_assert(sizeof(struct madt_core) == 76, "GICC, ACPI 5.1, table 5-60");

#endif
