/* SPDX-License-Identifier: BSD-2-Clause */
/* A tick for all cores from one core's timer, as Linux's broadcast device. */
#ifndef MUSTER_TICK_H
#define MUSTER_TICK_H

#include "percpu.h"

/* Of the calling core's timer; every other online core gets IPI_TIMER. */
enum status tick_start(uint32_t period_us);
void tick_stop(void);

/* From the architecture: the core's own timer fired. */
void tick_local(void);

#endif
