/* SPDX-License-Identifier: BSD-2-Clause */
/* Records of cores that were lost, or did not answer. */
#ifndef MUSTER_RECORD_FAULT_H
#define MUSTER_RECORD_FAULT_H

#include "types.h"

enum { FAULT_TRACE_MAX = 8 };

struct record_fault {
	cpu_index cpu;
	hw_id id;
	unsigned int vector;
	const char *name;   /* "#PF page fault" */
	const char *during; /* what the core was doing, or "" */
	uint64_t error_code;
	uint64_t pc, sp, address; /* RIP, RSP, CR2 */
	uint64_t image_base;	  /* addresses less this are offsets in muster.so */
	uint64_t trace[FAULT_TRACE_MAX];
	unsigned int trace_count;
};

enum { STALL_CHAIN_MAX = 4 };

/* A call that did not end in time: who waits for whom, and where the other one is. */
struct record_stall {
	cpu_index waiter;
	cpu_index chain[STALL_CHAIN_MAX]; /* whom it waits for, whom that one waits for, ... */
	unsigned int chain_length;
	bool circle; /* the last of the chain waits for one before it */
	nanoseconds waited;
	uint64_t sent;		   /* address of the function that was to run */
	uint64_t running;	   /* of the one that the target is in; 0: none of a call */
	bool no_nmi;		   /* there is none to ask it with */
	bool answers_nmi;	   /* then where says what it was doing */
	struct record_fault where; /* image_base holds in any case */
};

#endif
