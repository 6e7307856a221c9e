/* SPDX-License-Identifier: BSD-2-Clause */
/* Locks for which all cores of a party contend, with as little as can be done under them and
   between. */
#include "lock.h"

enum { SLICES_MOST = 64, TURNS_UNTIMED = 16, PARTS = 2 * LOCK_KINDS };

enum { RATE, HANDOVER, FAIRNESS, LATENCY, FIGURES };

static const struct measurement figures[FIGURES] = {
	[RATE] = {.name = "lock.rate",
		  .text = "acquisitions of one lock by all cores",
		  .unit = "per-s"},
	[HANDOVER] = {.name = "lock.handover",
		      .text = "a lock passes from a core to another one: time between two such"},
	[FAIRNESS] = {.name = "lock.fairness",
		      .text = "acquisitions of the core with the fewest, of those with the most",
		      .unit = "percent"},
	[LATENCY] = {.name = "lock.latency", .text = "one lock taken and released, boot core"},
};

/* What the lock protects: plain, so that it adds up only if there is one holder at a time. */
static struct {
	_Alignas(CACHE_LINE) uint64_t taken;
	uint64_t handovers;
	unsigned int last;
} held;

/* Of one part. */
static struct {
	_Alignas(CACHE_LINE) _Atomic(bool) ends;
	_Alignas(CACHE_LINE) const struct lock *lock;
	unsigned int turns; /* between two looks at the clock */
	bool gives_way;	    /* cores may share a real one: others get a turn */
	ticks span;	    /* of the boot core's part */
	struct hist *hist;  /* of the boot core's acquisitions; NULL: they are not timed */
} contest;

/* Of all parts of one kind and size. */
static struct {
	uint64_t figures[FIGURES][SLICES_MOST];
	unsigned int slices, handover_slices;
	uint64_t taken, counted;
} books;

static bool take_once(unsigned int rank)
{
	if (!contest.lock->acquire(rank))
		return false;
	held.taken++;
	if (held.last != rank) {
		held.last = rank;
		held.handovers++;
	}
	contest.lock->release(rank);
	return true;
}

static bool take_timed(void)
{
	ticks start = arch_clock_read();

	if (!take_once(0))
		return false;
	hist_add(contest.hist, arch_clock_read() - start, start);
	return true;
}

static bool goes_on(uint64_t count, struct deadline end)
{
	if (count % contest.turns == 0 && deadline_passed(end))
		atomic_store_explicit(&contest.ends, true, memory_order_relaxed);
	return !atomic_load_explicit(&contest.ends, memory_order_relaxed) && !party_is_over();
}

/* Ends for all when the time is up for the first. */
static void contend(unsigned int rank)
{
	bool timed = contest.hist && !rank;
	struct deadline end = deadline_in_us(PARTY_SLICE_US);
	ticks start = arch_clock_read();
	uint64_t count = 0;

	do {
		if (timed ? !take_timed() : !take_once(rank))
			break;
		count++;
		if (contest.gives_way)
			arch_relax();
	} while (goes_on(count, end));
	party_seat(rank)->count = count;
	if (!rank)
		contest.span = arch_clock_read() - start;
}

/* False: a core was lost. */
static bool play(const struct sweep *sweep)
{
	lock_open(sweep->size);
	held.taken = held.handovers = held.last = 0;
	atomic_store_explicit(&contest.ends, false, memory_order_relaxed);
	if (!party_play(sweep->size, contend))
		return false;
	books.taken += held.taken;
	for (unsigned int rank = 0; rank < sweep->size; rank++)
		books.counted += party_seat(rank)->count;
	return true;
}

static uint64_t per_second(uint64_t count, ticks span)
{
	nanoseconds ns = clock_to_ns(wait_clock, span);

	return ns ? count * 1000000000 / ns : 0;
}

static uint64_t fairness(unsigned int size)
{
	uint64_t least = UINT64_MAX, most = 0;

	for (unsigned int rank = 0; rank < size; rank++) {
		uint64_t count = party_seat(rank)->count;

		least = count < least ? count : least;
		most = count > most ? count : most;
	}
	return most ? least * 100 / most : 0;
}

static void enter_slice(unsigned int size)
{
	books.figures[RATE][books.slices] = per_second(held.taken, contest.span);
	books.figures[FAIRNESS][books.slices++] = fairness(size);
	if (held.handovers)
		books.figures[HANDOVER][books.handover_slices++] = contest.span / held.handovers;
}

