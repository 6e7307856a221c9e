/* SPDX-License-Identifier: BSD-2-Clause */
/* The time-stamp counter's rate, by every witness there is. */
#include "arch.h"
#include "arch_io.h"
#include "core.h"
#include "regs.h"

enum {
	PM_TIMER_HZ = 3579545, /* ACPI 6.5, 4.8.3.3 */
	MEASURE_PART = 20,     /* of a second: 50 ms */
	POLLS_MAX = 50000000,  /* of a reference that may stand still */
	SAMPLE_TRIES = 8,
	TSC_HZ_MIN = 1000000,
};

/* IA-PC HPET 1.0a, 2.3. */
enum hpet {
	HPET_PERIOD = 0x04,
	HPET_CONFIG = 0x10,
	HPET_COUNTER = 0xF0,
	HPET_ENABLE = 1u << 0,
};
#define FS_PER_S	1000000000000000ull
#define HPET_PERIOD_MAX 0x05F5E100u

/* Intel 8254 datasheet; the gate of channel 2 and the speaker are in port 0x61. */
enum pit {
	PIT_HZ = 1193182,
	PIT_CHANNEL2 = 0x42,
	PIT_CONTROL = 0x43,
	PIT_GATE = 0x61,
	PIT_GATE_ON = 1u << 0,
	PIT_SPEAKER = 1u << 1,
	PIT_MODE2_CHANNEL2 = 0xB4, /* both bytes, counts down from the reload value for ever */
	PIT_LATCH_CHANNEL2 = 0x80,
};

struct reference {
	const char *name;
	uint32_t (*read)(const struct clock_places *places);
	uint32_t mask; /* of the counter's bits */
	uint64_t hz;
};

struct sample {
	ticks tsc;
	uint32_t count;
};

static uint32_t pm_timer_read(const struct clock_places *places)
{
	return port_read32(places->pm_timer_port);
}

static uint32_t hpet_read_counter(const struct clock_places *places)
{
	return arch_mmio_read32(places->hpet_address + HPET_COUNTER);
}

/* The reading whose two stamps lie closest: an interruption in between spoils the others. */
static struct sample sample_best(const struct clock_places *places, const struct reference *ref)
{
	struct sample best = {0, 0};
	ticks best_gap = UINT64_MAX;

	for (unsigned int i = 0; i < SAMPLE_TRIES; i++) {
		ticks before = arch_clock_read();
		uint32_t count = ref->read(places);
		ticks gap = arch_clock_read() - before;

		if (gap < best_gap) {
			best_gap = gap;
			best = (struct sample){before + gap / 2, count};
		}
	}
	return best;
}

/* 0: the reference stands still. */
static uint64_t measure_against(const struct clock_places *places, const struct reference *ref)
{
	uint32_t span = (uint32_t)(ref->hz / MEASURE_PART);
	struct sample start = sample_best(places, ref), end;
	unsigned int polls = 0;

	while (((ref->read(places) - start.count) & ref->mask) < span)
		if (++polls == POLLS_MAX) /* the deadline, where there is no clock yet */
			return 0;
	end = sample_best(places, ref);
	return (end.tsc - start.tsc) * ref->hz / ((end.count - start.count) & ref->mask);
}

static uint64_t measure_pm_timer(const struct clock_places *places)
{
	struct reference ref = {"pm_timer", pm_timer_read,
				places->pm_timer_32bit ? UINT32_MAX : 0xFFFFFF, PM_TIMER_HZ};

	return places->pm_timer_port ? measure_against(places, &ref) : 0;
}

static uint32_t pit_read(const struct clock_places *places)
{
	uint32_t count;

	(void)places;
	port_write8(PIT_CONTROL, PIT_LATCH_CHANNEL2);
	count = port_read8(PIT_CHANNEL2);
	count |= (uint32_t)port_read8(PIT_CHANNEL2) << 8;
	return 0 - count; /* it counts down */
}

/* The oldest witness, asked only where there is no PM timer: boards come without it, too. */
static uint64_t measure_pit(const struct clock_places *places)
{
	static const struct reference ref = {"pit", pit_read, 0xFFFF, PIT_HZ};
	uint8_t gate;
	uint64_t hz;

	if (places->pm_timer_port)
		return 0;
	gate = port_read8(PIT_GATE);
	port_write8(PIT_GATE, (uint8_t)((gate & ~PIT_SPEAKER) | PIT_GATE_ON));
	port_write8(PIT_CONTROL, PIT_MODE2_CHANNEL2);
	port_write8(PIT_CHANNEL2, 0);
	port_write8(PIT_CHANNEL2, 0);
	hz = measure_against(places, &ref);
	port_write8(PIT_GATE, gate);
	return hz;
}

static uint64_t measure_hpet(const struct clock_places *places)
{
	struct reference ref = {"hpet", hpet_read_counter, UINT32_MAX, 0};
	uint32_t period, config;
	uint64_t hz;

	if (!places->hpet_address)
		return 0;
	period = arch_mmio_read32(places->hpet_address + HPET_PERIOD);
	if (!period || period > HPET_PERIOD_MAX)
		return 0;
	ref.hz = FS_PER_S / period;
	config = arch_mmio_read32(places->hpet_address + HPET_CONFIG);
	arch_mmio_write32(places->hpet_address + HPET_CONFIG, config | HPET_ENABLE);
	hz = measure_against(places, &ref);
	arch_mmio_write32(places->hpet_address + HPET_CONFIG, config);
	return hz;
}

static uint64_t ask_crystal(const struct clock_places *places)
{
	struct clock_leaves leaves = core_clock_leaves();

	(void)places;
	return clock_leaves_hz(&leaves);
}

static uint64_t ask_base(const struct clock_places *places)
{
	struct clock_leaves leaves = core_clock_leaves();

	(void)places;
	return clock_leaves_base_hz(&leaves);
}

unsigned int arch_clock_measure(const struct clock_places *places,
				struct clock_source_reading *readings)
{
	static const struct {
		const char *name;
		uint64_t (*hz)(const struct clock_places *places);
		enum clock_source_kind kind;
	} sources[] = {{"pm_timer", measure_pm_timer, CLOCK_COUNTER},
		       {"hpet", measure_hpet, CLOCK_COUNTER},
		       {"pit", measure_pit, CLOCK_COUNTER},
		       {"cpuid", ask_crystal, CLOCK_COUNTER},
		       {"cpuid_base", ask_base, CLOCK_NOMINAL}};

	_Static_assert(ARRAY_SIZE(sources) < CLOCK_SOURCES_MAX, "the firmware's comes to them");
	for (unsigned int i = 0; i < ARRAY_SIZE(sources); i++) {
		uint64_t hz = sources[i].hz(places);

		readings[i] = (struct clock_source_reading){
			sources[i].name, hz >= TSC_HZ_MIN ? hz : 0, sources[i].kind};
	}
	return ARRAY_SIZE(sources);
}

void arch_clock_describe(struct clock *clock)
{
	static const char *const order[] = {[LFENCE_ALWAYS] = "processor",
					    [LFENCE_BY_MSR] = "muster",
					    [LFENCE_UNKNOWN] = "unknown"};
	struct clock_leaves leaves = core_clock_leaves();

	clock->invariant = clock_leaves_invariant(&leaves);
	clock->read = "lfence; rdtsc; lfence";
	clock->order = order[clock_leaves_lfence(&leaves)];
}
