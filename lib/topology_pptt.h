/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of the topology: where cores sit by the PPTT. */
#ifndef MUSTER_LIB_TOPOLOGY_PPTT_H
#define MUSTER_LIB_TOPOLOGY_PPTT_H

#include "pptt.h"
#include "topology.h"

/* Reads the table for the questions below; one at a time. False: it cannot be read. */
bool pptt_places_open(struct span table, unsigned int *ret_revision);

/* Places of the units among the table's structures; a package of PPTT_NONE: no structure above the
   core is said to be one. False: the table does not know the UID. O(log n). */
bool pptt_place(uint32_t uid, struct topology_place *ret_place);

#endif
