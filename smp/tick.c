/* SPDX-License-Identifier: BSD-2-Clause */
#include "tick.h"
#include "ipi.h"

enum status tick_start(uint32_t period_us)
{
	return arch_timer_start(period_us);
}

void tick_stop(void)
{
	arch_timer_stop();
}

void tick_local(void)
{
	struct percpu *self = arch_this_percpu();
	struct cpumask others;

	counter_add(&self->ticks, 1);
	cpumask_copy(&others, &cpu_online_mask);
	cpumask_clear(&others, self->index);
	ipi_send_mask(&others, IPI_TIMER);
}
