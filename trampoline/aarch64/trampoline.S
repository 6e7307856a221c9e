/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the firmware to C, on our page tables. Position independent, and run where it is loaded.
 *
 * Entry:    trampoline_psci, trampoline_by_id: a core that was off; EL1 or EL2, MMU and caches off,
 *           exceptions masked, x0 its boot slot or nothing (Arm DEN 0022 6.4; DEN 0042 2.4)
 *           trampoline_door: the boot core; EL1 or EL2, the firmware's identity map, which shows us
 *           trampoline_resume: a parked core, on our tables
 * Inputs:   the header and the boot slot, written by C and cleaned to the point of coherency
 * Clobbers: all
 * Stack:    none until the core has its own
 * Exit:     core_entry(slot), core_turned_away(slot) or machine_main(machine), exceptions masked
 * Writes:   with the MMU off the two early marks only
 */
#include "layout.h"

#define CURRENT_EL2	3		/* bit of CurrentEL that is set at EL2 alone */
#define SCTLR_OFF	0x30D00800	/* SCTLR_EL1's RES1 bits, D19.2.125: no MMU, no caches */
#define SCTLR_ON	(SCTLR_OFF | 1 << 12 | 1 << 3 | 1 << 2 | 1) /* I, SA, C, M */
#define SCTLR_EL2_OFF	0x30C50830	/* the same of SCTLR_EL2 */
#define HCR_RW		(1 << 31)
#define HCR_VHE		(1 << 34 | 1 << 27)	/* E2H, TGE */
#define ICC_SRE_EL2	S3_4_C12_C9_5
#define ICH_HCR_EL2	S3_4_C12_C11_0
#define MAIR		0x4404FF	/* 0: write-back; 1: device-nGnRE; 2: non-cacheable */
#define SPSR_EL1H	0x3C5		/* EL1, its own stack pointer, DAIF masked */

	.macro	mov32 reg, value
	movz	\reg, #((\value) >> 16 & 0xFFFF), lsl #16
	movk	\reg, #((\value) & 0xFFFF)
	.endm

	.text
	.balign	64
	.globl	trampoline_psci, trampoline_by_id, trampoline_end, trampoline_door, trampoline_resume
	.hidden	trampoline_psci, trampoline_by_id, trampoline_end, trampoline_door, trampoline_resume
trampoline_by_id:
	mov	x0, xzr
