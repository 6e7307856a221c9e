/* SPDX-License-Identifier: BSD-2-Clause */
/* Layouts on AArch64 that assembly and C share. Plain numbers; boot_slot_aarch64.h asserts that
   they agree. */
#ifndef MUSTER_LAYOUT_AARCH64_H
#define MUSTER_LAYOUT_AARCH64_H

/* Below struct percpu: guard, stack, guard, emergency stack; see arch_percpu.h */
#define CORE_STACK_BYTES     0x7000
#define CORE_STACK_LOW	     0x6000 /* so far below percpu the stack begins */
#define CORE_STACK_SIZE	     0x3000
#define CORE_EMERGENCY_BYTES 0x2000

/* struct trampoline_header: what holds for every core, read with the MMU off */
#define HEADER_STAY	     0
#define HEADER_CNTVOFF	     8
#define HEADER_TTBR0	     16 /* TTBR0, TCR, MAIR */
#define HEADER_AWAKE	     40
#define HEADER_STRANGERS     48
#define HEADER_HASH	     56
#define HEADER_BY_HASH	     64

/* struct mpidr_hash */
#define HASH_MASK	     0
#define HASH_SHIFT	     8

/* struct boot_slot */
#define BOOT_SLOT_SIZE	     128
#define BOOT_SLOT_ID	     0
#define BOOT_SLOT_MARK	     8
#define BOOT_SLOT_STACK	     16
#define BOOT_SLOT_PERCPU     24
#define BOOT_SLOT_CLAIM	     64
#define BOOT_SLOT_PARK	     68
#define BOOT_SLOT_STAGE	     72
#define BOOT_SLOT_PAGING     80

/* boot_slot.claim */
#define CLAIM_CLOSED	     0
#define CLAIM_OPEN	     1
#define CLAIM_TAKEN	     2

/* boot_slot.park, where a core cannot be switched off: what a parked one waits for is PARK_GO */
#define PARK_FIRMWARE	     0
#define PARK_AWAY	     1
#define PARK_WAITS	     2
#define PARK_GO		     4

/* struct early_mark, written with the MMU off: so far apart that no cache line holds anything else
 */
#define EARLY_MARK_SIZE	     256
#define EARLY_MARK_STAMP     8

/* struct strangers */
#define STRANGERS_IDS	     8
#define STRANGERS_MAX	     64

/* enum wake_stage, as far as the trampoline sets it */
#define MARK_ENTRY	     1
#define MARK_PAGING	     2

/* struct trap_frame */
#define FRAME_SIZE	     288
#define FRAME_SP	     248
#define FRAME_PC	     256
#define FRAME_ESR	     272

#endif
