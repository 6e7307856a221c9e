/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Work on other cores. Names and meaning are Linux's; two things differ: every call returns a
 * status, and every wait has a deadline. A function runs on its target in interrupt context, with
 * interrupts off; it may send calls that it does not wait for.
 *
 * Common errors: STATUS_OFFLINE, the target is not online, nothing was sent; STATUS_INVALID, a wait
 * was asked for in interrupt context, where it could deadlock, nothing was sent; STATUS_TIMEOUT, a
 * target did not finish in SMP_DEADLINE_US; STATUS_FAULT, a target took an exception meanwhile;
 * STATUS_BUSY, what carries the call is still held by an earlier one that never finished.
 *
 * A core that goes offline runs all that was queued before; what comes later is refused. So a call
 * that was taken runs exactly once, unless its target is lost.
 */
#ifndef MUSTER_SMP_H
#define MUSTER_SMP_H

#include "cpumask.h"
#include "llist.h"
#include "status.h"
#include "types.h"

enum {
	SMP_DEADLINE_US = 5000000, /* hundreds of virtual cores can share one real one */
};

typedef void (*smp_call_func)(void *info);

/* A link in a core's queue of calls; first member of what carries a call. */
struct call_node {
	struct llist_node link;	  /* first */
	_Atomic(uint16_t) locked; /* 1 from the enqueue until the target lets go */
	uint8_t kind;
	uint8_t wait;
	uint32_t source;
};

/* A call to one core, in the caller's memory for _async. Zero it before its first use. */
struct call_single_data {
	struct call_node node;
	smp_call_func func;
	void *info;
};

/* Runs func(info) on one core; on the calling core it is called directly, interrupts off. Without
   wait it returns as soon as the call is queued; calls of one sender to one core keep their order.
 */
enum status smp_call_function_single(cpu_index cpu, smp_call_func func, void *info, bool wait);

/* The same with the caller's own csd (func and info set), never waiting. csd is free again when
   csd_busy() says so; STATUS_BUSY: it was not free yet. */
enum status smp_call_function_single_async(cpu_index cpu, struct call_single_data *csd);
bool csd_busy(const struct call_single_data *csd);

/* Runs func on one online member of the mask: the calling core, else the lowest. */
enum status smp_call_function_any(const struct cpumask *mask, smp_call_func func, void *info,
				  bool wait);

/* Runs func on every online member but the calling core; members not online are left out. */
enum status smp_call_function_many(const struct cpumask *mask, smp_call_func func, void *info,
				   bool wait);

/* smp_call_function_many() on all that are online. */
enum status smp_call_function(smp_call_func func, void *info, bool wait);

/* The same with the calling core, which runs func while the others do. */
enum status on_each_cpu(smp_call_func func, void *info, bool wait);
enum status on_each_cpu_mask(const struct cpumask *mask, smp_call_func func, void *info, bool wait);

/* The index of the core that asks. No core's code ever moves to another, so it stays true. */
cpu_index smp_processor_id(void);

/* possible: could ever run; present: the tables say it is there now; online: takes calls;
   active: takes part in the benchmarks. A core clears its own bits of
   the last two when it leaves; all else is the boot core's. */
extern struct cpumask cpu_possible_mask, cpu_present_mask, cpu_online_mask, cpu_active_mask;

bool cpu_online(cpu_index cpu);
unsigned int num_online_cpus(void);

#endif
