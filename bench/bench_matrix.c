/* SPDX-License-Identifier: BSD-2-Clause */
/* From each core to each: interrupts, and a cache line. */
#include "budget.h"
#include "cpu.h"
#include "idle.h"
#include "matrices.h"
#include "pair.h"
#include "pairs.h"

enum {
	SAMPLES_LEAST = 11,
	SAMPLES_MOST = 101,
	TRIALS = 2 * TOPOLOGY_LEVELS,
	SHARES = 8,
	MIN_CORES_MOST = 128, /* of more the minima are not told: a serial line takes minutes */
	LIVE_US = 250000,
	LIVE_PART = 10, /* of the time that it takes to be watched, at most */
};

static struct matrix matrices[MATRIX_KINDS];
static cpu_index orders[MATRIX_KINDS][MATRIX_CORES_MOST];

/* Of one matrix, while it is measured. */
struct survey {
	enum matrix_kind kind;
	struct matrix *matrix;
	const cpu_index *order;
	struct pairs pairs;
	struct pair_samples samples;
	struct cpumask lost; /* who did not answer is not asked again */
	unsigned int visits, samples_least, samples_most;
	ticks live_next; /* when those who watch are told again */
};

static const struct matrix_text {
	const char *name, *text, *of_pairs;
	bool with_self, wakes_idle;
	enum status (*sample)(cpu_index from, cpu_index to, struct pair_samples *samples,
			      cpu_index *ret_lost);
} kinds[MATRIX_KINDS] = {
	[MATRIX_IPI] = {"matrix.ipi", "interrupt from one core to another, and its answer",
			"medians of pairs: an interrupt and its answer", true, true, pair_ping},
	[MATRIX_LINE] = {"matrix.line", "cache line from one core to another, and back",
			 "medians of pairs: a cache line there and back", false, false, pair_line},
};

const struct matrix *matrix_of(enum matrix_kind kind)
{
	return &matrices[kind];
}

const cpu_index *matrix_order(enum matrix_kind kind)
{
	return orders[kind];
}

size_t matrices_memory_size(const struct options *options, unsigned int possible_count)
{
	for (unsigned int kind = 0; kind < MATRIX_KINDS; kind++)
		if (bench_wanted(options, kinds[kind].name))
			return MATRIX_KINDS * matrix_memory_size(possible_count);
	return 0;
}

/* ---- measuring ---- */

static const char *unit_of(const struct run *run)
{
	return run->machine->clock.agrees ? "ns" : "ticks";
}

static void keep(const struct run *run, struct survey *s, unsigned int from, unsigned int to)
{
	const struct clock *clock = &run->machine->clock;
	struct stats stats;

	stats_compute(s->samples.spans, s->samples.n, &stats);
	matrix_set(s->matrix, from, to, clock->agrees ? clock_to_ns(clock, stats.p50) : stats.p50,
		   clock->agrees ? clock_to_ns(clock, stats.min) : stats.min);
	if (!s->samples_least || s->samples.n < s->samples_least)
		s->samples_least = s->samples.n;
	if (s->samples.n > s->samples_most)
		s->samples_most = s->samples.n;
}

static void measure_one(struct run *run, struct survey *s, unsigned int from, unsigned int to)
{
	cpu_index first = s->order[from], second = s->order[to], lost;

	if (cpumask_test(&s->lost, first) || cpumask_test(&s->lost, second))
		return;
	if (kinds[s->kind].sample(first, second, &s->samples, &lost) == STATUS_OK) {
		keep(run, s, from, to);
		return;
	}
	cpumask_set(&s->lost, lost);
	report_check(
		run->machine->report, kinds[s->kind].name, VERDICT_FAIL,
		"core %u does not answer (from core %u to core %u); pairs with it are left out",
		lost, first, second);
}

static uint64_t cells_of(const struct survey *s)
{
	uint64_t n = s->matrix->n;

	return kinds[s->kind].with_self ? n * n : n * (n - 1);
}

static void tell(struct run *run, struct survey *s, cpu_index from, cpu_index to)
{
	const struct record record = {.kind = RECORD_LIVE_MATRIX,
				      .live_matrix = {.name = kinds[s->kind].name,
						      .unit = unit_of(run),
						      .matrix = s->matrix,
						      .order = s->order,
						      .of = cells_of(s),
						      .from = from,
						      .to = to}};
	ticks began = arch_clock_read(), ended, rest;

	report_emit(run->machine->report, &record);
	ended = arch_clock_read();
	rest = clock_from_us(&run->machine->clock, LIVE_US);
	if (rest < (ended - began) * LIVE_PART)
		rest = (ended - began) * LIVE_PART;
	s->live_next = ended + rest;
}

/* Both directions one after the other; of each distance at least one pair, time or not. */
static void measure_pairs(struct run *run, struct survey *s, unsigned int visits_most,
			  struct deadline deadline)
{
	struct pair pair;

