/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the start-up IPI, or the firmware's mailbox, to C. Linked at 0, copied to any page below 1 MiB
 * for start-up IPIs, below 4 GiB for the mailbox.
 *
 * Entry:    trampoline_start: real mode, CS = page >> 4, IP = 0, interrupts off, caches off, everything
 *           else unknown
 *           mailbox_mode: 64-bit mode, the firmware's page tables, of which only this page is known to
 *           map to itself; interrupts off, no stack, everything else unknown (ACPI 6.5, 5.2.12.19)
 *           resume: 64-bit mode, our page tables; for a core that was parked and cannot be reset
 * Inputs:   the header below, written by C
 * Clobbers: all
 * Stack:    none until the core has found its own
 * Exit:     64-bit mode on the core's own stack, to header.entry with RDI = its boot slot and GS base
 *           set; or parked for good in CLI; HLT when the core is in no table, its way in is closed
 *           or its APIC is not where the boot core's is; where cores cannot be reset, one whose way in
 *           is closed waits for PARK_GO instead
 * Writes:   the awake word (not on resume), the core's id slot, its boot slot, the strangers' count
 */
#include "layout.h"

#define MSR_APIC_BASE   0x1B
#define APIC_BASE_EXTD  (1 << 10)
#define MSR_X2APIC_ID   0x802
#define XAPIC_ID        0x20
#define MSR_EFER        0xC0000080
#define MSR_GS_BASE     0xC0000101
#define CR4_LA57        (1 << 12)
#define H(field)        (TRAMPOLINE_HEADER + HEADER_##field)

	.section .text, "ax"
	.code16
	.globl	trampoline_start
trampoline_start:
	movb	$1, %cs:TRAMPOLINE_AWAKE
	cli
	cld
	jmp	real_mode

	.org	TRAMPOLINE_HEADER, 0xCC
	.fill	HEADER_LONG_ENTRY, 1, 0		/* what the build fills: offsets */
	.long	long_mode - trampoline_start
	.long	gdt - trampoline_start
	.long	mailbox_mode - trampoline_start
	.long	resume - trampoline_start

real_mode:
	movw	%cs, %ax
	movw	%ax, %ds
	rdtsc
	movl	%eax, %esi			/* EDI:ESI = stamp of the first instruction */
	movl	%edx, %edi
	movl	$MSR_APIC_BASE, %ecx		/* SDM 3A 11.12.1: EXTD tells how to ask for the id */
	rdmsr
	testl	$APIC_BASE_EXTD, %eax
	jz	1f
	movl	$MSR_X2APIC_ID, %ecx
	rdmsr
	jmp	2f
1:	movl	$1, %eax			/* xAPIC is out of real mode's reach: the initial id */
	cpuid
	shrl	$24, %ebx
	movl	%ebx, %eax
2:	movl	%eax, %ebp			/* leave a mark, if the table has this id */
	movw	H(TABLE_SEGMENT), %es
	movl	H(SLOT_MASK), %edx
	imull	$ID_HASH, %eax, %eax
	movb	H(HASH_SHIFT), %cl
	shrl	%cl, %eax
3:	movl	%eax, %ebx
	shll	$ID_SLOT_SHIFT, %ebx
	movl	%es:ID_SLOT_ID(%bx), %ecx
	cmpl	%ebp, %ecx
	je	4f
	cmpl	$ID_SLOT_EMPTY, %ecx		/* half of the slots are: this ends */
	je	5f
	incl	%eax
	andl	%edx, %eax
	jmp	3b
4:	movl	%esi, %es:ID_SLOT_STAMP(%bx)
	movl	%edi, %es:ID_SLOT_STAMP+4(%bx)
	movw	$MARK_REAL, %es:ID_SLOT_STAGE(%bx)
5:
	/* SDM 3A 10.8.5: PAE (and LA57) first, then CR3, EFER.LME, and last CR0.PG with CR0.PE. */
	movl	H(CR4), %eax
	movl	%eax, %cr4
	movl	H(CR3), %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	H(EFER), %eax
	wrmsr
	lgdtl	H(GDT_LIMIT)
	movl	H(CR0), %eax
	movl	%eax, %cr0
	ljmpl	*H(FAR_OFFSET)

	.code64
	/* EFER.NXE before our tables, which use the bit. LA57 cannot change while paging is on (SDM 3A
	   4.1.2), so a core that is in the other mode is lost. EFER is not written without need, as a
	   virtual machine without INIT may not allow it. */
mailbox_mode:
	cli
	cld
	rdtsc
	movl	%eax, %esi			/* EDI:ESI = stamp of the first instruction */
	movl	%edx, %edi
	leaq	trampoline_start+TRAMPOLINE_HEADER(%rip), %rbx
	movq	%cr4, %rax
	xorl	HEADER_CR4(%rbx), %eax
	testl	$CR4_LA57, %eax
	jnz	park
	movl	$MSR_EFER, %ecx
	rdmsr
	movl	%eax, %ebp
	orl	HEADER_EFER(%rbx), %eax
	cmpl	%eax, %ebp
	je	1f
	wrmsr
