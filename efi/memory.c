/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"
#include "arch.h"
#include "bench.h"
#include "mem.h"

/* Below the EBDA and the video memory; real firmware has its own things just under 640 KiB. */
#define LOW_MOST 0x9EFFFull

/* The trampoline's page and as large a table of ids as there is room for. */
void survey_low_memory(struct survey *s)
{
	static const size_t sizes[] = {18, 10, 6, 4, 2};

	for (size_t i = 0; i < ARRAY_SIZE(sizes) && !s->low.value; i++) {
		s->low = firmware_pages(s->firmware, sizes[i], LOW_MOST);
		s->low_pages = sizes[i];
	}
}

static void map_image(struct machine *m)
{
	extern const char ImageBase[], image_begin[], image_text_end[], image_const_end[],
		image_end[];

	m->image_base = (uintptr_t)ImageBase; /* addresses in muster.so count from here */
	m->image_size = (size_t)(image_end - ImageBase);
	map_add(&m->maps, (uintptr_t)image_begin, (uint64_t)(image_text_end - image_begin),
		MAP_CODE);
	map_add(&m->maps, (uintptr_t)image_text_end, (uint64_t)(image_const_end - image_text_end),
		MAP_CONST);
	map_add(&m->maps, (uintptr_t)image_const_end, (uint64_t)(image_end - image_const_end),
		MAP_DATA);
}

enum status survey_memory(struct survey *s)
{
	struct machine *m = &s->machine;
	size_t pages;
	phys_addr memory;

	map_image(m);
	if (s->low.value)
		arch_take_low(m, s->low, s->low_pages);
	m->arena.size = bench_memory_size(&m->options, m->possible_count);
	m->arena.size += arch_memory_size(m);
	pages = (m->arena.size + PAGE_SIZE - 1) / PAGE_SIZE;
	memory = firmware_pages(s->firmware, pages, ARCH_ARENA_MOST);
	if (!memory.value)
		return STATUS_NO_MEMORY;
	m->arena = (struct arena){.base = memory.value, .size = pages * PAGE_SIZE};
	memset((void *)(uintptr_t)memory.value, 0, m->arena.size);
	m->memory_bytes = m->arena.size + s->low_pages * PAGE_SIZE;
	m->memory_per_core = arch_memory_per_core(m->possible_count);
	return STATUS_OK;
}
