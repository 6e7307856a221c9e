/* SPDX-License-Identifier: BSD-2-Clause */
/* What crosses the door on AArch64 only. */
#ifndef MUSTER_ARCH_MACHINE_H
#define MUSTER_ARCH_MACHINE_H

#include "gic_machine.h"
#include "types.h"

#define ARCH_MADT_CORES MADT_CORES_GIC

enum { MAPS_MAX = 192 };

struct map_range {
	uint64_t address, size;
	int kind; /* enum map_kind */
};

/* How cores are woken. */
enum wake_by { WAKE_IMPOSSIBLE, WAKE_PSCI, WAKE_PARKED, WAKE_SPIN_TABLE };

/* Arm DEN 0022: what is called, and how. A function's number is 0 where it is not there. */
struct psci_calls {
	bool present, by_hvc; /* else by SMC */
	uint32_t version;     /* 0xMMMMmmmm; 1 for 0.1, which does not say */
	uint32_t cpu_suspend, cpu_off, cpu_on, affinity_info, system_off, system_reset;
};

struct arch_machine {
	struct map_range maps[MAPS_MAX];
	unsigned int map_count;
	unsigned int maps_lost;

	enum wake_by wake_by;
	struct psci_calls psci;
	bool stay; /* at EL2, as the firmware left us there and there is FEAT_VHE */
	unsigned int el;
	struct gic_machine gic;

	/* filled by arch_prepare() */
	uintptr_t cores; /* per-core memory, core_size bytes each */
	size_t core_size;
	uintptr_t boot_slots;  /* struct boot_slot, one each */
	uintptr_t early_marks; /* struct early_mark, one each and one for all */
};

#endif
