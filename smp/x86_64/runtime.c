/* SPDX-License-Identifier: BSD-2-Clause */
/* The way back into the firmware's runtime services. */
#include "core.h"

/* entry.S */
uint64_t runtime_enter(uint64_t service, const uint64_t arguments[RUNTIME_ARGUMENTS],
		       uintptr_t stack);
extern const uint8_t runtime_fixup[];
extern uint64_t runtime_return; /* the stack to return on; 0: no service is being called */

enum { RFLAGS_FIXED = 2 }; /* SDM 1 3.4.3: nothing but the bit that is always set */

/* The firmware's own tables are intact, since nothing was allocated after it was left; they map
   what its runtime services need, one to one, and its PAT tells how. CR0 and CR4 let it use SSE, as
   it has them so. Our IDT stays, in memory that the firmware's tables show as well. */
uint64_t arch_runtime_call(const struct machine *machine, uint64_t service,
			   const uint64_t arguments[RUNTIME_ARGUMENTS])
{
	const struct arch_machine *arch = &machine->arch;
	irq_flags flags;
	uint64_t status;

	if (runtime_return)
		return RUNTIME_FAULT;
	flags = arch_irq_save();
	/* PAT first: the write of CR3 drops what the TLB remembers of it (SDM 3A 12.12.4). */
	msr_write(MSR_PAT, arch->firmware_pat);
	cr3_write(arch->firmware_cr3);
	status = runtime_enter(service, arguments, arch->runtime_stack);
	msr_write(MSR_PAT, arch->pat);
	cr3_write(arch->cr3);
	arch_irq_restore(flags);
	return status;
}

bool runtime_caught(struct trap_frame *frame)
{
	if (!runtime_return || arch_this_percpu()->index != 0)
		return false;
	frame->rip = (uintptr_t)runtime_fixup;
	frame->cs = SELECTOR_CODE;
	frame->ss = SELECTOR_DATA;
	frame->rsp = runtime_return;
	frame->rflags = RFLAGS_FIXED;
	return true;
}
