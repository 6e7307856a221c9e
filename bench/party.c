/* SPDX-License-Identifier: BSD-2-Clause */
#include "party.h"
#include "fmt.h"

enum { LEAVE_US = 1000000, US_PER_ITERATION = 250 };

/* Who waits, waits for these two alone. */
static struct {
	_Alignas(CACHE_LINE) _Atomic(bool) begun;
	_Alignas(CACHE_LINE) _Atomic(bool) over;
} doors;

/* Written by the boot core between parts. */
static struct {
	_Alignas(CACHE_LINE) party_func part;
	struct cpumask members;
	unsigned int size;
	cpu_index lost;
	struct party_seat *seats;
	void *room;
} party;

struct party_seat *party_seat(unsigned int rank)
{
	return &party.seats[rank];
}

void *party_room(void)
{
	return party.room;
}

cpu_index party_lost(void)
{
	return party.lost;
}

bool party_is_over(void)
{
	return atomic_load_explicit(&doors.over, memory_order_relaxed);
}

bool party_waits_long(struct patience *patience)
{
	arch_relax();
	if (party_is_over())
		return false;
	if (!patience->end)
		patience->end = deadline_in_us(SMP_DEADLINE_US).end;
	if (!deadline_passed((struct deadline){patience->end}))
		return true;
	atomic_store_explicit(&doors.over, true, memory_order_relaxed);
	return false;
}

static uint32_t reached(unsigned int rank)
{
	/* acquire; pairs with take_part() */
	return atomic_load_explicit(&party.seats[rank].reached, memory_order_acquire);
}

static bool await_members(void)
{
	struct patience patience = {0}; /* one for all */

	for (unsigned int rank = 1; rank < party.size; rank++)
		while (!reached(rank))
			if (!party_waits(&patience))
				return false;
	/* release; pairs with await_begin() */
	atomic_store_explicit(&doors.begun, true, memory_order_release);
	return true;
}

static bool await_begin(void)
{
	struct patience patience = {0};

	while (!atomic_load_explicit(&doors.begun, memory_order_acquire))
		if (!party_waits(&patience))
			return false;
	return true;
}

/* On each member. */
static void take_part(void *info)
{
	unsigned int rank = cpumask_rank(&party.members, smp_processor_id());

	(void)info;
	atomic_store_explicit(&party.seats[rank].reached, 1, memory_order_release);
	if (rank ? await_begin() : await_members())
		party.part(rank);
	/* release; pairs with has_left(): after it this member touches nothing of the party's */
	atomic_store_explicit(&party.seats[rank].left, true, memory_order_release);
}

static bool has_left(unsigned int rank)
{
	return atomic_load_explicit(&party.seats[rank].left, memory_order_acquire);
}

static unsigned int first_not_left(void)
{
	unsigned int rank = 0;

	while (rank < party.size && has_left(rank))
		rank++;
	return rank;
}

bool party_open(struct run *run)
{
	if (first_not_left() < party.size)
		return false;
	party.seats = run->seats;
	party.room = (unsigned char *)run->seats +
		     run->machine->possible_count * sizeof(struct party_seat);
	return true;
}

bool party_open_for(struct run *run, const char *name)
{
	bool opened = party_open(run);

	if (!opened)
		party_report_lost(run, name);
	return opened;
}

/* Who is still under way; else who came least far, when not all have come equally far. */
static cpu_index find_lost(void)
{
	unsigned int least = 0, most = 0, late = first_not_left();

	if (late < party.size)
		return cpumask_nth(&party.members, late);
	for (unsigned int rank = 1; rank < party.size; rank++) {
		if (reached(rank) < reached(least))
			least = rank;
		if (reached(rank) > reached(most))
			most = rank;
	}
	return reached(least) == reached(most) ? CPU_NONE : cpumask_nth(&party.members, least);
}

/* All are told to leave; who waited for a lost one does so now. */
static void break_up(void)
{
	struct deadline deadline = deadline_in_us(LEAVE_US);

	atomic_store_explicit(&doors.over, true, memory_order_relaxed);
	while (first_not_left() < party.size && !deadline_passed(deadline))
		arch_relax();
	party.lost = find_lost();
}

static void choose_members(unsigned int size)
{
	cpu_index cpu;

	party.size = size;
	cpumask_clear_all(&party.members);
	for_each_cpu (cpu, &cpu_online_mask) {
		if (!size--)
			return;
		cpumask_set(&party.members, cpu);
	}
}

bool party_play(unsigned int size, party_func part)
{
	enum status status;

	if (first_not_left() < party.size) /* of the last party */
		return false;
	choose_members(size);
	party.part = part;
	party.lost = CPU_NONE;
	for (unsigned int rank = 0; rank < size; rank++) {
		atomic_store_explicit(&party.seats[rank].reached, 0, memory_order_relaxed);
		atomic_store_explicit(&party.seats[rank].left, false, memory_order_relaxed);
	}
	atomic_store_explicit(&doors.begun, false, memory_order_relaxed);
	atomic_store_explicit(&doors.over, false, memory_order_relaxed);
	/* the call releases all this; pairs with its acquire on each member */
	status = on_each_cpu_mask(&party.members, take_part, NULL, true);
	if (status == STATUS_OK && !party_is_over())
		return true;
	break_up();
	return false;
}

void party_report_lost(struct run *run, const char *name)
{
	if (party.lost == CPU_NONE)
		report_check(run->machine->report, name, VERDICT_FAIL,
			     "one of %u cores waited for %u ms, measurement abandoned", party.size,
			     SMP_DEADLINE_US / 1000);
	else
		report_check(run->machine->report, name, VERDICT_FAIL,
			     "no answer from core %u of %u within %u ms, measurement abandoned",
			     party.lost, party.size, SMP_DEADLINE_US / 1000);
}

/* ---- sizes ---- */

static unsigned int size_behind(unsigned int size, unsigned int most)
{
	return size < most / 2 + most % 2 ? size * 2 : size < most ? most : 0;
}

void sweep_begin(struct sweep *sweep, struct run *run, unsigned int least, unsigned int shares)
{
	unsigned int online = num_online_cpus();
	bool named = run->machine->options.only[0];

	sweep->run = run;
	sweep->most =
		!named && run->machine->yields && online > PARTY_SHARED ? PARTY_SHARED : online;
	sweep->size = named ? least : sweep->most;
	sweep->steps = 0;
	for (unsigned int size = sweep->size; size; size = size_behind(size, sweep->most))
		sweep->steps++;
	sweep->end = budget_take(run, shares);
}

void sweep_next(struct sweep *sweep)
{
	sweep->size = size_behind(sweep->size, sweep->most);
	sweep->steps--;
}

struct pace sweep_pace(const struct sweep *sweep, unsigned int part, unsigned int parts)
{
	unsigned int asked = sweep->run->machine->options.iterations;
	ticks now = arch_clock_read();
	uint64_t left = deadline_passed(sweep->end) ? 0 : sweep->end.end - now;

	if (asked)
		return (struct pace){deadline_in_us((uint64_t)asked * US_PER_ITERATION), asked};
	return (struct pace){{now + left / (sweep->steps * parts - part)}, UINT64_MAX};
}

bool pace_left(const struct pace *pace, uint64_t samples)
{
	return !samples || (samples < pace->most && !deadline_passed(pace->end));
}

const char *size_text(unsigned int size, char text[SIZE_TEXT])
{
	fmt_text(text, SIZE_TEXT, "%u", size);
	return text;
}
