/* SPDX-License-Identifier: BSD-2-Clause */
/* The inside of per-CPU workers, for the rest of smp/. */
#ifndef MUSTER_WORKERS_H
#define MUSTER_WORKERS_H

#include "percpu.h"
#include "wait.h"
#include "worker.h"

/* Once, on the boot core: the hotplug worker is there, and no other. */
void workers_open(void);

/* In the idle loop, interrupts on: each worker that should run does, once. False: none should. */
bool workers_run(struct percpu *self);

/* On the core, for its hotplug states. */
enum status workers_unpark(cpu_index cpu);
enum status workers_park(cpu_index cpu);

/* In a wait for a worker of the core's: an interrupt where the kick is not seen for long. */
void workers_rekick(cpu_index cpu, struct deadline *late);

/* For a core that is to be woken: only the hotplug worker will run. */
void workers_reset(struct percpu *target);

#endif
