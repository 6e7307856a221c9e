/* SPDX-License-Identifier: BSD-2-Clause */
#include "bringup_stats.h"
#include "bench.h"
#include "cpu.h"
#include "fmt.h"
#include "offsets.h"

static ticks span_of(ticks from, ticks to)
{
	return from && to ? to - from : TICKS_NONE;
}

static struct bringup_sample sample_of(const struct bringup_core *core, struct wake_marks marks)
{
	return (struct bringup_sample){
		.when = core->seen,
		.core = core->seen - core->first_reset,
		.stages = {
			[STAGE_OF_START] = span_of(core->reset, core->start),
			[STAGE_OF_SEEN] = span_of(core->start, core->seen),
			[STAGE_OF_PAGING] = span_of(marks.first, marks.paging),
			[STAGE_OF_C] = span_of(marks.paging, marks.c),
			[STAGE_OF_ONLINE] = span_of(marks.c, marks.online),
		}};
}

static ticks entry_of(struct bringup_samples *samples, const struct bringup_core *core,
		      struct wake_marks marks, struct clock_offset offset)
{
	if (!offset.known || !core->start || !marks.first)
		return TICKS_NONE;
	if (offset.bound > samples->bound)
		samples->bound = offset.bound;
	return offset_span(offset, core->start, marks.first);
}

void bringup_samples_add(const struct run *run, struct bringup_samples *samples,
			 const struct bringup *bringup, enum bringup_mode mode)
{
	cpu_index cpu;

	for_each_cpu (cpu, &bringup->to_start) {
		const struct bringup_core *core = &bringup->cores[cpu];
		struct wake_marks marks = arch_wake_look(cpu);
		struct bringup_sample sample = sample_of(core, marks);

		if (!core->seen || samples->count == samples->capacity)
			continue;
		sample.stages[STAGE_OF_ENTRY] =
			entry_of(samples, core, marks, offsets_of(run, cpu));
		sample.mode = mode;
		samples->items[samples->count++] = sample;
	}
}

/* The text tells what the parameters do. */
enum { TEXT_SIZE = 100, BOUND_PART = 4 /* of the median */ };

static void emit(struct run *run, struct measurement m, const struct hist *hist, const char *of,
		 enum bringup_mode mode, ticks bound)
{
	char text[TEXT_SIZE];
	unsigned int last = 0;

	if (!hist->n || !bench_wanted(&run->machine->options, m.name))
		return;
	while (m.parameters[last].key)
		last++;
	m.parameters[last++] = (struct record_parameter){"mode", bringup_mode_name(mode)};
	m.parameters[last] = (struct record_parameter){"of", of};
	fmt_text(text, sizeof(text), "%s (%s, %s)", m.text, bringup_mode_name(mode), of);
	m.text = text;
	measure_emit_bounded(run, &m, hist, bound);
}

void bringup_emit_total(struct run *run, const struct hist *hist, const char *of,
			enum bringup_mode mode)
{
	const struct measurement m = {
		.name = "bringup.total",
		.text = "first reset to last core seen online",
	};

	emit(run, m, hist, of, mode, 0);
}

/* Which part of a sample it is: a stage, or all of them. */
enum { ALL_STAGES = BRINGUP_STAGES };

static void fill(struct hist *hist, const struct bringup_samples *samples, enum bringup_mode mode,
		 unsigned int part)
{
	hist_clear(hist);
	for (unsigned int i = 0; i < samples->count; i++) {
		const struct bringup_sample *sample = &samples->items[i];
		ticks span = part == ALL_STAGES ? sample->core : sample->stages[part];

		if (sample->mode == mode && span != TICKS_NONE)
			hist_add(hist, span, sample->when);
	}
}

/* What is known too loosely says nothing. */
static bool is_loose(const struct hist *hist, ticks bound)
{
	struct stats stats;

	hist_stats(hist, &stats);
	return bound > stats.p50 / BOUND_PART;
}

static void emit_stage(struct run *run, const struct bringup_samples *samples, const char *of,
		       enum bringup_mode mode, enum bringup_stage stage)
{
	const struct {
		const char *name, *clock, *text;
	} stages[BRINGUP_STAGES] = {
		[STAGE_OF_START] = {"start", "boot", "a core's reset to its start"},
		[STAGE_OF_SEEN] = {"seen", "boot", "its start to its being seen online"},
		[STAGE_OF_ENTRY] = {arch_stage_name(STAGE_ENTRY), "both",
				    "its start to its first instruction"},
		[STAGE_OF_PAGING] = {arch_stage_name(STAGE_PAGING), "own",
				     "its first instruction to our page tables"},
		[STAGE_OF_C] = {arch_stage_name(STAGE_C), "own", "from there to C"},
		[STAGE_OF_ONLINE] = {arch_stage_name(STAGE_ONLINE), "own", "from there to online"},
	};
	const struct measurement m = {
		.name = "bringup.stage",
		.text = stages[stage].text,
		.parameters = {{"stage", stages[stage].name}, {"clock", stages[stage].clock}},
	};
	ticks bound = stage == STAGE_OF_ENTRY ? samples->bound : 0;

	fill(run->hist, samples, mode, stage);
	if (!is_loose(run->hist, bound))
		emit(run, m, run->hist, of, mode, bound);
}

void bringup_emit_cores(struct run *run, const struct bringup_samples *samples, const char *of,
			enum bringup_mode mode)
{
	const struct measurement m = {
		.name = "bringup.core",
		.text = "first reset of a core to its being seen online",
	};

	fill(run->hist, samples, mode, ALL_STAGES);
	emit(run, m, run->hist, of, mode, 0);
	for (enum bringup_stage stage = 0; stage < BRINGUP_STAGES; stage++)
		emit_stage(run, samples, of, mode, stage);
}

void bringup_emit_first(struct run *run)
{
	const struct bringup *b = &run->bringup;
	enum bringup_mode mode = run->machine->options.bringup;
	struct bringup_samples samples = {.items = run->scratch,
					  .capacity = SCRATCH_SIZE / sizeof(struct bringup_sample)};

	if (num_online_cpus() < 2)
		return;
	hist_clear(run->hist);
	hist_add(run->hist, b->ended - b->began, b->ended);
	bringup_emit_total(run, run->hist, "first", mode);
	bringup_samples_add(run, &samples, b, mode);
	bringup_emit_cores(run, &samples, "first", mode);
}
