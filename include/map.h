/* SPDX-License-Identifier: BSD-2-Clause */
/* A range that Muster's page tables must show: everything that is touched after the door. */
#ifndef MUSTER_MAP_H
#define MUSTER_MAP_H

#include "types.h"

enum map_kind { MAP_DATA, MAP_CODE, MAP_CONST, MAP_DEVICE, MAP_FRAMEBUFFER, MAP_KINDS };

struct map_range {
	uint64_t address, size;
	int kind; /* enum map_kind */
};

#endif
