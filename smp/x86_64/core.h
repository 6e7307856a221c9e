/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of smp/x86_64/. */
#ifndef MUSTER_X86_CORE_H
#define MUSTER_X86_CORE_H

#include "arch.h"
#include "arch_percpu.h"
#include "clock_x86_64.h"
#include "../../trampoline/x86_64/trampoline.h"

/* ---- core.c: control registers and the way into C ---- */

bool core_has_nx(void);
uint32_t core_cr0(void);       /* as the boot core, caches on, write protection on */
uint32_t core_cr4_early(void); /* what must hold before paging: PAE, MCE, LA57 */

/* Where the trampoline ends: on the core's own stack, GS base set, interrupts off. */
_Noreturn void core_entry(struct boot_slot *slot);

/* ---- segments.c ---- */

void idt_fill(void);			    /* once, on the boot core */
void segments_load(struct core_page *page); /* on each core: GDT, TSS, IDT */

/* ---- wake.c ---- */

void wake_prepare(const struct machine *machine);
void wake_set_entries(const struct trampoline_header *header);
void wake_set_id_slot(cpu_index cpu, struct id_slot *slot);
struct strangers *wake_strangers(void);
void wake_mark_c(struct boot_slot *slot, ticks stamp);

/* For a core that parks, interrupts off, where it cannot be reset: it waits for its next start.
   Returns where it can, or is the boot core. */
void wake_park(void);

/* In an NMI's handler: where the core goes on if that is its start, 0 if not. */
uint64_t wake_resume(void);

/* ---- core.c ---- */

/* What CPUID says of the clock on the core that asks. */
struct clock_leaves core_clock_leaves(void);

/* ---- mailbox.c ---- */

/* Tells one core to come to a start address; it is on its way when this returns. STATUS_TIMEOUT:
   nobody took the command. */
void mailbox_open(const struct machine *machine);
enum status mailbox_send(uint32_t id, uint64_t start);

/* ---- ipi.c ---- */

void ipi_open(unsigned int possible_count); /* once, on the boot core, behind apic_choose() */

/* ---- extras.c ---- */

/* The interrupt of arch_extras.send_end() is here, and not ended yet. */
void extras_take_end(void);

/* ---- apic_modes.c ---- */

void apic_modes_open(const struct machine *machine);
const char *apic_mode_name(unsigned int mode);
unsigned int apic_mode_now(void);
enum status apic_mode_change(unsigned int mode);

/* ---- idle.c ---- */

bool idle_mwait_hint(unsigned int number, uint32_t *ret_hint);
void idle_mwait_choose(uint32_t hint);

/* ---- timer.c ---- */

/* The core's timer, periodic, at any vector. */
enum status timer_start(uint32_t period_us, unsigned int vector);

/* ---- quiet.c ---- */

void quiet_interrupts(const struct arch_machine *arch);

/* ---- entry.S ---- */

enum { VECTORS = 256, EXCEPTIONS = 32, STUB_BYTES = 16 };
extern const uint8_t entry_stubs[]; /* STUB_BYTES each, one a vector */

/* Loads the GDT and makes its selectors current; FS and GS selectors are cleared first, so the
   caller sets GS base afterwards. */
void entry_load_gdt(const void *descriptor);

/* As entry.S pushes it. */
struct trap_frame {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
	uint64_t vector, error;
	uint64_t rip, cs, rflags, rsp, ss;
};
_Static_assert(sizeof(struct trap_frame) == 22 * 8, "shared with assembly");

/* ---- runtime.c ---- */

/* An exception in a runtime service of the firmware's: the frame returns to who called it. */
bool runtime_caught(struct trap_frame *frame);

#endif
