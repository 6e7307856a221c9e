/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that is taken once, before the door, and never given back. */
#ifndef MUSTER_ARENA_H
#define MUSTER_ARENA_H

#include "types.h"

struct arena {
	uintptr_t base;
	size_t size;
	size_t used;
};

/* size zeroed bytes at an alignment that is a power of two; NULL when the arena is used up. */
void *arena_take(struct arena *arena, size_t size, size_t alignment);

#endif
