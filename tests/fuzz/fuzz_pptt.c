/* SPDX-License-Identifier: BSD-2-Clause */
/* PPTT over any bytes: the list is what the table holds, circles are found, and the judgement ends.
 */
#include <stdlib.h>
#include <string.h>

#include "pptt.h"
#include "../../acpi/lint.h"

enum { CAPACITY = 128 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(bool condition)
{
	if (!condition)
		abort();
}

static void check_node(const struct pptt *pptt, size_t place)
{
	const struct pptt_node *node = &pptt->nodes[place];
	struct pptt_processor processor;

	check(place == 0 || node->offset > node[-1].offset);
	check(pptt_find(pptt, node->offset) == node);
	check(place == 0
		      ? !pptt_find(pptt, 35)
		      : !pptt_find(pptt, node->offset - 1) || node[-1].offset == node->offset - 1);
	if (node->parent != PPTT_NONE) {
		check(node->parent < pptt->count && pptt->nodes[node->parent].has_child);
		check(pptt_processor(pptt, node, &processor));
		check(pptt->nodes[node->parent].offset == processor.parent);
	}
	if (pptt_processor(pptt, node, &processor))
		for (uint32_t i = 0; i < processor.resource_count; i++)
			pptt_resource(pptt, node, i);
}

/* Whether parents lead in a circle, by counting steps. */
static bool has_circle(const struct pptt *pptt)
{
	for (size_t i = 0; i < pptt->count; i++) {
		size_t place = i, steps = 0;

		while (place != PPTT_NONE && steps++ <= pptt->count)
			place = pptt->nodes[place].parent;
		if (place != PPTT_NONE)
			return true;
	}
	return false;
}

static bool found(const struct findings *findings, const char *rule)
{
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->items[i].rule, rule) == 0)
			return true;
	return false;
}

static void check_leaves(const struct pptt *pptt)
{
	static struct pptt_leaf items[CAPACITY];
	struct pptt_leaves leaves = {.items = items, .capacity = CAPACITY};

	pptt_list_leaves(pptt, &leaves);
	check(leaves.count + leaves.lost <= pptt->count);
	for (size_t i = 0; i < leaves.count; i++) {
		const struct pptt_leaf *first = pptt_find_leaf(&leaves, items[i].uid);

		check(i == 0 || items[i - 1].uid <= items[i].uid);
		check(first && first->uid == items[i].uid && first <= &items[i]);
	}
}

/* Judged with cores whose UIDs are bytes of the table, and with none. */
static void judge(struct span table, const struct pptt *pptt)
{
	static struct lint_cpus cpus;
	struct finding items[32];
	struct findings findings = {.items = items, .capacity = 32};

	cpus.count = 0;
	for (size_t i = 36; i < table.size && cpus.count < 16; i += 4)
		cpus.items[cpus.count++] = (struct lint_cpu){
			.uid = table.bytes[i],
			.type = 0xb,
			.enabled = i % 3 != 0,
		};
	lint_pptt(table, &cpus, &findings);
	check(findings.lost == 0);
	check(found(&findings, "pptt.parent.circle") == (pptt && has_circle(pptt)));
	findings.count = 0;
	lint_pptt(table, NULL, &findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct pptt_node nodes[PPTT_NODES_MAX];
	struct span table = {bytes, size};
	struct pptt pptt = {.nodes = nodes, .capacity = CAPACITY};
	enum status status = pptt_read(table, &pptt);

	if (status == STATUS_NO_MEMORY) {
		check(pptt.count == CAPACITY && pptt.lost > 0);
		pptt.capacity = PPTT_NODES_MAX;
		status = pptt_read(table, &pptt);
	}
	if (status == STATUS_OK) {
		check(pptt.end <= pptt.table.size && pptt.lost == 0);
		for (size_t i = 0; i < pptt.count; i++)
			check_node(&pptt, i);
		check_leaves(&pptt);
	}
	judge(table, status == STATUS_OK ? &pptt : NULL);
	return 0;
}
