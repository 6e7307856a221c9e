/* SPDX-License-Identifier: BSD-2-Clause */
/* What a MADT lists as CPUs, of every architecture, as it stands there. */
#include "lint.h"
#include "madt_layout.h"
#include "subtable.h"
#include "table.h"

/* Where the fields lie; flags are 32 bits wide in all. */
struct cpu_layout {
	uint8_t size; /* at least */
	uint8_t id, id_bytes;
	uint8_t uid, uid_bytes;
	uint8_t flags;
	uint32_t capable; /* the bit in flags; 0 = there is none */
};

/* 5.2.12.2, .10, .12, .14, .20; type 0x18 is of ACPI 6.6. A Local SAPIC's id and EID are one
   number, EID low as it is in its interrupts. */
static const struct cpu_layout layouts[] = {
	[MADT_LAPIC] = {8, 3, 1, 2, 1, 4, LAPIC_CAPABLE},
	[MADT_LSAPIC] = {16, 3, 2, 12, 4, 8, 0},
	[MADT_X2APIC] = {16, 4, 4, 12, 4, 8, LAPIC_CAPABLE},
	[MADT_GICC] = {40, 68, 8, 8, 4, 12, GICC_CAPABLE},
	[MADT_CORE_PIC] = {15, 7, 4, 3, 4, 11, 0},
	[MADT_RINTC] = {20, 8, 8, 16, 4, 4, LAPIC_CAPABLE},
};

static uint64_t field(struct span entry, uint8_t offset, uint8_t bytes)
{
	switch (bytes) {
	case 1:
		return span_get8(entry, offset);
	case 2: /* of a Local SAPIC alone: its id, then its EID */
		return (uint64_t)span_get8(entry, offset) << 8 | span_get8(entry, offset + 1u);
	case 4:
		return span_get32(entry, offset);
	default:
		return span_get64(entry, offset);
	}
}

bool lint_read_cpu(const struct subtable *entry, struct lint_cpu *ret_cpu)
{
	const struct cpu_layout *layout =
		entry->type < ARRAY_SIZE(layouts) ? &layouts[entry->type] : NULL;

	if (!layout || layout->size == 0 || entry->bytes.size < layout->size)
		return false;

	uint32_t flags = span_get32(entry->bytes, layout->flags);
	/* ACPI 5.0 knew a core of Arm's by its CPU Interface Number alone. */
	bool has_id = span_has(entry->bytes, layout->id, layout->id_bytes);

	*ret_cpu = (struct lint_cpu){
		.id = has_id ? field(entry->bytes, layout->id, layout->id_bytes)
			     : span_get32(entry->bytes, GICC_INTERFACE),
		.uid = (uint32_t)field(entry->bytes, layout->uid, layout->uid_bytes),
		.offset = entry->offset,
		.type = entry->type,
		.enabled = flags & CPU_ENABLED,
		.online_capable = flags & layout->capable,
	};
	return true;
}

void lint_list_cpus(struct span madt, struct lint_cpus *ret_cpus)
{
	struct span table = table_cut(madt);
	size_t offset = MADT_ENTRIES;
	struct subtable entry;
	struct lint_cpu cpu;

	ret_cpus->count = 0;
	ret_cpus->lost = 0;
	while (subtable_next(table, &offset, &entry)) {
		if (!lint_read_cpu(&entry, &cpu))
			continue;
		if (ret_cpus->count < ARRAY_SIZE(ret_cpus->items))
			ret_cpus->items[ret_cpus->count++] = cpu;
		else
			ret_cpus->lost++;
	}
}
