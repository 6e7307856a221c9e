/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The contract between the generic code and one architecture, chosen at link time. The hot ones
 * (this core's data, the clock, interrupts on and off, relax) are inline, in the <arch_inline.h>
 * of that architecture: arch_this_percpu(), arch_clock_read(), arch_count(), arch_irq_save(),
 * arch_irq_restore(), arch_irq_enable(), arch_irq_disable(), arch_relax().
 */
#ifndef MUSTER_ARCH_H
#define MUSTER_ARCH_H

#include "cpumask.h"
#include "machine.h"
#include "map.h"
#include "smp.h"
#include "status.h"
#include "topology.h"
#include "types.h"
#include "arch_inline.h"

struct percpu;

/* ---- before the door: only memory is touched ---- */

/* ---- clock: before the door, on the boot core ---- */

/* Where reference clocks are; 0 = absent. */
struct clock_places {
	uint16_t pm_timer_port;
	bool pm_timer_32bit;
	uint64_t hpet_address;
};

/* Measures arch_clock_read()'s rate against each source for 50 ms, and asks the processor for what
   it claims. Fills readings (CLOCK_SOURCES_MAX - 1 at most: the firmware's own comes to them) and
   returns how many; one that is absent or stands still has a rate of 0. */
unsigned int arch_clock_measure(const struct clock_places *places,
				struct clock_source_reading *readings);

/* What the architecture says of the clock itself: invariant, read, order. */
void arch_clock_describe(struct clock *clock);

/* How the ids of cores are made, as the core that asks has it, and of which kind that one is. */
struct topology_levels arch_topology_levels(void);

/* The id of the core that asks, read from its own interrupt controller. */
hw_id arch_own_id(void);

/* What identifies the processor, for people. The texts are static. */
struct arch_names {
	const char *arch; /* "x86_64" */
	const char *vendor, *brand;
	uint32_t signature;	      /* CPUID 1 EAX; MIDR_EL1 */
	const char *hypervisor;	      /* its own name for itself; "" on bare metal */
	const char *irq_mode;	      /* of the interrupt controller, that this run will use */
	unsigned int exception_level; /* that this run will use; 0: there are none */
};
struct arch_names arch_names(const struct machine *machine);

/* What records call its things by. */
struct record_words;
const struct record_words *arch_words(void);

/* Takes what only the architecture needs from the tables, and decides on the interrupt
   controller's mode; options that cannot be followed become findings. */
struct findings;
struct arch_facts; /* acpi.h */
void arch_survey(struct machine *machine, const struct arch_facts *facts,
		 struct findings *findings);
void arch_survey_reset(struct machine *machine, uint64_t reset_service);

/* How cores are woken on this machine; first, as arch_low_size() depends on it. */
void arch_survey_wake(struct machine *machine, const struct arch_facts *facts,
		      struct findings *findings);

/* The low memory that arch_low_size() asked for is here: pages of it, the first for code. */
void arch_take_low(struct machine *machine, phys_addr low, size_t pages);

/* Bytes of arena that the architecture needs for so many possible cores, page tables included. */
size_t arch_memory_size(const struct machine *machine);

/* Bytes for one core: stacks, guard pages, tables, struct percpu and its call nodes. */
size_t arch_memory_per_core(unsigned int possible_count);

/* Bytes below 1 MiB that so many cores need to start from; 0 where there is no such need. */
size_t arch_low_size(const struct machine *machine, unsigned int possible_count);

/* Lays out the per-core memory, the page tables and the trampoline. STATUS_NO_MEMORY. */
enum status arch_prepare(struct machine *machine);

/* ---- the audit: on any core, before the door or behind it ---- */

/* Reads the registers of the core that runs this (audit.h), by the terms, and changes none (on x86
   but the one that tells of the microcode, as the manual wants it to be read). What faults is noted
   as such. scratch: memory of that core's own, 16-byte aligned, for the time of the call. */
struct audit_core;
struct audit_terms;
const struct audit_terms *arch_audit_terms(void);
size_t arch_audit_scratch_size(void);
void arch_audit_read(void *scratch, struct audit_core *ret_core);

/* Reads those alone that are constant by the terms; behind the door as well. */
void arch_audit_constant(struct audit_core *ret_core);

/* Of which kind a core is that was read; TOPOLOGY_KIND_NONE where all are of one. */
enum topology_kind arch_audit_kind(const struct audit_core *core);

/* ---- through the door: on the boot core, interrupts off ---- */

/* Makes the boot core ours: tables, per-core data, interrupt controller. */
void arch_boot_core_open(const struct machine *machine);

/* The per-core data of a possible core, in memory laid out by arch_prepare(). */
struct percpu *arch_percpu(cpu_index cpu);

/* ---- waking a core ---- */

/* What a core left behind on its way up: it ran its first instruction, it runs on our page tables
   (on x86 in long mode), in C. */
enum wake_stage { STAGE_NONE, STAGE_ENTRY, STAGE_PAGING, STAGE_C, STAGE_ONLINE, STAGE_COUNT };

const char *arch_stage_name(enum wake_stage stage); /* "none", ..., "c", "online" */

struct wake_marks {
	enum wake_stage stage;
	ticks first, paging, c, online; /* that core's own clock */
};

/* How long to wait between the steps; patient is the timing of old hardware. */
struct wake_timing {
	uint32_t reset_us; /* from the reset to the start */
	/* from the start to the second one, for a core that left no mark; 0: there is none, as a
	   start cannot be lost */
	uint32_t start_again_us;
};
struct wake_timing arch_wake_timing(bool patient);

/* Opens the way in for one core: the next one to come with its id is let through, once. */
void arch_wake_open(cpu_index cpu);

/* Closes it. False: the core has already gone through. */
bool arch_wake_close(cpu_index cpu);

/* In words, for records. */
struct wake_way {
	const char *name;	 /* "sipi", "mailbox" */
	const char *impossible;	 /* why no core can be started, where !arch_wake_possible() */
	const char *unreachable; /* why not one whose start was STATUS_UNSUPPORTED */
	const char *not_started; /* why one is given up that arch_wake_start() did not start */
	bool by_reset; /* a reset is sent, and a start some time after it, to one core or to all */
};
struct wake_way arch_wake_way(void);

/* Puts the core into its reset state (INIT; nothing on Arm), and starts it (SIPI; CPU_ON).
   STATUS_UNSUPPORTED: its id cannot be reached; STATUS_TIMEOUT: the controller stayed busy, or
   nobody took the start. Where cores cannot be reset it waits until the core is parked, from where
   it can be started; STATUS_BUSY: it runs on. */
enum status arch_wake_reset(cpu_index cpu);
enum status arch_wake_start(cpu_index cpu);

struct wake_marks arch_wake_look(cpu_index cpu);
void arch_wake_mark_online(void); /* on the core itself */

/* False when there is nowhere to start cores from: no low memory, no conduit. */
bool arch_wake_possible(void);

/* True if any core ran the first instruction since this was last asked, marks or not. */
bool arch_wake_anyone_came(void);

/* Cores that woke and had no way in: those in no table, and with a broadcast those that are listed
   and not possible. Returns how often one came; of the first STRANGERS_KEPT the ids go to ret_ids,
   at most so many as there is room for;
   HW_ID_NONE for one that has not written it yet. */
enum { STRANGERS_KEPT = 64 };
unsigned int arch_wake_strangers(hw_id *ret_ids, unsigned int capacity);

/* The same for every core at once, listed or not, except the caller: one broadcast each. For cores
   that are not wanted the way in is closed, and they park. */
enum status arch_wake_reset_all(void);
enum status arch_wake_start_all(void);

/* ---- inter-processor interrupts ---- */

enum ipi_kind {
	IPI_RESCHEDULE,	      /* look at what your workers have to do */
	IPI_CALL_FUNC,	      /* a call to many */
	IPI_CALL_FUNC_SINGLE, /* a call to one */
	IPI_CPU_STOP,	      /* park for good */
	IPI_TIMER,	      /* a tick, passed on by the core whose timer runs */
	IPI_IRQ_WORK,	      /* run your irq_works */
	IPI_WAKEUP,	      /* ends a sleep, and does nothing else */
	IPI_PING,	      /* counted and acknowledged, for measuring */
	IPI_MASKABLE_KINDS,
	/* Not maskable. What is wanted stands in the target's nmi_requests. */
	IPI_CPU_CRASH_STOP = IPI_MASKABLE_KINDS, /* save the registers, and park */
	IPI_CPU_BACKTRACE,			 /* save the registers, and go on */
	IPI_NMI_PING,
	IPI_KINDS,
};

/* How interrupts are addressed. For a new way the boot core prepares it, each core that is online
   loads it (one that comes later does so by itself), and then it is chosen. */
enum ipi_route {
	ROUTE_PHYSICAL, /* one command for each core, by its id */
	ROUTE_FLAT,	/* a bit for each of 8 cores: one command for all of them */
	ROUTE_CLUSTER,	/* one command for each cluster of 4 (xAPIC) or 16 (x2APIC) */
	ROUTE_COUNT,
};
bool arch_ipi_route_possible(enum ipi_route route);
void arch_ipi_route_prepare(enum ipi_route route);
void arch_ipi_route_load(void);
void arch_ipi_route_choose(enum ipi_route route);

/* The cores must be online. All but self is one broadcast, so it is for a machine on which every
   listed core is online: see ipi_send_mask(). */
void arch_ipi_send(const struct percpu *target, enum ipi_kind kind);
void arch_ipi_send_mask(const struct cpumask *mask, enum ipi_kind kind);
void arch_ipi_send_all_but_self(enum ipi_kind kind);

/* A way to interrupt the calling core that can reach no other. */
struct self_way {
	const char *name; /* "shorthand"; NULL behind the last */
	void (*send)(enum ipi_kind kind);
};

/* What only some architectures have, to be measured: a NULL is what this one has not. */
struct arch_extras {
	/* Those of the mode that the controller is in. */
	const struct self_way *(*self_ways)(void);

	/* Sends the calling core an interrupt that is there for its end alone: how long it took to
	   tell the controller goes to ipi_end_span (ipi.h). */
	void (*send_end)(void);

	/* Modes of the interrupt controller between which this machine can change, all cores at
	   once, on the boot core. Before it, interrupts must be sent by ROUTE_PHYSICAL, and be
	   again behind it. NULL past the last name; STATUS_TIMEOUT: a core did not come, nothing
	   changed. */
	const char *(*mode_name)(unsigned int mode);
	unsigned int (*mode)(void);
	enum status (*mode_change)(unsigned int mode);

	/* Hints for arch_idle_mwait(), the number-th that can be used without harm to clocks; the
	   first is what is used unless another is chosen. False past the last. */
	bool (*mwait_hint)(unsigned int number, uint32_t *ret_hint);
	void (*mwait_choose)(uint32_t hint);
};
extern const struct arch_extras arch_extras;

/* False: this machine has no interrupt that a core cannot mask, so those kinds are never sent. */
bool arch_has_nmi(void);

/* ---- what the firmware does meanwhile ---- */

/* System management interrupts that the calling core took since its reset. False: it does not say.
   On one core at a time. */
bool arch_smi_count(uint32_t *ret_count);

/* ---- the core's own timer ---- */

/* From now on it calls tick_local() every so often, in interrupt context. STATUS_UNSUPPORTED: it
   has none that runs. */
enum status arch_timer_start(uint32_t period_us);
void arch_timer_stop(void);

/* ---- idle and the end ---- */

/* With interrupts off: sleeps until an interrupt is pending, takes it, and returns with interrupts
   off. mwait also wakes when the core is given work; it returns at once when it has some
   (percpu_has_work()). */
void arch_idle_halt(void);
void arch_idle_mwait(const struct percpu *self);
bool arch_has_mwait(void);

/* The same as arch_idle_halt(), by a call to the firmware, which may save more. */
void arch_idle_suspend(void);
bool arch_has_suspend(void);

/* On a core that goes offline, interrupts off: from now on it hears no maskable interrupt. */
void arch_silence(void);

/* The end of this core's run: it waits, with as little power as may be, for a reset; or for a start
   where it cannot be reset. */
_Noreturn void arch_park(void);

/* Calls a runtime service of the firmware's behind the door (UEFI 2.10, 8.1): on the boot core,
   with interrupts off, a stack of its own, and memory shown as the firmware wants it. Returns the
   service's EFI_STATUS; RUNTIME_FAULT: it took an exception, which is the boot core's last fault,
   or it was called from within itself. */
enum { RUNTIME_ARGUMENTS = 5, RUNTIME_STACK_BYTES = 4 * PAGE_SIZE };
#define RUNTIME_FAULT UINT64_MAX
uint64_t arch_runtime_call(const struct machine *machine, uint64_t service,
			   const uint64_t arguments[RUNTIME_ARGUMENTS]);

/* Causes a fault on purpose, on the calling core. Returns where the core survives it, cannot cause
   it, or it is the caller's (FAULT_HANG). */
void arch_fault(enum fault_kind kind);

/* QEMU's debug port is there: what is written to it ends the machine. */
bool arch_has_debug_exit(const struct machine *machine);

/* Ends the run in one way, never EXIT_AUTO; code is that of QEMU's debug port where it is used. */
enum end_code { END_PASS = 0x10, END_FAIL = 0x11, END_PANIC = 0x13 };
_Noreturn void arch_end(const struct machine *machine, enum exit_kind kind, enum end_code code);

/* Leaves the firmware's stack and tables for ours and calls machine_main(). */
_Noreturn void arch_enter(const struct machine *machine);

#endif
