/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MUSTER_TOPOLOGY_KINDS_H
#define MUSTER_TOPOLOGY_KINDS_H

#include "acpi.h"
#include "topology.h"

/* Where enabled cores are of several power classes: those of the least are efficiency cores, all
   others performance cores. Nothing where they are of one. O(n log n). */
void topology_kinds_by_class(struct topology *t, const struct madt *madt);

#endif
