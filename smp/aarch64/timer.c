/* SPDX-License-Identifier: BSD-2-Clause */
/* The generic timer, Arm ARM D12.2: at EL1 the virtual one, at EL2 that level's physical one, whose
   registers answer to EL1's names there (HCR_EL2.E2H). */
#include "arch_percpu.h"
#include "gic_aarch64.h"
#include "wait.h"

enum { TIMER_ENABLE = 1u << 0, TIMER_MASKED = 1u << 1 };

static bool physical, served;
static unsigned int intid;
static uint32_t period; /* of the one core whose timer runs */

/* ISB: its level is what we want it to be before the interrupt is ended (D13.1.2). */
static void timer_set(unsigned int control)
{
	if (physical) {
		sysreg_write(CNTP_TVAL_EL0, period);
		sysreg_write(CNTP_CTL_EL0, control);
	} else {
		sysreg_write(CNTV_TVAL_EL0, period);
		sysreg_write(CNTV_CTL_EL0, control);
	}
	isb();
}

void timer_open(void)
{
	physical = sysreg_read(CurrentEL) >> EL_SHIFT == EL2;
	intid = physical ? gic.is->timer_el2 : gic.is->timer_el1;
	sysreg_write(CNTP_CTL_EL0, TIMER_MASKED);
	sysreg_write(CNTV_CTL_EL0, TIMER_MASKED);
	isb(); /* as above */
}

enum status timer_start(uint32_t period_us, bool serve)
{
	served = serve;
	period = (uint32_t)clock_from_us(wait_clock, period_us);
	timer_set(TIMER_ENABLE);
	gic_bit_write(GICD_ISENABLER, intid);
	return STATUS_OK;
}

enum status arch_timer_start(uint32_t period_us)
{
	return timer_start(period_us, true);
}

void arch_timer_stop(void)
{
	gic_bit_write(GICD_ICENABLER, intid);
	timer_set(TIMER_MASKED);
}

bool timer_take(unsigned int which)
{
	if (which != intid || !served)
		return false;
	timer_set(TIMER_ENABLE); /* the next one, from now */
	return true;
}