trampoline_psci:
	msr	daifset, #15
	mov	x21, x0				/* x21 = boot slot; 0: not known */
	adrp	x20, trampoline_header		/* x20 = header */
	add	x20, x20, :lo12:trampoline_header
	mrs	x9, CurrentEL
	tbz	x9, #CURRENT_EL2, 1f
	ldr	x9, [x20, #HEADER_CNTVOFF]
	msr	cntvoff_el2, x9
1:	isb					/* D12.2.2: the count is not read ahead */
	mrs	x19, cntvct_el0			/* x19 = stamp of the first instruction */
	mrs	x22, mpidr_el1
	and	x9, x22, #0xFF00000000
	and	x22, x22, #0xFFFFFF
	orr	x22, x22, x9			/* x22 = id */
	ldr	x9, [x20, #HEADER_AWAKE]
	bl	leave_mark
	cbnz	x21, 2f
	bl	find_slot
	cbz	x21, 3f
2:	ldr	x9, [x21, #BOOT_SLOT_ID]
	cmp	x9, x22
	csel	x21, x21, xzr, eq
	cbz	x21, 3f
	ldr	x9, [x21, #BOOT_SLOT_MARK]
	bl	leave_mark
3:	bl	come_to_us
	cbz	x21, stranger
in:	isb
	mrs	x9, cntvct_el0
	ldr	x10, [x21, #BOOT_SLOT_STACK]	/* its own in any case: no core runs twice */
	mov	sp, x10
	ldr	x10, [x21, #BOOT_SLOT_PERCPU]
	msr	tpidr_el1, x10
	mov	x29, xzr			/* ends the chain of frames for a back-trace */
	mov	x30, xzr
	mov	x0, x21
	add	x10, x21, #BOOT_SLOT_CLAIM	/* pairs with arch_wake_open(), arch_wake_close() */
4:	ldaxr	w11, [x10]
	cmp	w11, #CLAIM_OPEN
	b.ne	core_turned_away
	mov	w11, #CLAIM_TAKEN
	stlxr	w12, w11, [x10]
	cbnz	w12, 4b
	mov	w11, #PARK_AWAY
	str	w11, [x21, #BOOT_SLOT_PARK]
	str	x9, [x21, #BOOT_SLOT_PAGING]
	mov	w11, #MARK_PAGING
	add	x10, x21, #BOOT_SLOT_STAGE
	stlr	w11, [x10]
	b	core_entry

trampoline_resume:
	mov	x21, x0
	b	in

/* x9 = struct early_mark: past the caches, and what a cache may have read of it before is dropped
   (B2.8: one location, mismatched attributes). Only ever clean there, so nothing is lost. */
leave_mark:
	mov	x10, #MARK_ENTRY
	str	x19, [x9, #EARLY_MARK_STAMP]
	str	x10, [x9, #EARLY_MARK_STAGE]
	dmb	sy				/* the store before the maintenance, D7.5.9.5 */
	dc	ivac, x9
	dsb	sy
	ret

/* x21 = the slot of x22's id, by the table of struct mpidr_hash; or 0. */
find_slot:
	ldr	x9, [x20, #HEADER_HASH]
	cbz	x9, 1f
	ldr	x10, [x9, #HASH_MASK]
	and	x10, x10, x22
	ldp	w11, w12, [x9, #HASH_SHIFT]
	ldp	w13, w14, [x9, #HASH_SHIFT + 8]
	and	x15, x10, #0xFF
	lsr	x15, x15, x11
	and	x11, x10, #0xFF00
	lsr	x11, x11, x12
	orr	x15, x15, x11
	and	x11, x10, #0xFF0000
	lsr	x11, x11, x13
	orr	x15, x15, x11
	and	x11, x10, #0xFF00000000
	lsr	x11, x11, x14
	orr	x15, x15, x11
	add	x10, x9, #HASH_SLOTS
	ldrh	w10, [x10, x15, lsl #1]
	cmp	w10, #HASH_FREE_MOST		/* MPIDR_HASH_FREE is above any place */
	b.hs	1f
	mov32	x11, HASH_CORES
	add	x9, x9, x11
	add	x9, x9, x10, lsl #4
	ldr	w10, [x9, #8]			/* struct mpidr_core: id, cpu */
	ldr	x21, [x20, #HEADER_SLOTS]
	add	x21, x21, x10, lsl #7
1:	ret

stranger:
	ldr	x9, [x20, #HEADER_STRANGERS]
1:	ldxr	x10, [x9]
	add	x11, x10, #1
	stlxr	w12, x11, [x9]
	cbnz	w12, 1b
	cmp	x10, #STRANGERS_MAX
	b.hs	2f
	add	x9, x9, #STRANGERS_IDS
	str	x22, [x9, x10, lsl #3]
2:	wfi
	b	2b

/* x0 = machine, x1 = stack, x2 = struct percpu */
trampoline_door:
	msr	daifset, #15
	msr	tpidr_el1, x2
	mov	x21, x0
	mov	x22, x1
	adrp	x20, trampoline_header
	add	x20, x20, :lo12:trampoline_header
	dsb	sy				/* all that the firmware's map carried is done */
	bl	come_to_us
	mov	sp, x22
	mov	x29, xzr
	mov	x30, xzr
	mov	x0, x21
	b	machine_main

/*
 * To the exception level of the run, with the MMU off in between: so no table is changed under a
 * walk, and break-before-make is not asked for (D8.14.1). The code is the same in both maps and
 * without one, and was cleaned. x20 = header; clobbers x9, x10.
 */
come_to_us:
	mrs	x9, CurrentEL
	tbz	x9, #CURRENT_EL2, 4f
	mov32	x9, SCTLR_EL2_OFF
	msr	sctlr_el2, x9
	isb					/* B2.3.12: the change holds for what follows */
	mov	x9, #HCR_RW & 0xFFFFFFFF
	ldr	x10, [x20, #HEADER_STAY]
	cbz	x10, 1f
	orr	x9, x9, #1 << 34		/* E2H: the names of EL1's registers mean EL2's */
	orr	x9, x9, #1 << 27		/* TGE: exceptions come here */
1:	msr	hcr_el2, x9
	isb					/* E2H decides what the next writes mean, D5.6 */
	mrs	x9, mdcr_el2
	and	x9, x9, #0x1F			/* HPMN: all counters are ours; no traps */
	msr	mdcr_el2, x9
	msr	hstr_el2, xzr
	mrs	x9, id_aa64pfr0_el1
	ubfx	x9, x9, #24, #4
	cbz	x9, 2f				/* GICv3's registers are system registers: let them */
	mov	x9, #0xF			/* Enable, DIB, DFB, SRE: GIC IHI 0069 12.2.29 */
	msr	ICC_SRE_EL2, x9
	isb					/* SRE before any other of its registers */
	msr	ICH_HCR_EL2, xzr
2:	cbnz	x10, 4f
	mrs	x9, midr_el1			/* a guest of nobody: it sees what is there */
	msr	vpidr_el2, x9
	mrs	x9, mpidr_el1
	msr	vmpidr_el2, x9
	msr	vttbr_el2, xzr
	mov	x9, #3				/* CNTHCTL_EL2: EL1PCEN, EL1PCTEN */
	msr	cnthctl_el2, x9
	mov	x9, #0x33FF			/* CPTR_EL2: RES1, SVE and SME trap, the rest not */
	msr	cptr_el2, x9
	mrs	x9, id_aa64mmfr0_el1
	ubfx	x9, x9, #56, #4			/* FEAT_FGT: no fine-grained traps */
	cbz	x9, 3f
	msr	S3_4_C1_C1_4, xzr		/* HFGRTR_EL2 */
	msr	S3_4_C1_C1_5, xzr		/* HFGWTR_EL2 */
	msr	S3_4_C1_C1_6, xzr		/* HFGITR_EL2 */
	msr	S3_4_C3_C1_4, xzr		/* HDFGRTR_EL2 */
	msr	S3_4_C3_C1_5, xzr		/* HDFGWTR_EL2 */
3:	mov32	x9, SCTLR_OFF
	msr	sctlr_el1, x9
	mov	x9, #SPSR_EL1H
	msr	spsr_el2, x9
	adr	x9, 4f
	msr	elr_el2, x9
	eret
4:	mov32	x9, SCTLR_OFF
	msr	sctlr_el1, x9
	isb
	msr	spsel, #1
	tlbi	vmalle1				/* of this core, whatever was there: D8.13 */
	ic	iallu
	dsb	nsh				/* both are done, */
	isb					/* and this core fetches anew: B2.3.12 */
	mov32	x9, MAIR
	msr	mair_el1, x9
	ldr	x9, [x20, #HEADER_TCR]
	msr	tcr_el1, x9
	ldr	x9, [x20, #HEADER_TTBR0]
	msr	ttbr0_el1, x9
	adrp	x9, entry_vectors
	add	x9, x9, :lo12:entry_vectors
	msr	vbar_el1, x9
	isb					/* the tables before the MMU is on, D8.2.1 */
	mov32	x9, SCTLR_ON
	msr	sctlr_el1, x9
	isb
	ret
trampoline_end:
	.section .note.GNU-stack, "", %progbits
