/* SPDX-License-Identifier: BSD-2-Clause */
/* What crosses the door on AArch64 only. */
#ifndef MUSTER_ARCH_MACHINE_H
#define MUSTER_ARCH_MACHINE_H

#include "gic_machine.h"
#include "map.h"
#include "psci.h"

#define ARCH_MADT_CORES MADT_CORES_GIC

/* There are no I/O ports: what a device has of them a bridge shows as memory. */
#define ARCH_HAS_PORTS	false

/* Cores start anywhere, and some machines have no memory below 4 GiB. */
#define ARCH_ARENA_MOST UINT64_MAX
struct arch_machine {
	enum wake_by wake_by;
	struct psci_calls psci;
	bool stay;	  /* at EL2, where the firmware left us */
	uint64_t cntvoff; /* CNTVOFF_EL2, as the firmware had it */
	struct gic_machine gic;

	/* filled by arch_prepare() */
	uintptr_t cores; /* per-core memory, core_size bytes each */
	size_t core_size;
	uintptr_t boot_slots;  /* struct boot_slot, one each */
	uintptr_t early_marks; /* struct early_mark, one each and one for all */
	/* for the firmware's runtime services: a stack's top, and tables that show them too */
	uint64_t runtime_stack, runtime_root;
};

#endif
