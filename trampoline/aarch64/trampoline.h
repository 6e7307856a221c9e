/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a core begins that was off, and how any core comes to our page tables. It is part of the
   image and runs in place: what it needs lies in the header, which is cleaned to the point of
   coherency, since it is read past the caches. */
#ifndef MUSTER_TRAMPOLINE_H
#define MUSTER_TRAMPOLINE_H

#include "layout.h"
#include "types.h"
#include <stdatomic.h>

struct mpidr_hash;

extern struct trampoline_header {
	uint64_t stay;	  /* 1: a core entered at EL2 stays there (FEAT_VHE), 0: it goes to EL1 */
	uint64_t cntvoff; /* CNTVOFF_EL2 of the boot core: one virtual count for all */
	uint64_t ttbr0, tcr;
	uint64_t awake; /* struct early_mark, of whoever comes */
	uint64_t strangers;
	const struct mpidr_hash *hash; /* for a core that comes without an argument */
	uint64_t slots;		       /* struct boot_slot, by cpu_index */
} trampoline_header;

/* What a core finds when it comes. The first line never changes once cores run. */
struct boot_slot {
	uint64_t id;
	uint64_t mark; /* its struct early_mark */
	uint64_t stack;
	uint64_t percpu;
	uint64_t
		release; /* where firmware looks that has no PSCI: its page, or its word; 0: none */
	uint32_t uid;	 /* of the parking protocol */
	uint32_t parking;			      /* its version; 0: a spin-table */
	_Alignas(CACHE_LINE) _Atomic(uint32_t) claim; /* OPEN -> TAKEN by it, -> CLOSED by us */
	_Atomic(uint32_t) park;			      /* PARK_... */
	_Atomic(uint32_t) stage;		      /* STAGE_PAGING and on */
	uint64_t paging_stamp, c_stamp, online_stamp;
};

struct early_mark {
	_Alignas(EARLY_MARK_SIZE) uint64_t stage;
	uint64_t stamp;
};

/* Cores that are in no table, or not in their own slot's: they park. */
struct strangers {
	_Atomic(uint64_t) count; /* may be more than there is room for */
	uint64_t ids[STRANGERS_MAX];
};

#define AT(type, field, number)                                                                    \
	_Static_assert(offsetof(struct type, field) == (number), "shared with assembly")
AT(trampoline_header, cntvoff, HEADER_CNTVOFF);
AT(trampoline_header, ttbr0, HEADER_TTBR0);
AT(trampoline_header, tcr, HEADER_TCR);
AT(trampoline_header, awake, HEADER_AWAKE);
AT(trampoline_header, strangers, HEADER_STRANGERS);
AT(trampoline_header, hash, HEADER_HASH);
AT(trampoline_header, slots, HEADER_SLOTS);
AT(boot_slot, mark, BOOT_SLOT_MARK);
AT(boot_slot, stack, BOOT_SLOT_STACK);
AT(boot_slot, percpu, BOOT_SLOT_PERCPU);
AT(boot_slot, claim, BOOT_SLOT_CLAIM);
AT(boot_slot, park, BOOT_SLOT_PARK);
AT(boot_slot, stage, BOOT_SLOT_STAGE);
AT(boot_slot, paging_stamp, BOOT_SLOT_PAGING);
AT(early_mark, stamp, EARLY_MARK_STAMP);
AT(strangers, ids, STRANGERS_IDS);
_Static_assert(sizeof(struct boot_slot) == BOOT_SLOT_SIZE, "shared with assembly");

/* ---- trampoline.S; never called ---- */

extern const uint8_t trampoline_psci[];	 /* x0 = its boot slot */
extern const uint8_t trampoline_by_id[]; /* nothing is known */
extern const uint8_t trampoline_end[];

/* The boot core's way: from the firmware's tables and exception level to ours, and on to main. */
_Noreturn void trampoline_door(const void *machine, uint64_t stack, uint64_t percpu);

/* On our tables, from a parked core's own stack: in again by the slot's claim. */
_Noreturn void trampoline_resume(struct boot_slot *slot);

#endif
