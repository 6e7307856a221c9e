/* SPDX-License-Identifier: BSD-2-Clause */
#include "map.h"

static bool continues(const struct map_range *last, uint64_t address, enum map_kind kind)
{
	return last->kind == (int)kind && last->address + last->size == address;
}

void map_add(struct map_list *list, uint64_t address, uint64_t size, enum map_kind kind)
{
	if (list->count && continues(&list->ranges[list->count - 1], address, kind))
		list->ranges[list->count - 1].size += size;
	else if (list->count < MAPS_MAX)
		list->ranges[list->count++] = (struct map_range){address, size, (int)kind};
	else
		list->lost++;
}
