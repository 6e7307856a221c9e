/* SPDX-License-Identifier: BSD-2-Clause */
/* The system counter, Arm ARM D12.1. */
#include "arch.h"

enum { HZ_MIN = 1000000 };

/* What the firmware wrote into CNTFRQ_EL0; on hardware nothing but it knows (D12.1.2). */
unsigned int arch_clock_measure(const struct clock_places *places,
				struct clock_source_reading *readings)
{
	uint64_t hz = sysreg_read(CNTFRQ_EL0) & UINT32_MAX;

	(void)places;
	if (hz < HZ_MIN)
		return 0;
	readings[0] = (struct clock_source_reading){"cntfrq", hz};
	return 1;
}

/* It goes on at one rate whatever the cores do (D12.1.1). */
bool arch_clock_invariant(void)
{
	return true;
}
