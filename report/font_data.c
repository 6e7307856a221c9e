/* SPDX-License-Identifier: BSD-2-Clause */
#include "font.h"

/* Hidden, so that they are reached relative to the program counter, without a relocation. */
extern const uint8_t font_data_begin[] __attribute__((visibility("hidden")));
extern const uint8_t font_data_end[] __attribute__((visibility("hidden")));

struct span font_file(void)
{
	return (struct span){font_data_begin, (size_t)(font_data_end - font_data_begin)};
}
