/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MUSTER_PALETTE_H
#define MUSTER_PALETTE_H

#include "canvas.h"

/* The colours as pixels of this framebuffer, by its masks. */
void palette_make(const struct framebuffer *framebuffer, uint32_t palette[COLOUR_COUNT]);

/* What a colour is meant to be: 0xRRGGBB. */
uint32_t palette_rgb(enum colour colour);

#endif
