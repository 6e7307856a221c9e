/* SPDX-License-Identifier: BSD-2-Clause */
/* What libfdt asks of its environment: found in place of its own, which wants a C library. */
#ifndef LIBFDT_ENV_H
#define LIBFDT_ENV_H

#include "mem.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Big-endian, and of any alignment that the processor takes. */
typedef uint16_t fdt16_t;
typedef uint32_t fdt32_t;
typedef uint64_t fdt64_t;

static inline uint16_t fdt16_to_cpu(fdt16_t value)
{
	return __builtin_bswap16(value);
}

static inline uint32_t fdt32_to_cpu(fdt32_t value)
{
	return __builtin_bswap32(value);
}

static inline uint64_t fdt64_to_cpu(fdt64_t value)
{
	return __builtin_bswap64(value);
}

static inline fdt16_t cpu_to_fdt16(uint16_t value)
{
	return __builtin_bswap16(value);
}

static inline fdt32_t cpu_to_fdt32(uint32_t value)
{
	return __builtin_bswap32(value);
}

static inline fdt64_t cpu_to_fdt64(uint64_t value)
{
	return __builtin_bswap64(value);
}

#endif
