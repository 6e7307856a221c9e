/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The clock: the virtual counter, read so that nothing passes it in either direction. */
#include <linux/types.h>
#include <asm/sysreg.h>

static __always_inline u64 clock_read(void)
{
	u64 now;

	asm volatile("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(now) : : "memory");
	return now;
}

static inline u64 clock_hz(void)
{
	return read_sysreg(cntfrq_el0);
}
