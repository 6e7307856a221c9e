/* SPDX-License-Identifier: BSD-2-Clause */
/* Raw interrupts: sent, and acknowledged through memory by the handler. */
#include "run.h"
#include "cpu.h"
#include "ipi.h"
#include "ping.h"
#include "wait.h"

static bool sample_self(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run, (void)round;
	return ping(smp_processor_id(), ret_span);
}

static bool sample_one(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run;
	return ping(other_core(round), ret_span);
}

static bool sample_same(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run, (void)round;
	return ping(other_core(0), ret_span);
}

static bool sample_all(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)round;
	return ping_all(run->counts, ret_span);
}

static bool sample_nmi(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run;
	return ping_nmi(other_core(round), ret_span);
}

/* clang-format off */
static const struct measurement self = {
	"ipi.self", "interrupt to oneself", sample_self, 2000, 1, false, {{0}}};
static const struct measurement others[] = {
	{"ipi.rtt", "interrupt to one core and its answer, always the same",
	 sample_same, 2000, 2, true, {{"to", "one"}}},
	{"ipi.rtt", "interrupt to one core and its answer, each in turn",
	 sample_one, 2000, 2, true, {{"to", "each"}}},
	{"nmi.rtt", "NMI to one core and its answer, each in turn",
	 sample_nmi, 500, 2, true, {{"to", "each"}}},
};
/* clang-format on */

void bench_ipi(struct run *run)
{
	const struct measurement broadcast = {
		"ipi.all",
		"interrupt to all others, and all their answers",
		sample_all,
		1000,
		0,
		true,
		{{"send", ipi_may_broadcast() ? "broadcast" : "unicast"}}};

	report_progress(run->machine->report, "ipi", "measuring interrupts");
	measure(run, &self);
	if (num_online_cpus() < 2)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		measure(run, &others[i]);
	measure(run, &broadcast);
}
