/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * acpi_find_tables() over a fake physical memory, which is the input, at MEMORY_AT, with the RSDP
 * first. The RSDP's checksums are put right, unless its OEM id starts with '!': no fuzzer
 * would get past them otherwise.
 */
#include "fake_memory.h"
#include "acpi.h"

enum { MEMORY_AT = 0x1000 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void put_right(uint8_t *bytes, size_t checksum, size_t length)
{
	bytes[checksum] = (uint8_t)(bytes[checksum] - span_sum((struct span){bytes, length}));
}

static void check_table(struct span table)
{
	if (table.size != 0 && (table.size < 36 || span_get32(table, 4) != table.size))
		abort();
	span_sum(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct fake_memory memory;
	struct acpi_memory access = {fake_memory_map, &memory};
	struct finding items[8];
	struct findings findings = {.items = items, .capacity = 8};
	struct acpi_tables tables;

	fake_memory_put(&memory, MEMORY_AT, (struct span){bytes, size});
	uint8_t *rsdp = fake_memory_at(&memory, MEMORY_AT);

	if (size >= 36 && rsdp[9] != '!') {
		put_right(rsdp, 8, 20);
		put_right(rsdp, 32, 36);
	}
	if (acpi_find_tables((phys_addr){MEMORY_AT}, &access, &tables, &findings) == STATUS_OK) {
		check_table(tables.madt);
		check_table(tables.fadt);
		check_table(tables.hpet);
		check_table(tables.spcr);
		check_table(tables.srat);
		check_table(tables.slit);
		check_table(tables.pptt);
		check_table(tables.dmar);
	} else if (findings.count == 0 && size >= 36 &&
		   span_get32((struct span){bytes, size}, 16)) {
		abort();
	}
	fake_memory_clear(&memory);
	return 0;
}
