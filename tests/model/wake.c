/* SPDX-License-Identifier: BSD-2-Clause */
/* Waking a core, both sides, as smp/x86_64/wake.c and the trampoline do it. Compiled as what is
   tested. */
#include "machine.h"

enum claim { CLAIM_CLOSED, CLAIM_OPEN, CLAIM_TAKEN };

static _Atomic(uint32_t) claims[MODEL_CORES], stages[MODEL_CORES];
static _Atomic(bool) awake;

/* ---- on the core that wakes ---- */

void machine_come(cpu_index self)
{
	uint32_t expected = CLAIM_OPEN;

	atomic_store(&awake, true);
	if (!atomic_compare_exchange_strong(&claims[self], &expected, CLAIM_TAKEN))
		arch_park();
	atomic_store(&stages[self], STAGE_C);
	cpu_secondary_main(arch_percpu(self));
}

void arch_wake_mark_online(void)
{
	atomic_store(&stages[smp_processor_id()], STAGE_ONLINE);
}

/* ---- on the boot core ---- */

struct wake_timing arch_wake_timing(bool patient)
{
	return patient ? (struct wake_timing){10000, 200} : (struct wake_timing){10, 1000};
}

void arch_wake_open(cpu_index cpu)
{
	atomic_store(&stages[cpu], STAGE_NONE);
	atomic_store(&claims[cpu], CLAIM_OPEN);
}

bool arch_wake_close(cpu_index cpu)
{
	uint32_t expected = CLAIM_OPEN;

	return atomic_compare_exchange_strong(&claims[cpu], &expected, CLAIM_CLOSED);
}

const char *arch_stage_name(enum wake_stage stage)
{
	(void)stage;
	return "";
}

struct wake_way arch_wake_way(void)
{
	return (struct wake_way){"model", "", "", "", .by_reset = true};
}

enum status arch_wake_reset(cpu_index cpu)
{
	machine_reset(cpu);
	return STATUS_OK;
}

enum status arch_wake_start(cpu_index cpu)
{
	machine_start(cpu);
	return STATUS_OK;
}

enum status arch_wake_reset_all(void)
{
	for (cpu_index cpu = 1; cpu < cpu_possible_count(); cpu++)
		machine_reset(cpu);
	return STATUS_OK;
}

enum status arch_wake_start_all(void)
{
	for (cpu_index cpu = 1; cpu < cpu_possible_count(); cpu++)
		machine_start(cpu);
	return STATUS_OK;
}

struct wake_marks arch_wake_look(cpu_index cpu)
{
	return (struct wake_marks){.stage = (enum wake_stage)atomic_load(&stages[cpu])};
}

bool arch_wake_possible(void)
{
	return true;
}

bool arch_wake_anyone_came(void)
{
	return atomic_exchange(&awake, false);
}

unsigned int arch_wake_strangers(hw_id *ret_ids, unsigned int capacity)
{
	(void)ret_ids;
	(void)capacity;
	return 0;
}