	for (s->visits = 0; s->visits < visits_most; s->visits++) {
		if (s->visits >= TOPOLOGY_LEVELS && deadline_passed(deadline))
			break;
		if (!pairs_next(&s->pairs, &pair))
			break;
		measure_one(run, s, pair.a, pair.b);
		if (pair.a != pair.b)
			measure_one(run, s, pair.b, pair.a);
		if (arch_clock_read() >= s->live_next)
			tell(run, s, s->order[pair.a], s->order[pair.b]);
		budget_breathe(run);
	}
}

static void open_pairs(const struct run *run, struct survey *s)
{
	pairs_open(&s->pairs, run->machine->topology, s->order, s->matrix->n,
		   kinds[s->kind].with_self);
	s->samples_least = s->samples_most = 0;
}

/* As many as there is time for in all pairs, judged by a few of them, which are measured again. */
static void choose_samples(struct run *run, struct survey *s, struct deadline deadline)
{
	ticks began = arch_clock_read();
	uint64_t cost, room = 0, samples;

	s->samples.wanted = SAMPLES_LEAST;
	open_pairs(run, s);
	measure_pairs(run, s, TRIALS, deadline);
	cost = (arch_clock_read() - began) / (s->visits ? s->visits : 1) + 1;
	if (!deadline_passed(deadline))
		room = (deadline.end - arch_clock_read()) / s->pairs.total;
	samples = SAMPLES_LEAST * room / cost | 1;
	if (samples > SAMPLES_LEAST)
		s->samples.wanted = samples < SAMPLES_MOST ? (unsigned int)samples : SAMPLES_MOST;
}

static void survey(struct run *run, struct survey *s)
{
	struct deadline deadline = budget_take(run, SHARES);
	unsigned int asked = run->machine->options.iterations;
	unsigned int n = pairs_order(run->machine->topology, &cpu_online_mask, orders[s->kind],
				     MATRIX_CORES_MOST);
	uint8_t *cells = run->cells;

	if (s->kind == MATRIX_LINE)
		cells += matrix_memory_size(run->machine->possible_count);
	s->matrix = &matrices[s->kind];
	s->order = orders[s->kind];
	matrix_open(s->matrix, cells, n);
	s->samples.yields = run->machine->yields;
	s->samples.wanted = asked;
	if (!asked)
		choose_samples(run, s, deadline);
	open_pairs(run, s);
	measure_pairs(run, s, UINT32_MAX, deadline);
	tell(run, s, CPU_NONE, CPU_NONE);
}

/* ---- what came of it ---- */

/* The boot core waits for the end of its call, and is awake where others sleep: interrupts to it
   are in the matrix, and in no sum. */
static bool counts(const struct survey *s, unsigned int from, unsigned int to)
{
	return from == to || s->kind != MATRIX_IPI || s->order[to] != smp_processor_id();
}

static void emit_distance(struct run *run, const struct survey *s, enum topology_level level)
{
	const struct matrix_text *kind = &kinds[s->kind];
	const struct measurement m = {.name = kind->name,
				      .text = kind->of_pairs,
				      .cpus = s->matrix->n,
				      .wakes_idle = kind->wakes_idle,
				      .parameters = {{"distance", topology_level_name(level)}},
				      .unit = unit_of(run)};

	hist_clear(run->hist);
	for (unsigned int from = 0; from < s->matrix->n; from++) {
		const uint32_t *row = matrix_row(s->matrix, MATRIX_P50, from);

		for (unsigned int to = 0; to < s->matrix->n; to++)
			if (row[to] != MATRIX_NONE && counts(s, from, to) &&
			    pairs_level(&s->pairs, from, to) == level)
				hist_add(run->hist, row[to], run->began);
	}
	if (run->hist->n)
		measure_emit(run, &m, run->hist);
}

static struct record_pair pair_of(const struct run *run, const struct survey *s, unsigned int from,
				  unsigned int to, uint64_t value)
{
	cpu_index first = s->order[from], second = s->order[to];

	return (struct record_pair){.from = first,
				    .to = second,
				    .from_id = run->machine->cpus[first].id,
				    .to_id = run->machine->cpus[second].id,
				    .value = value};
}

static void add_worst(const struct run *run, const struct survey *s, enum matrix_plane plane,
		      struct record_matrix *record)
{
	struct matrix_cell worst[MATRIX_WORST];

	record->worst_count = matrix_worst(s->matrix, plane, worst);
	for (unsigned int i = 0; i < record->worst_count; i++)
		record->worst[i] = pair_of(run, s, worst[i].from, worst[i].to, worst[i].value);
}

static void add_common(struct run *run, const struct survey *s, enum matrix_plane plane,
		       struct record_matrix *record)
{
	struct stats stats;

	hist_clear(run->hist);
	for (unsigned int from = 0; from < s->matrix->n; from++) {
		const uint32_t *row = matrix_row(s->matrix, plane, from);

		for (unsigned int to = 0; to < s->matrix->n; to++)
			if (row[to] != MATRIX_NONE)
				hist_add(run->hist, row[to], run->began);
	}
	hist_stats(run->hist, &stats);
	record->common = (uint32_t)stats.p90;
}

