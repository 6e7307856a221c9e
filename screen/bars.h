/* SPDX-License-Identifier: BSD-2-Clause */
/* Medians side by side: a line each, with a bar. */
#ifndef MUSTER_BARS_H
#define MUSTER_BARS_H

#include "canvas.h"
#include "record.h"

void bars_open(void);

/* True if there is one more, or another figure. Of passes the last counts. */
bool bars_see(const struct record *record);

/* Those that are by distance first, then those that most people ask for; as many as there is room
   for. all: the background as well. */
void bars_draw(const struct canvas *canvas, struct area area, bool all);

#endif
