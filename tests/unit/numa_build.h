/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts SRATs together, structure by structure. */
#ifndef MUSTER_NUMA_BUILD_H
#define MUSTER_NUMA_BUILD_H

#include "build.h"
#include "numa.h"

static inline void srat_begin(struct build *build, uint8_t revision)
{
	build_begin(build, "SRAT", revision);
	build_add(build, 4, 1);
	build_add(build, 8, 0);
}

static inline void srat_lapic(struct build *build, uint32_t domain, uint8_t id, uint32_t flags)
{
	build_add(build, 2, 0x1000);
	build_add(build, 1, domain & 0xff);
	build_add(build, 1, id);
	build_add(build, 4, flags);
	build_add(build, 1, 0);
	build_add(build, 3, domain >> 8);
	build_add(build, 4, 0);
}

static inline void srat_memory(struct build *build, uint32_t domain, uint64_t base, uint64_t length,
			       uint32_t flags)
{
	build_add(build, 2, 0x2801);
	build_add(build, 4, domain);
	build_add(build, 2, 0);
	build_add(build, 8, base);
	build_add(build, 8, length);
	build_add(build, 4, 0);
	build_add(build, 4, flags);
	build_add(build, 8, 0);
}

static inline void srat_x2apic(struct build *build, uint32_t domain, uint32_t id, uint32_t flags)
{
	build_add(build, 4, 0x1802);
	build_add(build, 4, domain);
	build_add(build, 4, id);
	build_add(build, 4, flags);
	build_add(build, 8, 0);
}

static inline void srat_gicc(struct build *build, uint32_t domain, uint32_t uid, uint32_t flags)
{
	build_add(build, 2, 0x1203);
	build_add(build, 4, domain);
	build_add(build, 4, uid);
	build_add(build, 4, flags);
	build_add(build, 4, 0);
}

static inline void srat_its(struct build *build, uint32_t domain, uint32_t id)
{
	build_add(build, 2, 0x0c04);
	build_add(build, 4, domain);
	build_add(build, 2, 0);
	build_add(build, 4, id);
}

/* Types 5 and 6, with a PCI handle. */
static inline void srat_device(struct build *build, uint8_t type, uint32_t domain, uint32_t flags)
{
	build_add(build, 2, 0x2000u | type);
	build_add(build, 2, 0x0100);
	build_add(build, 4, domain);
	build_add(build, 8, 0x10000);
	build_add(build, 8, 0);
	build_add(build, 4, flags);
	build_add(build, 4, 0);
}

static inline void srat_rintc(struct build *build, uint32_t domain, uint32_t uid, uint32_t flags)
{
	build_add(build, 4, 0x1407);
	build_add(build, 4, domain);
	build_add(build, 4, uid);
	build_add(build, 4, flags);
	build_add(build, 4, 0);
}

/* A square of distances: 10 on the diagonal, 20 elsewhere. */
static inline void slit_build(struct build *build, uint32_t count)
{
	build_begin(build, "SLIT", 1);
	build_add(build, 8, count);
	for (uint32_t i = 0; i < count * count; i++)
		build_add(build, 1, i % (count + 1) == 0 ? 10 : 20);
}

#endif
