/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"
#include "arch.h"
#include "clock_sources.h"

enum { STALLS_MAX = 60, US_PER_S = 1000000 };

/* Later ones are short: a host that is so busy that it interrupts every long one lets one of those
   through. */
static uint64_t measure_stall(struct firmware *firmware, unsigned int number)
{
	unsigned int microseconds = number < 4 ? 50000 : 1000;
	ticks start = arch_clock_read();

	firmware_stall(firmware, microseconds);
	return (arch_clock_read() - start) * (US_PER_S / microseconds);
}

/* By the witness that is trusted most. */
static bool is_confirmed(const struct survey *s, uint64_t hz)
{
	for (unsigned int i = 0; i < s->reading_count; i++)
		if (clock_is_witness(&s->readings[i]))
			return clock_near(s->readings[i].hz, hz);
	return false;
}

/* A stall lasts at least as long as was asked for (UEFI 2.10, 7.5), so the shortest counts; but one
   that another source confirms is enough. */
static uint64_t shortest_stall(const struct survey *s)
{
	uint64_t shortest = measure_stall(s->firmware, 0);

	for (unsigned int i = 1; i < STALLS_MAX; i++) {
		uint64_t hz;

		if (is_confirmed(s, shortest))
			break;
		hz = measure_stall(s->firmware, i);
		shortest = hz < shortest ? hz : shortest;
	}
	return shortest;
}

static const struct rule rule_disagree = {
	"clock.disagree", SEVERITY_WARNING, "", "",
	"an OS that picks the wrong one keeps wrong time, and all its time-outs are off"};

static void note_dissent(struct survey *s, unsigned int chosen)
{
	for (unsigned int i = 0; i < s->reading_count; i++)
		if (clock_is_witness(&s->readings[i]) &&
		    !clock_near(s->readings[i].hz, s->readings[chosen].hz))
			rule_broken(&s->findings, &rule_disagree, 0,
				    "%s says %llu Hz, but %s says %llu Hz: more than 1 %% apart",
				    s->readings[i].name, (unsigned long long)s->readings[i].hz,
				    s->readings[chosen].name,
				    (unsigned long long)s->readings[chosen].hz);
}

enum status survey_clock(struct survey *s)
{
	struct clock_places places = {
		.pm_timer_port = (uint16_t)s->fadt.pm_timer_port,
		.pm_timer_32bit = s->fadt.pm_timer_32bit,
		.hpet_address = s->hpet.memory_mapped ? s->hpet.address.value : 0,
	};
	struct clock *clock = &s->machine.clock;
	unsigned int chosen;

	s->reading_count = arch_clock_measure(&places, s->readings);
	s->readings[s->reading_count] =
		(struct clock_source_reading){"stall", shortest_stall(s), CLOCK_DELAY};
	s->reading_count++;
	/* One witness alone is believed; of two that differ, neither. */
	chosen = clock_choose(s->readings, s->reading_count, &clock->agrees);
	if (chosen == s->reading_count || s->readings[chosen].hz < US_PER_S)
		return STATUS_NOT_FOUND;
	clock_set(clock, s->readings[chosen].name, s->readings[chosen].hz);
	arch_clock_describe(clock);
	note_dissent(s, chosen);
	return STATUS_OK;
}
