/* SPDX-License-Identifier: BSD-2-Clause */
/* Barriers and locks among cores: that they hold, whom they name when one is lost, and that the run
   goes on. */
#include "scenario.h"
#include "barrier.h"
#include "call.h"
#include "lock.h"
#include "stall.h"
#include <stdlib.h>

enum {
	CORES = 9,
	SIZE_MOST = 8,
	TIMES = 50,
	TURNS = 300,
	LOST_SIZE = 5,
	LOST = 2,
	BEFORE_LOST = 3
};

static struct run run;

/* False, and nothing else can be tested. */
static void open_party(const struct machine *machine)
{
	run.machine = machine;
	run.seats = aligned_alloc(CACHE_LINE, CORES * SEAT_SIZE);
	memset(run.seats, 0, CORES * SEAT_SIZE);
	expect(party_open(&run));
}

static void nothing(void *info)
{
	(void)info;
}

/* Every core still takes calls. */
static void expect_all_well(void)
{
	expect_number(on_each_cpu(nothing, NULL, true), STATUS_OK);
	expect(slots_free());
}

/* ---- barriers ---- */

static struct {
	unsigned int size;
	uint32_t written[SIZE_MOST]; /* plain: only the barrier orders it */
	_Atomic(unsigned int) wrong, ended;
} meeting;

static void note_wrong(bool right)
{
	if (!right)
		atomic_fetch_add_explicit(&meeting.wrong, 1, memory_order_relaxed);
}

/* Twice each time: behind the first all have written, behind the second all have read. */
static void write_and_read(unsigned int rank)
{
	for (uint32_t time = 1; time <= TIMES; time++) {
		meeting.written[rank] = time;
		note_wrong(barrier_wait(rank));
		for (unsigned int i = 0; i < meeting.size; i++)
			note_wrong(meeting.written[i] == time);
		note_wrong(barrier_wait(rank));
	}
	atomic_fetch_add_explicit(&meeting.ended, 1, memory_order_relaxed);
}

static void barrier_holds(const struct machine *machine)
{
	const enum barrier_kind *kind = scenario_context();

	open_party(machine);
	for (meeting.size = 1; meeting.size <= SIZE_MOST; meeting.size++) {
		atomic_store(&meeting.ended, 0);
		barrier_open(*kind, meeting.size);
		expect(party_play(meeting.size, write_and_read));
		expect_number(atomic_load(&meeting.ended), meeting.size);
	}
	expect_number(atomic_load(&meeting.wrong), 0);
	expect_all_well();
}

/* ---- locks ---- */

static const struct lock *lock;
static uint64_t under_lock; /* plain */

static void take_often(unsigned int rank)
{
	party_seat(rank)->count = 0;
	for (unsigned int i = 0; i < TURNS; i++) {
		if (!lock->acquire(rank))
			return;
		under_lock++;
		lock->release(rank);
		party_seat(rank)->count++;
	}
}

static void lock_holds(const struct machine *machine)
{
	const unsigned int *kind = scenario_context();

	lock = &locks[*kind];
	open_party(machine);
	for (unsigned int size = 1; size <= SIZE_MOST; size++) {
		under_lock = 0;
		lock_open(size);
		expect(party_play(size, take_often));
		for (unsigned int rank = 0; rank < size; rank++)
			expect_number(party_seat(rank)->count, TURNS);
		expect_number(under_lock, (uint64_t)size * TURNS);
	}
	expect_all_well();
}

/* ---- a core is lost ---- */

static struct gate gate;

/* The lost one ends its part too early. */
static void deserts(unsigned int rank)
{
	for (unsigned int time = 0; time < TIMES; time++)
		if ((rank == LOST && time == BEFORE_LOST) || !barrier_wait(rank))
			return;
	note_wrong(false); /* nobody gets so far */
}

/* It never comes back, for all that the others know. */
static void hangs(unsigned int rank)
{
	for (unsigned int time = 0; time < TIMES; time++) {
		if (rank == LOST && time == BEFORE_LOST)
			hold_here(&gate);
		if (!barrier_wait(rank))
			return;
	}
	note_wrong(false);
}

static void hangs_under_lock(unsigned int rank)
{
	for (unsigned int i = 0; i < TURNS; i++) {
		if (!lock->acquire(rank))
			return;
		if (rank == LOST && i == BEFORE_LOST)
			hold_here(&gate);
		lock->release(rank);
	}
}

static void meets_once(unsigned int rank)
{
	note_wrong(barrier_wait(rank));
}

