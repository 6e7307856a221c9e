/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts ACPI tables together byte by byte, and looks findings up. */
#ifndef MUSTER_BUILD_H
#define MUSTER_BUILD_H

#include "unit.h"
#include "finding.h"
#include "span.h"

struct build {
	uint8_t bytes[65536];
	size_t size;
};

static inline void build_put(struct build *build, size_t offset, unsigned int width, uint64_t value)
{
	for (unsigned int i = 0; i < width; i++)
		build->bytes[offset + i] = (uint8_t)(value >> 8 * i);
}

static inline void build_add(struct build *build, unsigned int width, uint64_t value)
{
	build_put(build, build->size, width, value);
	build->size += width;
}

/* A header of 36 bytes; build_end() fills its Length and Checksum. */
static inline void build_begin(struct build *build, const char *signature, uint8_t revision)
{
	*build = (struct build){.size = 36};
	memcpy(build->bytes, signature, strlen(signature));
	build->bytes[8] = revision;
}

static inline void build_sum(struct build *build, size_t checksum, size_t length)
{
	struct span covered = {build->bytes, length};

	build->bytes[checksum] = 0;
	build->bytes[checksum] = (uint8_t)-span_sum(covered);
}

static inline struct span build_end(struct build *build)
{
	build_put(build, 4, 4, build->size);
	build_sum(build, 9, build->size);
	return (struct span){build->bytes, build->size};
}

/* A copy that ends where its memory ends, so that ASan sees an overrun. */
static inline struct span build_exact(struct span span)
{
	uint8_t *copy = malloc(span.size ? span.size : 1);

	assert_non_null(copy);
	if (span.size)
		memcpy(copy, span.bytes, span.size);
	return (struct span){copy, span.size};
}

static inline void build_free(struct span span)
{
	free((void *)(uintptr_t)span.bytes);
}

static inline size_t finding_count(const struct findings *findings, const char *rule)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		count += strcmp(findings->items[i].rule, rule) == 0;
	return count;
}

/* The first finding of a rule; fails the test when there is none. */
static inline const struct finding *finding_of(const struct findings *findings, const char *rule)
{
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->items[i].rule, rule) == 0)
			return &findings->items[i];
	print_error("no finding '%s' among %zu\n", rule, findings->count);
	for (size_t i = 0; i < findings->count; i++)
		print_error("  %s: %s\n", findings->items[i].rule, findings->items[i].text);
	fail();
	return NULL;
}

#endif
