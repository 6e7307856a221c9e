/* SPDX-License-Identifier: BSD-2-Clause */
/* The same steps in each mode of the interrupt controller between which the machine can change. */
#include "groups.h"
#include "bench_ipi.h"
#include "ipi.h"
#include "ping.h"

static bool sample_send(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run, (void)round;
	return ping_send(other_core(0), ret_span);
}

static bool sample_rtt(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run, (void)round;
	return ping(other_core(0), ret_span);
}

static void measure_mode(struct run *run, const char *mode)
{
	const struct measurement rows[] = {
		{.name = "irq_mode.eoi",
		 .text = "an interrupt's end told to the controller, in this mode",
		 .sample = ipi_sample_end,
		 .rounds = 1000,
		 .cpus = 1,
		 .parameters = {{"mode", mode}}},
		{.name = "irq_mode.send",
		 .text = "the sending alone, to one core by its id, in this mode",
		 .sample = sample_send,
		 .rounds = 1000,
		 .cpus = 2,
		 .parameters = {{"mode", mode}}},
		{.name = "irq_mode.rtt",
		 .text = "interrupt to one core and its answer, in this mode",
		 .sample = sample_rtt,
		 .rounds = 1000,
		 .cpus = 2,
		 .wakes_idle = true,
		 .parameters = {{"mode", mode}}},
	};
	unsigned int count = num_online_cpus() > 1 ? ARRAY_SIZE(rows) : 1;

	for (unsigned int i = 0; i < count; i++)
		measure(run, &rows[i]);
}

static bool change(unsigned int mode)
{
	return ipi_choose(IPI_CHOICE_PHYSICAL) == STATUS_OK &&
	       arch_extras.mode_change(mode) == STATUS_OK;
}

static bool all_hear(struct run *run)
{
	ticks span;

	return num_online_cpus() < 2 || ping_all(run->counts, &span);
}

static bool has_modes(void)
{
	return arch_extras.mode_name && arch_extras.mode_name(1);
}

/* At the end it is as it was. */
static void run_irq_mode(struct run *run)
{
	enum ipi_choice before = ipi_chosen();
	unsigned int mode, mode_before, changed = 0, wanted = 0;

	if (!has_modes()) {
		report_check(run->machine->report, "irq_mode.change", VERDICT_SKIP,
			     "this machine's interrupt controller has one mode only");
		return;
	}
	mode_before = arch_extras.mode();
	for (mode = 0; arch_extras.mode_name(mode); mode++, wanted++)
		if (change(mode) && all_hear(run)) {
			changed++;
			measure_mode(run, arch_extras.mode_name(mode));
		}
	wanted++;
	changed += change(mode_before) && all_hear(run);
	ipi_choose(before);
	check_count(run, "irq_mode.change", true,
		    "changes of the interrupt controller's mode, after which all cores answer",
		    changed, wanted);
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{"irq_mode.eoi", "ns", "the end of an interrupt, in each mode of the interrupt controller",
	 "in the handler, before the write to behind it; all cores change their mode in between", 2, BENCH_BY_NAME},
	{"irq_mode.send", "ns", "the sending alone, in each mode of the interrupt controller",
	 "before the send to behind it", 2, BENCH_BY_NAME},
	{"irq_mode.rtt", "ns", "interrupt to one core and its answer, in each mode of the interrupt controller",
	 "before the send to the sight of the target handler's count", 2, BENCH_BY_NAME},
};
/* clang-format on */
const struct bench_group bench_irq_mode = {"irq_mode", "measuring the interrupt controller's modes",
					   benchmarks, ARRAY_SIZE(benchmarks), run_irq_mode};
