/* SPDX-License-Identifier: BSD-2-Clause */
/* What crosses the door of the Generic Interrupt Controller, and what each core has of it. */
#ifndef MUSTER_ARM_GIC_MACHINE_H
#define MUSTER_ARM_GIC_MACHINE_H

#include "types.h"

enum { GIC_REGIONS_MAX = 64, GICV2_CORES = 8 };

/* Redistributors that follow each other, for stride 0 as far apart as each says itself. */
struct gic_region {
	uint64_t address, size;
	uint32_t stride;
	bool ends_by_mark; /* the last one says so; else size tells */
};

/* In struct arch_machine, as .gic: what crosses the door. */
struct gic_machine {
	unsigned int version;	/* 2, or 3 for v4 as well; 0: none that is understood */
	bool has_fiq;		/* Group 0 is ours: interrupts that cannot be masked are possible */
	uint64_t distributor;	/* physical */
	uint64_t cpu_interface; /* of a GICv2 */
	struct gic_region regions[GIC_REGIONS_MAX];
	unsigned int region_count;
	/* The timers' interrupts: of the virtual one at EL1, and of EL2's physical one. */
	unsigned int timer_el1, timer_el2;
};

/* In each core's memory, zeroed before gic_open(). */
struct gic_core {
	uint64_t target;	/* in a command that makes an SGI; 0: it cannot be reached */
	uint64_t redistributor; /* of a GICv3 */
};

#endif
