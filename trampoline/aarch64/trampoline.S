/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the firmware to C, on our page tables. Position independent, and run where it is loaded.
 *
 * Entry:    trampoline_psci, trampoline_by_id: a core that was off; EL1 or EL2, MMU and caches off,
 *           exceptions masked, x0 its boot slot or nothing (Arm DEN 0022F 6.4; the parking protocol)
 *           trampoline_door: the boot core; EL1 or EL2, the firmware's identity map, which shows us
 *           trampoline_resume: a parked core, on our tables
 * Clobbers: all
 * Stack:    none until the core has its own
 * Exit:     core_entry(slot), arch_park() or machine_main(machine), exceptions masked
 * Writes:   with the MMU off the two early marks only
 */
#include "layout_aarch64.h"

#define CURRENT_EL2	3			/* the bit of CurrentEL that is set at EL2 alone */
#define SCTLR_OFF	0x30D00800		/* D19.2.125: what is RES1: no MMU, no caches */
#define SCTLR_ON	(SCTLR_OFF | 0x100D)	/* I, SA, C, M */
#define SCTLR_EL2_OFF	0x30C50830
#define HCR_RW_HIGH	0x8000			/* bits 31:16: EL1 is AArch64 */
#define HCR_VHE		0x0000000408000000	/* E2H: EL1's names are EL2's; TGE: all comes here */
#define CPTR_NO_TRAPS	0x33FF			/* RES1, and SVE and SME trap; the rest does not */
#define SPSR_EL1H	0x3C5			/* EL1, its own stack pointer, DAIF masked */

	.macro	mov32 reg, value
	movz	\reg, #((\value) >> 16), lsl #16
	movk	\reg, #((\value) & 0xFFFF)
	.endm
	.macro	hash_part bits, shift		/* of x10, to x15 */
	and	x9, x10, #\bits
	lsr	x9, x9, \shift
	orr	x15, x15, x9
	.endm

	.text
	.globl	trampoline_psci, trampoline_by_id, trampoline_end, trampoline_door, trampoline_resume
	.hidden	trampoline_psci, trampoline_by_id, trampoline_end, trampoline_door, trampoline_resume
trampoline_by_id:
	mov	x0, xzr
