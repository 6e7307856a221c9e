/* SPDX-License-Identifier: BSD-2-Clause */
/* The same interrupt sent in every way that the machine has; the sending alone, and the end. */
#include "bench_ipi.h"
#include "ipi.h"
#include "ping.h"
#include "wait.h"

static bool sample_one(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run, (void)round;
	return ping(other_core(0), ret_span);
}

static bool sample_all(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)round;
	return ping_all(run->counts, ret_span);
}

static bool sample_send(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run, (void)round;
	return ping_send(other_core(0), ret_span);
}

static bool sample_send_all(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)round;
	return ping_send_all(run->counts, ret_span);
}

/* ---- to others ---- */

static const struct measurement to_all[] = {
	{.name = "ipi.all",
	 .text = "interrupt to all others, and all their answers",
	 .sample = sample_all,
	 .rounds = 1000,
	 .wakes_idle = true},
	{.name = "ipi.send",
	 .text = "the sending alone, to all others",
	 .sample = sample_send_all,
	 .rounds = 1000,
	 .parameters = {{"to", "all"}}},
};
static const struct measurement to_one[] = {
	{.name = "ipi.rtt",
	 .text = "interrupt to one core and its answer, always the same",
	 .sample = sample_one,
	 .rounds = 1000,
	 .cpus = 2,
	 .wakes_idle = true,
	 .parameters = {{"to", "one"}}},
	{.name = "ipi.send",
	 .text = "the sending alone, to one core, always the same",
	 .sample = sample_send,
	 .rounds = 1000,
	 .cpus = 2,
	 .parameters = {{"to", "one"}}},
};

static void measure_by(struct run *run, const struct measurement *rows, size_t count,
		       const char *way)
{
	for (size_t i = 0; i < count; i++) {
		struct measurement m = rows[i];

		m.parameters[m.parameters[0].key != NULL] = (struct record_parameter){"send", way};
		measure(run, &m);
	}
}

static void measure_way(struct run *run, enum ipi_choice way)
{
	measure_by(run, to_all, ARRAY_SIZE(to_all), ipi_choice_name(way));
	measure_by(run, to_one, ARRAY_SIZE(to_one), ipi_choice_name(way));
}

/* First in the way that the other benchmarks use; to one core that is among the rest. */
void ipi_ways_others(struct run *run)
{
	enum ipi_choice before = ipi_chosen();

	if (before == IPI_CHOICE_AUTO)
		measure_by(run, to_all, ARRAY_SIZE(to_all),
			   ipi_may_broadcast() ? "broadcast" : "unicast");
	else
		measure_way(run, before);
	for (enum ipi_choice way = IPI_CHOICE_PHYSICAL; way <= IPI_CHOICE_CLUSTER; way++)
		if (way != before && ipi_choose(way) == STATUS_OK)
			measure_way(run, way);
	ipi_choose(before);
}

/* ---- to oneself ---- */

static const struct self_way *self_way;

static bool sample_self(struct run *run, unsigned int round, ticks *ret_span)
{
	(void)run, (void)round;
	return ping_self(self_way, ret_span);
}

bool ipi_sample_end(struct run *run, unsigned int round, ticks *ret_span)
{
	struct deadline deadline = deadline_in_us(SMP_DEADLINE_US);

	(void)run, (void)round;
	atomic_store_explicit(&ipi_end_span, IPI_END_NONE, memory_order_relaxed);
	arch_extras.send_end();
	while ((*ret_span = atomic_load_explicit(&ipi_end_span, memory_order_relaxed)) ==
	       IPI_END_NONE) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

static const struct measurement end = {.name = "ipi.eoi",
				       .text = "an interrupt's end told to the controller",
				       .sample = ipi_sample_end,
				       .rounds = 1000,
				       .cpus = 1};

void ipi_ways_alone(struct run *run)
{
	struct measurement self = {.name = "ipi.self",
				   .text = "interrupt to oneself, in a way that reaches no other",
				   .sample = sample_self,
				   .rounds = 1000,
				   .cpus = 1};

	self_way = arch_extras.self_ways ? arch_extras.self_ways() : NULL;
	for (; self_way && self_way->name; self_way++) {
		self.parameters[0] = (struct record_parameter){"send", self_way->name};
		measure(run, &self);
	}
	if (arch_extras.send_end)
		measure(run, &end);
}
