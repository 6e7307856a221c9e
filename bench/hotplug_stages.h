/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the time goes that a core takes to leave and to return. */
#ifndef MUSTER_HOTPLUG_STAGES_H
#define MUSTER_HOTPLUG_STAGES_H

#include "run.h"

/* hotplug.stage, if it is wanted. */
void hotplug_stages(struct run *run, cpu_index cpu);

#endif
