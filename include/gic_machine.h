/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is to be known of an Arm machine's Generic Interrupt Controller before it is touched, from
 * the tables; and where its hardware says what. GICv2 is Arm IHI 0048B, GICv3 and v4 IHI 0069H.
 */
#ifndef MUSTER_GIC_MACHINE_H
#define MUSTER_GIC_MACHINE_H

#include "types.h"

struct findings;
struct gtdt;
struct madt;
struct mpidr_hash;
struct rule_set;

enum {
	GIC_REGIONS_MAX = 64,
	GICV2_CORES = 8, /* it has interfaces for no more */
	GICV3_FRAME_BYTES = 0x10000,
	GICV3_TARGETS = 16, /* in one command, and ids 0 to 15 without range selectors */
};

/* Redistributors that follow each other. */
struct gic_region {
	uint64_t address, size;
	uint32_t stride;   /* 0: as far apart as each says itself */
	bool ends_by_mark; /* the last one says so; else size tells */
};

/* In struct arch_machine, as .gic: what crosses the door. */
struct gic_machine {
	unsigned int version; /* 2; 3 for v4 as well; 0: none that is understood */
	bool has_fiq;	      /* Group 0 is ours: interrupts that cannot be masked are possible */
	uint64_t distributor;
	uint64_t cpu_interface; /* of a GICv2 */
	struct gic_region regions[GIC_REGIONS_MAX];
	unsigned int region_count;
	const struct mpidr_hash *ids;	   /* whose redistributor is whose */
	unsigned int timer_el1, timer_el2; /* interrupts of EL1's virtual, EL2's physical timer */
};

/* In each core's memory, zeroed before gic_open(). */
struct gic_core {
	uint64_t target;    /* in a command that makes an SGI; 0: it cannot be reached */
	uint64_t registers; /* for its own first 32 interrupts; 0: it has none */
};

/* Overwrites all of *ret_gic but has_fiq, which stays false. Tables before ACPI 6.0 tell no
   version: a machine whose cores have the controller's system registers and redistributors is a
   GICv3. Redistributors that the cores' entries name count where no region is listed; those that
   lie at one distance become one region. possible_count: cores that are to run. */
void gic_plan(struct gic_machine *ret_gic, const struct madt *madt, const struct gtdt *gtdt,
	      bool has_system_registers, unsigned int possible_count, struct findings *findings);

/* has_groups: Group 0 was found to be ours. */
void gic_plan_fiq(struct gic_machine *gic, bool has_groups, struct findings *findings);

/* "gicv2", "gicv3", "none". */
const char *gic_version_name(unsigned int version);

/* The redistributor behind one whose TYPER has these low 32 bits (IHI 0069H 12.10.35), or 0: that
   was the last one. */
uint64_t gic_region_next(const struct gic_region *region, uint64_t redistributor, uint32_t type);

/* The core's id, from the high 32 bits of TYPER. */
hw_id gic_affinity_id(uint32_t affinity);

/* That core, in ICC_SGI1R_EL1 (12.2.20). */
uint64_t gic_sgi_target(hw_id id);

/* The core with that interface of a GICv2, in GICD_SGIR; 0: it has no such. The core itself knows
   better. */
uint64_t gic_v2_target(uint32_t interface_number);

extern const struct rule_set gic_plan_rule_set;

#endif