1:	movl	HEADER_CR4(%rbx), %eax
	movq	%rax, %cr4
	movl	HEADER_CR3(%rbx), %eax
	movq	%rax, %cr3
	movl	HEADER_CR0(%rbx), %eax
	movq	%rax, %cr0
	movb	$1, trampoline_start+TRAMPOLINE_AWAKE(%rip)
	lgdt	HEADER_GDT_LIMIT(%rbx)
	ljmpl	*HEADER_FAR_OFFSET(%rbx)

resume:
	rdtsc
	movl	%eax, %esi
	movl	%edx, %edi

long_mode:
	movl	$TRAMPOLINE_DATA, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	rdtsc
	shlq	$32, %rdx
	leaq	(%rdx,%rax), %r12		/* R12 = stamp of long mode */
	movl	%edi, %r13d
	shlq	$32, %r13
	movl	%esi, %eax
	orq	%rax, %r13			/* R13 = stamp of the first instruction */
	leaq	trampoline_start+TRAMPOLINE_HEADER(%rip), %rbx

	movl	$MSR_APIC_BASE, %ecx		/* the id again, now by the APIC's own word */
	rdmsr
	testl	$APIC_BASE_EXTD, %eax
	jz	1f
	movl	$MSR_X2APIC_ID, %ecx
	rdmsr
	movl	%eax, %ebp
	jmp	2f
1:	shlq	$32, %rdx
	andl	$0xFFFFF000, %eax
	orq	%rdx, %rax
	cmpq	HEADER_APIC_BASE(%rbx), %rax	/* elsewhere it is not mapped, and no IDT is there yet */
	jne	park
	movl	XAPIC_ID(%rax), %ebp
	shrl	$24, %ebp
2:	imull	$ID_HASH, %ebp, %eax
	movb	HEADER_HASH_SHIFT(%rbx), %cl
	shrl	%cl, %eax
	movq	HEADER_TABLE(%rbx), %r8
3:	movl	%eax, %r9d
	shlq	$ID_SLOT_SHIFT, %r9
	addq	%r8, %r9			/* R9 = id slot */
	movl	ID_SLOT_ID(%r9), %ecx
	cmpl	%ebp, %ecx
	je	4f
	cmpl	$ID_SLOT_EMPTY, %ecx
	je	stranger
	incl	%eax
	andl	HEADER_SLOT_MASK(%rbx), %eax
	jmp	3b
4:	movq	%r13, ID_SLOT_STAMP(%r9)
	movw	$MARK_LONG, ID_SLOT_STAGE(%r9)

	movzwl	ID_SLOT_CPU(%r9), %edi
	imulq	$BOOT_SLOT_SIZE, %rdi
	addq	HEADER_BOOT_SLOTS(%rbx), %rdi
	movl	$CLAIM_OPEN, %eax		/* pairs with arch_wake_open() and arch_wake_close() */
	movl	$CLAIM_TAKEN, %ecx
	lock cmpxchgl %ecx, BOOT_SLOT_CLAIM(%rdi)
	jne	closed				/* given up, or here for the second time: the stack is taken */
	movl	$PARK_AWAY, BOOT_SLOT_PARK(%rdi)
	movq	%r12, BOOT_SLOT_LONG(%rdi)
	movq	BOOT_SLOT_STACK(%rdi), %rsp
	movl	BOOT_SLOT_GS(%rdi), %eax
	movl	BOOT_SLOT_GS+4(%rdi), %edx
	movl	$MSR_GS_BASE, %ecx
	wrmsr
	xorl	%ebp, %ebp			/* ends the chain of frames for a back-trace */
	call	*HEADER_ENTRY(%rbx)
	ud2

	/* No IDT yet, so no NMI may be sent here: it spins. Pairs with wake.c. */
closed:	cmpb	$0, HEADER_NO_RESET(%rbx)
	je	park
	movl	$PARK_SPINS, BOOT_SLOT_PARK(%rdi)
1:	pause
	cmpl	$PARK_SPINS | PARK_GO, BOOT_SLOT_PARK(%rdi)
	jne	1b
	movl	$PARK_SPINS | PARK_GO, %eax
	movl	$PARK_AWAY, %ecx
	lock cmpxchgl %ecx, BOOT_SLOT_PARK(%rdi)
	jne	1b
	jmp	resume

stranger:
	movq	HEADER_STRANGERS(%rbx), %rax
	movl	$1, %ecx
	lock xaddl %ecx, STRANGERS_COUNT(%rax)
	cmpl	$STRANGERS_MAX, %ecx
	jae	park
	movl	%ebp, STRANGERS_IDS(%rax,%rcx,4)
park:	cli
	hlt
	jmp	park

	/* Accessed bits are set: the page is read-only once paging is on, and the processor would
	   write them (SDM 3A 3.4.5.1). */
	.balign	8, 0xCC
gdt:	.quad	0
	.quad	0x00AF9B000000FFFF		/* TRAMPOLINE_CODE64: present, DPL 0, code, L */
	.quad	0x00CF93000000FFFF		/* TRAMPOLINE_DATA */
gdt_end:
	.globl	trampoline_end
trampoline_end:
