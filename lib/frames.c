/* SPDX-License-Identifier: BSD-2-Clause */
#include "frames.h"

unsigned int frames_walk(uint64_t frame, uintptr_t low, uintptr_t high, uint64_t *trace,
			 unsigned int trace_most)
{
	unsigned int count = 0;

	while (count < trace_most && frame >= low && frame <= high - 16 && frame % 8 == 0) {
		const uint64_t *words = (const uint64_t *)(uintptr_t)frame;

		if (!words[1])
			break;
		trace[count++] = words[1];
		low = frame + 16; /* frames lie in rising order, or the chain is broken */
		frame = words[0];
	}
	return count;
}

__attribute__((noinline)) uint64_t frames_overflow(uint64_t depth)
{
	uint64_t kept[64];

	for (unsigned int i = 0; i < ARRAY_SIZE(kept); i++)
		kept[i] = depth + i;
	__asm__ volatile("" : : "r"(kept) : "memory"); /* keeps the array and the recursion */
	return depth ? frames_overflow(depth - 1) + kept[depth % ARRAY_SIZE(kept)] : 0;
}
