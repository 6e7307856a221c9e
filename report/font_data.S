/* SPDX-License-Identifier: BSD-2-Clause */
/* The console's font, as it lies in the file that the build names: -DFONT_FILE='"build/font.psf"'. */

	.section .rodata.font, "a"
	.balign	16
	.globl	font_data_begin, font_data_end
	.hidden	font_data_begin, font_data_end
font_data_begin:
	.incbin	FONT_FILE
font_data_end:

	.section .note.GNU-stack, "", %progbits
