/* SPDX-License-Identifier: BSD-2-Clause */
/* Where exceptions arrive (Arm ARM D1.3.1). Each saves a struct trap_frame; the handler gets it. */
#include "../../trampoline/aarch64/layout.h"

/*
 * Entry:    by an exception, all of DAIF masked, SP as it was
 * Clobbers: nothing, but what the handler changes in the frame; TPIDR_EL0 and TPIDRRO_EL0, which
 *           are nobody's here
 * Exit:     ERET
 * Where SP is not inside the core's stack, or on its emergency stack, it is put on top of that:
 * page 0 to 2 is the one, page 4 and 5 are the other, from CORE_STACK_LOW below struct percpu.
 */
	.macro	entry handler
	msr	tpidrro_el0, x0
	msr	tpidr_el0, x1
	mov	x1, sp
	mrs	x0, tpidr_el1
	sub	x0, x0, #CORE_STACK_LOW
	sub	x0, x1, x0
	sub	x0, x0, #FRAME_SIZE
	lsr	x0, x0, #12
	cmp	x0, #CORE_STACK_SIZE >> 12
	b.lo	1f
	sub	x0, x0, #(CORE_STACK_LOW - CORE_EMERGENCY_BYTES) >> 12
	cmp	x0, #CORE_EMERGENCY_BYTES >> 12
	b.lo	1f
	mrs	x0, tpidr_el1
	mov	sp, x0
1:	sub	sp, sp, #FRAME_SIZE
	stp	x2, x3, [sp, #16]
	mrs	x2, tpidrro_el0
	mrs	x3, tpidr_el0
	stp	x2, x3, [sp]
	stp	x30, x1, [sp, #FRAME_SP - 8]
	bl	save
	mov	x0, sp
	bl	\handler
	b	leave
	.endm

	.text
save:	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	mrs	x2, elr_el1
	mrs	x3, spsr_el1
	stp	x2, x3, [sp, #FRAME_PC]
	mrs	x2, esr_el1
	mrs	x3, far_el1
	stp	x2, x3, [sp, #FRAME_ESR]
	ret

leave:	msr	daifset, #15
	ldp	x2, x3, [sp, #FRAME_PC]
	msr	elr_el1, x2
	msr	spsr_el1, x3
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x19, [sp, #144]
	ldp	x20, x21, [sp, #160]
	ldp	x22, x23, [sp, #176]
	ldp	x24, x25, [sp, #192]
	ldp	x26, x27, [sp, #208]
	ldp	x28, x29, [sp, #224]
	ldp	x30, x1, [sp, #FRAME_SP - 8]
	mov	x0, sp
	mov	sp, x1
	ldp	x0, x1, [x0]
	eret

sync:	entry	fault_entry
irq:	entry	irq_entry
fiq:	entry	fiq_entry
serror:	entry	serror_entry
stray:	entry	stray_entry

	.balign	2048				/* VBAR_EL1 */
	.globl	entry_vectors
	.hidden	entry_vectors
entry_vectors:
	.irp	target, stray, stray, stray, stray, sync, irq, fiq, serror, stray, stray, stray, stray, stray, stray, stray, stray
	.balign	128
	b	\target
	.endr
	.section .note.GNU-stack, "", %progbits
