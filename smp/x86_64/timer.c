/* SPDX-License-Identifier: BSD-2-Clause */
/* The local APIC's timer, SDM 3A 11.5.4. */
#include "apic.h"
#include "core.h"
#include "vectors.h"
#include "wait.h"

enum { CALIBRATE_US = 2000, TICKS_LEAST = 100 };

/* Counts of the timer in so many microseconds; its rate is told nowhere. */
static uint32_t timer_measure(uint32_t microseconds)
{
	apic_write(APIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
	apic_write(APIC_TIMER_DIVIDE, TIMER_DIVIDE_1);
	apic_write(APIC_TIMER_INITIAL, UINT32_MAX);
	wait_us(microseconds);
	return UINT32_MAX - apic_read(APIC_TIMER_CURRENT);
}

enum status timer_start(uint32_t period_us, unsigned int vector)
{
	uint64_t counts = timer_measure(CALIBRATE_US);

	if (counts < TICKS_LEAST)
		return STATUS_UNSUPPORTED;
	counts = counts * period_us / CALIBRATE_US;
	apic_write(APIC_LVT_TIMER, LVT_PERIODIC | vector);
	apic_write(APIC_TIMER_INITIAL, counts > UINT32_MAX ? UINT32_MAX : (uint32_t)counts);
	return STATUS_OK;
}

enum status arch_timer_start(uint32_t period_us)
{
	return timer_start(period_us, VECTOR_TIMER);
}

void arch_timer_stop(void)
{
	apic_write(APIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
	apic_write(APIC_TIMER_INITIAL, 0);
}
