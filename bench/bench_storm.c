/* SPDX-License-Identifier: BSD-2-Clause */
/* Many cores that call at once, from workers, with interrupts on: each calls every other, or all
   call the boot core. */
#include "party.h"
#include "worker.h"

enum { STORM_MOST = 256, WORD_BITS = 64, CALLS_EACH = 16 };

/* One for each member, by its rank; the boot core's is 0. */
static struct storm_core {
	/* written by the member, in its worker */
	_Alignas(CACHE_LINE) _Atomic(uint32_t) ready; /* the round that it waits for */
	_Atomic(uint32_t) sent;			      /* the round of which it has sent all */
	uint32_t errors;
	ticks spans[CALLS_EACH];
	/* written by the member, where it is called */
	_Alignas(CACHE_LINE) _Atomic(uint32_t) ran;
	uint32_t twice;
	uint64_t seen[STORM_MOST / WORD_BITS]; /* who has called */
} cores[STORM_MOST];

/* Written by the boot core between rounds. */
static struct {
	void (*part)(unsigned int rank);
	unsigned int size;
	cpu_index cpus[STORM_MOST]; /* by rank */
	uint16_t ranks[CPUS_MAX];   /* by index */
	uint32_t round;
	_Alignas(CACHE_LINE) _Atomic(uint32_t) begun; /* the last round that has */
} storm;

/* What each core is asked, by index, at any time: the round, and its rank in it; 0: nothing. */
static _Atomic(uint64_t) asked[CPUS_MAX];
enum { ASKED_ROUND_SHIFT = 32 };

/* Of the whole run. */
static struct {
	uint64_t wanted, ran, twice, errors;
} books;

