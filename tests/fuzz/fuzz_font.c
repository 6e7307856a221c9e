/* SPDX-License-Identifier: BSD-2-Clause */
/* font_read() over any bytes: every bitmap of what it takes lies inside the file. */
#include <stdlib.h>

#include "font.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const uint32_t codes[] = {0, 'A', '?', 255, 256, 0x10ffff, UINT32_MAX};
	struct span file = {bytes, size};
	struct font font;

	if (!font_read(file, &font))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		struct span glyph = font_glyph(&font, codes[i]);

		if (glyph.size != 0 && glyph.size != font.glyph_bytes)
			abort();
		span_sum(glyph);
	}
	if (font.glyph_count > 0)
		span_sum(font_glyph(&font, font.glyph_count - 1));
	return 0;
}
