/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rectangles and text on a framebuffer of 32 bits a pixel. It is only ever written: reading it back
 * is slow on real machines. What lies outside the canvas is not drawn, so that no caller has to
 * count.
 */
#ifndef MUSTER_CANVAS_H
#define MUSTER_CANVAS_H

#include "console.h"
#include "font.h"
#include "types.h"

enum { RAMP_STEPS = 32 };

enum colour {
	COLOUR_BACK,
	COLOUR_TEXT,
	COLOUR_DIM, /* text that matters less */
	COLOUR_FRAME,
	COLOUR_TITLE,
	COLOUR_GOOD,
	COLOUR_BAD,
	COLOUR_WARN,
	COLOUR_BUSY, /* measured now */
	COLOUR_NONE, /* not measured */
	COLOUR_RAMP, /* from quick and dark to slow and bright */
	COLOUR_COUNT = COLOUR_RAMP + RAMP_STEPS,
};

struct canvas {
	uint32_t *pixels;
	uint32_t width, height;
	uint32_t stride; /* pixels from one line to the next */
	const struct font *font;
	uint32_t scale; /* pixels of the screen for one of the font */
	uint32_t palette[COLOUR_COUNT];
};

/* In pixels; every function clips it to the canvas. */
struct area {
	uint32_t x, y, width, height;
};

/* Twice the size where the screen is so dense that a font of 16 is too small to read. */
void canvas_open(struct canvas *canvas, const struct framebuffer *framebuffer,
		 const struct font *font);

/* The same pixels; but on it nothing is drawn that lies to the right of the area, or below. */
struct canvas canvas_within(const struct canvas *canvas, struct area area);

void canvas_fill(const struct canvas *canvas, struct area area, enum colour colour);

/* One line from the area's top left corner, cut to its width; the rest of the line is filled with
   back. It is canvas_line_height() high, whatever the area's height, unless that is less. */
void canvas_text(const struct canvas *canvas, struct area area, enum colour fore, enum colour back,
		 const char *text);

uint32_t canvas_text_width(const struct canvas *canvas, size_t characters);
uint32_t canvas_line_height(const struct canvas *canvas);

/* A thin frame along the area's edge, the title on its upper side. The inside is left alone. */
void canvas_frame(const struct canvas *canvas, struct area area, const char *title);

/* What a frame leaves for its content. */
struct area canvas_inside(const struct canvas *canvas, struct area area);

#endif
