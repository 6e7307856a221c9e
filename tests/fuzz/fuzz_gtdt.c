/* SPDX-License-Identifier: BSD-2-Clause */
/* GTDT over any bytes: the walk ends and stays inside, its reader keeps its promises, and who
   judges the same bytes says no less. */
#include <stdlib.h>
#include <string.h>

#include "acpi.h"
#include "../../acpi/gtdt_layout.h"
#include "../../acpi/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(bool condition)
{
	if (!condition)
		abort();
}

static unsigned int walk(struct span table, uint8_t type)
{
	struct gtdt_walk walk = gtdt_walk_open(table);
	struct gtdt_platform platform;
	size_t end = walk.offset;
	unsigned int count = 0;

	while (gtdt_next(&walk, &platform)) {
		check(platform.offset == end && platform.bytes.size >= 4);
		end += platform.bytes.size;
		check(walk.offset == end && end <= table.size);
		count += platform.type == type;
		for (size_t i = 0; type == GTDT_BLOCK && platform.type == type &&
				   i < gtdt_frame_count(&platform) && i < 16;
		     i++)
			check(gtdt_frame_at(&platform, i).size == GTDT_FRAME_SIZE);
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span table = {bytes, size};
	struct finding items[8], judged[32];
	struct findings findings = {.items = items, .capacity = 8};
	struct findings verdict = {.items = judged, .capacity = 32};
	struct gtdt gtdt = {.el1 = 0x5a5a};
	enum status status = gtdt_read(table, &gtdt, &findings);
	uint32_t length = span_get32(table, 4);

	lint_gtdt(table, &verdict);
	check(verdict.count >= findings.count && verdict.lost == 0 && findings.lost == 0);
	if (status != STATUS_OK) {
		check(gtdt.el1 == 0x5a5a && !gtdt.present && findings.count > 0);
		return 0;
	}
	if (length < size)
		table.size = length;
	check(gtdt.present && gtdt.frame_count <= GTDT_FRAMES_MAX);
	check(gtdt.block_count == walk(table, GTDT_BLOCK));
	check(gtdt.watchdog_count == walk(table, GTDT_WATCHDOG));
	check(gtdt.block_count > 0 || (gtdt.frame_count == 0 && gtdt.block_address == 0));
	check(gtdt.counter_address != UINT64_MAX && gtdt.read_address != UINT64_MAX);
	return 0;
}