static bool contend_slices(const struct sweep *sweep, const struct pace *pace)
{
	contest.hist = NULL;
	books.slices = books.handover_slices = 0;
	while (pace_left(pace, books.slices) && books.slices < SLICES_MOST) {
		if (!play(sweep))
			return false;
		enter_slice(sweep->size);
		budget_breathe(sweep->run);
	}
	return true;
}

static bool contend_timed(const struct sweep *sweep, const struct pace *pace)
{
	struct hist *hist = sweep->run->hist;

	contest.hist = hist;
	hist_clear(hist);
	while (pace_left(pace, hist->n)) {
		if (!play(sweep))
			return false;
		budget_breathe(sweep->run);
	}
	return true;
}

static void emit(struct run *run, const struct measurement *figure, unsigned int size,
		 const struct hist *hist)
{
	struct measurement m = *figure;
	char text[SIZE_TEXT];

	if (!bench_wanted(&run->machine->options, m.name) || !hist->n)
		return;
	m.cpus = size;
	m.parameters[0] = (struct record_parameter){"lock", contest.lock->name};
	m.parameters[1] = (struct record_parameter){"n", size_text(size, text)};
	measure_emit(run, &m, hist);
}

static void emit_slices(struct run *run, unsigned int figure, unsigned int size, unsigned int count)
{
	hist_clear(run->hist);
	for (unsigned int i = 0; i < count; i++)
		hist_add(run->hist, books.figures[figure][i], arch_clock_read());
	emit(run, &figures[figure], size, run->hist);
}

/* Alone, a core has nobody to hand over to, and nobody to be fair to. */
static void emit_all(struct run *run, unsigned int size)
{
	emit(run, &figures[LATENCY], size, run->hist);
	emit_slices(run, RATE, size, books.slices);
	if (size < 2)
		return;
	emit_slices(run, HANDOVER, size, books.handover_slices);
	emit_slices(run, FAIRNESS, size, books.slices);
}

static bool measure_lock(const struct sweep *sweep, unsigned int kind)
{
	struct pace pace = sweep_pace(sweep, 2 * kind, PARTS);

	contest.lock = &locks[kind];
	if (!contend_slices(sweep, &pace))
		return false;
	pace = sweep_pace(sweep, 2 * kind + 1, PARTS);
	if (!contend_timed(sweep, &pace))
		return false;
	emit_all(sweep->run, sweep->size);
	return true;
}

static bool measure_size(const struct sweep *sweep)
{
	for (unsigned int kind = 0; kind < LOCK_KINDS; kind++)
		if (!measure_lock(sweep, kind)) {
			party_report_lost(sweep->run, "lock");
			return false;
		}
	return true;
}

static void run_lock(struct run *run)
{
	unsigned int shares = bench_group_shares(&run->machine->options, run->budget.group);
	struct sweep sweep;

	if (num_online_cpus() < 2 || !party_open_for(run, "lock"))
		return;
	books.taken = books.counted = 0;
	contest.gives_way = run->machine->yields;
	contest.turns = contest.gives_way ? 1 : TURNS_UNTIMED;
	for (sweep_begin(&sweep, run, 1, shares); sweep.size; sweep_next(&sweep))
		if (!measure_size(&sweep))
			return;
	report_check(run->machine->report, "lock.exclusive",
		     books.taken == books.counted && books.taken ? VERDICT_PASS : VERDICT_FAIL,
		     "%llu acquisitions of %u kinds of locks, %llu counted under them",
		     (unsigned long long)books.counted, LOCK_KINDS,
		     (unsigned long long)books.taken);
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{"lock.rate", "per-s", "acquisitions of one lock by n cores, each at once again",
	 "all that were counted under it, by the boot core's time; 1 ms a sample", 2, BENCH_ALWAYS},
	{"lock.latency", "ns", "one lock taken and released, with n cores at it",
	 "boot core, before it asks for the lock to the return of the release", 2, BENCH_ALWAYS},
	{"lock.handover", "ns", "one lock passes from a core to another",
	 "the time of a sample of lock.rate by the number of such changes, if there are any", 1,
	 BENCH_BY_NAME},
	{"lock.fairness", "percent", "acquisitions of the core with the fewest, of those with the most",
	 "in each sample of lock.rate", 1, BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_lock = {"lock", "measuring locks", benchmarks,
				       ARRAY_SIZE(benchmarks), run_lock};
