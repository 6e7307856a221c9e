/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a core runs that waits in the stand-in for the firmware's mailbox. Copied to a page of low
 * memory.
 *
 * Entry:  by start-up IPI, in real mode, CS = page >> 4
 * Exit:   to the wake-up vector as ACPI 6.5, 5.2.12.19 has it: 64-bit mode, interrupts off, memory
 *         mapped one to one; every register that it does not name holds rubbish, and there is no
 *         stack
 *
 * While it waits its APIC goes by another id, so that no INIT by id reaches it: Muster can have it
 * by the mailbox only.
 */
#include "mailbox.h"

	.section .rodata, "a"
	.balign	16
	.globl	mailbox_core_begin, mailbox_core_end
	.hidden	mailbox_core_begin, mailbox_core_end
	.code16
mailbox_core_begin:
	jmp	real_mode
	.balign	16, 0xCC
	.fill	PAGE_LONG_ENTRY - 16, 1, 0
	.word	long_mode - mailbox_core_begin
	.word	gdt - mailbox_core_begin
real_mode:
	cli
	movw	%cs, %ax
	movw	%ax, %ds
	movl	$0x20, %eax		/* PAE */
	movl	%eax, %cr4
	movl	PAGE_CR3, %eax
	movl	%eax, %cr3
	movl	$0xC0000080, %ecx	/* EFER.LME */
	rdmsr
	orl	$0x100, %eax
	wrmsr
	lgdtl	PAGE_GDT
	movl	$0x80010001, %eax	/* PG, WP, PE; caches on */
	movl	%eax, %cr0
	ljmpl	*PAGE_FAR

	.code64
long_mode:
	xorl	%eax, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	leaq	mailbox_core_begin(%rip), %r15
	movl	$1, %eax
	cpuid
	shrl	$24, %ebx
	movl	%ebx, %ebp		/* EBP = own id */
	movl	$0xFEE00020, %esi
	btsl	$HIDDEN_BIT, (%rsi)
	lock incl PAGE_READY(%r15)
	movq	PAGE_MAILBOX(%r15), %rdi
1:	pause
	cmpw	$1, MAILBOX_COMMAND(%rdi)
	jne	1b
	cmpl	%ebp, MAILBOX_ID(%rdi)
	jne	1b
	movq	MAILBOX_VECTOR(%rdi), %rax
	btrl	$HIDDEN_BIT, (%rsi)
	movw	$0, MAILBOX_COMMAND(%rdi)	/* taken */
	movq	$-0x1111, %rsp
	movq	%rsp, %rbx
	movq	%rsp, %rcx
	movq	%rsp, %rdx
	movq	%rsp, %rsi
	movq	%rsp, %rdi
	movq	%rsp, %rbp
	movq	%rsp, %r15
	std
	jmp	*%rax

	.balign	8, 0xCC
gdt:	.quad	0
	.quad	0x00AF9B000000FFFF	/* CODE64 */
mailbox_core_end:
	.section .note.GNU-stack, "", @progbits
