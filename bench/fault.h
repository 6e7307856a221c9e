/* SPDX-License-Identifier: BSD-2-Clause */
/* What becomes of faults. */
#ifndef MUSTER_FAULT_H
#define MUSTER_FAULT_H

#include "run.h"

/* Exceptions on the boot core end the run, with a record. */
void fault_hook_set(struct run *run);

/* fault=KIND, and whether the rest survives it. */
void fault_provoke(struct run *run);

/* Records of cores that were lost, of NMIs from outside, and of calls that stalled; unless they
   were asked for, each is a failed check. */
void fault_collect(struct run *run);

#endif
