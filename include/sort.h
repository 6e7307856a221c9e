/* SPDX-License-Identifier: BSD-2-Clause */
/* Sorting for lists whose order others choose: no order of theirs makes it slow. */
#ifndef MUSTER_SORT_H
#define MUSTER_SORT_H

#include "types.h"

/* True if a belongs in front of b. */
typedef bool sort_before(const void *a, const void *b);

/* In place, without recursion, in O(count log count) steps whatever the order was. Equal items end
   in any order: let before() compare what makes them differ. size: bytes of an item. */
void sort_items(void *items, size_t count, size_t size, sort_before *before);

/* The place of the first item of a sorted list that does not belong in front of key, in O(log
   count) steps; count when all do. */
size_t sort_find(const void *items, size_t count, size_t size, const void *key,
		 sort_before *before);

#endif
