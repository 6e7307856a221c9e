/* SPDX-License-Identifier: BSD-2-Clause */
/* What crosses the door to cores that are threads. */
#ifndef MUSTER_ARCH_MACHINE_H
#define MUSTER_ARCH_MACHINE_H

#include "types.h"

struct arch_machine {
	bool no_low_page; /* there is nowhere to start cores from */
	bool no_reset;	  /* a core that runs can only be waited for */
	bool no_mwait;	  /* there is no MONITOR/MWAIT */
	bool has_suspend; /* the firmware can be asked to idle */
	bool no_nmi;	  /* every interrupt can be masked */
	bool no_timer;	  /* there is no timer */
	bool no_clusters; /* several cores cannot be addressed at once */
	bool debug_exit;  /* what is written to a port ends the machine */
	bool mode_stuck;  /* the interrupt controller's mode cannot be changed */
	uintptr_t cores;  /* filled by arch_prepare(): core_size bytes each */
	size_t core_size;
	unsigned int core_count;
};

#endif
