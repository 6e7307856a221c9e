/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The clock: the time-stamp counter, read so that nothing passes it in either direction. */
#include <linux/types.h>
#include <asm/tsc.h>

static __always_inline u64 clock_read(void)
{
	u32 low, high;

	asm volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high) : : "memory");
	return (u64)high << 32 | low;
}

static inline u64 clock_hz(void)
{
	return (u64)tsc_khz * 1000;
}
