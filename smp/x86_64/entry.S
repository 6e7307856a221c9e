/* SPDX-License-Identifier: BSD-2-Clause */
/* Where interrupts, exceptions and the door arrive. */
#include "vectors.h"

	.text

/*
 * entry_stubs: one stub of 16 bytes for each vector.
 * Entry:    by an interrupt gate: 64-bit mode, interrupts off, RSP as the processor pushed
 * Clobbers: nothing, but what the C handler changes in the frame
 * Exit:     IRET
 */
	.balign	16
	.globl	entry_stubs
	.hidden	entry_stubs
entry_stubs:
	vector = 0
	.rept	256
	.balign	16, 0xCC
	.if vector >= VECTOR_IPI && vector < VECTOR_IPI_END
	pushq	%rdi
	movl	$(vector - VECTOR_IPI), %edi
	jmp	ipi_common
	.else
	.if vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 || vector == 29 || vector == 30
	.else
	pushq	$0				/* the processor pushed no error code */
	.endif
	pushq	$vector
	jmp	exception_common
	.endif
	vector = vector + 1
	.endr
	.balign	16, 0xCC

/* Caller-saved registers only: 5 words by the processor and 9 here leave RSP a multiple of 16. */
ipi_common:
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	cld
	call	ipi_entry
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rsi
	popq	%rdx
	popq	%rcx
	popq	%rax
	popq	%rdi
	iretq

/* struct trap_frame: 22 words in all leave RSP a multiple of 16. */
exception_common:
	pushq	%rax
	pushq	%rbx
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	pushq	%rdi
	pushq	%rbp
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	cld
	movq	%rsp, %rdi
	call	exception_entry
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rbp
	popq	%rdi
	popq	%rsi
	popq	%rdx
	popq	%rcx
	popq	%rbx
	popq	%rax
	addq	$16, %rsp
	iretq

/*
 * void entry_load_gdt(const void *descriptor)
 * Entry:    64-bit mode, interrupts off; RDI = pseudo-descriptor of a GDT with code at 0x08, data at 0x10
 * Clobbers: RAX; DS, ES, SS, FS, GS selectors (and so FS and GS base)
 * Exit:     RET, with CS = 0x08
 */
	.globl	entry_load_gdt
	.hidden	entry_load_gdt
entry_load_gdt:
	lgdt	(%rdi)
	movl	$0x10, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	popq	%rax
	pushq	$0x08
	pushq	%rax
	lretq

/*
 * _Noreturn void arch_door(const struct machine *machine, uint64_t cr3, uint64_t stack)
 * Entry:    64-bit mode, on the firmware's stack and tables, after ExitBootServices
 * Inputs:   RDI = machine, RSI = root of our page tables, RDX = top of the boot core's stack
 * Exit:     machine_main(machine) on our tables and stack, interrupts off; never returns
 */
	.globl	arch_door
	.hidden	arch_door
arch_door:
	cli
	cld
	movq	%rsi, %cr3
	movq	%rdx, %rsp
	xorl	%ebp, %ebp
	call	machine_main
	ud2

/*
 * uint64_t runtime_enter(uint64_t service, const uint64_t arguments[5], uintptr_t stack)
 * Entry:    interrupts off, on page tables that show this code, the stacks and the service
 * Inputs:   RDI = service, of the firmware's calling convention (UEFI 2.10, 2.3.4.2); RDX = top of
 *           its stack, a multiple of 16
 * Clobbers: what a C function may, the firmware's included
 * Exit:     RAX = what the service returned; RUNTIME_FAULT by runtime_fixup, wherever it was
 */
	.globl	runtime_enter, runtime_fixup
	.hidden	runtime_enter, runtime_fixup, runtime_return
runtime_enter:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, runtime_return(%rip)
	movq	%rdi, %rax
	movq	%rsi, %r10
	movq	%rdx, %rsp
	xorl	%ebp, %ebp
	movq	(%r10), %rcx
	movq	8(%r10), %rdx
	movq	16(%r10), %r8
	movq	24(%r10), %r9
	pushq	$0				/* so that RSP is a multiple of 16 at the call */
	pushq	32(%r10)			/* the fifth, */
	subq	$32, %rsp			/* behind room for the first four */
	cld
	call	*%rax
1:	cld
	movq	runtime_return(%rip), %rsp
	movq	$0, runtime_return(%rip)
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret
runtime_fixup:
	movq	$-1, %rax			/* RUNTIME_FAULT */
	jmp	1b

	.section .bss
	.balign	8
	.globl	runtime_return
runtime_return:
	.quad	0

	.section .note.GNU-stack, "", @progbits
