/* SPDX-License-Identifier: BSD-2-Clause */
/* Trees for tests, which the build makes of tests/unit/dts. */
#ifndef MUSTER_DT_LOAD_H
#define MUSTER_DT_LOAD_H

#include "dt.h"
#include "unit.h"

enum { TREE_CPUS = 64, TREE_FINDINGS = 64 };

struct tree {
	struct dt dt;
	struct dt_cpu cpus[TREE_CPUS];
	struct findings findings;
	struct finding items[TREE_FINDINGS];
	enum status status;
};

/* Memory of exactly so many bytes, for the sanitizer; to be freed. */
static inline struct span tree_load(const char *name)
{
	char path[256];
	uint8_t *bytes;
	long size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.dtb", DTS_FOLDER, name);
	file = fopen(path, "rb");
	if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) <= 0)
		fail_msg("no tree %s", path);
	rewind(file);
	bytes = malloc((size_t)size);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
	fclose(file);
	return (struct span){bytes, (size_t)size};
}

static inline void tree_read(struct tree *tree, struct span bytes)
{
	memset(tree, 0, sizeof(*tree));
	tree->findings = (struct findings){.items = tree->items, .capacity = TREE_FINDINGS};
	tree->dt.cpus = tree->cpus;
	tree->dt.cpu_capacity = TREE_CPUS;
	tree->status = dt_read(bytes, &tree->dt, &tree->findings);
}

/* Loads, reads, and lets go of the bytes: nothing in the facts may point there. */
static inline void tree_open(struct tree *tree, const char *name)
{
	struct span bytes = tree_load(name);

	tree_read(tree, bytes);
	free((void *)(uintptr_t)bytes.bytes);
}

/* How often the rule is told. */
static inline unsigned int tree_told(const struct tree *tree, const char *rule)
{
	unsigned int count = 0;

	for (size_t i = 0; i < tree->findings.count; i++)
		count += strcmp(tree->items[i].rule, rule) == 0;
	return count;
}

static inline void tree_print(const struct tree *tree)
{
	for (size_t i = 0; i < tree->findings.count; i++)
		print_message("%s: %s\n", tree->items[i].rule, tree->items[i].text);
}

#endif
