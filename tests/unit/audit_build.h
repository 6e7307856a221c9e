/* SPDX-License-Identifier: BSD-2-Clause */
/* Cores with registers, for the tests of the audit. */
#ifndef MUSTER_TEST_AUDIT_BUILD_H
#define MUSTER_TEST_AUDIT_BUILD_H

#include "audit_x86_64.h"
#include <string.h>

static struct audit_core cores[CPUS_MAX];
static unsigned int core_count;
static struct audit audit;

/* So many cores with ids from 0 and no register at all. */
static inline void build_cores(unsigned int count)
{
	memset(cores, 0, sizeof(cores));
	core_count = count;
	for (unsigned int i = 0; i < count; i++)
		cores[i].id.value = i;
}

static inline void build_all(unsigned int number, uint64_t value)
{
	for (unsigned int i = 0; i < core_count; i++)
		audit_put(&cores[i], number, value);
}

static inline void build_close_by(const struct audit_terms *terms)
{
	audit_open(&audit, terms, cores[0].id);
	for (unsigned int i = 0; i < core_count; i++)
		audit_add(&audit, &cores[i]);
	audit_close(&audit);
}

static inline void build_close(void)
{
	build_close_by(&audit_x86_64);
}

#endif
