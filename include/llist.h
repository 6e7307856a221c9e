/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A list onto which any core pushes and from which one core takes all, without a lock. It can be
 * closed: what is pushed before is taken, what comes behind is refused, and nothing in between.
 */
#ifndef MUSTER_LLIST_H
#define MUSTER_LLIST_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct llist_node {
	struct llist_node *next;
};

typedef _Atomic(struct llist_node *) llist_head;

#define LLIST_CLOSED ((struct llist_node *)sizeof(void *)) /* no node lies there */

enum llist_push { LLIST_REFUSED, LLIST_FIRST, LLIST_NEXT };

/* Releases the node to who takes it. LLIST_FIRST: the list was empty. LLIST_REFUSED: acquires what
   the owner did before it closed the list. */
static inline enum llist_push llist_push(llist_head *list, struct llist_node *node)
{
	struct llist_node *head = NULL; /* as it is mostly: found out by the exchange itself */

	node->next = NULL;
	while (!atomic_compare_exchange_weak_explicit(list, &head, node, memory_order_seq_cst,
						      memory_order_acquire)) { /* lock-free */
		if (head == LLIST_CLOSED)
			return LLIST_REFUSED;
		node->next = head;
	}
	return head ? LLIST_NEXT : LLIST_FIRST;
}

/* Takes all, the newest first. For the owner of a list that is open. Sequentially consistent, as
   the push: an owner that has written before that it does not watch the list any more finds here
   what those pushed who still saw it watch. */
static inline struct llist_node *llist_take(llist_head *list)
{
	return atomic_exchange_explicit(list, NULL, memory_order_seq_cst);
}

/* False: something is on the list, take it first. Release: who is refused sees all of the owner's
   work before. */
static inline bool llist_close_empty(llist_head *list)
{
	struct llist_node *empty = NULL;

	return atomic_compare_exchange_strong_explicit(list, &empty, LLIST_CLOSED,
						       memory_order_acq_rel, memory_order_relaxed);
}

/* Closes it, and takes what was on it: for a list whose owner will never take it. */
static inline struct llist_node *llist_close(llist_head *list)
{
	struct llist_node *head =
		atomic_exchange_explicit(list, LLIST_CLOSED, memory_order_acq_rel);

	return head == LLIST_CLOSED ? NULL : head;
}

static inline void llist_open(llist_head *list)
{
	atomic_store_explicit(list, NULL, memory_order_release);
}

static inline struct llist_node *llist_reverse(struct llist_node *list)
{
	struct llist_node *reversed = NULL;

	while (list) {
		struct llist_node *next = list->next;

		list->next = reversed;
		reversed = list;
		list = next;
	}
	return reversed;
}

#endif
