/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds what is there twice, in O(n log n) on any input. */
#include "lint_madt.h"
#include "sort.h"

void lint_keys_add(struct lint_keys *keys, uint64_t value, uint32_t offset, uint32_t id)
{
	if (keys->count < LINT_KEYS_MAX)
		keys->items[keys->count++] =
			(struct lint_key){.value = value, .offset = offset, .id = id};
}

static bool key_before(const void *a, const void *b)
{
	const struct lint_key *one = a, *other = b;

	return one->value != other->value ? one->value < other->value : one->offset < other->offset;
}

struct lint_twins lint_keys_twins(struct lint_keys *keys, bool ignore_same)
{
	struct lint_twins twins = {0};

	sort_items(keys->items, keys->count, sizeof(keys->items[0]), key_before);
	for (size_t i = 1; i < keys->count; i++) {
		const struct lint_key *first = &keys->items[i - 1], *again = &keys->items[i];

		if (first->value != again->value || (ignore_same && first->id == again->id))
			continue;
		if (twins.count++ == 0 || again->offset < twins.again.offset) {
			twins.first = *first;
			twins.again = *again;
		}
	}
	return twins;
}

bool lint_keys_have(const struct lint_keys *keys, uint64_t value)
{
	size_t low = 0, high = keys->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (keys->items[middle].value == value)
			return true;
		if (keys->items[middle].value < value)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}
