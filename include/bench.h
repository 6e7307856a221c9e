/* SPDX-License-Identifier: BSD-2-Clause */
/* What the benchmarks need from before the door. */
#ifndef MUSTER_BENCH_H
#define MUSTER_BENCH_H

#include "types.h"

/* Bytes of arena for samples and for the bring-up's books. */
size_t bench_memory_size(unsigned int possible_count);

#endif
