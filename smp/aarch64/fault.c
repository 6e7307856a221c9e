/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions become records. */
#include "core_aarch64.h"
#include "cpu.h"
#include "frames.h"
#include "nmi.h"

static void fault_fill(struct record_fault *fault, const struct trap_frame *frame, const char *name)
{
	struct percpu *self = arch_this_percpu();

	fault->cpu = self->index;
	fault->id = self->id;
	trap_record(fault, frame, name, (uintptr_t)self - CORE_STACK_LOW, CORE_STACK_SIZE);
}

/* An NMI may come in between: what it would overwrite is saved. */
void irq_entry(struct trap_frame *frame)
{
	(void)frame;
	daif_clear(DAIF_A | DAIF_F);
	gic_take();
}

void fiq_entry(struct trap_frame *frame)
{
	struct percpu *self = arch_this_percpu();
	uint32_t requests;

	if (!gic_take_fiq())
		return;
	requests = nmi_take_requests(self);
	if (requests != 1u << IPI_NMI_PING) {
		frame->esr = 0; /* it tells of the last fault, not of this */
		fault_fill(nmi_snapshot(self), frame, "FIQ");
	}
	nmi_handle(self, requests);
}

void fault_entry(struct trap_frame *frame)
{
	fault_fill(&arch_this_percpu()->fault, frame, NULL);
	if (runtime_return && arch_this_percpu()->index == 0) {
		frame->pc = (uintptr_t)runtime_fixup;
		return;
	}
	cpu_fault(arch_this_percpu());
}

void stray_entry(struct trap_frame *frame)
{
	fault_fill(&arch_this_percpu()->fault, frame, "exception from a state that is not ours");
	cpu_fault(arch_this_percpu());
}

enum { STORM_PERIOD_US = 10, UNMAPPED = 0x10, OVERFLOW_DEPTH = 1000 };

static void read_at(uint64_t address)
{
	__asm__ volatile("ldrb w0, [%0]" : : "r"(address) : "x0");
}

/* A spurious interrupt is an answer here, which nobody can send. */
void arch_fault(enum fault_kind kind)
{
	if (kind == FAULT_UD)
		__asm__ volatile("udf #0");
	else if (kind == FAULT_GP) /* the nearest thing: an address that no table is for */
		read_at(0x8000000000000000ull);
	else if (kind == FAULT_PF)
		read_at(UNMAPPED);
	else if (kind == FAULT_DE) /* dividing by 0 gives 0 (C6.2.439): compilers that mind add */
		__asm__ volatile("brk #0x3E8");
	else if (kind == FAULT_STACK)
		frames_overflow(OVERFLOW_DEPTH);
	else if (kind == FAULT_DF) /* a fault with no stack to save its frame on */
		__asm__ volatile("mov sp, %0; str xzr, [sp]" : : "r"((uint64_t)UNMAPPED));
	else if (kind == FAULT_NMI && arch_has_nmi())
		ipi_send_self(IPI_NMI_PING);
	else if (kind == FAULT_VECTOR)
		ipi_send_self(INTID_UNUSED);
	else if (kind == FAULT_STORM)
		timer_start(STORM_PERIOD_US, false);
}
