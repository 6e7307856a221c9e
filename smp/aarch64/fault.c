/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions become records. */
#include "core.h"
#include "cpu.h"
#include "frames.h"
#include "names_aarch64.h"
#include "nmi.h"

static void fault_fill(struct record_fault *fault, const struct trap_frame *frame, const char *name)
{
	struct percpu *self = arch_this_percpu();
	uintptr_t low = (uintptr_t)self - CORE_STACK_LOW; /* the trace is of the ordinary stack */

	*fault = (struct record_fault){
		.cpu = self->index,
		.id = self->id,
		.vector = esr_class(frame->esr),
		.name = name,
		.during = "",
		.error_code = frame->esr,
		.pc = frame->pc,
		.sp = frame->sp,
		.address = esr_has_address(frame->esr) ? frame->far : 0,
	};
	fault->trace_count = frames_walk(frame->x[29], low, low + CORE_STACK_SIZE, fault->trace,
					 FAULT_TRACE_MAX);
}

/* From entry.S, everything masked. */
void irq_entry(struct trap_frame *frame);
void fiq_entry(struct trap_frame *frame);
_Noreturn void fault_entry(struct trap_frame *frame);
_Noreturn void stray_entry(struct trap_frame *frame);

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
	fault_fill(&arch_this_percpu()->fault, frame, esr_name(frame->esr));
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

void arch_fault(enum fault_kind kind)
{
	switch (kind) {
	case FAULT_UD:
		__asm__ volatile("udf #0");
		break;
	case FAULT_GP: /* the nearest thing: an address that no table is for */
		read_at(0x8000000000000000ull);
		break;
	case FAULT_PF:
		read_at(UNMAPPED);
		break;
	case FAULT_DE: /* a division by zero gives 0 (C6.2.439): compilers that mind add this */
		__asm__ volatile("brk #0x3E8");
		break;
	case FAULT_STACK:
		frames_overflow(OVERFLOW_DEPTH);
		break;
	case FAULT_DF: /* a fault with no stack to save its frame on */
		__asm__ volatile("mov sp, %0; str xzr, [sp]" : : "r"((uint64_t)UNMAPPED));
		break;
	case FAULT_NMI:
		if (arch_has_nmi())
			ipi_send_self(IPI_NMI_PING);
		break;
	case FAULT_VECTOR:
		ipi_send_self(INTID_UNUSED);
		break;
	case FAULT_STORM:
		timer_start(STORM_PERIOD_US, false);
		break;
	default: /* a spurious interrupt is an answer here, which nobody can send */
		break;
	}
}
