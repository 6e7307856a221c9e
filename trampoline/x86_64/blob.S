/* SPDX-License-Identifier: BSD-2-Clause */
/* The linked trampoline as data of the program. */
	.section .rodata, "a"
	.balign	16
	.hidden	trampoline_blob_begin, trampoline_blob_end
	.globl	trampoline_blob_begin, trampoline_blob_end
trampoline_blob_begin:
	.incbin	TRAMPOLINE_FILE
trampoline_blob_end:
	.section .note.GNU-stack, "", @progbits
