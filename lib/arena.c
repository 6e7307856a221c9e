/* SPDX-License-Identifier: BSD-2-Clause */
#include "arena.h"
#include "mem.h"

/* Bytes from address up to the next multiple of alignment, a power of two. */
static size_t arena_padding(uintptr_t address, size_t alignment)
{
	return (size_t)(-address & (alignment - 1));
}

static bool arena_power_of_two(size_t number)
{
	return number != 0 && (number & (number - 1)) == 0;
}

void *arena_take(struct arena *arena, size_t size, size_t alignment)
{
	if (!arena_power_of_two(alignment) || arena->used > arena->size)
		return NULL;

	/* The address is aligned, not the offset: the base may be less aligned than the object. */
	size_t padding = arena_padding(arena->base + arena->used, alignment);
	size_t room = arena->size - arena->used;

	if (padding > room || size > room - padding)
		return NULL;

	void *taken = (void *)(arena->base + arena->used + padding);

	arena->used += padding + size;
	return memset(taken, 0, size);
}
