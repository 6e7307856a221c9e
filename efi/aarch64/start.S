/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware's first call (UEFI 2.10, 2.3.6): relocates the image where it lies, and goes on in
   efi_main with what the firmware gave, x0 and x1. */
	.text
	.globl	_start
	.type	_start, %function
_start:
	stp	x29, x30, [sp, #-32]!
	mov	x29, sp
	stp	x0, x1, [sp, #16]
	mov	x2, x0
	mov	x3, x1
	adrp	x0, ImageBase
	add	x0, x0, :lo12:ImageBase
	adrp	x1, _DYNAMIC
	add	x1, x1, :lo12:_DYNAMIC
	bl	_relocate	/* gnu-efi's: (base, dynamic, handle, table) -> status */
	cbnz	x0, 1f
	ldp	x0, x1, [sp, #16]
	bl	efi_main
1:	ldp	x29, x30, [sp], #32
	ret
	.size	_start, . - _start

/* Nothing for the firmware to relocate; but without the table some would not move the image at all
   (PE/COFF 8.3, 6.6: a block of one entry, of the type that does nothing). */
	.section .reloc, "a", %progbits
	.long	0, 12	/* page, size of the block */
	.short	0, 0	/* IMAGE_REL_BASED_ABSOLUTE, and padding to 32 bits */

	.section .note.GNU-stack, "", %progbits
