/* SPDX-License-Identifier: BSD-2-Clause */
/* What who reads and who judges a GTDT know of its layout: 5.2.25. */
#ifndef MUSTER_ACPI_GTDT_LAYOUT_H
#define MUSTER_ACPI_GTDT_LAYOUT_H

#include "span.h"

enum {
	GTDT_CONTROL_BASE = 36,
	GTDT_TIMERS = 48, /* four of them: GSIV, flags */
	GTDT_READ_BASE = 80,
	GTDT_PLATFORM_COUNT = 88,
	GTDT_PLATFORM_OFFSET = 92,
	GTDT_VIRTUAL_EL2 = 96,
	GTDT_SIZE_ACPI_5_0 = 80,
	GTDT_SIZE_ACPI_5_1 = 96,
	GTDT_SIZE_ACPI_6_3 = 104,
};

/* The timers of a core, in the table's order. */
enum gtdt_timer {
	GTDT_EL1_SECURE,
	GTDT_EL1,
	GTDT_VIRTUAL_EL1,
	GTDT_EL2,
	GTDT_VIRTUAL_EL2_TIMER,
	GTDT_TIMER_COUNT,
};

/* 0 for one that the table is too short for. */
uint32_t gtdt_timer_gsiv(struct span table, enum gtdt_timer timer);
uint32_t gtdt_timer_flags(struct span table, enum gtdt_timer timer);

/* A structure of the platform's timers: a type, a Length of 16 bits, and the rest. */
enum gtdt_platform_type { GTDT_BLOCK = 0, GTDT_WATCHDOG = 1 };
enum { GTDT_BLOCK_SIZE = 20, GTDT_WATCHDOG_SIZE = 28, GTDT_FRAME_SIZE = 40 };

struct gtdt_platform {
	uint8_t type;
	uint32_t offset; /* in the table */
	struct span bytes;
};

struct gtdt_walk {
	struct span table;
	size_t offset;
	uint32_t left; /* that the table still promises */
};

struct gtdt_walk gtdt_walk_open(struct span table);

/* False when all were seen, and where the next is shorter than its type or overruns the table: then
   left is not 0. */
bool gtdt_next(struct gtdt_walk *walk, struct gtdt_platform *ret_platform);

/* The frames of a block: so many as lie inside it. */
size_t gtdt_frame_count(const struct gtdt_platform *block);
struct span gtdt_frame_at(const struct gtdt_platform *block, size_t number);

#endif
