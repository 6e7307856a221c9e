/* SPDX-License-Identifier: BSD-2-Clause */
#include "sort.h"
#include "mem.h"

struct sort {
	uint8_t *items;
	size_t size;
	sort_before *before;
};

static uint8_t *sort_at(const struct sort *sort, size_t place)
{
	return sort->items + place * sort->size;
}

static bool sort_is_before(const struct sort *sort, size_t a, size_t b)
{
	return sort->before(sort_at(sort, a), sort_at(sort, b));
}

static void sort_swap(const struct sort *sort, size_t a, size_t b)
{
	uint8_t kept[64];

	for (size_t done = 0; done < sort->size; done += sizeof(kept)) {
		size_t left = sort->size - done, part = left < sizeof(kept) ? left : sizeof(kept);

		memcpy(kept, sort_at(sort, a) + done, part);
		memmove(sort_at(sort, a) + done, sort_at(sort, b) + done, part);
		memcpy(sort_at(sort, b) + done, kept, part);
	}
}

/* Lets the item at root sink until none below it, of the first end, belongs behind it. */
static void sort_sink(const struct sort *sort, size_t root, size_t end)
{
	for (size_t child = 2 * root + 1; child < end; child = 2 * root + 1) {
		if (child + 1 < end && sort_is_before(sort, child, child + 1))
			child++;
		if (!sort_is_before(sort, root, child))
			return;
		sort_swap(sort, root, child);
		root = child;
	}
}

void sort_items(void *items, size_t count, size_t size, sort_before *before)
{
	struct sort sort = {items, size, before};

	for (size_t root = count / 2; root > 0; root--)
		sort_sink(&sort, root - 1, count);
	for (size_t end = count; end > 1; end--) {
		sort_swap(&sort, 0, end - 1);
		sort_sink(&sort, 0, end - 1);
	}
}

size_t sort_find(const void *items, size_t count, size_t size, const void *key, sort_before *before)
{
	size_t low = 0, high = count; /* in front of low all belong before key, from high on none */

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (before((const uint8_t *)items + middle * size, key))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
