/* SPDX-License-Identifier: BSD-2-Clause */
/* SRAT over any bytes: the walk ends and stays inside, the list is sorted and finds all it holds,
   and the judgement of the same bytes ends. */
#include <stdlib.h>

#include "numa.h"
#include "../../acpi/lint.h"

enum { CAPACITY = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(bool condition)
{
	if (!condition)
		abort();
}

/* The number of enabled structures about cores. */
static size_t walk(struct span table)
{
	struct srat_entry entry;
	struct srat srat;
	size_t count = 0, end = 48;

	if (srat_open(table, &srat) != STATUS_OK)
		return 0;
	while (srat_next(&srat, &entry)) {
		check(entry.offset == end && entry.bytes.size >= 2);
		check(span_has(table, entry.offset, entry.bytes.size));
		end = entry.offset + entry.bytes.size;
		check(srat.offset == end);
		count += entry.known && entry.enabled && srat_is_cpu(entry.type);
	}
	check(srat.offset == end && end <= srat.table.size);
	return count;
}

static void check_list(struct span table, size_t count)
{
	static struct numa_cpu cpus[CAPACITY];
	struct numa_cpus list = {.items = cpus, .capacity = CAPACITY};
	enum status status = numa_list_cpus(table, &list);

	check(list.count + list.lost == count && list.count <= CAPACITY);
	check((status == STATUS_NO_MEMORY) == (list.lost > 0));
	for (size_t i = 0; i < list.count; i++) {
		const struct numa_cpu *cpu = &cpus[i];
		const struct numa_cpu *found = numa_find_cpu(&list, cpu->by_uid, cpu->id);

		check(found && found->by_uid == cpu->by_uid && found->id == cpu->id);
		check(found >= cpu);
		if (i > 0)
			check(cpu[-1].by_uid < cpu->by_uid ||
			      (cpu[-1].by_uid == cpu->by_uid && cpu[-1].id <= cpu->id));
	}
}

/* Judged with the table's own ids as cores of a MADT, so that both sides have some in common. */
static void judge(struct span table)
{
	static struct lint_cpus cpus;
	static const uint8_t types[] = {0, 9, 0xb, 0x18};
	struct finding items[16];
	struct findings findings = {.items = items, .capacity = 16};

	cpus.count = 0;
	for (size_t i = 40; i < table.size && cpus.count < CAPACITY; i += 7)
		cpus.items[cpus.count++] = (struct lint_cpu){
			.id = table.bytes[i],
			.uid = table.bytes[i],
			.type = types[i % 4],
			.enabled = i % 3 != 0,
		};
	lint_srat(table, &cpus, &findings);
	check(findings.count <= findings.capacity);
	lint_srat(table, NULL, &findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span table = {bytes, size};

	check_list(table, walk(table));
	judge(table);
	return 0;
}
