/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page that a waking core starts in. It is position independent: code reaches its data through
 * CS and RIP, and what must be absolute is in the header, which trampoline_fill() writes. So the
 * blob needs no relocation, and the build checks that it has none.
 */
#ifndef MUSTER_TRAMPOLINE_H
#define MUSTER_TRAMPOLINE_H

#include "layout.h"
#include "span.h"
#include <stdatomic.h>

struct trampoline_header {
	uint16_t reserved0;
	uint16_t table_segment; /* of the table of ids */
	uint8_t hash_shift;	/* 32 - log2(number of slots) */
	uint8_t no_reset;	/* 1: nothing but a word in memory wakes a core that parks */
	uint8_t reserved1[2];
	uint32_t slot_mask;	/* number of slots - 1 */
	uint32_t cr0, cr3, cr4; /* as the boot core has them */
	uint32_t efer;		/* LME, and NXE where there is NX */
	uint16_t reserved2;
	uint16_t gdt_limit;
	uint64_t gdt_base;   /* real mode reads half of it */
	uint32_t far_offset; /* far pointer to the 64-bit code */
	uint16_t far_selector;
	uint16_t reserved3;
	uint64_t apic_base; /* where the xAPIC must be */
	uint64_t table;	    /* the table of ids, linear */
	uint64_t boot_slots;
	uint64_t strangers;
	uint64_t entry;			      /* of C: void entry(struct boot_slot *) */
	uint32_t long_entry;		      /* offset in the blob; set by the build */
	uint32_t gdt;			      /* offset in the blob; set by the build */
	uint32_t mailbox_entry, resume_entry; /* the same */
};
_Static_assert(sizeof(struct trampoline_header) == HEADER_SIZE, "shared with assembly");
#define HEADER_AT(field, number)                                                                   \
	_Static_assert(offsetof(struct trampoline_header, field) == (number),                      \
		       "shared with assembly")
HEADER_AT(table_segment, HEADER_TABLE_SEGMENT);
HEADER_AT(hash_shift, HEADER_HASH_SHIFT);
HEADER_AT(no_reset, HEADER_NO_RESET);
HEADER_AT(slot_mask, HEADER_SLOT_MASK);
HEADER_AT(cr0, HEADER_CR0);
HEADER_AT(cr3, HEADER_CR3);
HEADER_AT(cr4, HEADER_CR4);
HEADER_AT(efer, HEADER_EFER);
HEADER_AT(gdt_limit, HEADER_GDT_LIMIT);
HEADER_AT(gdt_base, HEADER_GDT_BASE);
HEADER_AT(far_offset, HEADER_FAR_OFFSET);
HEADER_AT(far_selector, HEADER_FAR_SELECTOR);
HEADER_AT(apic_base, HEADER_APIC_BASE);
HEADER_AT(table, HEADER_TABLE);
HEADER_AT(boot_slots, HEADER_BOOT_SLOTS);
HEADER_AT(strangers, HEADER_STRANGERS);
HEADER_AT(entry, HEADER_ENTRY);
HEADER_AT(long_entry, HEADER_LONG_ENTRY);
HEADER_AT(gdt, HEADER_GDT);
HEADER_AT(mailbox_entry, HEADER_MAILBOX_ENTRY);
HEADER_AT(resume_entry, HEADER_RESUME_ENTRY);
#undef HEADER_AT

/* One slot of the table of ids: open addressing, at most half full, in memory that real mode
   reaches. Id and cpu are constant; stage and stamp are the core's own marks. */
struct id_slot {
	uint32_t id; /* ID_SLOT_EMPTY: none */
	uint16_t cpu;
	uint16_t stage;
	uint64_t stamp; /* of its first instruction */
};
_Static_assert(sizeof(struct id_slot) == ID_SLOT_SIZE && 1 << ID_SLOT_SHIFT == ID_SLOT_SIZE &&
		       offsetof(struct id_slot, cpu) == ID_SLOT_CPU &&
		       offsetof(struct id_slot, stage) == ID_SLOT_STAGE &&
		       offsetof(struct id_slot, stamp) == ID_SLOT_STAMP,
	       "shared with assembly");

/* What a core finds at the end of the trampoline: a cache line of its own. */
struct boot_slot {
	_Atomic(uint32_t) claim; /* CLAIM_OPEN -> CLAIM_TAKEN by the core, -> CLAIM_CLOSED by us */
	uint32_t cpu;
	uint64_t long_stamp;
	uint64_t stack;
	uint64_t gs; /* GS base: the per-core data */
	uint64_t c_stamp, online_stamp;
	_Atomic(uint32_t) stage; /* STAGE_C and on */
	_Atomic(uint32_t) park;	 /* PARK_...; means nothing where cores can be reset */
	struct id_slot *id_slot;
};
_Static_assert(sizeof(struct boot_slot) == BOOT_SLOT_SIZE &&
		       offsetof(struct boot_slot, claim) == BOOT_SLOT_CLAIM &&
		       offsetof(struct boot_slot, long_stamp) == BOOT_SLOT_LONG &&
		       offsetof(struct boot_slot, stack) == BOOT_SLOT_STACK &&
		       offsetof(struct boot_slot, gs) == BOOT_SLOT_GS &&
		       offsetof(struct boot_slot, park) == BOOT_SLOT_PARK,
	       "shared with assembly");

/* Cores that are in no table: they park in the trampoline. */
struct strangers {
	_Atomic(uint32_t) count; /* may be more than there is room for */
	uint32_t ids[STRANGERS_MAX];
};
_Static_assert(offsetof(struct strangers, ids) == STRANGERS_IDS, "shared with assembly");

/* The assembled code; it fits one page. */
struct span trampoline_blob(void);

/* Slots for so many cores: a power of two, at least twice as many, at least 16. */
uint32_t trampoline_slot_count(unsigned int cores);

/* Enters one core into the table. The ids are distinct and the table has room, so it ends. */
struct id_slot *trampoline_slot_add(struct id_slot *table, uint32_t slot_count, uint32_t id,
				    uint16_t cpu);

/* Copies the blob into a page (below 1 MiB for start-up IPIs, else below 4 GiB), INT3 behind it,
   and returns its header for the caller to fill; what depends on the page's own address is filled
   in. */
struct trampoline_header *trampoline_place(phys_addr page);

#endif
