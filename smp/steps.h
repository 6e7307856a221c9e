/* SPDX-License-Identifier: BSD-2-Clause */
/* Between cpuhp.c, which walks the states, and hotplug.c, which has cores walk them. */
#ifndef MUSTER_STEPS_H
#define MUSTER_STEPS_H

#include "cpuhp.h"

/* One callback, unless it is told to fail. */
enum status step_invoke(cpu_index cpu, enum cpuhp_state state, bool up);

/* True once, when the core was told to fail there. */
bool step_told_to_fail(cpu_index cpu, enum cpuhp_state state);

/* From the core's state to the target, where its callbacks belong. A failure leaves it at the last
   state that was done, and cb_state names the other. */
enum status step_up(cpu_index cpu, enum cpuhp_state target);
enum status step_down(cpu_index cpu, enum cpuhp_state target);

/* On the boot core: one callback of a core that is past the state, where it belongs. */
enum status step_single(cpu_index cpu, enum cpuhp_state state, bool up);

/* The caller is the boot core, outside of interrupts. */
bool step_is_control(void);

#endif
