/* SPDX-License-Identifier: BSD-2-Clause */
/* A panel drawn into a framebuffer in memory. */
#ifndef UNIT_PANEL_GLASS_H
#define UNIT_PANEL_GLASS_H

#include "glass.h"
#include "screen/panel.h"

enum { MARGIN = 24, STRIDE_MORE = 5 };

static struct font panel_font;
static struct canvas canvas;
static struct area inside; /* the panel's; around it is a margin that must stay as it is */

static inline void panel_open(const struct panel *panel, uint32_t width, uint32_t height)
{
	assert_true(font_read(glass_font(), &panel_font));
	glass_open(width + 2 * MARGIN, height + 2 * MARGIN, width + 2 * MARGIN + STRIDE_MORE);
	canvas_open(&canvas, &glass, &panel_font);
	canvas_fill(&canvas, (struct area){0, 0, canvas.width, canvas.height}, COLOUR_FRAME);
	inside = (struct area){MARGIN, MARGIN, width, height};
	panel->open();
}

static inline bool is_inside(uint32_t x, uint32_t y)
{
	return x >= inside.x && y >= inside.y && x - inside.x < inside.width &&
	       y - inside.y < inside.height;
}

static inline void panel_close(void)
{
	for (uint32_t y = 0; y < canvas.height; y++)
		for (uint32_t x = 0; x < canvas.width; x++)
			assert_true(is_inside(x, y) ||
				    glass_pixel(x, y) == canvas.palette[COLOUR_FRAME]);
	glass_close();
}

/* Pixels of that colour. */
static inline unsigned int count_colour(struct area area, enum colour colour)
{
	unsigned int count = 0;

	for (uint32_t y = area.y; y < area.y + area.height && y < canvas.height; y++)
		for (uint32_t x = area.x; x < area.x + area.width && x < canvas.width; x++)
			count += glass_pixel(x, y) == canvas.palette[colour];
	return count;
}

static inline bool is_text_at(const char *text, uint32_t x, uint32_t y, const uint32_t inks[2])
{
	const uint32_t width = GLASS_GLYPH_WIDTH * canvas.scale;

	for (size_t i = 0; text[i]; i++)
		if (!glass_is(x + (uint32_t)i * width, y, canvas.scale, (unsigned char)text[i],
			      inks))
			return false;
	return true;
}

/* Wherever it begins; *ret_at may be NULL. */
static inline bool find_text(const char *text, enum colour fore, enum colour back,
			     struct area *ret_at)
{
	const uint32_t inks[2] = {canvas.palette[back], canvas.palette[fore]};
	const struct area size = {0, 0, canvas_text_width(&canvas, strlen(text)),
				  canvas_line_height(&canvas)};

	for (uint32_t y = inside.y; y + size.height <= inside.y + inside.height; y++)
		for (uint32_t x = inside.x; x + size.width <= inside.x + inside.width; x++)
			if (is_text_at(text, x, y, inks)) {
				if (ret_at)
					*ret_at = (struct area){x, y, size.width, size.height};
				return true;
			}
	return false;
}

#define assert_text(text) assert_true(find_text((text), COLOUR_TEXT, COLOUR_BACK, NULL))
#define assert_dim(text)  assert_true(find_text((text), COLOUR_DIM, COLOUR_BACK, NULL))
#define assert_no_text(text)                                                                       \
	assert_false(find_text((text), COLOUR_TEXT, COLOUR_BACK, NULL) ||                          \
		     find_text((text), COLOUR_DIM, COLOUR_BACK, NULL))

/* What was drawn bit by bit is what is drawn at once. */
static inline void assert_complete(const struct panel *panel)
{
	size_t count = (size_t)glass.stride * (glass.height - 1) + glass.width;
	uint32_t *before = malloc(count * sizeof(*before));

	panel->draw(&canvas, inside, false);
	assert_false(panel->changed());
	memcpy(before, glass_pixels, count * sizeof(*before));
	panel->draw(&canvas, inside, true);
	assert_memory_equal(before, glass_pixels, count * sizeof(*before));
	free(before);
}

#endif
