/* SPDX-License-Identifier: BSD-2-Clause */
/* What CPUID says of ids and kinds of cores; apart from arch.h, so that tests can feed leaves. */
#ifndef MUSTER_X86_CPUID_LEVELS_H
#define MUSTER_X86_CPUID_LEVELS_H

#include "regs.h"
#include "topology.h"

typedef struct cpuid_leaf cpuid_reader(uint32_t leaf, uint32_t subleaf);

struct topology_levels cpuid_levels(cpuid_reader *read);

/* Of the core whose leaves these are; TOPOLOGY_KIND_NONE where all are of one kind. */
enum topology_kind cpuid_kind(cpuid_reader *read);

#endif
