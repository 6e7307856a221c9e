/* SPDX-License-Identifier: BSD-2-Clause */
#include "palette.h"

static const uint32_t plain[COLOUR_RAMP] = {
	[COLOUR_BACK] = 0x0C1016,  [COLOUR_TEXT] = 0xD8DEE6,  [COLOUR_DIM] = 0x8A94A0,
	[COLOUR_FRAME] = 0x44505E, [COLOUR_TITLE] = 0x8FC7FF, [COLOUR_GOOD] = 0x2EA043,
	[COLOUR_BAD] = 0xE5484D,   [COLOUR_WARN] = 0xE3B341,  [COLOUR_BUSY] = 0x58C7F3,
	[COLOUR_NONE] = 0x20262E,
};

/* Some points of viridis, of which the rest is drawn straight: brightness grows from one end to the
   other, so the order holds for who sees no colours, and in print. */
static const uint32_t ramp[] = {0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C,
				0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725};

enum { RAMP_LAST = sizeof(ramp) / sizeof(ramp[0]) - 1, LEVEL_MOST = 255 };

static uint32_t channel(uint32_t rgb, unsigned int shift)
{
	return rgb >> shift & 0xFF;
}

/* Of the way from a to b, part of RAMP_STEPS - 1. */
static uint32_t between(uint32_t a, uint32_t b, uint32_t part)
{
	uint32_t rgb = 0;

	for (unsigned int shift = 0; shift < 24; shift += 8)
		rgb |= (channel(a, shift) * (RAMP_STEPS - 1 - part) + channel(b, shift) * part) /
			       (RAMP_STEPS - 1)
		       << shift;
	return rgb;
}

uint32_t palette_rgb(enum colour colour)
{
	uint32_t way;

	if (colour < COLOUR_RAMP)
		return plain[colour];
	way = (uint32_t)(colour - COLOUR_RAMP) * RAMP_LAST;
	if (way / (RAMP_STEPS - 1) >= RAMP_LAST)
		return ramp[RAMP_LAST];
	return between(ramp[way / (RAMP_STEPS - 1)], ramp[way / (RAMP_STEPS - 1) + 1],
		       way % (RAMP_STEPS - 1));
}

/* A level in the bits of a mask, which may have more or fewer than eight. */
static uint32_t in_mask(uint32_t mask, uint32_t level)
{
	unsigned int shift = 0;
	uint64_t most;

	if (!mask)
		return 0;
	while (!(mask >> shift & 1))
		shift++;
	most = mask >> shift;
	return (uint32_t)((level * most + LEVEL_MOST / 2) / LEVEL_MOST) << shift & mask;
}

void palette_make(const struct framebuffer *framebuffer, uint32_t palette[COLOUR_COUNT])
{
	for (unsigned int i = 0; i < COLOUR_COUNT; i++) {
		uint32_t rgb = palette_rgb((enum colour)i);

		palette[i] = in_mask(framebuffer->red, channel(rgb, 16)) |
			     in_mask(framebuffer->green, channel(rgb, 8)) |
			     in_mask(framebuffer->blue, channel(rgb, 0));
	}
}
