/* SPDX-License-Identifier: BSD-2-Clause */
#include "trampoline.h"
#include "mem.h"

enum { INT3 = 0xCC, GDT_BYTES = 24, SLOTS_MIN = 16 };

extern const uint8_t trampoline_blob_begin[], trampoline_blob_end[];

struct span trampoline_blob(void)
{
	return (struct span){trampoline_blob_begin,
			     (size_t)(trampoline_blob_end - trampoline_blob_begin)};
}

uint32_t trampoline_slot_count(unsigned int cores)
{
	uint32_t slots = SLOTS_MIN;

	while (slots < 2 * cores) /* deadline: cores <= CPUS_MAX */
		slots *= 2;
	return slots;
}

static uint8_t hash_shift(uint32_t slot_count)
{
	return (uint8_t)(32 - __builtin_ctz(slot_count));
}

struct id_slot *trampoline_slot_add(struct id_slot *table, uint32_t slot_count, uint32_t id,
				    uint16_t cpu)
{
	uint32_t slot = (id * (uint32_t)ID_HASH) >> hash_shift(slot_count);

	while (table[slot].id != ID_SLOT_EMPTY) /* deadline: half of the slots are empty */
		slot = (slot + 1) & (slot_count - 1);
	table[slot] = (struct id_slot){.id = id, .cpu = cpu};
	return &table[slot];
}

struct trampoline_header *trampoline_place(phys_addr page)
{
	uint8_t *bytes = (uint8_t *)(uintptr_t)page.value;
	struct span blob = trampoline_blob();
	struct trampoline_header *header = (struct trampoline_header *)(bytes + TRAMPOLINE_HEADER);

	memset(bytes, INT3, PAGE_SIZE);
	memcpy(bytes, blob.bytes, blob.size);
	header->gdt_limit = GDT_BYTES - 1;
	header->gdt_base = page.value + header->gdt;
	header->far_offset = (uint32_t)page.value + header->long_entry;
	header->far_selector = TRAMPOLINE_CODE64;
	return header;
}
