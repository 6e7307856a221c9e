/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a register that may not be there: the #GP that it raises is caught. Before the door and
 * behind it, on whatever interrupt table the core has: it is copied, and gate 13 of the copy is
 * ours for as long as the catch is open.
 */
#ifndef MUSTER_X86_AUDIT_CATCH_H
#define MUSTER_X86_AUDIT_CATCH_H

#include "types.h"

enum { CATCH_GATES = 256, CATCH_GATE_BYTES = 16 };

/* Pseudo-descriptor of LIDT and SIDT (SDM 3A 3.5.1). */
struct __attribute__((packed)) catch_idtr {
	uint16_t limit;
	uint64_t base;
};

/* One for each core, in memory that stays until the catch is closed. */
struct catch
{
	_Alignas(CATCH_GATE_BYTES) uint8_t gates[CATCH_GATES * CATCH_GATE_BYTES];
	uint64_t others; /* who gets the #GPs that are not ours; audit_fixup.S knows where */
	struct catch_idtr replaced;
	uint64_t flags;
};
_Static_assert(offsetof(struct catch, others) == 4096, "shared with assembly");

/* In between: interrupts off, and nothing else done. */
void catch_open(struct catch *catch);
void catch_close(struct catch *catch);

/* Only while a catch is open on this core. False: it raised #GP, and nothing is stored. */
bool catch_msr_read(uint32_t number, uint64_t *ret_value);
bool catch_msr_write(uint32_t number, uint64_t value);

#endif
