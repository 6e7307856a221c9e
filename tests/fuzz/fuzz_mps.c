/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The MP floating pointer is the first 16 bytes of the input, the table what follows; both in a
 * fake memory, where the pointer is looked for. Checksums are put right, unless the third feature
 * byte is '!': no fuzzer would get past them otherwise. What the reader promises is checked, and
 * the lint must tell an error wherever the reader refuses.
 */
#include "../../acpi/lint.h"
#include "fake_memory.h"
#include "mps.h"

enum { ROM_AT = 0xf0000, ROM_SIZE = 0x10000, TABLE_AT = 0x80000, FINDINGS = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(bool condition)
{
	if (!condition)
		abort();
}

static void put_right(uint8_t *bytes, size_t checksum, size_t length)
{
	bytes[checksum] = (uint8_t)(bytes[checksum] - span_sum((struct span){bytes, length}));
}

static void check_cpus(const struct mps *mps, const struct madt *madt)
{
	bool seen[256] = {false};
	unsigned int enabled = 0;

	check(madt->cpu_count <= madt->cpu_capacity);
	for (size_t i = 0; i < madt->cpu_count; i++) {
		uint64_t id = madt->cpus[i].id.value;

		check(id < 255 && !seen[id] && madt->cpus[i].uid == id);
		seen[id] = true;
		enabled += madt->cpus[i].state == MADT_CPU_ENABLED;
	}
	check(madt->as_listed.enabled == mps->enabled);
	check(enabled + madt->dropped == mps->enabled);
	check(hw_id_equal(mps->boot_id, HW_ID_NONE) || mps->boot_id.value <= 255);
}

static void check_devices(const struct madt *madt)
{
	check(madt->ioapic_count <= MADT_IOAPICS_MAX && madt->nmi_count <= MADT_NMIS_MAX &&
	      madt->override_count <= MADT_OVERRIDES_MAX);
	for (unsigned int i = 0; i < madt->ioapic_count; i++)
		check(madt->ioapics[i].address != 0);
	for (unsigned int i = 0; i < madt->nmi_count; i++)
		check(madt->nmis[i].lint < 2);
}

static bool has_error(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].severity == SEVERITY_ERROR)
			return true;
	return false;
}

static enum status read_and_check(struct span pointer, struct span table)
{
	static struct madt_cpu cpus[MPS_CPUS_MAX];
	static struct finding items[FINDINGS];
	struct findings findings = {.items = items, .capacity = FINDINGS};
	struct madt madt = {.cpus = cpus, .cpu_capacity = MPS_CPUS_MAX};
	struct mps mps;
	enum status status = mps_read_spans(pointer, table, &mps, &madt, &findings);
	bool refused = status == STATUS_INVALID || status == STATUS_UNSUPPORTED;

	check(status != STATUS_NO_MEMORY); /* promised for so large a list */
	check(status == STATUS_OK || has_error(&findings));
	if (!refused) {
		check_cpus(&mps, &madt);
		check_devices(&madt);
	}
	/* Each rule once at most, however many entries break it. */
	findings.count = 0;
	lint_mps(pointer, table, &findings);
	check(findings.lost == 0);
	for (size_t i = 1; i < findings.count; i++)
		check(findings.items[i].rule != findings.items[i - 1].rule);
	check(status == STATUS_OK || table.size == 0 || has_error(&findings));
	return status;
}

/* The same machine, found by a search; a table that lies elsewhere cannot be read. One in eight
   lies at the far end, as a search all through costs more than all the rest. */
static void search(struct span pointer, struct span table, enum status wanted)
{
	static struct fake_memory memory;
	static uint8_t rom[ROM_SIZE];
	struct acpi_memory access = {fake_memory_map, &memory};
	struct findings ignored = {0};
	size_t at = span_get8(pointer, 15) % 8 ? 0 : ROM_SIZE - pointer.size;
	struct mps_place place;
	enum status status;

	memcpy(rom + at, pointer.bytes, pointer.size);
	fake_memory_put(&memory, ROM_AT, (struct span){rom, ROM_SIZE});
	fake_memory_put(&memory, TABLE_AT, table);
	status = mps_find((phys_addr){0}, &access, &place, &ignored);
	if (wanted == STATUS_OK && span_get32(pointer, 4) == TABLE_AT)
		check(status == STATUS_OK && place.pointer_address.value == ROM_AT + at);
	if (status == STATUS_OK && place.table_address.value == TABLE_AT)
		check(place.table.size <= table.size);
	fake_memory_clear(&memory);
	memset(rom + at, 0, pointer.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static uint8_t copy[16 + 65536];
	struct span pointer, table;
	uint16_t base;

	if (size < MPS_POINTER_SIZE || size > sizeof(copy))
		return 0;
	memcpy(copy, bytes, size);
	pointer = (struct span){copy, MPS_POINTER_SIZE};
	table = (struct span){copy + MPS_POINTER_SIZE, size - MPS_POINTER_SIZE};
	base = span_get16(table, 4);
	if (copy[13] != '!') {
		put_right(copy, 10, MPS_POINTER_SIZE);
		if (base >= 44 && base <= table.size)
			put_right(copy + MPS_POINTER_SIZE, 7, base);
	}
	search(pointer, table, read_and_check(pointer, table));
	return 0;
}
