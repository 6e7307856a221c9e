/* SPDX-License-Identifier: BSD-2-Clause */
/* MADTs as no firmware should write them, ACPI 6.5, 5.2.12. */
#include "tables.h"

enum { ENTRIES = 44, TYPE_LAPIC = 0, LAPIC_BYTES = 8 };
enum { FLAG_ENABLED = 1, FLAG_ONLINE_CAPABLE = 2 };
enum { ID_NONE = 0xFF, ID_DEAD = 80 };

struct lapic { /* 5.2.12.2 */
	uint8_t type, length, uid, id;
	uint32_t flags;
} __attribute__((packed));
_Static_assert(sizeof(struct lapic) == LAPIC_BYTES, "local APIC, ACPI 6.5, table 5.22");

static uint8_t *at(size_t offset)
{
	return (uint8_t *)tables.madt + offset;
}

static size_t next(size_t offset)
{
	return offset + at(offset)[1];
}

/* The offset of the core that so many come before. */
static size_t find_core(unsigned int number)
{
	for (size_t offset = ENTRIES; offset < tables.madt->length; offset = next(offset))
		if (at(offset)[0] == TYPE_LAPIC && number-- == 0)
			return offset;
	give_up("too few cores for this break");
}

static unsigned int core_count(void)
{
	unsigned int count = 0;

	for (size_t offset = ENTRIES; offset < tables.madt->length; offset = next(offset))
		count += at(offset)[0] == TYPE_LAPIC;
	return count;
}

static struct lapic *core(unsigned int number)
{
	return (struct lapic *)at(find_core(number));
}

static struct lapic *last_core(void)
{
	return core(core_count() - 1);
}

static void insert(size_t offset, const void *entry, size_t size)
{
	memmove(at(offset + size), at(offset), tables.madt->length - offset);
	memcpy(at(offset), entry, size);
	tables.madt->length += (uint32_t)size;
}

static void cut(size_t offset, size_t size)
{
	memmove(at(offset), at(offset + size), tables.madt->length - offset - size);
	tables.madt->length -= (uint32_t)size;
}

void madt_append(const void *entry, size_t size)
{
	insert(tables.madt->length, entry, size);
}

static void append_core(uint8_t id, uint8_t uid, uint32_t flags)
{
	struct lapic entry = {TYPE_LAPIC, LAPIC_BYTES, uid, id, flags};

	insert(find_core(core_count() - 1) + LAPIC_BYTES, &entry, sizeof(entry));
}

static void zero_first(void)
{
	at(ENTRIES)[1] = 0;
}

static void zero_middle(void)
{
	core(2)->length = 0;
}

static void overrun(void)
{
	size_t last = ENTRIES;

	while (next(last) < tables.madt->length)
		last = next(last);
	at(last)[1] = 0xFF;
}

static void truncated(void)
{
	tables.madt->length = (uint32_t)find_core(2) + 3;
}

/* 4 bytes of its own fields are missing. */
static void headless(void)
{
	tables.madt->length = ENTRIES - 4;
}

static void duplicate(void)
{
	append_core(last_core()->id, last_core()->uid, FLAG_ENABLED);
}

static void id_none(void)
{
	append_core(ID_NONE, ID_NONE, FLAG_ENABLED);
}

static void dead(void)
{
	append_core(ID_DEAD, ID_DEAD, FLAG_ENABLED);
}

static void unlisted(void)
{
	cut(find_core(core_count() - 1), LAPIC_BYTES);
}

static void disabled(void)
{
	last_core()->flags = 0;
}

static void both_flags(void)
{
	tables.madt->revision = 5; /* the first that knows Online Capable */
	last_core()->flags = FLAG_ENABLED | FLAG_ONLINE_CAPABLE;
}

static void boot_core_last(void)
{
	struct lapic boot = *core(0);

	cut(find_core(0), sizeof(boot));
	insert(find_core(core_count() - 1) + LAPIC_BYTES, &boot, sizeof(boot));
}

static void boot_core_missing(void)
{
	cut(find_core(0), LAPIC_BYTES);
}

/* A type that no specification knows yet. */
static void unknown_type(void)
{
	static const uint8_t entry[] = {0x7F, 4, 0, 0};

	insert(ENTRIES, entry, sizeof(entry));
}

static void wrong_sum(void)
{
	tables.madt->checksum++;
}

const struct breakage madt_breaks[] = {
	{"madt-zero-first", PHASE_TABLES, zero_first},
	{"madt-zero-middle", PHASE_TABLES, zero_middle},
	{"madt-overrun", PHASE_TABLES, overrun},
	{"madt-truncated", PHASE_TABLES, truncated},
	{"madt-headless", PHASE_TABLES, headless},
	{"madt-duplicate", PHASE_TABLES, duplicate},
	{"madt-id-none", PHASE_TABLES, id_none},
	{"madt-dead", PHASE_TABLES, dead},
	{"madt-unlisted", PHASE_TABLES, unlisted},
	{"madt-disabled", PHASE_TABLES, disabled},
	{"madt-both-flags", PHASE_TABLES, both_flags},
	{"madt-boot-core-last", PHASE_TABLES, boot_core_last},
	{"madt-boot-core-missing", PHASE_TABLES, boot_core_missing},
	{"madt-unknown-type", PHASE_TABLES, unknown_type},
	{"madt-sum", PHASE_SUMS, wrong_sum},
	{0},
};
