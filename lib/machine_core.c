/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of a core before anybody has started it. */
#include "machine.h"

static const char *plan_state(enum cpu_plan plan)
{
	switch (plan) {
	case PLAN_BOOT:
		return "online";
	case PLAN_START:
		return "listed";
	case PLAN_HELD_BACK:
	case PLAN_IMPOSSIBLE:
		return "held-back";
	case PLAN_ONLINE_CAPABLE:
		return "online-capable";
	case PLAN_DISABLED:
		return "disabled";
	}
	return "offline";
}

struct record_core machine_core_record(const struct machine *machine, cpu_index index)
{
	const struct machine_cpu *cpu = &machine->cpus[index];
	bool boot_core = cpu->plan == PLAN_BOOT;

	return (struct record_core){
		.index = index,
		.id = cpu->id,
		.uid = cpu->uid,
		.state = plan_state(cpu->plan),
		.stage = boot_core ? "online" : "none",
		.reason = cpu->reason,
		.boot_core = boot_core,
		.place = machine->topology ? &machine->topology->cpus[index] : NULL,
	};
}
