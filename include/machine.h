/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What crosses the door: one plain record, filled before ExitBootServices and constant after it.
 * It holds integers and spans of our own memory, never a pointer into the firmware's; addresses
 * that the end of the run needs (the reset service) are carried as integers.
 */
#ifndef MUSTER_MACHINE_H
#define MUSTER_MACHINE_H

#include "arena.h"
#include "census.h"
#include "clock.h"
#include "map.h"
#include "options.h"
#include "report.h"
#include "topology.h"
#include "arch_machine.h"

/* Why a listed core is not started. */
enum cpu_plan {
	PLAN_BOOT, /* it runs already */
	PLAN_START,
	PLAN_HELD_BACK,	     /* maxcpus: possible, but not started */
	PLAN_IMPOSSIBLE,     /* nosmp, nr_cpus, noht, or no memory for it: never started */
	PLAN_ONLINE_CAPABLE, /* not there yet */
	PLAN_DISABLED,
};

struct machine_cpu {
	hw_id id;
	uint32_t uid;
	enum cpu_plan plan;
	const char *reason; /* of a core that is not started; "" else */
};

struct serial_port;

struct machine {
	struct options options;
	struct report *report;
	struct clock clock;
	struct census census;
	const struct machine_cpu
		*cpus;			 /* listed_count of them: the boot core, then the other
					    possible ones, then the rest; in the tables' order each */
	const struct topology *topology; /* by the same numbers */
	unsigned int listed_count, possible_count, enabled_count;
	struct map_list maps; /* all that is touched after the door, but for the arena */
	struct arena arena;   /* memory for samples and per-core data */
	size_t memory_bytes, memory_per_core;
	uintptr_t image_base, image_size;
	/* Where the report goes. The port's kind turns to SERIAL_NONE when it takes nothing. */
	const struct serial_port *serial;
	bool has_screen;
	struct record_screen screen; /* as it was opened */
	bool audit_again; /* cores are left whose registers can still be read behind the door */
	nanoseconds mps_this_p50, mps_all_p50; /* the firmware's MP Services; 0 = not measured */
	unsigned int mps_all_cores;	       /* that took part, the boot core among them */
	uint64_t set_variable;		       /* the firmware's service; 0: no result is kept */
	struct map_list runtime; /* what its runtime services need to see, where our own page
				    tables are what they are called on */
	bool yields;		 /* virtual cores may share a real one: who polls must give way */
	struct arch_machine arch;
};

/* The record of a listed core that is not started, or not yet: its state is its plan, "listed"
   where it is to be started. */
struct record_core machine_core_record(const struct machine *machine, cpu_index index);

/* After the door, on the boot core. Never returns. */
_Noreturn void machine_main(const struct machine *machine);

#endif
