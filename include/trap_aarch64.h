/* SPDX-License-Identifier: BSD-2-Clause */
/* What Arm's registers say of an exception and of the processor, in words (Arm ARM, DDI 0487). */
#ifndef MUSTER_TRAP_AARCH64_H
#define MUSTER_TRAP_AARCH64_H

#include "record.h"
#include "types.h"

/* As entry.S stores it. */
struct trap_frame {
	uint64_t x[31], sp;
	uint64_t pc, pstate;
	uint64_t esr, far;
};

/* Of a MIDR_EL1; "" for one that is not known here. */
const char *midr_implementer(uint64_t midr);
const char *midr_part(uint64_t midr);

/* Of an ESR_EL1: its class, its class's name, and whether FAR_EL1 holds an address with it. */
unsigned int esr_class(uint64_t esr);
const char *esr_name(uint64_t esr);
bool esr_has_address(uint64_t esr);

/* Fills the record of an exception on that core, but for image_base. name NULL: by its class.
   stack: of stack_size bytes, for the trace. */
void trap_record(struct record_fault *ret_fault, const struct trap_frame *frame, const char *name,
		 uintptr_t stack, size_t stack_size);

#endif
