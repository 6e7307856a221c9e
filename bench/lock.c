/* SPDX-License-Identifier: BSD-2-Clause */
#include "lock.h"
#include "call.h"
#include "mem.h"

enum { PAUSES_LEAST = 1, PAUSES_MOST = 256 };

/* A member's place in the queue. */
struct mcs_node {
	_Alignas(CACHE_LINE) _Atomic(struct mcs_node *) next;
	_Atomic(bool) waits;
};
_Static_assert(sizeof(struct party_seat) + sizeof(struct mcs_node) <= SEAT_SIZE, "all have room");

/* Each on a line of its own; a ticket's two words are on one, as usual. */
static struct {
	_Alignas(CACHE_LINE) _Atomic(bool) held;
	_Alignas(CACHE_LINE) _Atomic(uint32_t) next, serving;
	_Alignas(CACHE_LINE) _Atomic(struct mcs_node *) last;
	_Alignas(CACHE_LINE) struct call_node node;
	_Alignas(CACHE_LINE) struct mcs_node *nodes;
} all;

void lock_open(unsigned int size)
{
	memset(&all, 0, sizeof(all));
	all.nodes = party_room();
	memset(all.nodes, 0, size * sizeof(*all.nodes));
}

/* acquire; pairs with tas_release() */
static bool tas_is_mine(void)
{
	return !atomic_exchange_explicit(&all.held, true, memory_order_acquire);
}

static bool tas_acquire(unsigned int rank)
{
	struct patience patience = {0};

	(void)rank;
	while (!tas_is_mine())
		if (!party_waits_bare(&patience))
			return false;
	return true;
}

static void tas_release(unsigned int rank)
{
	(void)rank;
	atomic_store_explicit(&all.held, false, memory_order_release);
}

static bool backoff_acquire(unsigned int rank)
{
	struct patience patience = {0};
	unsigned int pauses = PAUSES_LEAST;

	(void)rank;
	while (!tas_is_mine()) {
		for (unsigned int i = 0; i < pauses; i++)
			if (!party_waits(&patience))
				return false;
		if (pauses < PAUSES_MOST)
			pauses *= 2;
	}
	return true;
}

static bool ticket_acquire(unsigned int rank)
{
	struct patience patience = {0};
	uint32_t mine = atomic_fetch_add_explicit(&all.next, 1, memory_order_relaxed);

	(void)rank;
	/* acquire; pairs with ticket_release() */
	while (atomic_load_explicit(&all.serving, memory_order_acquire) != mine)
		if (!party_waits(&patience))
			return false;
	return true;
}

static void ticket_release(unsigned int rank)
{
	uint32_t mine = atomic_load_explicit(&all.serving, memory_order_relaxed);

	(void)rank;
	atomic_store_explicit(&all.serving, mine + 1, memory_order_release);
}

static bool mcs_acquire(unsigned int rank)
{
	struct mcs_node *mine = &all.nodes[rank], *before;
	struct patience patience = {0};

	atomic_store_explicit(&mine->next, NULL, memory_order_relaxed);
	atomic_store_explicit(&mine->waits, true, memory_order_relaxed);
	/* releases mine to who comes behind; acquires what a holder did who has left nobody */
	before = atomic_exchange_explicit(&all.last, mine, memory_order_acq_rel);
	if (!before)
		return true;
	/* release; pairs with mcs_release() */
	atomic_store_explicit(&before->next, mine, memory_order_release);
	while (atomic_load_explicit(&mine->waits, memory_order_acquire))
		if (!party_waits(&patience))
			return false;
	return true;
}

static void mcs_release(unsigned int rank)
{
	struct mcs_node *mine = &all.nodes[rank], *expected = mine, *next;
	struct patience patience = {0};

	next = atomic_load_explicit(&mine->next, memory_order_acquire);
	/* release; pairs with the exchange in mcs_acquire() */
	if (!next &&
	    atomic_compare_exchange_strong_explicit(&all.last, &expected, NULL,
						    memory_order_release, memory_order_relaxed))
		return;
	while (!next) { /* somebody has come, and says in a moment who */
		if (!party_waits(&patience))
			return;
		next = atomic_load_explicit(&mine->next, memory_order_acquire);
	}
	atomic_store_explicit(&next->waits, false, memory_order_release);
}

static bool csd_acquire(unsigned int rank)
{
	struct patience patience = {0};

	(void)rank;
	/* acquire; pairs with node_unlock() */
	while (atomic_exchange_explicit(&all.node.locked, NODE_HELD, memory_order_acquire) ==
	       NODE_HELD)
		do
			if (!party_waits(&patience))
				return false;
		while (node_held(&all.node)); /* the deadline is in party_waits() */
	return true;
}

static void csd_release(unsigned int rank)
{
	(void)rank;
	node_unlock(&all.node, NODE_FREE);
}

const struct lock locks[LOCK_KINDS] = {
	{"tas", tas_acquire, tas_release},	    {"tas-backoff", backoff_acquire, tas_release},
	{"ticket", ticket_acquire, ticket_release}, {"mcs", mcs_acquire, mcs_release},
	{"csd", csd_acquire, csd_release},
};
