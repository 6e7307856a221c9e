/* SPDX-License-Identifier: BSD-2-Clause */
/* MSR accesses that may fault, and where their #GP arrives; see audit_catch.h. */

	.text

/*
 * bool catch_msr_read(uint32_t number, uint64_t *ret_value)
 * Entry:    64-bit mode, a catch open on this core
 * Inputs:   EDI = MSR, RSI = where its value goes
 * Clobbers: RAX, RCX, RDX, flags
 * Exit:     RET, with EAX = 1, or 0 when it raised #GP
 */
	.globl	catch_msr_read
	.hidden	catch_msr_read
catch_msr_read:
	movl	%edi, %ecx
read_at:
	rdmsr
	shlq	$32, %rdx
	orq	%rdx, %rax
	movq	%rax, (%rsi)
	movl	$1, %eax
	ret

/*
 * bool catch_msr_write(uint32_t number, uint64_t value)
 * Entry:    64-bit mode, a catch open on this core
 * Inputs:   EDI = MSR, RSI = value
 * Clobbers: RAX, RCX, RDX, flags
 * Exit:     RET, with EAX = 1, or 0 when it raised #GP
 */
	.globl	catch_msr_write
	.hidden	catch_msr_write
catch_msr_write:
	movl	%edi, %ecx
	movl	%esi, %eax
	movq	%rsi, %rdx
	shrq	$32, %rdx
write_at:
	wrmsr
	movl	$1, %eax
	ret

fixup:
	xorl	%eax, %eax
	ret

/*
 * catch_gp: gate 13 while a catch is open.
 * Entry:    by an interrupt gate without a stack of its own: error code and RIP on top of the stack
 * Clobbers: nothing but what the two above do
 * Exit:     IRET to the fixup for their two instructions; else to whose gate it was, as if straight
 */
	.balign	16
	.globl	catch_gp
	.hidden	catch_gp
catch_gp:
	pushq	%rax
	leaq	read_at(%rip), %rax
	cmpq	%rax, 16(%rsp)
	je	1f
	leaq	write_at(%rip), %rax
	cmpq	%rax, 16(%rsp)
	jne	2f
1:	leaq	fixup(%rip), %rax
	movq	%rax, 16(%rsp)
	popq	%rax
	addq	$8, %rsp			/* the error code */
	iretq
2:	subq	$16, %rsp
	sidt	6(%rsp)				/* so that the base is aligned */
	movq	8(%rsp), %rax
	addq	$16, %rsp
	movq	4096(%rax), %rax		/* struct catch, others */
	xchgq	%rax, (%rsp)
	ret

	.section .note.GNU-stack, "", @progbits
