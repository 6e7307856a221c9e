/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of objects, for the trace. */
#include "core.h"
#include "machine.h"
#include <stdio.h>

static char text[64];

static bool inside(const void *address, const void *object, size_t size)
{
	return (uintptr_t)address - (uintptr_t)object < size;
}

static const char *percpu_name(const void *address, cpu_index cpu)
{
	const struct percpu *percpu = arch_percpu(cpu);
	const char *field = NULL;

	if (address == &core_get(cpu)->pending)
		field = "interrupts";
	else if (address == &percpu->queue)
		field = "queue";
	else if (address == &percpu->running)
		field = "running";
	else if (address == &percpu->resched)
		field = "resched";
	else if (address == &percpu->waits_for)
		field = "waits_for";
	else if (address == &percpu->irq_works)
		field = "irq_works";
	else if (inside(address, &percpu->hotplug, sizeof(percpu->hotplug)))
		field = "hotplug";
	else if (inside(address, percpu->waited, sizeof(percpu->waited)))
		field = "waited[]";
	else if (address == &percpu->polling)
		field = "polling";
	else if (address == &percpu->state)
		field = "state";
	else if (inside(address, percpu->nodes, MODEL_CORES * sizeof(*percpu->nodes)))
		field = "nodes[]";
	else if (inside(address, percpu->singles, sizeof(percpu->singles)))
		field = "singles[]";
	else if (inside(address, percpu, sizeof(*percpu)))
		field = "percpu";
	if (field)
		snprintf(text, sizeof(text), "%s of %u", field, cpu);
	return field ? text : NULL;
}

const char *machine_name(const void *address)
{
	const char *name = NULL;

	for (cpu_index cpu = 0; cpu < MODEL_CORES && !name; cpu++)
		name = percpu_name(address, cpu);
	if (name)
		return name;
	if (inside(address, &cpu_online_mask, sizeof(cpu_online_mask)))
		return "online mask";
	if (inside(address, &cpu_active_mask, sizeof(cpu_active_mask)))
		return "active mask";
	snprintf(text, sizeof(text), "%p", address);
	return text;
}
