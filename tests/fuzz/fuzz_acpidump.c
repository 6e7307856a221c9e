/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The readers of muster-lint: any bytes as a text of acpidump and as tables one behind the other,
 * and what is found is described. Every table has to lie in the bytes, in their order.
 */
#include "build.h"
#include "tools/muster_lint/dump.h"
#include "tools/muster_lint/facts.h"
#include "tools/muster_lint/split.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct lint_tables tables;
static struct finding items[8];

static void check(bool condition)
{
	if (!condition)
		abort();
}

static struct findings begin(void)
{
	tables.count = 0;
	return (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
}

static void check_tables(const uint8_t *bytes, size_t size)
{
	static struct facts facts;
	const uint8_t *end = bytes;

	check(tables.count <= LINT_TABLES_MAX);
	for (unsigned int i = 0; i < tables.count; i++) {
		struct span table = tables.items[i];

		check(table.size >= 4 && table.bytes >= end);
		end = table.bytes + table.size;
		check(end <= bytes + size);
		facts_read(table, &facts);
		check(facts.signature[4] == '\0' && facts.size == table.size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span input = {bytes, size};
	struct findings findings = begin();
	uint8_t *decoded = malloc(size / 2 + 1);

	check(decoded != NULL);
	dump_read(input, decoded, &tables, &findings);
	check_tables(decoded, size / 2);
	free(decoded);

	findings = begin();
	split_add(&tables, input, &findings);
	check_tables(bytes, size);
	/* Nothing is passed over in silence. */
	check(tables.count > 0 || findings.count > 0);
	return 0;
}
