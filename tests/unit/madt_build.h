/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts a MADT together, reads it, and keeps what came out; for the tests of one file. */
#ifndef MUSTER_MADT_BUILD_H
#define MUSTER_MADT_BUILD_H

#include "build.h"
#include "acpi.h"

enum { ENABLED = 1, CAPABLE = 2 };

static struct build build;
static struct finding items[64];
static struct findings findings;
static struct madt_cpu cpus[CPUS_MAX + 8];
static struct madt madt;
static enum madt_cores wanted_cores; /* MADT_CORES_ANY unless a test says otherwise */

static inline void madt_begin(void)
{
	build_begin(&build, "APIC", 5);
	build_add(&build, 4, 0xfee00000);
	build_add(&build, 4, 1);
}

static inline void add_lapic(uint8_t uid, uint8_t id, uint32_t flags)
{
	build_add(&build, 2, 0x0800);
	build_add(&build, 1, uid);
	build_add(&build, 1, id);
	build_add(&build, 4, flags);
}

static inline void add_x2apic(uint32_t uid, uint32_t id, uint32_t flags)
{
	build_add(&build, 4, 0x1009);
	build_add(&build, 4, id);
	build_add(&build, 4, flags);
	build_add(&build, 4, uid);
}

/* size: 80, 76 or 40 bytes, as the releases of the specification have it. */
static inline void add_gicc(uint32_t uid, uint64_t mpidr, uint32_t flags, unsigned int size)
{
	size_t start = build.size;

	build_add(&build, 4, size << 8 | 0x0b);
	build_add(&build, 4, 0x1000 + uid); /* CPU Interface Number */
	build_add(&build, 4, uid);
	build_add(&build, 4, flags);
	while (build.size < start + size)
		build_add(&build, 1, 0);
	if (size >= 76)
		build_put(&build, start + 68, 8, mpidr);
}

static inline void add_gicd(uint64_t base, uint8_t version)
{
	build_add(&build, 4, 0x180c);
	build_add(&build, 4, 0);
	build_add(&build, 8, base);
	build_add(&build, 4, 0);
	build_add(&build, 4, version);
}

static inline void add_gicr(uint64_t base, uint32_t length)
{
	build_add(&build, 4, 0x100e);
	build_add(&build, 8, base);
	build_add(&build, 4, length);
}

/* An entry of zeros behind its header. */
static inline void add_entry(uint8_t type, uint8_t length)
{
	build_add(&build, 1, type);
	build_add(&build, 1, length);
	for (unsigned int i = 2; i < length; i++)
		build_add(&build, 1, 0);
}

static inline enum status read_span(struct span table, size_t capacity)
{
	struct span exact = build_exact(table);

	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	memset(&madt, 0x5a, sizeof(madt));
	madt.cores = wanted_cores;
	madt.cpus = capacity ? cpus : NULL;
	madt.cpu_capacity = capacity;

	enum status status = madt_read(exact, &madt, &findings);

	build_free(exact);
	return status;
}

static inline enum status madt_end(size_t capacity)
{
	return read_span(build_end(&build), capacity);
}

static inline void check_cpu(size_t place, uint64_t id, enum madt_cpu_state cpu_state, uint32_t uid)
{
	assert_true(place < madt.cpu_count);
	assert_int_equal(cpus[place].id.value, id);
	assert_int_equal(cpus[place].state, cpu_state);
	assert_int_equal(cpus[place].uid, uid);
}

#endif