static bool reaches(const _Atomic(uint32_t) *value, uint32_t wanted, struct deadline deadline)
{
	/* acquire; pairs with publish() */
	while (atomic_load_explicit(value, memory_order_acquire) != wanted) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

static void publish(_Atomic(uint32_t) *value, uint32_t number)
{
	atomic_store_explicit(value, number, memory_order_release);
}

/* ---- on each core ---- */

static void nothing(void *info)
{
	(void)info;
}

/* On the target; from: the sender's. */
static void receive(void *from)
{
	struct storm_core *self = &cores[storm.ranks[smp_processor_id()]];
	size_t rank = (size_t)((struct storm_core *)from - cores);
	uint64_t bit = 1ull << rank % WORD_BITS, *seen = &self->seen[rank / WORD_BITS];

	self->twice += (*seen & bit) != 0;
	*seen |= bit;
	publish(&self->ran, atomic_load_explicit(&self->ran, memory_order_relaxed) + 1);
}

/* Each begins with the next one, so that not all call the same. */
static void call_all_others(unsigned int rank)
{
	for (unsigned int i = 1; i < storm.size; i++) {
		cpu_index cpu = storm.cpus[(rank + i) % storm.size];

		if (smp_call_function_single(cpu, receive, &cores[rank], false) != STATUS_OK)
			cores[rank].errors++;
	}
}

static void call_the_boot_core(unsigned int rank)
{
	if (!rank)
		return;
	for (unsigned int i = 0; i < CALLS_EACH; i++) {
		ticks start = arch_clock_read();

		if (smp_call_function_single(0, nothing, NULL, true) != STATUS_OK)
			cores[rank].errors++;
		cores[rank].spans[i] = arch_clock_read() - start;
	}
}

/* acquire; pairs with ask_all() */
static uint64_t asked_of(cpu_index cpu)
{
	return atomic_load_explicit(&asked[cpu], memory_order_acquire);
}

static bool storm_should_run(cpu_index cpu)
{
	uint64_t now = asked_of(cpu);

	return now && atomic_load_explicit(&cores[(uint32_t)now].sent, memory_order_relaxed) !=
			      now >> ASKED_ROUND_SHIFT;
}

static void storm_run(cpu_index cpu)
{
	uint64_t now = asked_of(cpu);
	uint32_t rank = (uint32_t)now, round = (uint32_t)(now >> ASKED_ROUND_SHIFT);

	publish(&cores[rank].ready, round);
	if (reaches(&storm.begun, round, deadline_in_us(SMP_DEADLINE_US)))
		storm.part(rank);
	publish(&cores[rank].sent, round);
}

static const struct worker storm_worker = {
	.name = "storm", .should_run = storm_should_run, .run = storm_run};

/* ---- the boot core's part ---- */

static void choose_members(unsigned int size)
{
	cpu_index cpu;

	storm.size = 0;
	for (cpu = 0; cpu < CPUS_MAX; cpu++) /* one that is none any more is asked nothing */
		atomic_store_explicit(&asked[cpu], 0, memory_order_relaxed);
	for_each_cpu (cpu, &cpu_online_mask) {
		if (storm.size == size)
			return;
		storm.ranks[cpu] = (uint16_t)storm.size;
		storm.cpus[storm.size++] = cpu;
	}
}

static void clear_books(void)
{
	for (unsigned int rank = 0; rank < storm.size; rank++) {
		cores[rank].errors = cores[rank].twice = 0;
		atomic_store_explicit(&cores[rank].ran, 0, memory_order_relaxed);
		for (size_t i = 0; i < ARRAY_SIZE(cores[rank].seen); i++)
			cores[rank].seen[i] = 0;
	}
}

static void ask_all(uint32_t round)
{
	for (unsigned int rank = 1; rank < storm.size; rank++) {
		atomic_store_explicit(&asked[storm.cpus[rank]],
				      (uint64_t)round << ASKED_ROUND_SHIFT | rank,
				      memory_order_release);
		worker_kick(storm.cpus[rank]);
	}
}

static bool all_ready(uint32_t round, struct deadline deadline)
{
	for (unsigned int rank = 1; rank < storm.size; rank++)
		if (!reaches(&cores[rank].ready, round, deadline))
			return false;
	return true;
}

/* All have sent what they have to, and each was called so often. */
static bool all_done(uint32_t round, uint32_t calls, struct deadline deadline)
{
	bool done = true;

	for (unsigned int rank = 0; rank < storm.size; rank++)
		done = done && (!rank || reaches(&cores[rank].sent, round, deadline)) &&
		       reaches(&cores[rank].ran, calls, deadline);
	return done;
}

/* One round, of which each member is called that many times. False: not all came or were called. */
static bool rage(uint32_t calls, ticks *ret_span)
{
	uint32_t round = ++storm.round;
	bool done;
	ticks start;

	clear_books();
	ask_all(round);
	if (!all_ready(round, deadline_in_us(SMP_DEADLINE_US)))
		return false;
	start = arch_clock_read();
	publish(&storm.begun, round);
	storm.part(0);
	done = all_done(round, calls, deadline_in_us(SMP_DEADLINE_US));
	*ret_span = arch_clock_read() - start;
	for (unsigned int rank = 0; rank < storm.size; rank++) {
		books.wanted += calls;
		books.ran += atomic_load_explicit(&cores[rank].ran, memory_order_acquire);
		books.twice += cores[rank].twice;
		books.errors += cores[rank].errors;
	}
	return done;
}

static uint64_t per_second(uint64_t count, ticks span)
{
	nanoseconds ns = clock_to_ns(wait_clock, span);

	return ns ? count * 1000000000 / ns : 0;
}

/* ---- two kinds ---- */

static void add_storm(struct run *run, ticks span)
{
	hist_add(&run->hist[0], span, arch_clock_read());
	hist_add(&run->hist[1], per_second((uint64_t)storm.size * (storm.size - 1), span),
		 arch_clock_read());
}

/* The times of one sender, on its own clock. */
static void add_senders(struct run *run, ticks span)
{
	for (unsigned int i = 0; i < CALLS_EACH; i++)
		hist_add(&run->hist[0], cores[1].spans[i], arch_clock_read());
	hist_add(&run->hist[1], per_second((uint64_t)(storm.size - 1) * CALLS_EACH, span),
		 arch_clock_read());
}

static const struct kind {
	void (*part)(unsigned int rank);
	void (*add)(struct run *run, ticks span);
	bool each_is_called;
	struct measurement time, rate;
} kinds[] = {
	{call_all_others,
	 add_storm,
	 true,
	 {.name = "call.storm", .text = "each core calls every other, all at once"},
	 {.name = "call.rate",
	  .text = "calls when each core calls every other",
	  .unit = "per-s",
	  .parameters = {{"to", "all"}}}},
	{call_the_boot_core,
	 add_senders,
	 false,
	 {.name = "call.senders",
	  .text = "call to the boot core, waited for, while all others call it too"},
	 {.name = "call.rate",
	  .text = "calls when all others call the boot core",
	  .unit = "per-s",
	  .parameters = {{"to", "one"}}}},
};

static void emit(struct run *run, const struct measurement *of, const struct hist *hist)
{
	struct measurement m = *of;
	unsigned int at = m.parameters[0].key ? 1 : 0;
	char text[SIZE_TEXT];

	if (!bench_wanted(&run->machine->options, m.name))
		return;
	m.cpus = storm.size;
	m.wakes_idle = false;
	m.parameters[at] = (struct record_parameter){"n", size_text(storm.size, text)};
	measure_emit(run, &m, hist);
}

/* False: a core was lost, or a call. */
static bool measure_size(const struct sweep *sweep, const struct kind *kind)
{
	struct pace pace = sweep_pace(sweep, 0, 1);
	struct run *run = sweep->run;
	unsigned int rounds = 0;
	ticks span;

	choose_members(sweep->size < STORM_MOST ? sweep->size : STORM_MOST);
	storm.part = kind->part;
	hist_clear(&run->hist[0]);
	hist_clear(&run->hist[1]);
	for (; pace_left(&pace, run->hist[1].n); rounds++) {
		if (!rage(kind->each_is_called ? storm.size - 1 : 0, &span))
			return false;
		if (rounds) /* the first one is to warm up */
			kind->add(run, span);
		budget_breathe(run);
	}
	emit(run, &kind->time, &run->hist[0]);
	emit(run, &kind->rate, &run->hist[1]);
	return true;
}

static bool measure_kind(struct run *run, const struct kind *kind)
{
	const struct options *options = &run->machine->options;
	struct sweep sweep;
	bool good = true;

	if (!bench_wanted(options, kind->time.name) && !bench_wanted(options, kind->rate.name))
		return true;
	for (sweep_begin(&sweep, run, 2, 2); sweep.size && good; sweep_next(&sweep))
		good = measure_size(&sweep, kind);
	return good;
}

static void run_storm(struct run *run)
{
	bool good;

	if (num_online_cpus() < 2)
		return;
	books.wanted = books.ran = books.twice = books.errors = 0;
	good = worker_register(&storm_worker) == STATUS_OK;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		good = good && measure_kind(run, &kinds[i]);
	good &= worker_unregister(&storm_worker) == STATUS_OK;
	report_check(run->machine->report, "call.storm",
		     good && books.ran == books.wanted && !books.twice && !books.errors
			     ? VERDICT_PASS
			     : VERDICT_FAIL,
		     "%llu of %llu calls ran when all cores called all others, %llu of them twice; "
		     "%llu were refused",
		     (unsigned long long)books.ran, (unsigned long long)books.wanted,
		     (unsigned long long)books.twice, (unsigned long long)books.errors);
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{"call.storm", "ns", "each of n cores calls every other, not waited for, all at once",
	 "boot core, before it lets all begin to the sight that each was called by every other", 1,
	 BENCH_ALWAYS},
	{"call.senders", "ns", "a call to the boot core while n - 1 others call it",
	 "the sender with the lowest index, before each call to its return; 16 each a round", 1,
	 BENCH_ALWAYS},
	{"call.rate", "per-s", "calls in the rounds of call.storm and call.senders",
	 "all calls of a round, by the boot core's time for it", 2, BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_storm = {"storm", "measuring calls of all cores at once", benchmarks,
					ARRAY_SIZE(benchmarks), run_storm};
