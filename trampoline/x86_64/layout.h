/* SPDX-License-Identifier: BSD-2-Clause */
/* Layouts that the trampoline and C share. Plain numbers, so that the assembler can read them;
   trampoline.h holds the structures and asserts that they agree. */
#ifndef MUSTER_TRAMPOLINE_LAYOUT_H
#define MUSTER_TRAMPOLINE_LAYOUT_H

/* Behind the page, which is read-only once paging is on: a word that whoever executes the first
   instruction sets, then the table of ids. */
#define TRAMPOLINE_AWAKE     4096
#define TRAMPOLINE_TABLE     4112

/* struct trampoline_header, at this offset of the page */
#define TRAMPOLINE_HEADER    16

#define HEADER_AWAKE	     0
#define HEADER_TABLE_SEGMENT 2
#define HEADER_HASH_SHIFT    4
#define HEADER_NO_RESET	     5
#define HEADER_SLOT_MASK     8
#define HEADER_CR0	     12
#define HEADER_CR3	     16
#define HEADER_CR4	     20
#define HEADER_EFER	     24
#define HEADER_GDT_LIMIT     30
#define HEADER_GDT_BASE	     32
#define HEADER_FAR_OFFSET    40
#define HEADER_FAR_SELECTOR  44
#define HEADER_APIC_BASE     48
#define HEADER_TABLE	     56
#define HEADER_BOOT_SLOTS    64
#define HEADER_STRANGERS     72
#define HEADER_ENTRY	     80
#define HEADER_LONG_ENTRY    88
#define HEADER_GDT	     92
#define HEADER_MAILBOX_ENTRY 96
#define HEADER_RESUME_ENTRY  100
#define HEADER_SIZE	     104

/* struct id_slot: a slot of the table of ids */
#define ID_SLOT_SIZE	     16
#define ID_SLOT_SHIFT	     4
#define ID_SLOT_ID	     0
#define ID_SLOT_CPU	     4
#define ID_SLOT_STAGE	     6
#define ID_SLOT_STAMP	     8
#define ID_SLOT_EMPTY	     0xFFFFFFFF
#define ID_HASH		     0x9E3779B1

/* struct boot_slot */
#define BOOT_SLOT_SIZE	     64
#define BOOT_SLOT_CLAIM	     0
#define BOOT_SLOT_LONG	     8
#define BOOT_SLOT_STACK	     16
#define BOOT_SLOT_GS	     24
#define BOOT_SLOT_PARK	     52

/* boot_slot.claim */
#define CLAIM_CLOSED	     0
#define CLAIM_OPEN	     1
#define CLAIM_TAKEN	     2

/* boot_slot.park: where a core is that cannot be reset. What it waits for, where it is parked, is
   the bit PARK_GO. */
#define PARK_FIRMWARE	     0
#define PARK_AWAY	     1
#define PARK_SPINS	     2
#define PARK_HALTS	     3
#define PARK_GO		     4

/* struct strangers */
#define STRANGERS_COUNT	     0
#define STRANGERS_IDS	     4
#define STRANGERS_MAX	     64

/* enum wake_stage, as far as the trampoline sets it */
#define MARK_REAL	     1
#define MARK_LONG	     2

#define TRAMPOLINE_CODE64    0x08
#define TRAMPOLINE_DATA	     0x10

#endif
