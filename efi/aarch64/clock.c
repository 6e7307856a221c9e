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
	readings[0] = (struct clock_source_reading){"cntfrq", hz < HZ_MIN ? 0 : hz, CLOCK_COUNTER};
	return 1;
}

/* It goes on at one rate whatever the cores do (D12.1.1), and the ISB orders its reading
   (D12.2.2). */
void arch_clock_describe(struct clock *clock)
{
	clock->invariant = true;
	clock->read = "isb; mrs cntvct_el0";
	clock->order = "processor";
}