trampoline_psci:
	msr	daifset, #15
	mov	x21, x0				/* x21 = boot slot; 0: not known */
	adrp	x20, trampoline_header
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
	b.ne	3f
	ldr	x9, [x21, #BOOT_SLOT_MARK]
	bl	leave_mark
3:	bl	come_to_us
	cbz	x21, stranger
in:	isb
	mrs	x9, cntvct_el0
	ldp	x10, x11, [x21, #BOOT_SLOT_STACK]
	mov	sp, x10				/* its own in any case: no core runs twice */
	msr	tpidr_el1, x11
	mov	x29, xzr			/* ends the chain of frames for a back-trace */
	mov	x30, xzr
	mov	x0, x21
	add	x10, x21, #BOOT_SLOT_CLAIM	/* pairs with arch_wake_open(), arch_wake_close() */
4:	ldaxr	w11, [x10]
	cmp	w11, #CLAIM_OPEN
	b.ne	arch_park
	mov	w11, #CLAIM_TAKEN
	stlxr	w12, w11, [x10]
	cbnz	w12, 4b
	mov	w11, #PARK_AWAY
	str	w11, [x21, #BOOT_SLOT_PARK]
	str	x9, [x21, #BOOT_SLOT_PAGING]
	mov	w11, #MARK_PAGING
	add	x10, x21, #BOOT_SLOT_STAGE
	stlr	w11, [x10]			/* pairs with arch_wake_look() */
	b	core_entry

trampoline_resume:
	mov	x21, x0
	b	in

/* x9 = struct early_mark: written past the caches, and what a cache may have read of it before is
   dropped (B2.8: mismatched attributes). It is only ever clean there, so nothing gets lost. */
leave_mark:
	mov	x10, #MARK_ENTRY
	str	x19, [x9, #EARLY_MARK_STAMP]
	str	x10, [x9]
	dmb	sy				/* the stores before the maintenance, D7.5.9.5 */
	dc	ivac, x9
	dsb	sy
	ret

/* x21 = the slot to which x22 is hashed (mpidr_hash_slot()), or 0. */
find_slot:
	ldr	x16, [x20, #HEADER_HASH]
	cbz	x16, 1f
	ldr	x10, [x16, #HASH_MASK]
	and	x10, x10, x22
	ldp	w11, w12, [x16, #HASH_SHIFT]
	ldp	w13, w14, [x16, #HASH_SHIFT + 8]
	mov	x15, xzr
	hash_part 0xFF, x11
	hash_part 0xFF00, x12
	hash_part 0xFF0000, x13
	hash_part 0xFF00000000, x14
	ldr	x16, [x20, #HEADER_BY_HASH]
	ldr	x21, [x16, x15, lsl #3]
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
	dsb	sy				/* all that went by the firmware's map is done */
	bl	come_to_us
	mov	sp, x22
	mov	x29, xzr
	mov	x30, xzr
	mov	x0, x21
	b	machine_main

/*
 * To the exception level of the run, with the MMU off in between: so no entry changes under a walk,
 * and break-before-make has nothing to break (D8.14.1). This code is at one address in both maps and
 * without any, and was cleaned. x20 = header; clobbers x9 to x11.
 */
come_to_us:
	mrs	x9, CurrentEL
	tbz	x9, #CURRENT_EL2, 4f
	mov32	x9, SCTLR_EL2_OFF
	msr	sctlr_el2, x9
	isb					/* B2.3.12: off from here on */
	tlbi	alle2				/* of the regime that E2H may be about to end */
	movz	x9, #HCR_RW_HIGH, lsl #16
	ldr	x10, [x20, #HEADER_STAY]
	cbz	x10, 1f
	mov32	x11, HCR_VHE & 0xFFFFFFFF
	movk	x11, #HCR_VHE >> 32, lsl #32
	orr	x9, x9, x11
1:	msr	hcr_el2, x9
	isb					/* E2H decides what the next names mean */
	mrs	x9, mdcr_el2
	and	x9, x9, #0x1F			/* HPMN: all event counters are ours; no traps */
	msr	mdcr_el2, x9
	msr	hstr_el2, xzr
	mrs	x9, id_aa64pfr0_el1
	ubfx	x9, x9, #24, #4
	cbz	x9, 2f				/* the GIC's registers are system registers: let them */
	mov	x9, #0xF			/* Enable, DIB, DFB, SRE: GIC IHI 0069H 12.2.23 */
	msr	S3_4_C12_C9_5, x9		/* ICC_SRE_EL2 */
	isb					/* SRE before any other of them, */
	mrs	x9, S3_4_C12_C9_5
	tbz	x9, #0, 2f			/* which are not there where EL3 keeps it 0 */
	msr	S3_4_C12_C11_0, xzr		/* ICH_HCR_EL2 */
2:	cbnz	x10, 4f
	mrs	x9, midr_el1			/* a guest of nobody: it sees what is there */
	msr	vpidr_el2, x9
	mrs	x9, mpidr_el1
	msr	vmpidr_el2, x9
	msr	vttbr_el2, xzr
	mov	x9, #3				/* EL1PCEN, EL1PCTEN: the physical timer is EL1's too */
	msr	cnthctl_el2, x9
	mov	x9, #CPTR_NO_TRAPS
	msr	cptr_el2, x9
	mrs	x9, id_aa64mmfr0_el1
	ubfx	x9, x9, #56, #4			/* FEAT_FGT: no fine-grained traps */
	cbz	x9, 3f
	.irp	trap, S3_4_C1_C1_4, S3_4_C1_C1_5, S3_4_C1_C1_6, S3_4_C3_C1_4, S3_4_C3_C1_5
	msr	\trap, xzr			/* HFGRTR, HFGWTR, HFGITR, HDFGRTR, HDFGWTR_EL2 */
	.endr
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
	isb					/* and what is fetched from here on is new: B2.3.12 */
	ldp	x9, x10, [x20, #HEADER_TTBR0]
	msr	ttbr0_el1, x9
	msr	tcr_el1, x10
	ldr	x9, [x20, #HEADER_TTBR0 + 16]
	msr	mair_el1, x9
	adrp	x9, entry_vectors
	add	x9, x9, :lo12:entry_vectors
	msr	vbar_el1, x9
	isb					/* all of it before the MMU is on: D8.2.1 */
	mov32	x9, SCTLR_ON
	msr	sctlr_el1, x9
	isb
	ret
trampoline_end:
	.section .note.GNU-stack, "", %progbits
