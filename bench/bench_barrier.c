/* SPDX-License-Identifier: BSD-2-Clause */
/* Barriers: all cores of a party wait for each other, again and again. */
#include "barrier.h"

enum {
	BATCH = 8,	     /* times between two looks at the clock */
	BATCH_SHORT_US = 50, /* one takes longer: the clock is looked at each time */
};

static struct {
	struct hist *hist;
	struct pace pace;
	_Alignas(CACHE_LINE) _Atomic(uint32_t) last; /* how often they meet */
} meeting;

static bool meet_often(unsigned int times, ticks *ret_each)
{
	ticks start = arch_clock_read();

	for (unsigned int i = 0; i < times; i++)
		if (!barrier_wait(0))
			return false;
	*ret_each = (arch_clock_read() - start) / times;
	return true;
}

/* The boot core's part: once to begin together, once to know how long it takes, then samples. The
   others learn before they leave the last time that it was the last one. */
static void keep_time(void)
{
	struct deadline end = deadline_in_us(PARTY_SLICE_US);
	unsigned int batch = BATCH;
	uint32_t times = 2;
	ticks each;

	if (!barrier_wait(0) || !meet_often(1, &each))
		return;
	if (each > clock_from_us(wait_clock, BATCH_SHORT_US))
		batch = 1;
	do {
		if (!meet_often(batch, &each))
			return;
		times += batch;
		hist_add(meeting.hist, each, arch_clock_read());
	} while (pace_left(&meeting.pace, meeting.hist->n) && !deadline_passed(end));
	/* before its own last time: the barrier releases it to all that leave then */
	atomic_store_explicit(&meeting.last, times + 1, memory_order_relaxed);
	barrier_wait(0);
}

static void take_part(unsigned int rank)
{
	uint32_t time = 0;

	if (!rank) {
		keep_time();
		return;
	}
	while (time < atomic_load_explicit(&meeting.last, memory_order_relaxed)) {
		if (!barrier_wait(rank))
			return;
		time++;
	}
}

static const struct measurement kinds[BARRIER_KINDS] = {
	[BARRIER_CENTRAL] = {.name = "barrier.central",
			     .text = "barrier with one counter and one flag"},
	[BARRIER_TREE] = {.name = "barrier.tree", .text = "barrier with a tree of counters"},
	[BARRIER_DISSEMINATION] = {.name = "barrier.dissemination",
				   .text = "barrier in which each core tells one other a round"},
};

/* False: a core was lost. */
static bool measure_size(const struct sweep *sweep, enum barrier_kind kind)
{
	struct run *run = sweep->run;
	struct measurement m = kinds[kind];
	char size[SIZE_TEXT];

	m.cpus = sweep->size;
	m.parameters[0] = (struct record_parameter){"n", size_text(sweep->size, size)};
	meeting.hist = run->hist;
	meeting.pace = sweep_pace(sweep, 0, 1);
	hist_clear(run->hist);
	while (pace_left(&meeting.pace, run->hist->n)) {
		barrier_open(kind, sweep->size);
		atomic_store_explicit(&meeting.last, UINT32_MAX, memory_order_relaxed);
		if (!party_play(sweep->size, take_part)) {
			party_report_lost(run, m.name);
			return false;
		}
		budget_breathe(run);
	}
	measure_emit(run, &m, run->hist);
	return true;
}

static bool measure_kind(struct run *run, enum barrier_kind kind)
{
	struct sweep sweep;

	if (!bench_wanted(&run->machine->options, kinds[kind].name))
		return true;
	for (sweep_begin(&sweep, run, 2, 1); sweep.size; sweep_next(&sweep))
		if (!measure_size(&sweep, kind))
			return false;
	return true;
}

static void run_barrier(struct run *run)
{
	if (num_online_cpus() < 2 || !party_open_for(run, "barrier"))
		return;
	for (enum barrier_kind kind = 0; kind < BARRIER_KINDS; kind++)
		if (!measure_kind(run, kind))
			return;
}

static const struct benchmark benchmarks[] = {
	{"barrier.central", "ns",
	 "a barrier of n cores: one counter, and a flag that changes sense",
	 "boot core, from leaving it to leaving it the next time; 8 times at once, divided", 1,
	 BENCH_ALWAYS},
	{"barrier.tree", "ns", "a barrier of n cores: a combining tree of counters, 4 a node",
	 "as barrier.central", 1, BENCH_ALWAYS},
	{"barrier.dissemination", "ns", "a barrier of n cores: each tells one other a round",
	 "as barrier.central", 1, BENCH_ALWAYS},
};
const struct bench_group bench_barrier = {"barrier", "measuring barriers", benchmarks,
					  ARRAY_SIZE(benchmarks), run_barrier};
