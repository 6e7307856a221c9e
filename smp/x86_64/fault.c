/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions become records. */
#include "core.h"
#include "apic.h"
#include "cpu.h"
#include "frames.h"
#include "nmi.h"
#include "tick.h"
#include "vectors.h"

static const char *const names[EXCEPTIONS] = {
	[0] = "#DE divide error",
	[1] = "#DB debug",
	[2] = "NMI",
	[3] = "#BP breakpoint",
	[4] = "#OF overflow",
	[5] = "#BR bound range",
	[6] = "#UD invalid opcode",
	[7] = "#NM no coprocessor",
	[8] = "#DF double fault",
	[10] = "#TS invalid TSS",
	[11] = "#NP segment not present",
	[12] = "#SS stack fault",
	[13] = "#GP general protection",
	[14] = "#PF page fault",
	[16] = "#MF x87 error",
	[17] = "#AC alignment check",
	[18] = "#MC machine check",
	[19] = "#XM SIMD error",
	[20] = "#VE virtualization",
	[21] = "#CP control protection",
	[28] = "#HV hypervisor injection",
	[29] = "#VC VMM communication",
	[30] = "#SX security",
};

static const char *fault_vector_name(uint64_t vector)
{
	if (vector >= EXCEPTIONS)
		return "unexpected interrupt";
	return names[vector] ? names[vector] : "reserved exception";
}

/* Of the core's ordinary stack. */
static unsigned int fault_trace(const struct trap_frame *frame, uint64_t *trace)
{
	uintptr_t memory = (uintptr_t)arch_this_percpu() - CORE_STACK_BYTES;

	return frames_walk(frame->rbp, core_guard(memory, IST_NONE) + PAGE_SIZE,
			   core_stack_top(memory, IST_NONE), trace, FAULT_TRACE_MAX);
}

static void fault_fill(struct record_fault *fault, const struct trap_frame *frame)
{
	*fault = (struct record_fault){
		.cpu = arch_this_percpu()->index,
		.id = arch_this_percpu()->id,
		.vector = (unsigned int)frame->vector,
		.name = fault_vector_name(frame->vector),
		.during = "",
		.error_code = frame->error,
		.pc = frame->rip,
		.sp = frame->rsp,
		.address = cr2_read(),
	};
	fault->trace_count = fault_trace(frame, fault->trace);
}

/* SDM 3B 16.3.2: the first bank with an uncorrected error tells what and where; without one, the
   first that holds any. */
static void fault_add_machine_check(struct record_fault *fault)
{
	unsigned int banks = msr_read(MSR_MCG_CAP) & MCG_CAP_BANKS;
	bool found = false;

	for (unsigned int bank = 0; bank < banks; bank++) {
		uint64_t status = msr_read(MSR_MC0_STATUS + 4 * bank);
		bool uncorrected = status & MC_STATUS_UNCORRECTED;

		if (!(status & MC_STATUS_VALID) || (found && !uncorrected))
			continue;
		found = true;
		fault->error_code = status;
		fault->address = status & MC_STATUS_ADDRESS ? msr_read(MSR_MC0_ADDR + 4 * bank) : 0;
		if (uncorrected)
			return;
	}
}

static void nmi_entry(struct percpu *self, struct trap_frame *frame)
{
	uint64_t resume = wake_resume();
	uint32_t requests;

	if (resume) { /* a parked core's start: with IRET it hears NMIs again */
		frame->rip = resume;
		return;
	}
	requests = nmi_take_requests(self);
	if (requests != 1u << IPI_NMI_PING)
		fault_fill(nmi_snapshot(self), frame);
	nmi_handle(self, requests);
}

/* A source that fires without end, and that nobody serves, is shut off: those inside the core can
   be. */
enum { STORM = 1000, STORM_PERIOD_US = 10 };

static uint64_t note_unexpected(struct percpu *self, unsigned int vector)
{
	cpu_note_unexpected(vector);
	counter_add(&self->unexpected, 1);
	return counter_read(&self->unexpected);
}

/* The spurious vector has no EOI (SDM 3A 11.9), unless somebody sent it as an interrupt. */
static void interrupt_entry(struct percpu *self, unsigned int vector)
{
	if (vector == VECTOR_SPURIOUS && !apic_serves(vector)) {
		counter_add(&self->spurious, 1);
		return;
	}
	if (vector == VECTOR_END) {
		extras_take_end();
		return;
	}
	apic_eoi();
	if (self->takes_leftovers)
		counter_add(&self->leftovers, 1);
	else if (vector == VECTOR_TIMER)
		tick_local();
	else if (note_unexpected(self, vector) > STORM)
		apic_mask_local();
}

/* From entry.S, interrupts off; returns to go on where the core was. */
void exception_entry(struct trap_frame *frame);
void exception_entry(struct trap_frame *frame)
{
	struct percpu *self = arch_this_percpu();

	if (frame->vector == VECTOR_NMI) {
		nmi_entry(self, frame);
		return;
	}
	if (frame->vector >= EXCEPTIONS) {
		self->in_interrupt++;
		interrupt_entry(self, (unsigned int)frame->vector);
		self->in_interrupt--;
		return;
	}
	fault_fill(&self->fault, frame);
	if (frame->vector == VECTOR_MACHINE_CHECK)
		fault_add_machine_check(&self->fault);
	else if (runtime_caught(frame))
		return;
	cpu_fault(self);
}

enum { UNMAPPED = 0x10, OVERFLOW_DEPTH = 1000 };

void arch_fault(enum fault_kind kind)
{
	switch (kind) {
	case FAULT_UD:
		__asm__ volatile("ud2");
		break;
	case FAULT_GP: /* a non-canonical address (SDM 3A 3.3.7.1) */
		__asm__ volatile("movb (%0), %%al" : : "r"(0x8000000000000000ull) : "rax");
		break;
	case FAULT_PF:
		__asm__ volatile("movb (%0), %%al" : : "r"((uint64_t)UNMAPPED) : "rax");
		break;
	case FAULT_DE:
		__asm__ volatile("divl %0" : : "r"(0u), "a"(1u), "d"(0u) : "cc");
		break;
	case FAULT_STACK:
		frames_overflow(OVERFLOW_DEPTH);
		break;
	case FAULT_DF: /* no stack to push the page fault onto */
		__asm__ volatile("movq %0, %%rsp; pushq %%rax"
				 :
				 : "r"((uint64_t)UNMAPPED)
				 : "memory");
		break;
	case FAULT_NMI:
		apic_icr_write(apic_id(), ICR_NMI | ICR_ASSERT);
		break;
	case FAULT_VECTOR:
		apic_icr_write(apic_id(), ICR_FIXED | ICR_ASSERT | VECTOR_UNUSED);
		break;
	case FAULT_SPURIOUS:
		apic_icr_write(apic_id(), ICR_FIXED | ICR_ASSERT | VECTOR_SPURIOUS);
		break;
	case FAULT_STORM: /* at a vector that nobody serves */
		timer_start(STORM_PERIOD_US, VECTOR_UNUSED);
		break;
	default:
		break;
	}
}
