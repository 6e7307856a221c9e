/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts by how near the target is: the smallest unit that holds it and the boot core. */
#include "bench_ipi.h"
#include "cpu.h"
#include "ping.h"

_Static_assert(CPUS_MAX * sizeof(cpu_index) <= SCRATCH_SIZE, "one for each core");

static struct {
	cpu_index *cpus;
	unsigned int count;
} targets; /* at one distance */

static cpu_index target(unsigned int round)
{
	return targets.cpus[round % targets.count];
}

static bool sample_ping(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run;
	return ping(target(round), ret_span);
}

static bool sample_nmi(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run;
	return ping_nmi(target(round), ret_span);
}

static void find_targets(struct run *run, enum topology_level level)
{
	cpu_index cpu;

	targets.cpus = run->scratch;
	targets.count = 0;
	for_each_cpu (cpu, &cpu_online_mask)
		if (cpu && topology_distance_level(run->machine->topology, 0, cpu) == level)
			targets.cpus[targets.count++] = cpu;
}

static void measure_level(struct run *run, enum topology_level level)
{
	const char *distance = topology_level_name(level);
	const struct measurement pings = {
		.name = "ipi.rtt",
		.text = "interrupt to a core at this distance and its answer, each in turn",
		.sample = sample_ping,
		.rounds = 1000,
		.cpus = 2,
		.wakes_idle = true,
		.parameters = {{"distance", distance}}};
	const struct measurement nmis = {
		.name = "nmi.rtt",
		.text = "NMI to a core at this distance and its answer, each in turn",
		.sample = sample_nmi,
		.rounds = 500,
		.cpus = 2,
		.wakes_idle = true,
		.parameters = {{"distance", distance}}};

	find_targets(run, level);
	if (!targets.count)
		return;
	measure(run, &pings);
	if (arch_has_nmi())
		measure(run, &nmis);
}

void ipi_distances(struct run *run)
{
	if (!run->machine->topology)
		return;
	for (enum topology_level level = TOPOLOGY_SAME_CORE; level < TOPOLOGY_LEVELS; level++)
		measure_level(run, level);
}
