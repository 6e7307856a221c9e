/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames on a stack, as compilers chain them on x86-64 and AArch64 alike: each is the address of
   the one before it, then a return address. */
#ifndef MUSTER_FRAMES_H
#define MUSTER_FRAMES_H

#include "types.h"

/* The return addresses from a frame on, as long as the chain stays between low and high, at most
   trace_most; how many. */
unsigned int frames_walk(uint64_t frame, uintptr_t low, uintptr_t high, uint64_t *trace,
			 unsigned int trace_most);

/* Calls itself so deep that any stack of ours overflows. */
uint64_t frames_overflow(uint64_t depth);

#endif
