/* SPDX-License-Identifier: BSD-2-Clause */
/* The program under test. */
	.section .rodata, "a"
	.balign	16
	.globl	muster_begin, muster_end
	.hidden	muster_begin, muster_end
muster_begin:
	.incbin	MUSTER_FILE
muster_end:
	.section .note.GNU-stack, "", @progbits
