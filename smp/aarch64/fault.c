/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions become records. */
#include "core.h"
#include "cpu.h"
#include "nmi.h"

enum { ESR_EC_SHIFT = 26, EC_COUNT = 64, EC_SERROR = 0x2F };

/* ESR_EL1.EC: Arm ARM D19.2.40. */
static const char *const names[EC_COUNT] = {
	[0x00] = "unknown instruction",
	[0x01] = "trapped WFI or WFE",
	[0x07] = "trapped SVE, SIMD or floating point",
	[0x0E] = "illegal execution state",
	[0x15] = "SVC",
	[0x16] = "HVC",
	[0x17] = "SMC",
	[0x18] = "trapped MSR, MRS or system instruction",
	[0x20] = "instruction abort",
	[0x21] = "instruction abort",
	[0x22] = "PC alignment",
	[0x24] = "data abort",
	[0x25] = "data abort",
	[0x26] = "SP alignment",
	[0x2C] = "floating point",
	[EC_SERROR] = "SError",
	[0x30] = "breakpoint",
	[0x31] = "breakpoint",
	[0x32] = "software step",
	[0x33] = "software step",
	[0x34] = "watchpoint",
	[0x35] = "watchpoint",
	[0x3C] = "BRK",
};

static bool is_in(uintptr_t address, uintptr_t low, uintptr_t high)
{
	return address >= low && address <= high - 16;
}

/* Return addresses along the chain of frame records (AAPCS64 6.4.6), as long as it stays in the
   core's stacks. */
static unsigned int fault_trace(const struct trap_frame *frame, uint64_t *trace)
{
	uintptr_t high = (uintptr_t)arch_this_percpu(), low = high - CORE_STACK_LOW;
	uintptr_t guard = core_guard(high - CORE_STACK_BYTES, true);
	uint64_t fp = frame->x[29];
	unsigned int count = 0;

	while (count < FAULT_TRACE_MAX && fp % 8 == 0 &&
	       (is_in(fp, low, guard) || is_in(fp, guard + PAGE_SIZE, high))) {
		const uint64_t *words = (const uint64_t *)(uintptr_t)fp;

		if (!words[1])
			break;
		trace[count++] = words[1];
		if (words[0] <= fp) /* frames lie in rising order, or the chain is broken */
			break;
		fp = words[0];
	}
	return count;
}

static void fault_fill(struct record_fault *fault, const struct trap_frame *frame)
{
	unsigned int class = frame->esr >> ESR_EC_SHIFT & (EC_COUNT - 1);

	*fault = (struct record_fault){
		.cpu = arch_this_percpu()->index,
		.id = arch_this_percpu()->id,
		.vector = class,
		.name = names[class] ? names[class] : "exception of a reserved class",
		.during = "",
		.error_code = frame->esr,
		.pc = frame->pc,
		.sp = frame->sp,
		.address = frame->far,
	};
	fault->trace_count = fault_trace(frame, fault->trace);
}

/* From entry.S, everything masked. */
void irq_entry(struct trap_frame *frame);
void fiq_entry(struct trap_frame *frame);
_Noreturn void fault_entry(struct trap_frame *frame);
_Noreturn void serror_entry(struct trap_frame *frame);
_Noreturn void stray_entry(struct trap_frame *frame);

/* An NMI may come in between: what it would overwrite is saved. */
void irq_entry(struct trap_frame *frame)
{
	(void)frame;
	__asm__ volatile("msr daifclr, #5" : : : "memory");
	gic_take();
}

/* FAR and ESR tell of faults alone. */
void fiq_entry(struct trap_frame *frame)
{
	struct percpu *self = arch_this_percpu();
	uint32_t requests;

	if (!gic_take_fiq())
		return;
	requests = nmi_take_requests(self);
	if (requests != 1u << IPI_NMI_PING) {
		fault_fill(nmi_snapshot(self), frame);
		nmi_snapshot(self)->name = "FIQ";
		nmi_snapshot(self)->address = nmi_snapshot(self)->error_code = 0;
	}
	nmi_handle(self, requests);
}

void fault_entry(struct trap_frame *frame)
{
	struct percpu *self = arch_this_percpu();

	fault_fill(&self->fault, frame);
	cpu_fault(self);
}

void serror_entry(struct trap_frame *frame)
{
	struct percpu *self = arch_this_percpu();

	fault_fill(&self->fault, frame);
	self->fault.address = 0; /* FAR is not of it (D19.2.42) */
	cpu_fault(self);
}

void stray_entry(struct trap_frame *frame)
{
	struct percpu *self = arch_this_percpu();

	fault_fill(&self->fault, frame);
	self->fault.name = "exception from a state that nobody here is in";
	cpu_fault(self);
}

static __attribute__((noinline)) uint64_t overflow_stack(uint64_t depth)
{
	uint64_t kept[64];

	for (unsigned int i = 0; i < ARRAY_SIZE(kept); i++)
		kept[i] = depth + i;
	__asm__ volatile("" : : "r"(kept) : "memory"); /* keeps the array and the recursion */
	return depth ? overflow_stack(depth - 1) + kept[depth % ARRAY_SIZE(kept)] : 0;
}

enum { UNMAPPED = 0x10, OVERFLOW_DEPTH = 1000 };

void arch_fault(enum fault_kind kind)
{
	switch (kind) {
	case FAULT_UD:
		__asm__ volatile("udf #0");
		break;
	case FAULT_GP: /* the nearest thing: an address that no table is for */
		__asm__ volatile("ldrb w0, [%0]" : : "r"(0x8000000000000000ull) : "x0");
		break;
	case FAULT_PF:
		__asm__ volatile("ldrb w0, [%0]" : : "r"((uint64_t)UNMAPPED) : "x0");
		break;
	case FAULT_DE: /* a division by zero gives 0 (C6.2.439): compilers that mind add this */
		__asm__ volatile("brk #0x3E8");
		break;
	case FAULT_STACK:
		overflow_stack(OVERFLOW_DEPTH);
		break;
	case FAULT_DF: /* a fault with no stack to save its frame on */
		__asm__ volatile("mov sp, %0; str xzr, [sp]"
				 :
				 : "r"((uint64_t)UNMAPPED)
				 : "memory");
		break;
	case FAULT_NMI:
		gic_fault_nmi();
		break;
	case FAULT_VECTOR:
		gic_fault_vector();
		break;
	case FAULT_STORM:
		gic_fault_storm();
		break;
	default: /* the spurious interrupt is an answer here, which nobody can send */
		break;
	}
}
