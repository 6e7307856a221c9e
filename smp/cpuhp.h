/* SPDX-License-Identifier: BSD-2-Clause */
/* The inside of hotplug, for the rest of smp/. */
#ifndef MUSTER_CPUHP_H
#define MUSTER_CPUHP_H

#include "hotplug.h"
#include "smp.h"

/* Of one core; the names are those of Linux's cpuhp_cpu_state. */
struct cpuhp_cpu_state {
	enum cpuhp_state state;	 /* reached */
	enum cpuhp_state target; /* asked for */
	enum cpuhp_state fail;	 /* the state that is to fail, or CPUHP_INVALID */
	bool rollback;		 /* it goes back, and failures are ignored */
	bool single;		 /* one callback only, that of cb_state */
	bool bringup;		 /* up, or down */
	_Atomic(int) cb_state;	 /* whose callback runs, or failed: enum cpuhp_state */
	enum status result;	 /* of its hotplug worker */
	bool offline;		 /* it leaves when its worker is done */
	bool owed;		 /* the boot core's: it has disowned the core */

	_Atomic(bool) should_run;		  /* releases the above to the worker */
	_Atomic(unsigned int) done_up, done_down; /* released by the worker: so often done */
};

/* Before the power goes on in smp/: no core is past any state, but the boot core past all. */
void cpuhp_open(unsigned int possible_count);

/* The states below CPUHP_BRINGUP_CPU, on the boot core, for a core that is to be woken. */
struct cpuhp_result cpuhp_prepare(cpu_index cpu);

/* On the core: the states around its taking calls. */
void cpuhp_starting(cpu_index cpu);
void cpuhp_dying(cpu_index cpu);

/* For a core that came online: begins to take it to CPUHP_ONLINE, and waits until it is there. A
   core that fails is taken offline again. */
void cpuhp_finish_begin(cpu_index cpu);
struct cpuhp_result cpuhp_finish(cpu_index cpu);

/* The core never came, or is lost: what was prepared for it is torn down. */
void cpuhp_forget(cpu_index cpu);

/* A core was given up that runs on, as it cannot be reset: all of its state is its own until it is
   parked, and it counts as offline. Then the boot core takes it back, and cpuhp_forget() can undo
   what was done. */
void cpuhp_disown(cpu_index cpu);
void cpuhp_own(cpu_index cpu);

/* Where a core stands, for who may not look at its state. */
enum cpuhp_state cpuhp_reached(cpu_index cpu);

/* The worker that runs a core's own callbacks: number 0, never parked. */
bool cpuhp_should_run(cpu_index cpu);
void cpuhp_run(cpu_index cpu);

#endif
