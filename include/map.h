/* SPDX-License-Identifier: BSD-2-Clause */
/* A range that Muster's page tables must show: everything that is touched after the door. */
#ifndef MUSTER_MAP_H
#define MUSTER_MAP_H

#include "types.h"

enum map_kind {
	MAP_DATA,
	MAP_CODE,
	MAP_CONST,
	MAP_DEVICE,
	MAP_FRAMEBUFFER,
	MAP_RUNTIME, /* the firmware's own: code and data in one, shown while it is called */
	MAP_KINDS,
};

struct map_range {
	uint64_t address, size;
	int kind; /* enum map_kind */
};

enum { MAPS_MAX = 192 };

struct map_list {
	struct map_range ranges[MAPS_MAX];
	unsigned int count;
	unsigned int lost; /* ranges that found no room: then no page tables may be built */
};

/* What follows the last range, as pages of cores may, makes that longer. */
void map_add(struct map_list *list, uint64_t address, uint64_t size, enum map_kind kind);

#endif
