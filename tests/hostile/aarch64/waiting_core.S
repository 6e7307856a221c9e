/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a core runs that waits for an OS. Copied to a reserved page.
 *
 * Entry:  by PSCI CPU_ON, MMU off, x0 = its page
 * Exit:   to the address that it was given, exceptions masked, MMU off; every register holds
 *         rubbish, but that a spin-table promises zeroes in x0 to x3 (Linux, arm64/booting.rst);
 *         there is no stack
 */
#include "waiting.h"

#define GICR_WAKER	0x14
#define GICR_SGI_FRAME	0x10000
#define GIC_GROUP	0x80	/* GICR_IGROUPR0 in that frame, GICD_IGROUPR0 */
#define GIC_ENABLE	0x100
#define GICC_CTLR	0
#define GICC_PMR	4
#define GICC_IAR	12
#define GICC_EOIR	16

	.section .rodata, "a"
	.balign	64
	.globl	waiting_begin, waiting_parked, waiting_spins, waiting_end
	.hidden	waiting_begin, waiting_parked, waiting_spins, waiting_end
waiting_begin:
/* "Multi-processor Startup for ARM Platforms" 1.0: asleep until an interrupt, with an interrupt
   controller that lets them through. */
waiting_parked:
	msr	daifset, #15
	mov	w9, #0xFFFF
	ldr	x21, [x0, #WAITING_REDISTRIBUTOR]
	cbz	x21, 3f
	ldr	w10, [x21, #GICR_WAKER]
	and	w10, w10, #~2			/* ProcessorSleep */
	str	w10, [x21, #GICR_WAKER]
1:	ldr	w10, [x21, #GICR_WAKER]
	tbnz	w10, #2, 1b			/* ChildrenAsleep */
	add	x10, x21, #GICR_SGI_FRAME
	str	w9, [x10, #GIC_GROUP]
	str	w9, [x10, #GIC_ENABLE]
	mrs	x10, CurrentEL
	tbz	x10, #3, 2f
	mov	x10, #0xF
	msr	S3_4_C12_C9_5, x10		/* ICC_SRE_EL2 */
	isb
2:	mov	x10, #7
	msr	S3_0_C12_C12_5, x10		/* ICC_SRE_EL1 */
	isb
	mov	x10, #0xFF
	msr	S3_0_C4_C6_0, x10		/* ICC_PMR_EL1 */
	mov	x10, #1
	msr	S3_0_C12_C12_7, x10		/* ICC_IGRPEN1_EL1 */
	isb
	b	4f
3:	ldr	x10, [x0, #WAITING_DISTRIBUTOR]
	str	w9, [x10, #GIC_ENABLE]
	ldr	x22, [x0, #WAITING_INTERFACE]
	mov	w10, #0xFF
	str	w10, [x22, #GICC_PMR]
	mov	w10, #7				/* both groups, acknowledged alike */
	str	w10, [x22, #GICC_CTLR]
4:	ldr	w20, [x0, #WAITING_NUMBER]
	dsb	sy
	mov	w10, #1
	str	w10, [x0, #WAITING_READY]
5:	dsb	sy
	wfi
	cbz	x21, 6f
	mrs	x10, S3_0_C12_C12_0		/* ICC_IAR1_EL1 */
	msr	S3_0_C12_C12_1, x10		/* ICC_EOIR1_EL1 */
	isb
	b	7f
6:	ldr	w10, [x22, #GICC_IAR]
	str	w10, [x22, #GICC_EOIR]
7:	ldr	w10, [x0, #MAILBOX_ID]
	cmp	w10, w20
	b.ne	5b
	ldr	x30, [x0, #MAILBOX_ADDRESS]
	cbz	x30, 5b
	str	xzr, [x0, #MAILBOX_ADDRESS]	/* taken */
	dsb	sy
	mov	x0, #-0x1111
	mov	x1, x0
	mov	x2, x0
	mov	x3, x0
	b	leave

/* Devicetree Specification 0.4, 3.8.1: cpu-release-addr. */
waiting_spins:
	msr	daifset, #15
	mov	w10, #1
	str	w10, [x0, #WAITING_READY]
	dsb	sy
1:	ldr	x30, [x0]
	cbnz	x30, 2f
	wfe
	b	1b
2:	mov	x0, #0
	mov	x1, #0
	mov	x2, #0
	mov	x3, #0
leave:	mov	x4, #-0x1111
	mov	sp, x4
	.irp	number, 5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29
	mov	x\number, x4
	.endr
	br	x30
waiting_end:
	.section .note.GNU-stack, "", %progbits
