/* SPDX-License-Identifier: BSD-2-Clause */
/* The structures that the SMP core itself shares, used by all cores of a party at once: the list of
   calls, and the masks of cores. */
#include "llist.h"
#include "party.h"

enum { NODES_MOST = 64, PAIRS = 32 };

static struct {
	_Alignas(CACHE_LINE) _Atomic(bool) ends;
	_Alignas(CACHE_LINE) llist_head list;
	_Alignas(CACHE_LINE) struct cpumask mask;
	_Alignas(CACHE_LINE) struct llist_node *nodes; /* node_count of each member */
	unsigned int size, node_count;
	ticks span; /* of the boot core */
} shared;

/* Of the whole run. */
static struct {
	uint64_t pushed, taken, wrong_bits;
} books;

/* ---- llist ---- */

/* The boot core owns the list, as a core does its queue: it takes all that is there, until it has
   had each node. */
static void take_all(void)
{
	uint64_t wanted = (uint64_t)(shared.size - 1) * shared.node_count, taken = 0;
	struct patience patience = {0};
	ticks start = arch_clock_read();

	while (taken < wanted) {
		struct llist_node *list = llist_take(&shared.list);

		if (!list && !party_waits(&patience))
			break;
		for (; list; list = list->next)
			taken++;
	}
	shared.span = (arch_clock_read() - start) / wanted;
	books.pushed += wanted;
	books.taken += taken;
}

static void push_or_take(unsigned int rank)
{
	if (!rank) {
		take_all();
		return;
	}
	for (unsigned int i = 0; i < shared.node_count; i++)
		llist_push(&shared.list, &shared.nodes[(rank - 1) * shared.node_count + i]);
}

static void lay_out_nodes(struct run *run, unsigned int size)
{
	size_t room = SCRATCH_SIZE / sizeof(*shared.nodes) / size;

	shared.nodes = run->scratch;
	shared.node_count = room < NODES_MOST ? (unsigned int)room : NODES_MOST;
	llist_open(&shared.list);
}

/* ---- cpumask ---- */

static void set_and_clear(unsigned int rank)
{
	cpumask_set_atomic(&shared.mask, rank);
	cpumask_clear_atomic(&shared.mask, rank);
}

/* The others do the same until the boot core is done. */
static void use_mask(unsigned int rank)
{
	struct patience patience = {0};
	ticks start;

	while (rank && !atomic_load_explicit(&shared.ends, memory_order_relaxed)) {
		set_and_clear(rank);
		if (!party_waits(&patience))
			return;
	}
	if (rank)
		return;
	start = arch_clock_read();
	for (unsigned int i = 0; i < PAIRS; i++)
		set_and_clear(0);
	shared.span = (arch_clock_read() - start) / PAIRS;
	atomic_store_explicit(&shared.ends, true, memory_order_relaxed);
}

static void clear_mask(struct run *run, unsigned int size)
{
	(void)run, (void)size;
	books.wrong_bits += cpumask_weight(&shared.mask); /* all have cleared theirs */
	atomic_store_explicit(&shared.ends, false, memory_order_relaxed);
}

/* ---- both ---- */

static const struct kind {
	struct measurement measurement;
	void (*prepare)(struct run *run, unsigned int size);
	party_func part;
} kinds[] = {
	{{.name = "llist.push", .text = "a node pushed by one of many cores, and taken by another"},
	 lay_out_nodes,
	 push_or_take},
	{{.name = "cpumask.set", .text = "own bit of a shared mask set and cleared"},
	 clear_mask,
	 use_mask},
};

/* False: a core was lost. */
static bool measure_size(const struct sweep *sweep, const struct kind *kind)
{
	struct measurement m = kind->measurement;
	struct pace pace = sweep_pace(sweep, 0, 1);
	struct run *run = sweep->run;
	unsigned int rounds = 0;
	char size[SIZE_TEXT];

	m.cpus = shared.size = sweep->size;
	m.parameters[0] = (struct record_parameter){"n", size_text(sweep->size, size)};
	hist_clear(run->hist);
	for (; pace_left(&pace, run->hist->n); rounds++) {
		kind->prepare(run, sweep->size);
		if (!party_play(sweep->size, kind->part)) {
			party_report_lost(run, m.name);
			return false;
		}
		if (rounds) /* the first one is to warm up */
			hist_add(run->hist, shared.span, arch_clock_read());
		budget_breathe(run);
	}
	measure_emit(run, &m, run->hist);
	return true;
}

static bool measure_kind(struct run *run, const struct kind *kind)
{
	struct sweep sweep;

	if (!bench_wanted(&run->machine->options, kind->measurement.name))
		return true;
	for (sweep_begin(&sweep, run, 2, 1); sweep.size; sweep_next(&sweep))
		if (!measure_size(&sweep, kind))
			return false;
	return true;
}

static void run_shared(struct run *run)
{
	if (num_online_cpus() < 2 || !party_open_for(run, "shared"))
		return;
	books.pushed = books.taken = books.wrong_bits = 0;
	cpumask_clear_all(&shared.mask);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!measure_kind(run, &kinds[i]))
			return;
	report_check(run->machine->report, "llist.nodes",
		     books.pushed == books.taken && !books.wrong_bits && cpumask_empty(&shared.mask)
			     ? VERDICT_PASS
			     : VERDICT_FAIL,
		     "%llu nodes pushed, %llu taken; %llu bits of a mask that all had cleared",
		     (unsigned long long)books.pushed, (unsigned long long)books.taken,
		     (unsigned long long)(books.wrong_bits + cpumask_weight(&shared.mask)));
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{"llist.push", "ns", "a node of the list that calls travel by: n - 1 cores push, one takes",
	 "boot core, from its first take to its last, by the number of nodes; up to 64 of each core", 1,
	 BENCH_ALWAYS},
	{"cpumask.set", "ns", "own bit of a mask set and cleared atomically, by n cores at once",
	 "boot core, 32 such pairs at once, divided", 1, BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_shared = {"shared", "measuring what cores share", benchmarks,
					 ARRAY_SIZE(benchmarks), run_shared};
