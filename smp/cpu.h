/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of cores: who they are and what state they are in. */
#ifndef MUSTER_CPU_H
#define MUSTER_CPU_H

#include "machine.h"
#include "percpu.h"

/*
 * A core's life. Each change is a compare-and-exchange by cpu_move(), so two writers cannot both
 * win, and a change that should not be is counted and reported with both states.
 *
 *   OFFLINE <-> WAKING -> STARTING -> ONLINE -> DYING -> DEAD
 *      |                                |`--> STOPPED    parked, or taken out
 *      `-> FAILED                       `---> FAULTED    took an exception
 *
 * WAKING -> STARTING is the core's own, WAKING -> OFFLINE the bring-up's, which gives it up or
 * tries again: one of the two wins. cpu_revive() takes DEAD, FAILED, STOPPED and FAULTED back to
 * OFFLINE.
 */
enum cpu_state {
	CPU_OFFLINE,
	CPU_WAKING,
	CPU_STARTING,
	CPU_ONLINE,
	CPU_DYING, /* runs its last calls */
	CPU_DEAD,
	CPU_FAILED,
	CPU_FAULTED,
	CPU_STOPPED,
};

/* Takes over the machine's table; the calling (boot) core is online from now on. */
void cpu_open(const struct machine *machine);

/* All per-core data, by index. Of a core that is not possible it is nobody's, whose queue is
   closed: a call needs no other look; cpu_percpu() is for who wants to know, NULL then. */
extern struct percpu *cpu_percpus[CPUS_MAX];
extern struct percpu cpu_nobody;

static inline struct percpu *percpu_of(cpu_index cpu)
{
	return cpu_percpus[cpu];
}

static inline struct percpu *cpu_percpu(cpu_index cpu)
{
	return cpu < CPUS_MAX && cpu_percpus[cpu] != &cpu_nobody ? cpu_percpus[cpu] : NULL;
}

/* The index of a hardware id, or CPU_NONE. */
cpu_index cpu_by_id(hw_id id);

unsigned int cpu_possible_count(void);

enum cpu_state cpu_state(cpu_index cpu);
const char *cpu_state_name(enum cpu_state state);

/* False, and counted as impossible, when the core is not in the state from. */
bool cpu_move(cpu_index cpu, enum cpu_state from, enum cpu_state to);

/* The same where it is no fault to come second: nothing is counted. */
bool cpu_try_move(cpu_index cpu, enum cpu_state from, enum cpu_state to);

/* A move that was refused: the first is kept, all are counted. */
struct cpu_refusal {
	unsigned int count;
	cpu_index cpu;
	enum cpu_state from, to, found;
};
struct cpu_refusal cpu_refusals(void);

/* On the boot core: a core that came online joins the mask; one that is gone leaves all masks, and
   the calls that wait in its queue are let go. */
void cpu_join(cpu_index cpu);
void cpu_bury(cpu_index cpu);

/* What a core that stopped anywhere left half done is cleared, before it is woken again. */
void cpu_renew(cpu_index cpu);

/* Resets a core that runs no more; it is OFFLINE, and can be woken. STATUS_BUSY: it runs on, and
   cannot be reset; it stays what it is. */
enum status cpu_revive(cpu_index cpu);

/* So many cores are all that the machine has: they are listed, and no other ever woke. */
bool cpu_are_all(unsigned int cores);

/* Broadcasts are allowed only while every listed core is online, and no other ever woke. */
void cpu_note_broadcast(void);
void cpu_forbid_broadcast(void);

/* Where a secondary core's architecture code ends: says that it is online, then takes calls. */
_Noreturn void cpu_secondary_main(struct percpu *self);

/* From the idle loop, interrupts off: leaves the mask, runs its last calls, is silent and parks. */
_Noreturn void cpu_die(struct percpu *self);

/* An exception that nobody awaited; self->fault is filled. A secondary core is lost: it leaves its
   record for the boot core and parks; one that was not online yet only parks, for the bring-up to
   give up. On the boot core the hook ends the run. */
_Noreturn void cpu_fault(struct percpu *self);
typedef void (*cpu_fault_hook)(const struct record_fault *fault); /* does not return */
void cpu_set_fault_hook(cpu_fault_hook hook);

/* The next core, from a given one on, that took a fault nobody has collected; buries it, unless it
   has been brought back meanwhile. */
cpu_index cpu_next_faulted(cpu_index from);

/* Takes out a core that no longer answers: it is stopped by NMI, then reset. cpu_up() may bring it
   back; where cores cannot be reset, one that takes no NMI either stays STOPPED, and is refused. */
void cpu_take_out(cpu_index cpu);

/* On a core, from its NMI handler: parks it as STOPPED. On the boot core the fault hook ends the
   run. */
void cpu_crash_stop_self(struct percpu *self);

/* The next core, from a given one on, that took an NMI which nobody here sent; its snapshot says
   where. Each is given once. */
cpu_index cpu_next_unknown_nmi(cpu_index from);

/* An interrupt with a vector that nobody uses: the first is kept, all are counted. */
void cpu_note_unexpected(unsigned int vector);
unsigned int cpu_unexpected(unsigned int *ret_vector);

/* On a core whose lists somebody else has closed: it was taken out while it ran on, as it could not
   be reset. It lets go of what was sent to it since, and parks. */
_Noreturn void cpu_retire(struct percpu *self);

/* Asks every other online core to park, and waits for them. Returns how many did not. */
unsigned int cpu_stop_others(void);
_Noreturn void cpu_stop_self(void);

#endif
