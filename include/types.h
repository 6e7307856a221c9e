/* SPDX-License-Identifier: BSD-2-Clause */
/* The units of Muster. Things that differ have types that differ. */
#ifndef MUSTER_TYPES_H
#define MUSTER_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the hardware calls a core: an APIC id on x86, an MPIDR affinity value on Arm. */
typedef struct {
	uint64_t value;
} hw_id;

/* What Muster calls a core: 0 is the boot core, the others follow in the table's order. */
typedef unsigned int cpu_index;

/* An address on the bus. It may be dereferenced only where it is mapped one to one. */
typedef struct {
	uint64_t value;
} phys_addr;

typedef uint64_t ticks;	      /* of the clock that arch_clock_read() reads */
typedef uint64_t nanoseconds; /* converted in one place: clock_to_ns() */

enum {
	CPUS_MAX = 2048, /* the trampoline's id table of 16-byte slots, half full, fills one 64 KiB
			    real-mode segment at this number */
	CACHE_LINE = 64,
	PAGE_SIZE = 4096,
};

#define CPU_NONE	  ((cpu_index)-1)
#define HW_ID_NONE	  ((hw_id){UINT64_MAX})

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

static inline bool hw_id_equal(hw_id a, hw_id b)
{
	return a.value == b.value;
}

#endif
