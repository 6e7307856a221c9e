/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint.h"
#include "mps_layout.h"

/* The BIOS data area, and what it says of low memory. */
enum bios_data {
	BIOS_EBDA_SEGMENT = 0x40e,
	BIOS_BASE_KIB = 0x413,
};

enum {
	KIB = 1024,
	EBDA_FIRST = 0x500, /* behind the BIOS data area */
	BASE_KIB_LEAST = 64,
	BASE_KIB_MOST = 640,
	ROM_FIRST = 0xf0000,
	ROM_SIZE = 0x10000,
	POINTER_ALIGNMENT = 16,
};

enum { RULE_HINT, RULE_SKIPPED, RULE_TABLE };

static const struct rule rules[] = {
	[RULE_HINT] = {"mps.pointer.hint", SEVERITY_WARNING, "_MP_", "MPS 1.4, 4.1",
		       "an OS that trusts UEFI's configuration table finds no MP table"},
	[RULE_SKIPPED] = {"mps.pointer.skipped", SEVERITY_WARNING, "_MP_", "MPS 1.4, 4.1",
			  "an OS that checks less takes the broken pointer for the real one"},
	[RULE_TABLE] = {"mps.table.unreadable", SEVERITY_ERROR, "_MP_", "MPS 1.4, 4.1",
			"an OS without ACPI runs on one core, or fails as it follows the pointer"},
};

const struct rule_set mps_find_rule_set = {"mps_find", rules, ARRAY_SIZE(rules)};

/* Where a search stands. */
struct search {
	const struct acpi_memory *memory;
	struct findings *findings;
	struct mps_place *place;
	unsigned int broken; /* pointers that were passed over */
	struct span broken_first;
	uint64_t broken_address;
};

static struct span search_map(const struct search *search, uint64_t address, size_t length)
{
	struct span bytes =
		search->memory->map(search->memory->context, (phys_addr){address}, length);

	return span_part(bytes, 0, length);
}

/* True if these bytes are a pointer that can be followed. */
static bool search_try(struct search *search, struct span bytes, uint64_t address)
{
	struct findings ignored = {0};

	if (!span_is(bytes, 0, "_MP_"))
		return false;
	if (mps_pointer_check(bytes, &ignored) == STATUS_OK) {
		search->place->pointer = bytes;
		search->place->pointer_address = (phys_addr){address};
		return true;
	}
	if (search->broken++ == 0) {
		search->broken_first = bytes;
		search->broken_address = address;
	}
	return false;
}

static bool search_area(struct search *search, uint64_t address, size_t length)
{
	struct span area = search_map(search, address, length);

	for (size_t at = 0; at < area.size; at += POINTER_ALIGNMENT)
		if (search_try(search, span_part(area, at, MPS_POINTER_SIZE), address + at))
			return true;
	return false;
}

static bool search_hint(struct search *search, uint64_t address)
{
	struct span bytes;

	if (address == 0 || address > UINT64_MAX - MPS_POINTER_SIZE)
		return false;
	bytes = search_map(search, address, MPS_POINTER_SIZE);
	if (search_try(search, bytes, address))
		return true;
	rule_broken(search->findings, &rules[RULE_HINT], 0,
		    "UEFI's configuration table leads to 0x%llx, where no sound pointer is "
		    "(signature 0x%08x)",
		    (unsigned long long)address, span_get32(bytes, 0));
	return false;
}

/* 4, a: the segment is 0, or anything, where nobody set it up. */
static bool search_ebda(struct search *search)
{
	struct span data = search_map(search, BIOS_EBDA_SEGMENT, 2);
	uint32_t address = (uint32_t)span_get16(data, 0) << 4;

	return address >= EBDA_FIRST && address <= (BASE_KIB_MOST - 1) * KIB &&
	       search_area(search, address, KIB);
}

/* 4, b: the last KiB below 640 where the size is not known. */
static bool search_base_memory(struct search *search)
{
	struct span data = search_map(search, BIOS_BASE_KIB, 2);
	uint32_t kib = span_get16(data, 0);

	if (kib < BASE_KIB_LEAST || kib > BASE_KIB_MOST)
		kib = BASE_KIB_MOST;
	return search_area(search, (kib - 1) * KIB, KIB);
}

/* A pointer that nobody can follow says why; others were only on the way to the sound one. */
static void search_explain(const struct search *search, bool found)
{
	if (search->broken == 0)
		return;
	rule_broken(search->findings, &rules[RULE_SKIPPED], 0,
		    "%u pointers are broken, the first at 0x%llx; %s", search->broken,
		    (unsigned long long)search->broken_address,
		    found ? "a sound one is used" : "there is no other");
	if (!found)
		mps_pointer_check(search->broken_first, search->findings);
}

/* Base and extended table; the base alone where the extended one cannot be read. Both lengths have
   16 bits, so they bound themselves. */
static struct span search_map_table(const struct search *search, uint64_t address)
{
	struct span header = search_map(search, address, MPS_TABLE_HEADER_SIZE), table;
	size_t base = span_get16(header, MPS_TABLE_LENGTH);
	size_t extended = span_get16(header, MPS_TABLE_EXTENDED_LENGTH);

	if (base < MPS_TABLE_HEADER_SIZE) /* to be refused by whoever reads it */
		return header;
	table = search_map(search, address, base + extended);
	return table.size != 0 ? table : search_map(search, address, base);
}

static enum status search_follow(const struct search *search)
{
	struct mps_place *place = search->place;
	uint32_t address = span_get32(place->pointer, MPS_POINTER_TABLE);

	if (span_get8(place->pointer, MPS_POINTER_FEATURE1) != 0)
		return STATUS_OK;
	place->table_address = (phys_addr){address};
	place->table = search_map_table(search, address);
	if (place->table.size != 0)
		return STATUS_OK;
	rule_broken(search->findings, &rules[RULE_TABLE], MPS_POINTER_TABLE,
		    "pointer at 0x%llx leads to 0x%x, where no table can be read",
		    (unsigned long long)place->pointer_address.value, address);
	return STATUS_INVALID;
}

enum status mps_find(phys_addr hint, const struct acpi_memory *memory, struct mps_place *ret_place,
		     struct findings *findings)
{
	struct mps_place place = {.table = {NULL, 0}};
	struct search search = {.memory = memory, .findings = findings, .place = &place};
	bool found = search_hint(&search, hint.value) || search_ebda(&search) ||
		     search_base_memory(&search) || search_area(&search, ROM_FIRST, ROM_SIZE);
	enum status status;

	search_explain(&search, found);
	if (!found)
		return STATUS_NOT_FOUND;
	status = search_follow(&search);
	if (status == STATUS_OK)
		*ret_place = place;
	return status;
}
