/* SPDX-License-Identifier: BSD-2-Clause */
/* A physical memory of a few pieces. What is mapped is an exact copy, so that ASan sees a read
   beyond the length that was asked for; all copies live until fake_memory_clear(). */
#ifndef MUSTER_FAKE_MEMORY_H
#define MUSTER_FAKE_MEMORY_H

#include <stdlib.h>
#include <string.h>

#include "span.h"

struct fake_piece {
	uint64_t address;
	uint8_t *bytes;
	size_t size;
};

struct fake_memory {
	struct fake_piece pieces[32];
	size_t piece_count;
	uint8_t **copies;
	size_t copy_count;
};

static inline struct fake_piece *fake_memory_piece(struct fake_memory *memory, uint64_t address)
{
	for (size_t i = 0; i < memory->piece_count; i++)
		if (address >= memory->pieces[i].address &&
		    address - memory->pieces[i].address < memory->pieces[i].size)
			return &memory->pieces[i];
	return NULL;
}

/* Replaces the piece that starts there. */
static inline void fake_memory_put(struct fake_memory *memory, uint64_t address, struct span span)
{
	struct fake_piece *piece = fake_memory_piece(memory, address);

	if (!piece) {
		if (memory->piece_count == sizeof(memory->pieces) / sizeof(memory->pieces[0]))
			abort();
		piece = &memory->pieces[memory->piece_count++];
		*piece = (struct fake_piece){.address = address};
	}
	free(piece->bytes);
	piece->bytes = malloc(span.size ? span.size : 1);
	piece->size = span.size;
	if (span.size)
		memcpy(piece->bytes, span.bytes, span.size);
}

static inline uint8_t *fake_memory_at(struct fake_memory *memory, uint64_t address)
{
	struct fake_piece *piece = fake_memory_piece(memory, address);

	return piece ? piece->bytes + (address - piece->address) : NULL;
}

static inline struct span fake_memory_map(void *context, phys_addr address, size_t length)
{
	struct fake_memory *memory = context;
	struct fake_piece *piece = fake_memory_piece(memory, address.value);

	if (address.value > UINT64_MAX - length)
		abort(); /* the caller must not ask for what wraps around */
	if (!piece || length > piece->size - (address.value - piece->address))
		return (struct span){NULL, 0};

	uint8_t *copy = malloc(length ? length : 1);

	memcpy(copy, piece->bytes + (address.value - piece->address), length);
	memory->copies = realloc(memory->copies, (memory->copy_count + 1) * sizeof(copy));
	memory->copies[memory->copy_count++] = copy;
	return (struct span){copy, length};
}

static inline void fake_memory_clear(struct fake_memory *memory)
{
	for (size_t i = 0; i < memory->piece_count; i++)
		free(memory->pieces[i].bytes);
	for (size_t i = 0; i < memory->copy_count; i++)
		free(memory->copies[i]);
	free(memory->copies);
	*memory = (struct fake_memory){0};
}

#endif
