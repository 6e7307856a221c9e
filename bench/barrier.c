/* SPDX-License-Identifier: BSD-2-Clause */
#include "barrier.h"
#include "mem.h"

enum {
	ROUNDS_MAX = 11,  /* 2^11 = CPUS_MAX */
	LEVELS_MAX = 6,	  /* 4^6 > CPUS_MAX */
	REACHED_FIRST = 1 /* a member's reached, before its first time */
};
_Static_assert(1 << ROUNDS_MAX >= CPUS_MAX, "the last round reaches across half of all");
_Static_assert(1 << 2 * LEVELS_MAX >= CPUS_MAX, "BARRIER_FAN_IN to the power of levels");

/* Where those meet who wait for each other: the one place of the central barrier, or one of the
   tree's. */
struct place {
	_Alignas(CACHE_LINE) _Atomic(uint32_t) come;
	_Atomic(uint32_t) sense; /* of the last time that was complete */
};

/* What a member was told by its partner of each round: how many times. One line for all rounds, as
   they come one after the other. */
struct ear {
	_Alignas(CACHE_LINE) _Atomic(uint32_t) told[ROUNDS_MAX];
};
_Static_assert(sizeof(struct party_seat) + sizeof(struct place) + sizeof(struct ear) == SEAT_SIZE,
	       "all have room");

static struct {
	bool (*wait)(unsigned int rank, uint32_t time);
	unsigned int size;
	struct place *places;
	struct ear *ears;
} barrier;

static bool await_sense(const struct place *place, uint32_t sense)
{
	struct patience patience = {0};

	while (atomic_load_explicit(&place->sense, memory_order_acquire) != sense)
		if (!party_waits(&patience))
			return false;
	return true;
}

static bool is_last(struct place *place, unsigned int expected)
{
	/* releases what this member did; who comes last acquires what all did */
	if (atomic_fetch_add_explicit(&place->come, 1, memory_order_acq_rel) + 1 < expected)
		return false;
	atomic_store_explicit(&place->come, 0, memory_order_relaxed);
	return true;
}

static void let_go(struct place *place, uint32_t sense)
{
	/* release; pairs with await_sense() */
	atomic_store_explicit(&place->sense, sense, memory_order_release);
}

static bool wait_central(unsigned int rank, uint32_t time)
{
	struct place *place = &barrier.places[0];

	(void)rank;
	if (!is_last(place, barrier.size))
		return await_sense(place, time & 1);
	let_go(place, time & 1);
	return true;
}

/* Up as far as this member is the last one, and down again. */
static bool wait_tree(unsigned int rank, uint32_t time)
{
	struct place *passed[LEVELS_MAX], *level = barrier.places;
	unsigned int width = barrier.size, levels = 0;

	while (width > 1) {
		unsigned int above = (width + BARRIER_FAN_IN - 1) / BARRIER_FAN_IN;
		unsigned int first = rank - rank % BARRIER_FAN_IN;
		unsigned int siblings =
			width - first < BARRIER_FAN_IN ? width - first : BARRIER_FAN_IN;
		struct place *place = &level[rank / BARRIER_FAN_IN];

		if (!is_last(place, siblings)) {
			if (!await_sense(place, time & 1))
				return false;
			break;
		}
		passed[levels++] = place;
		level += above;
		width = above;
		rank /= BARRIER_FAN_IN;
	}
	while (levels)
		let_go(passed[--levels], time & 1);
	return true;
}

static bool await_told(const _Atomic(uint32_t) *told, uint32_t time)
{
	struct patience patience = {0};

	/* A partner may be one time ahead. */
	while ((int32_t)(atomic_load_explicit(told, memory_order_acquire) - time) < 0)
		if (!party_waits(&patience))
			return false;
	return true;
}

static bool wait_dissemination(unsigned int rank, uint32_t time)
{
	unsigned int round = 0;

	for (unsigned int distance = 1; distance < barrier.size; distance *= 2, round++) {
		unsigned int partner = rank + distance;

		if (partner >= barrier.size)
			partner -= barrier.size;
		/* release; pairs with await_told() */
		atomic_store_explicit(&barrier.ears[partner].told[round], time,
				      memory_order_release);
		if (!await_told(&barrier.ears[rank].told[round], time))
			return false;
	}
	return true;
}

void barrier_open(enum barrier_kind kind, unsigned int size)
{
	static bool (*const waits[BARRIER_KINDS])(unsigned int, uint32_t) = {
		[BARRIER_CENTRAL] = wait_central,
		[BARRIER_TREE] = wait_tree,
		[BARRIER_DISSEMINATION] = wait_dissemination,
	};

	barrier.wait = waits[kind];
	barrier.size = size;
	barrier.places = party_room();
	barrier.ears = (struct ear *)(barrier.places + size);
	memset(barrier.places, 0, size * (sizeof(struct place) + sizeof(struct ear)));
}

bool barrier_wait(unsigned int rank)
{
	_Atomic(uint32_t) *reached = &party_seat(rank)->reached;
	uint32_t time = atomic_load_explicit(reached, memory_order_relaxed) + 1 - REACHED_FIRST;

	atomic_store_explicit(reached, time + REACHED_FIRST, memory_order_relaxed);
	return barrier.wait(rank, time);
}