/* How far the two directions of a pair differ, where both were measured. */
static void add_asymmetry(struct run *run, const struct survey *s, enum matrix_plane plane,
			  struct record_matrix *record)
{
	const struct matrix *matrix = s->matrix;
	struct stats stats;

	hist_clear(run->hist);
	for (unsigned int a = 0; a < matrix->n; a++)
		for (unsigned int b = a + 1; b < matrix->n; b++) {
			uint32_t there = matrix_row(matrix, plane, a)[b];
			uint32_t back = matrix_row(matrix, plane, b)[a];
			uint32_t apart = there > back ? there - back : back - there;

			if (there == MATRIX_NONE || back == MATRIX_NONE || !counts(s, a, b) ||
			    !counts(s, b, a))
				continue;
			if (!run->hist->n || apart > run->hist->max)
				record->most = pair_of(run, s, there > back ? a : b,
						       there > back ? b : a, apart);
			hist_add(run->hist, apart, run->began);
		}
	hist_stats(run->hist, &stats);
	record->both_ways = stats.n;
	record->apart_p50 = stats.p50;
}

static void emit_rows(struct run *run, const struct survey *s, enum matrix_plane plane,
		      const struct record_matrix *head)
{
	unsigned int n = s->matrix->n;

	for (unsigned int row = 0; row < n; row++)
		for (unsigned int column = 0; column < n; column += MATRIX_ROW_MOST) {
			unsigned int left = n - column;
			const struct record record = {
				.kind = RECORD_MATRIX_ROW,
				.matrix_row = {.head = head,
					       .row = row,
					       .cpu = s->order[row],
					       .column = column,
					       .values = matrix_row(s->matrix, plane, row) + column,
					       .count = left < MATRIX_ROW_MOST ? left
									       : MATRIX_ROW_MOST}};

			report_emit(run->machine->report, &record);
			budget_breathe(run);
		}
}

static void emit_plane(struct run *run, const struct survey *s, enum matrix_plane plane)
{
	static const char *const statistics[MATRIX_PLANES] = {"p50", "min"};
	const struct matrix_text *kind = &kinds[s->kind];
	struct record record = {
		.kind = RECORD_MATRIX,
		.matrix = {.name = kind->name,
			   .statistic = statistics[plane],
			   .pass = run->pass + 1,
			   .unit = unit_of(run),
			   .text = kind->text,
			   .idle = kind->wakes_idle ? idle_name(idle_chosen()) : NULL,
			   .order = s->order,
			   .cores = s->matrix->n,
			   .online = num_online_cpus(),
			   .measured = matrix_measured(s->matrix),
			   .of = cells_of(s),
			   .samples_least = s->samples_least,
			   .samples_most = s->samples_most,
			   .largest = matrix_largest(s->matrix, plane)}};

	add_common(run, s, plane, &record.matrix);
	add_worst(run, s, plane, &record.matrix);
	add_asymmetry(run, s, plane, &record.matrix);
	report_emit(run->machine->report, &record);
	emit_rows(run, s, plane, &record.matrix);
}

static void emit(struct run *run, const struct survey *s)
{
	ticks began;

	for (enum topology_level level = 0; level < TOPOLOGY_LEVELS; level++)
		emit_distance(run, s, level);
	began = arch_clock_read();
	emit_plane(run, s, MATRIX_P50);
	if (s->matrix->n <= MIN_CORES_MOST)
		emit_plane(run, s, MATRIX_MIN);
	budget_pause(run, arch_clock_read() - began); /* that was the line's time */
}

static void run_matrix(struct run *run)
{
	static struct survey s; /* too large for a stack */

	if (num_online_cpus() < 2 || !run->cells)
		return;
	for (enum matrix_kind kind = 0; kind < MATRIX_KINDS; kind++) {
		if (!bench_wanted(&run->machine->options, kinds[kind].name))
			continue;
		s = (struct survey){.kind = kind};
		survey(run, &s);
		emit(run, &s);
	}
}

static const struct benchmark benchmarks[] = {
	{.id = "matrix.ipi",
	 .unit = "ns",
	 .what = "interrupt from each core to each, and its answer",
	 .how = "as ipi.rtt, on the core that sends; the median of each pair",
	 .shares = SHARES,
	 .when = BENCH_WITH_MATRIX},
	{.id = "matrix.line",
	 .unit = "ns",
	 .what = "cache line from each core to each, and back",
	 .how = "as cacheline.rtt, on the core that begins; the median of each pair",
	 .shares = SHARES,
	 .when = BENCH_WITH_MATRIX},
};
const struct bench_group bench_matrix = {"matrix", "measuring pairs of cores", benchmarks,
					 ARRAY_SIZE(benchmarks), run_matrix};
