/* SPDX-License-Identifier: BSD-2-Clause */
/* Waking cores once more that were online before, all of them or some. */
#include "bringup.h"
#include "cpu.h"
#include "steps.h"

/* It wakes all that the machine has. */
bool bringup_may_broadcast(unsigned int cores)
{
	return arch_wake_way().by_reset && cpu_are_all(cores);
}

static bool are_offline(const struct cpumask *which)
{
	cpu_index cpu;

	for_each_cpu (cpu, which)
		if (cpu_state(cpu) != CPU_OFFLINE || cpuhp_reached(cpu) != CPUHP_OFFLINE)
			return false;
	return true;
}

enum status bringup_again(struct bringup *b, const struct cpumask *which,
			  const struct bringup_way *way)
{
	unsigned int count = cpumask_weight(which);

	if (!step_is_control() || !are_offline(which))
		return STATUS_INVALID;
	if (way->mode == BRINGUP_BROADCAST && !bringup_may_broadcast(count + 1))
		return STATUS_UNSUPPORTED;
	for (cpu_index cpu = 0; cpu < cpu_possible_count(); cpu++)
		b->cores[cpu] = (struct bringup_core){.reason = ""};
	*b = (struct bringup){.machine = b->machine, .cores = b->cores, .to_start = *which};
	bringup_begin(b, way);
	return STATUS_OK;
}
