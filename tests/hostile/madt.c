/* SPDX-License-Identifier: BSD-2-Clause */
/* MADTs as no firmware should write them, ACPI 6.5, 5.2.12. */
#include "madt_core.h"
#include "tables.h"

enum { ENTRIES = 44 };
enum { FLAG_ENABLED = 1, FLAG_ONLINE_CAPABLE = 2 };

static uint8_t *at(size_t offset)
{
	return (uint8_t *)tables.madt + offset;
}

static size_t next(size_t offset)
{
	return offset + at(offset)[1];
}

void *madt_find(uint8_t type, unsigned int number)
{
	for (size_t offset = ENTRIES; offset < tables.madt->length; offset = next(offset))
		if (at(offset)[0] == type && number-- == 0)
			return at(offset);
	return NULL;
}

/* The offset of the core that so many come before. */
static size_t find_core(unsigned int number)
{
	const uint8_t *found = madt_find(TYPE_CORE, number);

	if (!found)
		give_up("too few cores for this break");
	return (size_t)(found - at(0));
}

static unsigned int core_count(void)
{
	unsigned int count = 0;

	while (madt_find(TYPE_CORE, count))
		count++;
	return count;
}

static struct madt_core *core(unsigned int number)
{
	return (struct madt_core *)at(find_core(number));
}

static struct madt_core *last_core(void)
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

/* In all else like the last. */
static void append_core(uint64_t id, uint32_t uid, uint32_t flags)
{
	size_t last = find_core(core_count() - 1);
	size_t next_entry = next(last);

	insert(next_entry, at(last), next_entry - last);
	last_core()->id = id;
	last_core()->uid = uid;
	last_core()->flags = flags;
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
	append_core(ID_NONE, (uint32_t)ID_NONE, FLAG_ENABLED);
}

static void dead(void)
{
	append_core(ID_DEAD, ID_DEAD, FLAG_ENABLED);
}

static void cut_core(unsigned int number)
{
	size_t offset = find_core(number);

	cut(offset, next(offset) - offset);
}

static void unlisted(void)
{
	cut_core(core_count() - 1);
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
	size_t size = next(find_core(0)) - find_core(0);

	insert(next(find_core(core_count() - 1)), core(0), size);
	cut_core(0);
}

static void boot_core_missing(void)
{
	cut_core(0);
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
