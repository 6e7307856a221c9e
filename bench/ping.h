/* SPDX-License-Identifier: BSD-2-Clause */
/* One raw interrupt and its answer. */
#ifndef MUSTER_PING_H
#define MUSTER_PING_H

#include "arch.h"

/* From just before the send to the sight of the answer. False: no answer in time. */
bool ping(cpu_index cpu, ticks *ret_span);

/* The same on any core; the time is for who is waited for itself. */
bool ping_within(cpu_index cpu, uint64_t limit_us, ticks *ret_span);

/* To the calling core. */
bool ping_self(const struct self_way *way, ticks *ret_span);
#define NO_NMI "this machine has no interrupt that a core cannot mask"
bool ping_nmi(cpu_index cpu, ticks *ret_span);

/* To all other online cores at once, or to those of a mask, the sender not among them, until the
   last answer is seen. counts is room for one number for each possible core. */
bool ping_all(uint64_t *counts, ticks *ret_span);
bool ping_mask(const struct cpumask *targets, uint64_t *counts, ticks *ret_span);

/* The sending alone: the answers come behind the span, and are waited for. */
bool ping_send(cpu_index cpu, ticks *ret_span);
bool ping_send_all(uint64_t *counts, ticks *ret_span);

#endif
