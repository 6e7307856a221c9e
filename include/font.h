/* SPDX-License-Identifier: BSD-2-Clause */
/* The console's font: a PSF file that the build embeds, read at run time. */
#ifndef MUSTER_FONT_H
#define MUSTER_FONT_H

#include "span.h"

struct font {
	uint32_t width, height; /* of a glyph, in pixels */
	uint32_t glyph_bytes;	/* rows are padded to whole bytes, most significant bit first */
	uint32_t glyph_count;
	struct span glyphs;
};

/* Reads a PSF1 or PSF2 file (not compressed). False when it is neither or is cut short. */
bool font_read(struct span file, struct font *ret_font);

/* The bitmap of a code point below glyph_count, else of '?'. */
struct span font_glyph(const struct font *font, uint32_t code);

/* The embedded file (report/font_data.S). */
struct span font_file(void);

#endif
