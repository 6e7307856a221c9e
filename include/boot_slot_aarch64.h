/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a core finds when it comes, what it leaves on its way, and where it waits when it cannot be
 * switched off. Pure: words in memory that two cores change.
 */
#ifndef MUSTER_BOOT_SLOT_AARCH64_H
#define MUSTER_BOOT_SLOT_AARCH64_H

#include "arch.h"
#include "layout_aarch64.h"
#include "mpidr_hash.h"
#include "psci.h"
#include "types.h"
#include <stdatomic.h>

/* The trampoline reads it with the MMU off, so it is cleaned to the point of coherency. */
extern struct trampoline_header {
	uint64_t stay;	  /* 1: a core entered at EL2 stays there (FEAT_VHE), 0: it goes to EL1 */
	uint64_t cntvoff; /* CNTVOFF_EL2 of the boot core: one virtual count for all */
	uint64_t ttbr0, tcr, mair;
	struct early_mark *awake; /* of whoever comes */
	struct strangers *strangers;
	/* For a core that comes without an argument: how ids are hashed (NULL: not at all), and the
	   slots by hash (NULL: nobody's). */
	const struct mpidr_hash *hash;
	struct boot_slot *const *by_hash;
	struct boot_slot *slots; /* by cpu_index */
} trampoline_header;

/* By cpu_index. The first line is read with the MMU off too, and never changes once cores run. */
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

/* ---- on the boot core ---- */

/* The marks are gone, and the next to come is let in. */
void slot_open(struct boot_slot *slot);

/* False: the core has already gone through. */
bool slot_close(struct boot_slot *slot);

/* What the core left; early was read from its mark. */
struct wake_marks slot_look(const struct boot_slot *slot, const struct early_mark *early);

/* As arch_wake_strangers(). */
void strangers_open(struct strangers *strangers);
unsigned int strangers_read(const struct strangers *strangers, hw_id *ret_ids,
			    unsigned int capacity);

/* A parked core is told to come in again. Where it was: PARK_FIRMWARE, PARK_AWAY, PARK_WAITS. */
uint32_t slot_unpark(struct boot_slot *slot);

/* Hands the core over, which the firmware does once. The parking protocol: its interface's number
   at 0, the address at 8, and then it is sent an interrupt; a spin-table's word holds the address.
   Both may be read past the caches. */
enum { SLOT_RELEASE_BYTES = 16 };
void slot_release(struct boot_slot *slot, uint64_t entry);

/* It is not away: parked, and a start that it has not heard is taken back, or never started. */
bool slot_is_parked(struct boot_slot *slot);

/* In words. refused: what CPU_ON answered last. */
struct wake_way slot_wake_way(enum wake_by by, bool by_hvc, int refused);
const char *slot_stage_name(enum wake_stage stage);

/* ---- on the core itself ---- */

/* Stages from STAGE_C on. */
void slot_mark(struct boot_slot *slot, enum wake_stage stage, ticks stamp);

/* It has done all that it had to do, and waits. */
void slot_park(struct boot_slot *slot);

/* True once it is told to come in again. */
bool slot_is_wanted(struct boot_slot *slot);

#endif
