/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which atomic objects are shared. What one core alone touches, and not both in and out of
 * interrupts, needs no step of its own: at first that is taken to hold for all, and each object of
 * which it turns out to be wrong makes the search begin again.
 */
#ifndef MUSTER_MODEL_SHARED_H
#define MUSTER_MODEL_SHARED_H

#include "model.h"

/* A new row: nothing is known. */
void shared_forget(void);

/* The search begins again: what is shared is kept. */
void shared_restart(void);

enum shared { SHARED_NOT, SHARED_NEW, SHARED };

/* An access in a context: a number for each core, life, and depth of interrupts. */
enum shared shared_look(const void *address, unsigned int context);

#endif
