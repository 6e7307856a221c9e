/* SPDX-License-Identifier: BSD-2-Clause */
/* Where exceptions arrive (Arm ARM D1.3.1), and what has to be said in assembly besides. */
#include "layout_aarch64.h"

	.altmacro
	.macro	pair op, a, b
	\op	x\a, x\b, [sp, #8 * \a]
	.endm
	.macro	others op			/* x4 to x29, at their places in struct trap_frame */
	n = 4
	.rept	13
	pair	\op, %n, %(n + 1)
	n = n + 2
	.endr
	.endm

/*
 * Entry:    by an exception, all of DAIF masked, SP as it was
 * Clobbers: nothing, but what the handler changes in the frame; TPIDR_EL0 and TPIDRRO_EL0, which
 *           are nobody's here
 * Exit:     ERET
 * Where the frame would lie neither in the core's stack (pages 0 to 2 from CORE_STACK_LOW below
 * struct percpu) nor in its emergency stack (4 and 5), it goes on top of the latter.
 */
	.macro	entry handler
	msr	tpidrro_el0, x0
	msr	tpidr_el0, x1
	mov	x1, sp
	tst	x1, #15				/* no frame could be stored there: SCTLR_EL1.SA */
	b.ne	2f
	mrs	x0, tpidr_el1
	sub	x0, x0, #CORE_STACK_LOW
	sub	x0, x1, x0
	sub	x0, x0, #FRAME_SIZE
	lsr	x0, x0, #12
	cmp	x0, #CORE_STACK_SIZE >> 12
	sub	x0, x0, #(CORE_STACK_LOW - CORE_EMERGENCY_BYTES) >> 12
	ccmp	x0, #CORE_EMERGENCY_BYTES >> 12, #0, hs	/* #0: lower, as the first was */
	b.lo	1f
2:	mrs	x0, tpidr_el1
	mov	sp, x0
1:	sub	sp, sp, #FRAME_SIZE
	stp	x30, x1, [sp, #FRAME_SP - 8]
	stp	x2, x3, [sp, #16]
	mrs	x2, tpidrro_el0
	mrs	x3, tpidr_el0
	stp	x2, x3, [sp]
	adr	x2, \handler
	b	frame
	.endm

	.text
frame:	others	stp
	mov	x4, x2
	mrs	x2, elr_el1
	mrs	x3, spsr_el1
	stp	x2, x3, [sp, #FRAME_PC]
	mrs	x2, esr_el1
	mrs	x3, far_el1
	stp	x2, x3, [sp, #FRAME_ESR]
	mov	x0, sp
	blr	x4
	msr	daifset, #15
	ldp	x2, x3, [sp, #FRAME_PC]
	msr	elr_el1, x2
	msr	spsr_el1, x3
	others	ldp
	ldp	x2, x3, [sp, #16]
	ldp	x30, x1, [sp, #FRAME_SP - 8]
	mov	x0, sp
	mov	sp, x1
	ldp	x0, x1, [x0]
	eret

sync:	entry	fault_entry
irq:	entry	irq_entry
fiq:	entry	fiq_entry
stray:	entry	stray_entry

	.balign	2048				/* VBAR_EL1; an SError is a fault like others */
	.globl	entry_vectors
	.hidden	entry_vectors
entry_vectors:
	.irp	way, stray, stray, stray, stray, sync, irq, fiq, sync, stray, stray, stray, stray, stray, stray, stray, stray
	.balign	128
	b	\way
	.endr

/*
 * Entry:    DAIF.I masked, on tables that show this code, both stacks and the service
 * Inputs:   x0 = five arguments, x1 = service (UEFI 2.10, 2.3.6.4), x2 = top of its stack, 16-aligned
 * Clobbers: what a C function may, the firmware's included
 * Exit:     x0 = what the service returned; RUNTIME_FAULT by runtime_fixup, wherever it was
 */
	.globl	runtime_enter, runtime_fixup
	.hidden	runtime_enter, runtime_fixup
runtime_enter:
	sub	sp, sp, #FRAME_SIZE
	others	stp
	str	x30, [sp]
	adrp	x9, runtime_return
	mov	x10, sp
	str	x10, [x9, :lo12:runtime_return]
	mov	sp, x2
	mov	x9, x1
	ldr	x4, [x0, #32]
	ldp	x2, x3, [x0, #16]
	ldp	x0, x1, [x0]
	blr	x9
1:	adrp	x9, runtime_return
	ldr	x10, [x9, :lo12:runtime_return]
	mov	sp, x10
	str	xzr, [x9, :lo12:runtime_return]
	others	ldp
	ldr	x30, [sp]
	add	sp, sp, #FRAME_SIZE
	ret
runtime_fixup:
	mov	x0, #-1
	b	1b

	.globl	psci_hvc, psci_smc
	.hidden	psci_hvc, psci_smc
psci_hvc:
	hvc	#0
	ret
psci_smc:
	smc	#0
	ret
	.section .note.GNU-stack, "", %progbits