/* With all cores, in the same room. */
static void expect_next_party(enum barrier_kind kind)
{
	expect(party_open(&run));
	barrier_open(kind, LOST_SIZE);
	expect(party_play(LOST_SIZE, meets_once));
	expect_number(party_lost(), CPU_NONE);
	expect_number(atomic_load(&meeting.wrong), 0);
	expect_all_well();
}

static void one_deserts(const struct machine *machine)
{
	const enum barrier_kind *kind = scenario_context();

	open_party(machine);
	barrier_open(*kind, LOST_SIZE);
	expect(!party_play(LOST_SIZE, deserts));
	expect_number(party_lost(), LOST);
	expect_next_party(*kind);
}

/* While it hangs there is no other party; when it has left there is. */
static void expect_lost_until_it_leaves(enum barrier_kind kind)
{
	ticks before = arch_clock_read();

	expect_number(party_lost(), LOST);
	expect(!party_open(&run));
	expect(!party_play(LOST_SIZE, meets_once));
	expect_number(party_lost(), LOST);
	expect(arch_clock_read() - before <
	       clock_from_us(wait_clock, SMP_DEADLINE_US)); /* refused at once */
	expect_number(smp_call_function_single(LOST + 1, nothing, NULL, true), STATUS_OK);
	gate_open(&gate);
	expect_number(smp_call_function_single(LOST, nothing, NULL, true), STATUS_OK);
	expect_next_party(kind);
}

static void one_hangs(const struct machine *machine)
{
	const enum barrier_kind *kind = scenario_context();

	open_party(machine);
	barrier_open(*kind, LOST_SIZE);
	expect(!party_play(LOST_SIZE, hangs));
	expect_lost_until_it_leaves(*kind);
}

static void holder_hangs(const struct machine *machine)
{
	const unsigned int *kind = scenario_context();

	lock = &locks[*kind];
	open_party(machine);
	lock_open(LOST_SIZE);
	expect(!party_play(LOST_SIZE, hangs_under_lock));
	expect_lost_until_it_leaves(BARRIER_CENTRAL);
}

static void one_does_not_come(const struct machine *machine)
{
	const enum barrier_kind *kind = scenario_context();

	open_party(machine);
	expect_number(smp_call_function_single(LOST, hold_here, &gate, false), STATUS_OK);
	expect(await_count(&gate.entered, 1));
	barrier_open(*kind, LOST_SIZE);
	expect(!party_play(LOST_SIZE, meets_once));
	expect_lost_until_it_leaves(*kind);
}

static const enum barrier_kind central = BARRIER_CENTRAL, tree = BARRIER_TREE,
			       dissemination = BARRIER_DISSEMINATION;
static const unsigned int lock_kinds[LOCK_KINDS] = {0, 1, 2, 3, 4};

#define ROW(name_, body_, context_)                                                                \
	{                                                                                          \
		.name = (name_), .body = (body_), .setup = {.cores = CORES}, .context = (context_) \
	}
static const struct scenario rows[] = {
	ROW("barrier, central", barrier_holds, &central),
	ROW("barrier, tree", barrier_holds, &tree),
	ROW("barrier, dissemination", barrier_holds, &dissemination),
	ROW("lock, tas", lock_holds, &lock_kinds[0]),
	ROW("lock, tas-backoff", lock_holds, &lock_kinds[1]),
	ROW("lock, ticket", lock_holds, &lock_kinds[2]),
	ROW("lock, mcs", lock_holds, &lock_kinds[3]),
	ROW("lock, csd", lock_holds, &lock_kinds[4]),
	ROW("one deserts a barrier, central", one_deserts, &central),
	ROW("one deserts a barrier, tree", one_deserts, &tree),
	ROW("one deserts a barrier, dissemination", one_deserts, &dissemination),
	ROW("one hangs before a barrier, central", one_hangs, &central),
	ROW("one hangs before a barrier, tree", one_hangs, &tree),
	ROW("one hangs before a barrier, dissemination", one_hangs, &dissemination),
	ROW("a holder hangs, tas", holder_hangs, &lock_kinds[0]),
	ROW("a holder hangs, tas-backoff", holder_hangs, &lock_kinds[1]),
	ROW("a holder hangs, ticket", holder_hangs, &lock_kinds[2]),
	ROW("a holder hangs, mcs", holder_hangs, &lock_kinds[3]),
	ROW("a holder hangs, csd", holder_hangs, &lock_kinds[4]),
	ROW("one does not come", one_does_not_come, &tree),
};

SCENARIOS_MAIN(rows)
