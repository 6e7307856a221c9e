/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts PPTTs together, structure by structure; each returns the offset of what it added. */
#ifndef MUSTER_PPTT_BUILD_H
#define MUSTER_PPTT_BUILD_H

#include "build.h"
#include "pptt.h"

static inline uint32_t pptt_add_processor(struct build *build, uint32_t flags, uint32_t parent,
					  uint32_t uid)
{
	uint32_t offset = (uint32_t)build->size;

	build_add(build, 4, 0x1400);
	build_add(build, 4, flags);
	build_add(build, 4, parent);
	build_add(build, 4, uid);
	build_add(build, 4, 0);
	return offset;
}

/* Behind the processor that was added last. */
static inline void pptt_add_resource(struct build *build, uint32_t processor, uint32_t resource)
{
	build_add(build, 4, resource);
	build->bytes[processor + 1] = (uint8_t)(build->bytes[processor + 1] + 4);
	build->bytes[processor + 16]++;
}

static inline uint32_t pptt_add_cache(struct build *build, uint32_t next, bool with_id)
{
	uint32_t offset = (uint32_t)build->size;

	build_add(build, 4, with_id ? 0x1c01 : 0x1801);
	build_add(build, 4, with_id ? 0xff : 0x7f);
	build_add(build, 4, next);
	build_add(build, 4, 32768);
	build_add(build, 4, 64);
	build_add(build, 1, 8);
	build_add(build, 1, 0x0a);
	build_add(build, 2, 64);
	if (with_id)
		build_add(build, 4, offset);
	return offset;
}

static inline uint32_t pptt_add_id(struct build *build)
{
	uint32_t offset = (uint32_t)build->size;

	build_add(build, 4, 0x1e02);
	for (unsigned int i = 4; i < 30; i++)
		build_add(build, 1, 0);
	return offset;
}

#endif
