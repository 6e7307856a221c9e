/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cores come and go by ordered states, as Linux's cpuhp. A core's startup callbacks run from the
 * lowest state to the highest, its teardown callbacks the other way round. When one fails, what was
 * done is undone in reverse order, and the error comes back with the state's name.
 *
 * All of this is for the boot core, outside of interrupts: STATUS_INVALID elsewhere.
 */
#ifndef MUSTER_HOTPLUG_H
#define MUSTER_HOTPLUG_H

#include "status.h"
#include "types.h"

enum cpuhp_state {
	CPUHP_INVALID = -1,
	CPUHP_OFFLINE,
	/* On the boot core, the core is not running. */
	CPUHP_PREPARE_DYN,
	CPUHP_PREPARE_DYN_END = CPUHP_PREPARE_DYN + 3,
	CPUHP_BRINGUP_CPU, /* woken: its own code runs */
	/* On the core, interrupts off, before it takes calls and after it took its last: these must
	   not fail. */
	CPUHP_AP_STARTING_DYN,
	CPUHP_AP_STARTING_DYN_END = CPUHP_AP_STARTING_DYN + 3,
	CPUHP_AP_ONLINE_IDLE, /* takes calls */
	/* On the core, in its hotplug worker: interrupts on, may wait for other cores. */
	CPUHP_AP_WORKERS, /* per-CPU workers run */
	CPUHP_AP_ONLINE_DYN,
	CPUHP_AP_ONLINE_DYN_END = CPUHP_AP_ONLINE_DYN + 7,
	CPUHP_AP_ACTIVE, /* in the active mask */
	CPUHP_ONLINE,
	CPUHP_STATES,
};

typedef enum status (*cpuhp_callback)(cpu_index cpu);

/* What became of a request: a failure names the state whose callback failed. */
struct cpuhp_result {
	enum status status;
	enum cpuhp_state at; /* CPUHP_INVALID when status is STATUS_OK */
};

/* Takes a core up or down to a state, which may lie in between. Already there: STATUS_OK.
   STATUS_INVALID: not a possible core, or cpu_down() of the boot core. STATUS_TIMEOUT: it did not
   come, or a callback of its did not return; then it is taken out. */
struct cpuhp_result cpu_up(cpu_index cpu, enum cpuhp_state target);
struct cpuhp_result cpu_down(cpu_index cpu, enum cpuhp_state target);

/*
 * Registers callbacks (each may be NULL) at a state, or at the first free one of a range when it is
 * given as CPUHP_..._DYN; *ret_state says which. startup is called for each core that is past the
 * state. If that fails on one, teardown is called for those before, and nothing is registered.
 * STATUS_BUSY: the state, or the whole range, is taken.
 */
struct cpuhp_result cpuhp_setup_state(enum cpuhp_state state, const char *name,
				      cpuhp_callback startup, cpuhp_callback teardown,
				      enum cpuhp_state *ret_state);

/* Takes them back; teardown is called for each core that is past the state. */
struct cpuhp_result cpuhp_remove_state(enum cpuhp_state state);

/* The next step of this core's at that state fails, up or down, without its callback being called:
   STATUS_INJECTED. CPUHP_INVALID takes it back. */
void cpuhp_fail(cpu_index cpu, enum cpuhp_state state);

/* False of those that nothing could undo: OFFLINE, and what the core passes on its way to taking
   calls. */
bool cpuhp_can_fail(enum cpuhp_state state);

/* Called just before and just behind each callback, where that runs; NULL: nobody is. For who
   measures; set while no core is on its way. */
typedef void (*cpuhp_watcher)(cpu_index cpu, enum cpuhp_state state, bool up, bool behind);
void cpuhp_watch(cpuhp_watcher watcher);

enum cpuhp_state cpuhp_state_of(cpu_index cpu);
const char *cpuhp_state_name(enum cpuhp_state state);	/* never NULL */
enum cpuhp_state cpuhp_state_by_name(const char *name); /* CPUHP_INVALID: there is none */

#endif
