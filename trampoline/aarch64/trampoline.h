/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a core begins that was off, and how any core comes to our page tables. It is part of the
   image and runs in place: what it reads is cleaned to the point of coherency. */
#ifndef MUSTER_TRAMPOLINE_H
#define MUSTER_TRAMPOLINE_H

#include "layout.h"
#include "types.h"
#include <stdatomic.h>

struct mpidr_hash;

extern struct trampoline_header {
	uint64_t stay;	  /* 1: a core entered at EL2 stays there (FEAT_VHE), 0: it goes to EL1 */
	uint64_t cntvoff; /* CNTVOFF_EL2 of the boot core: one virtual count for all */
	uint64_t ttbr0, tcr, mair;
	struct early_mark *awake; /* of whoever comes */
	struct strangers *strangers;
	const struct mpidr_hash *hash; /* for a core that comes without an argument; NULL: none */
	struct boot_slot *slots;
} trampoline_header;

/* What a core finds when it comes. The first line never changes once cores run. */
struct boot_slot {
	uint64_t id;
	struct early_mark *mark;
	uint64_t stack;
	uint64_t percpu;
	uint64_t release;   /* where firmware without PSCI looks: its page, or its word; 0: none */
	uint32_t interface; /* of the GIC, by whose number the parking protocol calls the core */
	uint32_t parking;   /* version of that protocol; 0: a spin-table */
	_Alignas(CACHE_LINE) _Atomic(uint32_t) claim; /* OPEN -> TAKEN by it, -> CLOSED by us */
	_Atomic(uint32_t) park;			      /* PARK_... */
	_Atomic(uint32_t) stage;		      /* STAGE_PAGING and on */
	uint64_t paging_stamp, c_stamp, online_stamp;
};

struct early_mark {
	_Alignas(EARLY_MARK_SIZE) uint64_t stage;
	uint64_t stamp;
};

/* Cores that are in no table: they park. */
struct strangers {
	_Atomic(uint64_t) count; /* may be more than there is room for */
	uint64_t ids[STRANGERS_MAX];
};

#define AT(type, field) offsetof(struct type, field)
_Static_assert(AT(trampoline_header, cntvoff) == HEADER_CNTVOFF &&
		       AT(trampoline_header, ttbr0) == HEADER_TTBR0 &&
		       AT(trampoline_header, awake) == HEADER_AWAKE &&
		       AT(trampoline_header, strangers) == HEADER_STRANGERS &&
		       AT(trampoline_header, hash) == HEADER_HASH &&
		       AT(trampoline_header, slots) == HEADER_SLOTS &&
		       AT(boot_slot, mark) == BOOT_SLOT_MARK &&
		       AT(boot_slot, percpu) == BOOT_SLOT_PERCPU &&
		       AT(boot_slot, claim) == BOOT_SLOT_CLAIM &&
		       AT(boot_slot, stage) == BOOT_SLOT_STAGE &&
		       AT(boot_slot, paging_stamp) == BOOT_SLOT_PAGING &&
		       sizeof(struct boot_slot) == BOOT_SLOT_SIZE &&
		       AT(early_mark, stamp) == EARLY_MARK_STAMP &&
		       AT(strangers, ids) == STRANGERS_IDS,
	       "shared with assembly");
#undef AT

/* trampoline.S. The first two are never called: x0 = the core's boot slot, or nothing is known. */
extern const uint8_t trampoline_psci[], trampoline_by_id[], trampoline_end[];

/* The boot core's way: from the firmware's tables and exception level to ours, and on to main. */
_Noreturn void trampoline_door(const void *machine, uint64_t stack, uint64_t percpu);

/* On our tables, from a parked core's own stack: in again by the slot's claim. */
_Noreturn void trampoline_resume(struct boot_slot *slot);

#endif
